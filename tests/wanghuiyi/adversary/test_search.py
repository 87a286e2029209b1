"""A search of tests that are made up: what it finds, makes short, tells once, and where it ends."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from wanghuiyi.adversary.choice import Terms
from wanghuiyi.adversary.disturbance import disturbances_of, named
from wanghuiyi.adversary.notes import FAILS, HANGS, Seen
from wanghuiyi.adversary.plan import Plan, faults_by_test
from wanghuiyi.adversary.runs import NotRun, Ran, Suite
from wanghuiyi.adversary.search import FINDINGS_MAX, Bounds, Search
from wanghuiyi.adversary.traffic import Traffic

A, B = "test_a.py::test_a", "test_a.py::test_b"
BUSY = Traffic({"POST /v1/payments": 2, "GET /v1/time": 1}, {"order.paid": 2})
LOSSES = ("lose_answer", "reset", "truncate")

Faulty = Callable[[dict[str, str]], dict[str, Seen]]


@dataclass
class MadeUp(Suite):
    """Tests that are not run: what they show follows from the faults of all of them."""

    shows: Faulty = lambda _faults: {}
    exit_code: int | None = 0
    plans: list[Plan] = field(default_factory=list)

    def run(self, plan: Plan) -> Ran:
        self.plans.append(plan)
        faults = {test: named(listed) for test, listed in plan.faults.items()}
        seen = {test: Seen(BUSY) for test in (A, B)} | self.shows(faults)
        if plan.only is not None:
            seen = {test: one for test, one in seen.items() if test in plan.only}
        return Ran(self.exit_code, seen, "said", 1.0)


def searched(shows: Faulty, runs: int = 30, **bounds: float) -> tuple[Search, MadeUp]:
    suite = MadeUp(["pytest", "tests"], Path(), 60.0, shows=shows)
    search = Search(suite, Terms(1), Bounds(runs, bounds.get("time_limit_s", 1e6)))
    search.look()
    search.search()
    return search, suite


def is_lost(faults: str) -> bool:
    return any(f"{loss} POST /v1/payments 2" in faults for loss in LOSSES)


def is_swapped(faults: str) -> bool:
    return any(f"{one} order.paid 1" in faults for one in ("swap", "hold"))


def test_each_mistake_of_each_test_is_found_once_with_the_fewest_and_simplest_faults() -> None:
    def shows(faults: dict[str, str]) -> dict[str, Seen]:
        in_a, in_b = faults.get(A, ""), faults.get(B, "")
        mistakes = {"new_key_on_retry": "two keys"} if is_lost(in_a) else {}
        failed = ["assert 1 == 2"] if is_lost(in_b) and is_swapped(in_b) else []
        return {A: Seen(BUSY, mistakes), B: Seen(BUSY, failed=failed)}

    search, suite = searched(shows, runs=300)

    found = {(one.test, one.symptom): one for one in search.findings}
    assert len(found) == len(search.findings) == 2
    assert found[A, "new_key_on_retry"].by_test == {A: "lose_answer POST /v1/payments 2"}
    assert set(found[B, FAILS].by_test[B].split(", ")) == {
        *("lose_answer POST /v1/payments 2", "swap order.paid 1")
    }
    assert found[B, FAILS].what == "assert 1 == 2"
    assert all(one.is_minimal and one.is_repeated for one in search.findings)
    shortened = [plan for plan in suite.plans if plan.only]
    assert {plan.only for plan in shortened} == {frozenset({A}), frozenset({B})}
    assert len(shortened) == sum(one.runs for one in search.findings)


def test_the_same_seed_finds_the_same_and_its_command_names_the_same_faults() -> None:
    def shows(faults: dict[str, str]) -> dict[str, Seen]:
        return {A: Seen(BUSY, failed=["no"] if is_lost(faults.get(A, "")) else [])}

    first, second = (searched(shows)[0].findings for _ in range(2))

    assert first == second
    (finding,) = first
    words = finding.replayed_by(["pytest", "tests"])
    assert words.startswith("wanghuiyi adversary --replay '")
    replayed = faults_by_test(words.split("'")[1])
    assert replayed == {A: disturbances_of("lose_answer POST /v1/payments 2")}
    assert f"repeat it: {words}" in finding.text(["pytest", "tests"])


def test_what_fails_only_by_faults_of_another_test_says_so() -> None:
    def shows(faults: dict[str, str]) -> dict[str, Seen]:
        return {B: Seen(BUSY, failed=["leaked"] if is_lost(faults.get(A, "")) else [])}

    search, _ = searched(shows)

    (finding,) = search.findings
    assert finding.test == B
    assert finding.by_test == {A: "lose_answer POST /v1/payments 2"}
    assert f"in {A}:" in finding.text(["pytest"])


def test_what_came_once_and_not_again_is_told_as_that() -> None:
    turns: list[int] = []

    def shows(_faults: dict[str, str]) -> dict[str, Seen]:
        turns.append(1)
        return {A: Seen(BUSY, failed=["by chance"] if len(turns) == 3 else [])}

    search, _ = searched(shows)

    (finding,) = search.findings
    assert not finding.is_repeated
    assert "did not come again" in finding.text(["pytest"])


def test_what_never_struck_is_left_out_and_named() -> None:
    def shows(faults: dict[str, str]) -> dict[str, Seen]:
        given = disturbances_of(faults.get(A, ""))
        idle = tuple(one for one in given if "order.paid" in str(one))
        return {A: Seen(BUSY, idle=idle, failed=["no"] if given[len(idle) :] else [])}

    search, _ = searched(shows, runs=1)

    (finding,) = search.findings
    assert len(finding.by_test[A].split(",")) == 1
    if finding.dropped:
        assert f"never struck, and left out: {named(finding.dropped)}" in finding.text(["pytest"])


def test_what_the_verdict_names_without_faults_is_not_held_against_them() -> None:
    search, _ = searched(lambda _faults: {A: Seen(BUSY, {"polled_without_pause": "always"})})

    assert search.findings == []
    assert search.runs_done == 30


def test_a_test_that_hangs_is_a_finding() -> None:
    def shows(faults: dict[str, str]) -> dict[str, Seen]:
        hangs = {HANGS: "it did not end within 60 s"} if is_swapped(faults.get(A, "")) else {}
        return {A: Seen(None if hangs else BUSY, hangs, is_begun=True)}

    search, _ = searched(shows)

    (finding,) = search.findings
    assert (finding.symptom, finding.by_test) == (HANGS, {A: "swap order.paid 1"})
    assert "it hangs" in finding.text(["pytest"])


def test_no_run_begins_when_the_time_is_over_and_what_was_found_is_kept() -> None:
    suite = MadeUp(["pytest"], Path(), 60.0, shows=lambda _: {A: Seen(BUSY, failed=["no"])})
    search = Search(suite, Terms(1), Bounds(50, 2.0), clock_s=lambda: float(len(suite.plans)))
    search.traffic = {A: BUSY}

    search.search()

    assert search.is_cut
    assert len(suite.plans) == 2
    assert [(one.is_minimal, one.is_repeated) for one in search.findings] == [(False, True)]


def test_so_many_findings_are_enough() -> None:
    turns: list[int] = []

    def shows(_faults: dict[str, str]) -> dict[str, Seen]:
        turns.append(1)
        return {A: Seen(BUSY, {f"mistake {len(turns)}": "another each time"} if turns[1:] else {})}

    search, _ = searched(shows, runs=100)

    assert len(search.findings) == FINDINGS_MAX
    assert search.is_cut


@pytest.mark.parametrize(
    ("exit_code", "traffic", "says"),
    [
        (1, BUSY, "without any fault the tests ended with 1.*said"),
        (None, BUSY, "did not end in time"),
        (5, BUSY, "ended with 5"),
        (0, Traffic(), "there is nothing to disturb"),
        (0, Traffic({"POST /v1/texts": 1}, sets_faults=True), "there is nothing to disturb"),
    ],
)
def test_tests_that_fail_or_have_nothing_to_disturb_are_refused(
    exit_code: int | None, traffic: Traffic, says: str
) -> None:
    suite = MadeUp(
        *(["pytest"], Path(), 60.0),
        shows=lambda _: {A: Seen(traffic), B: Seen()},
        exit_code=exit_code,
    )

    with pytest.raises(NotRun, match=f"(?s){says}"):
        Search(suite, Terms(1), Bounds(1, 60.0)).look()
