"""A search: the tests run once as they are, then under faults, and what fails is made short."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from wanghuiyi.adversary.choice import Terms, drawn
from wanghuiyi.adversary.disturbance import Disturbances
from wanghuiyi.adversary.finding import Finding
from wanghuiyi.adversary.notes import HANGS, Seen
from wanghuiyi.adversary.plan import Plan
from wanghuiyi.adversary.runs import PASSED, NotRun, Ran, Suite
from wanghuiyi.adversary.shortening import Shortening, Shown, faults_of
from wanghuiyi.adversary.traffic import Traffic

FINDINGS_MAX = 20


@dataclass(frozen=True)
class Bounds:
    """How long is searched: so many runs, and no new one begins after so many seconds."""

    runs: int
    time_limit_s: float
    with_verdict: bool = True


@dataclass
class Search:
    """A search of a suite; `say` tells people how far it is. What is found stands in `findings`."""

    suite: Suite
    terms: Terms
    bounds: Bounds
    say: Callable[[str], None] = lambda _line: None
    clock_s: Callable[[], float] = time.monotonic
    findings: list[Finding] = field(default_factory=list)
    traffic: dict[str, Traffic] = field(default_factory=dict)
    runs_done: int = 0
    is_cut: bool = False
    _began_s: float = 0.0
    _usual: dict[str, set[str]] = field(default_factory=dict)

    def look(self) -> Ran:
        """Run the tests as they are. Raise NotRun if they fail, or have nothing to disturb."""
        self._began_s = self.clock_s()
        ran = self.suite.run(Plan())
        if ran.exit_code != PASSED:
            ended = "did not end in time" if ran.is_hung else f"ended with {ran.exit_code}"
            message = (
                f"without any fault the tests {ended}: let them pass first, then disturb them\n"
                f"{ran.last_lines}"
            )
            raise NotRun(message)
        self.traffic = {
            test: seen.traffic for test, seen in sorted(ran.seen.items()) if seen.traffic
        }
        self._usual = {test: set(seen.mistakes) for test, seen in ran.seen.items()}
        if not any(traffic.is_any for traffic in self.traffic.values()):
            message = (
                "there is nothing to disturb: in no test that uses the fixture wanghuiyi does your "
                "own code send a request, or have a webhook; what wanghuiyi.provider and its like "
                "send sets a test up"
            )
            raise NotRun(message)
        return ran

    def search(self) -> None:
        """Disturb the tests until a bound is reached. Raise NotRun."""
        for run in range(1, self.bounds.runs + 1):
            if not self._may_go_on():
                self.is_cut = True
                break
            plan = self.drawn(run)
            ran = self.suite.run(Plan(plan))
            self.runs_done = run
            news = list(self._news(ran))
            self.say(f"run {run} of {self.bounds.runs}: {len(news) or 'nothing'} new")
            for test, symptom, what in news:
                self.findings.append(
                    self._made_short(run, plan, ran.seen[test], (test, symptom, what))
                )
                if len(self.findings) >= FINDINGS_MAX:
                    self.is_cut = True
                    return

    def drawn(self, run: int) -> dict[str, Disturbances]:
        """Return the faults of a run by test."""
        found = {
            test: drawn(self.terms, run, test, traffic) for test, traffic in self.traffic.items()
        }
        return {test: faults for test, faults in found.items() if faults}

    def _may_go_on(self) -> bool:
        return self.clock_s() - self._began_s < self.bounds.time_limit_s

    def _symptoms(self, test: str, seen: Seen) -> dict[str, str]:
        usual = self._usual.get(test, set())
        found = seen.symptoms(usual, with_verdict=self.bounds.with_verdict)
        return found if HANGS not in seen.mistakes else {HANGS: seen.mistakes[HANGS]}

    def _news(self, ran: Ran) -> Iterator[tuple[str, str, str]]:
        known = {(one.test, one.symptom) for one in self.findings}
        for test, seen in sorted(ran.seen.items()):
            for symptom, what in self._symptoms(test, seen).items():
                if (test, symptom) not in known:
                    yield test, symptom, what

    def _made_short(
        self, run: int, plan: Mapping[str, Disturbances], seen: Seen, found: tuple[str, str, str]
    ) -> Finding:
        """Return a finding with the shortest list that still shows it."""
        test, symptom, what = found
        first = Shown(symptom, what, seen)
        shortening = Shortening(self.suite, test, self._symptoms, self._may_go_on, first)
        short = shortening.of(plan)
        self.say(f"  {test}: {symptom}, by {len(short.placed)} of its faults")
        by_test = faults_of(short.placed)
        return Finding(
            run,
            test,
            symptom,
            shortening.last.what,
            faults=by_test.pop(test, ()),
            with_others=tuple(by_test.items()),
            dropped=seen.idle,
            failed=(*shortening.last.seen.failed, "")[0],
            runs=short.runs,
            is_minimal=short.is_minimal,
            is_repeated=short.is_repeated,
        )
