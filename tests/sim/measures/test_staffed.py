"""Counters staffed by the hour that fail, reckoned by hand: over what, and what is no service.

The outlet B, of a town, has two counters: both are staffed from nine to ten, and the first to
eleven, when the doors close. The others are staffed throughout: A and C have one counter, D four.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.diary import FAILURE_COLUMNS, NONE, Diary, Ending, Purpose, columns
from sim.measures import Measures, measure, merge, metrics_of
from sim.plan import Plan
from sim.units import Ints
from tests.sim.lives import DAY, MINUTE
from tests.sim.measures.tiny_diaries import A, B, Visit, at, diary_of_visits, plan_by_hand

TOWN = 1
SERVED = Ending.SERVED
OTHER, DEPOSIT = Purpose.OTHER, Purpose.DEPOSIT

# A visit, the counter that called it last, and whether it had priority.
VISITS: list[tuple[Visit, int, int]] = [
    ((B, OTHER, 9.00, 9.00, 9.30, SERVED), 0, 0),
    # Its counter closes at ten: so twenty of seventy minutes are overtime.
    ((B, DEPOSIT, 9.05, 9.10, 10.20, SERVED), 1, 0),
    # Interrupted at the first counter from 10:10 to 10:30.
    ((B, OTHER, 9.55, 10.00, 10.40, SERVED), 0, 1),
    # Served at the second counter from 9:40, which fails at 9:45; at the first from 9:50 to 9:55.
    ((B, OTHER, 9.38, 9.40, 9.55, SERVED), 0, 1),
    # Not called, and so of no counter.
    ((B, OTHER, 10.50, NONE, 10.58, Ending.RENEGED), NONE, 1),
    # At closing the first serves on, until it fails at 11:10.
    ((B, OTHER, 10.52, 10.55, 11.30, SERVED), 0, 0),
    ((A, OTHER, 9.00, 9.00, 9.20, SERVED), 0, 0),
]
# Outlet, counter, visit, failed, repaired, resumed.
FAILURES = [
    (B, 1, 3, 9.45, 9.50, 9.50),
    (B, 0, 2, 10.10, 10.30, 10.30),
    # While nobody is staffed there: no time that is lost.
    (B, 1, NONE, 10.30, 10.50, NONE),
    (B, 0, 5, 11.10, 11.20, 11.20),
    # Idle, from half past nine until after the doors are closed.
    (A, 0, NONE, 9.30, 12.00, NONE),
]
OPEN_COUNTER_MIN = 120 + (120 + 60) + 120 + 4 * 120
BUSY_STAFFED_MIN = 20 + 30 + 50 + (10 + 10) + (5 + 5) + 5
# 10:00 to 10:20, 11:00 to 11:10 and 11:20 to 11:30.
OVERTIME_MIN = 20 + 10 + 10
DOWN_MIN = 5 + 20 + 90


def the_plan(days: int = 1) -> Plan:
    """Return the plan of a day or more."""
    shifts = {"Mo-Su 09:00-10:00": 2, "Mo-Su 10:00-11:00": 1}
    return plan_by_hand(
        days,
        staffing={"town": {"counters": shifts}},
        line={"priority_share": 0.5},
        counters={"fail": True},
    )


def the_diary(plan: Plan) -> Diary:
    """Return the diary of the visits and failures above."""
    diary = diary_of_visits(plan, [visit for visit, _, _ in VISITS])
    failures = [
        (outlet, counter, visit, *(NONE if one == NONE else at(one) for one in clocks))
        for outlet, counter, visit, *clocks in FAILURES
    ]
    traits = {"counter": [one for _, one, _ in VISITS], "priority": [one for _, _, one in VISITS]}
    return replace(
        diary,
        visits={**diary.visits, **{name: np.array(column) for name, column in traits.items()}},
        failures=columns(FAILURE_COLUMNS, failures),
    )


@cache
def measured() -> Measures:
    """Return the measures of the day."""
    return measure(the_diary(the_plan()), the_plan())


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("utilisation", BUSY_STAFFED_MIN / OPEN_COUNTER_MIN),
        # A seventh of a week, and four outlets.
        ("overtime_h_per_week", OVERTIME_MIN / 60 * 7 / 4),
        ("down_share", DOWN_MIN / OPEN_COUNTER_MIN),
        # Five and two minutes with priority; none, five, three and none without it.
        ("wait_priority_mean_min", (5 + 2) / 2),
        ("wait_priority_p90_min", 5),
        ("wait_usual_mean_min", (0 + 5 + 3 + 0) / 4),
        ("wait_usual_p90_min", 5),
        ("wait_mean_min", (5 + 2 + 0 + 5 + 3 + 0) / 6),
        ("reneged_share", 1 / 7),
    ],
)
def test_a_figure_of_staffed_counters_is_as_reckoned(metric: str, expected: float) -> None:
    assert metrics_of(measured())[metric] == pytest.approx(expected, rel=1e-12)


def test_an_outlets_row_has_staffed_time_service_and_repairs_of_its_own_counters() -> None:
    outlets = measured().outlets

    assert in_minutes(outlets["open_ms"]) == [120] * 4
    assert in_minutes(outlets["open_counter_ms"]) == [120, 180, 120, 480]
    # The visits at B last 30, 70, 40, 15 and 35 minutes, of which 20, 5 and 10 were interrupted.
    assert in_minutes(outlets["busy_ms"]) == [20, 30 + 70 + 20 + 10 + 25, 0, 0]
    assert in_minutes(outlets["busy_open_ms"]) == [20, 30 + 50 + 20 + 10 + 5, 0, 0]
    assert in_minutes(outlets["down_ms"]) == [90, 5 + 20, 0, 0]


def test_an_hour_has_the_staffed_time_and_the_service_that_fall_into_it() -> None:
    series = measured().series

    of_town = {name: column[series["class"] == TOWN][9:12] for name, column in series.items()}
    assert of_town["hour"].tolist() == [9, 10, 11]
    assert in_minutes(of_town["open_counter_ms"]) == [120, 60, 0]
    # By visits: 30, 50 and 10; then 20, 20 and 5; then 20.
    assert in_minutes(of_town["busy_ms"]) == [90, 45, 20]
    assert of_town["served"].tolist() == [2, 2, 1]


def test_a_service_counts_from_the_end_of_the_warm_up_but_for_its_interruptions() -> None:
    plan = the_plan(2)
    diary = the_diary(plan)
    midnight = DAY - at(10.20)
    moved = (
        {**table, **{name: later(table[name], midnight) for name in table if name.endswith("_ms")}}
        for table in (diary.visits, diary.failures)
    )
    visits, failures = moved
    run = plan.scenario.run.model_copy(update={"warm_up_days": 1})
    warmed = replace(plan, scenario=plan.scenario.model_copy(update={"run": run}))

    found = measure(replace(diary, visits=visits, failures=failures), warmed)

    # What was 10:20 is midnight: the interrupted goes on after ten minutes for ten more, and the
    # last is served for 25 of its 35 minutes.
    assert in_minutes(found.outlets["busy_ms"]) == [0, 10 + 25, 0, 0]


def test_what_two_counties_lost_to_repairs_is_of_both_together() -> None:
    one, both = metrics_of(measured()), metrics_of(merge([measured(), measured()]))

    for metric in ("down_share", "utilisation", "overtime_h_per_week", "wait_priority_mean_min"):
        assert both[metric] == pytest.approx(one[metric])


def in_minutes(column: Ints) -> list[float]:
    """Return times in minutes."""
    return [one / MINUTE for one in column.tolist()]


def later(column: Ints, by_ms: int) -> Ints:
    """Return moments moved, but for those that never come."""
    return np.where(column == NONE, NONE, column + by_ms)
