"""A finding made short: every candidate is run, alone with its test if that shows it too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wanghuiyi.adversary.disturbance import Disturbance, Disturbances
from wanghuiyi.adversary.notes import Seen
from wanghuiyi.adversary.plan import Plan
from wanghuiyi.adversary.runs import Suite
from wanghuiyi.adversary.shrinking import shrunk

RUNS_MAX = 60
"""So many runs a finding may take to be made short."""
Placed = tuple[str, Disturbance]
Symptoms = Callable[[str, Seen], Mapping[str, str]]


@dataclass(frozen=True)
class Shown:
    """A symptom, a sentence on it, and what was seen of the test that showed it."""

    symptom: str
    what: str
    seen: Seen


@dataclass(frozen=True)
class Short:
    """The faults that are left, and after how many runs; whether they are the fewest that show it.

    It is not `is_repeated` if the same faults did not show it again.
    """

    placed: tuple[Placed, ...]
    runs: int
    is_minimal: bool = False
    is_repeated: bool = True


@dataclass
class Shortening:
    """The shortening of one finding; `last` is what showed it last."""

    suite: Suite
    test: str
    symptoms: Symptoms
    may_go_on: Callable[[], bool]
    last: Shown

    def of(self, plan: Mapping[str, Disturbances]) -> Short:
        """Return the shortest list for the faults of a run: those of the test, or of all tests.

        What never struck is left out from the beginning.
        """
        idle = self.last.seen.idle
        own = tuple((self.test, one) for one in plan.get(self.test, ()) if one not in idle)
        every = tuple((test, one) for test, faults in plan.items() for one in faults)
        runs = 0
        for placed, only in ((own, frozenset({self.test})), (every, None)):
            fails = self._fails(only)
            runs += 1
            if placed and fails(placed):
                short = shrunk(placed, fails, _simpler, RUNS_MAX)
                is_minimal = short.is_minimal and self.may_go_on()
                return Short(short.items, runs + short.tries, is_minimal)
        return Short(own or every, runs, is_repeated=not self.may_go_on())

    def _fails(self, only: frozenset[str] | None) -> Callable[[tuple[Placed, ...]], bool]:
        def fails(placed: tuple[Placed, ...]) -> bool:
            if not self.may_go_on():
                return False
            ran = self.suite.run(Plan(faults_of(placed), only))
            seen = ran.seen.get(self.test, Seen())
            what = self.symptoms(self.test, seen).get(self.last.symptom)
            if what is None:
                return False
            self.last = Shown(self.last.symptom, what, seen)
            return True

        return fails


def faults_of(placed: Sequence[Placed]) -> dict[str, Disturbances]:
    """Return faults by test."""
    found: dict[str, Disturbances] = {}
    for test, one in placed:
        found[test] = (*found.get(test, ()), one)
    return found


def _simpler(placed: Placed) -> list[Placed]:
    test, one = placed
    return [(test, other) for other in one.simpler]
