"""Priority and windows in the bare queue agree with exact results, class by class."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.theory.bare import bare_county, bare_scenario, controls, wait_means_min
from sim.theory.chains import Windows
from sim.theory.formulas import cobham_waits, erlang_c_wait, kella_yechiali_waits
from sim.units import DAY_MS, MINUTES_PER_DAY
from tests.theory.equivalence import assert_equivalent, run_bare

OUTLETS = 40
WARM_UP_DAYS = 1
FIRST, OTHERS = frozenset({0}), frozenset({1})
OWN_LINE = {"priority": "own_line", "priority_share": 0.3}
FOR_PRIORITY = {"counters": 1, "serves": ["priority"]}
FOR_OTHERS = {"counters": 1, "serves": ["money", "parcels", "other"]}
FOR_ALL = {"counters": 1, "serves": ["money", "parcels", "other", "priority"]}


def exponential(mean: float) -> dict[str, Any]:
    return {"law": "exponential", "mean": mean}


def assert_waits_by_class(scenario: Scenario, counters: int, exact: Sequence[float]) -> None:
    """Assert the mean wait of who has priority, and of everybody else, of one visit a minute."""
    diary = run_bare(scenario, bare_county(OUTLETS, counters, MINUTES_PER_DAY))
    has_priority = diary.visits["priority"] == 1
    measured_days = scenario.run.days - WARM_UP_DAYS
    expected = (measured_days * MINUTES_PER_DAY, scenario.services.other_min.mean())
    known = controls(diary, OUTLETS, WARM_UP_DAYS * DAY_MS, expected)

    assert has_priority.mean() == pytest.approx(scenario.line.priority_share, rel=0.01)
    for wait, among in zip(exact, (has_priority, ~has_priority), strict=True):
        assert_equivalent(wait_means_min(diary, OUTLETS, WARM_UP_DAYS, among), wait, known)


@pytest.mark.parametrize(("counters", "load"), [(1, 0.6), (3, 0.7)])
def test_who_has_priority_waits_like_the_first_class_of_m_m_c(counters: int, load: float) -> None:
    service_min = load * counters
    exact = kella_yechiali_waits([0.3, 0.7], service_min, counters)
    scenario = bare_scenario(exponential(service_min), 12, line={"priority_share": 0.3})

    assert_waits_by_class(scenario, counters, exact)


def test_who_has_priority_waits_like_the_first_class_of_m_g_1() -> None:
    exact = cobham_waits([0.4, 0.6], 0.6, 0.5)
    law = {"law": "gamma", "mean": 0.6, "cv": 0.5}

    assert_waits_by_class(bare_scenario(law, 8, line={"priority_share": 0.4}), 1, exact)


def test_priority_in_a_line_of_its_own_that_all_call_first_is_priority_ahead() -> None:
    both = {**FOR_ALL, "counters": 2}
    county = bare_county(OUTLETS, 2, MINUTES_PER_DAY)
    ahead = run_bare(bare_scenario(exponential(1.4), 2, line={"priority_share": 0.3}), county)

    line = {**OWN_LINE, "windows": [both]}
    own_line = run_bare(bare_scenario(exponential(1.4), 2, line=line), county)

    assert (own_line.visits["priority"] == ahead.visits["priority"]).all()
    assert (own_line.visits["called_ms"] == ahead.visits["called_ms"]).all()


def test_a_window_for_priority_alone_is_a_queue_of_its_own() -> None:
    exact = [erlang_c_wait(0.3, 0.8, 1), erlang_c_wait(0.7, 0.8, 1)]
    line = {**OWN_LINE, "windows": [FOR_PRIORITY, FOR_OTHERS]}

    assert_waits_by_class(bare_scenario(exponential(0.8), 16, line=line), 2, exact)


def test_a_window_for_all_beside_one_for_others_is_their_chain() -> None:
    service_min = 1.3
    exact = Windows((0.3, 0.7), 1 / service_min, (OTHERS, FIRST | OTHERS)).waits()
    line = {**OWN_LINE, "windows": [FOR_OTHERS, FOR_ALL]}

    assert_waits_by_class(bare_scenario(exponential(service_min), 10, line=line), 2, exact)


def test_priority_for_nobody_or_for_all_changes_no_wait() -> None:
    county = bare_county(2, 2, MINUTES_PER_DAY)
    nobody = run_bare(bare_scenario(exponential(1.4), 2), county)

    everybody = run_bare(bare_scenario(exponential(1.4), 2, line={"priority_share": 1.0}), county)

    assert (everybody.visits["called_ms"] == nobody.visits["called_ms"]).all()
    assert np.unique(everybody.visits["priority"]).tolist() == [1]
