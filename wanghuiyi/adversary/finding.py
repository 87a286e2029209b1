"""What an adversary found: a test, what is wrong, the shortest list of faults, and its command."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wanghuiyi.adversary.disturbance import Disturbances, named
from wanghuiyi.adversary.notes import FAILS, HANGS


@dataclass(frozen=True)
class Finding:
    """A failure of one test under faults: `symptom` is a mistake's name, or that it fails.

    `with_others` has the faults of other tests, where it fails only together with them. `dropped`
    were drawn and never struck. If it is not `is_repeated`, it came once and not again.
    """

    run: int
    test: str
    symptom: str
    what: str
    faults: Disturbances
    with_others: tuple[tuple[str, Disturbances], ...] = ()
    dropped: Disturbances = ()
    failed: str = ""
    runs: int = 0
    is_minimal: bool = True
    is_repeated: bool = True

    @property
    def by_test(self) -> dict[str, str]:
        """Return the faults by test, as `--replay` takes them."""
        own = [(self.test, self.faults)] if self.faults else []
        return {test: named(faults) for test, faults in (*own, *self.with_others)}

    def replayed_by(self, command: Sequence[str]) -> str:
        """Return the command that repeats it."""
        replay = json.dumps(self.by_test, ensure_ascii=False)
        return shlex.join(["wanghuiyi", "adversary", "--replay", replay, "--", *command])

    def document(self, command: Sequence[str]) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "run": self.run,
            "test": self.test,
            "symptom": self.symptom,
            "what": self.what,
            "failed": self.failed,
            "faults": self.by_test,
            "words": [one.in_words for one in self.faults],
            "never_struck": list(map(str, self.dropped)),
            "runs": self.runs,
            "is_minimal": self.is_minimal,
            "is_repeated": self.is_repeated,
            "replay": self.replayed_by(command),
        }

    def text(self, command: Sequence[str]) -> str:
        """Return it for people."""
        title = {FAILS: "it fails", HANGS: "it hangs"}.get(self.symptom, self.symptom)
        lines = [f"{self.test}: {title}", *(f"  - {one.in_words}" for one in self.faults)]
        for test, faults in self.with_others:
            lines += [f"  in {test}:", *(f"  - {one.in_words}" for one in faults)]
        lines += [f"  {line}" for line in self.what.splitlines()]
        if self.failed and self.failed != self.what:
            lines += ["  and it fails:", *(f"    {line}" for line in self.failed.splitlines())]
        if self.dropped:
            lines.append(f"  never struck, and left out: {named(self.dropped)}")
        if not self.is_repeated:
            lines.append("  it did not come again under the same faults")
        elif not self.is_minimal:
            lines.append("  a shorter list may do as well: there was no time to try")
        lines.append(f"  repeat it: {self.replayed_by(command)}")
        return "\n".join(lines)
