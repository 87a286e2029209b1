"""One test under an adversary within a session of pytest: run again and again in fresh worlds.

It is run once as it is. Then each run draws faults; the first that shows something is made short,
and the report is that of the shortest list.
"""

import copy
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.runner import runtestprotocol

from wanghuiyi.adversary.choice import FAULTS_MAX, Terms, drawn
from wanghuiyi.adversary.disturbance import FAIR, KINDS, Disturbances, named
from wanghuiyi.adversary.notes import FAILS, Seen
from wanghuiyi.adversary.shrinking import shrunk

if TYPE_CHECKING:
    from wanghuiyi.adversary.disturbance import Disturbance

MARKER = "wanghuiyi_adversary"
RUNS = 20
TRIES_MAX = 60
FAULTS = pytest.StashKey[Disturbances]()
SEEN = pytest.StashKey[Seen]()


@dataclass(frozen=True)
class Marked:
    """What a marker says: how often a test is disturbed, and how."""

    runs: int
    terms: Terms
    with_verdict: bool = True


def marked(item: pytest.Item) -> Marked:
    """Return what the markers of a test say, the nearest first. Raise pytest.UsageError."""
    said: dict[str, Any] = {"runs": RUNS, "seed": 1, "faults_max": FAULTS_MAX, "kinds": FAIR}
    said["with_verdict"] = True
    for marker in reversed(list(item.iter_markers(MARKER))):
        unknown = sorted(marker.kwargs.keys() - said.keys())
        if marker.args or unknown:
            message = f"@pytest.mark.{MARKER} takes {', '.join(said)}, all by name"
            raise pytest.UsageError(message)
        said |= marker.kwargs
    kinds = tuple(said["kinds"])
    wrong = [kind for kind in kinds if kind not in KINDS]
    if wrong or not kinds or said["runs"] < 1 or said["faults_max"] < 1:
        message = (
            f"@pytest.mark.{MARKER}: runs and faults_max are 1 or more, and kinds some of "
            f"{', '.join(KINDS)}"
        )
        raise pytest.UsageError(message)
    terms = Terms(int(said["seed"]), said["faults_max"], kinds)
    return Marked(said["runs"], terms, said["with_verdict"])


@dataclass
class Trial:
    """The runs of one test; `shown` are the symptoms of the last one."""

    item: pytest.Item
    nextitem: pytest.Item | None
    marked: Marked
    usual: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> list[pytest.TestReport]:
        """Return the reports of the run that counts."""
        reports, seen = self._once(())
        if any(one.failed for one in reports) or seen.traffic is None:
            return self._last(())  # without faults; what uses no world is not disturbed
        self.usual = dict(seen.mistakes)
        for run in range(1, self.marked.runs + 1):
            faults = drawn(self.marked.terms, run, self.item.nodeid, seen.traffic)
            symptoms, idle = self._symptoms(faults)
            if symptoms:
                return self._found(run, faults, idle, next(iter(symptoms)))
        return self._last(())

    def _found(
        self, run: int, faults: Disturbances, idle: Disturbances, symptom: str
    ) -> list[pytest.TestReport]:
        def fails(kept: "tuple[Disturbance, ...]") -> bool:
            return symptom in self._symptoms(kept)[0]

        struck = tuple(one for one in faults if one not in idle)
        short = shrunk(struck, fails, lambda one: one.simpler, TRIES_MAX).items if struck else ()
        reports = self._last(short)
        shown = self.item.stash[SEEN].symptoms(self.usual, with_verdict=self.marked.with_verdict)
        repeat = ["pytest", self.item.nodeid, f"--wanghuiyi-faults={named(short)}"]
        lines = [
            f"run {run} of seed {self.marked.terms.seed} shows: {symptom}",
            *(f"  - {one.in_words}" for one in short),
            *(what for name, what in shown.items() if name != FAILS),
            *([f"never struck, and left out: {named(idle)}"] if idle else []),
            f"repeat it: {shlex.join(repeat)}",
        ]
        if not shown:
            lines.append("the last run under the same faults did not show it again")
        _fail(reports, "\n".join(lines))
        return reports

    def _symptoms(self, faults: Disturbances) -> tuple[dict[str, str], Disturbances]:
        reports, seen = self._once(faults)
        found = seen.symptoms(self.usual, with_verdict=self.marked.with_verdict)
        if not found and any(one.failed for one in reports):
            return {FAILS: ""}, seen.idle
        return found, seen.idle

    def _once(self, faults: Disturbances) -> tuple[list[pytest.TestReport], Seen]:
        """Run it in a fresh world; fixtures of more than one test stay as they are."""
        sibling = copy.copy(self.item)
        reports = self._reports(faults, sibling)
        return reports, self.item.stash.get(SEEN, Seen())

    def _last(self, faults: Disturbances) -> list[pytest.TestReport]:
        return self._reports(faults, self.nextitem)

    def _reports(
        self, faults: Disturbances, nextitem: pytest.Item | None
    ) -> list[pytest.TestReport]:
        self.item.stash[FAULTS] = faults
        self.item.stash[SEEN] = Seen()
        self.item._initrequest()  # type: ignore[attr-defined]  # noqa: SLF001 - as plugins do that run a test again
        return runtestprotocol(self.item, log=False, nextitem=nextitem)


def _fail(reports: list[pytest.TestReport], shown: str) -> None:
    """Have the reports say what was found, and fail if they do not yet."""
    failed = [one for one in reports if one.failed]
    for one in failed:
        one.sections.append(("wanghuiyi adversary", shown))
    if not failed:
        call = next((one for one in reports if one.when == "call"), reports[-1])
        call.outcome, call.longrepr = "failed", shown
