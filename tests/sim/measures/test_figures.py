"""Figures of the counter, reckoned by hand from eleven visits: over what, and of whom."""

from datetime import datetime
from functools import cache

import numpy as np
import pytest

from sim.diary import Ending, Purpose
from sim.measures import Measures, measure, merge, metrics_of
from sim.measures.figures import quantile
from tests.sim.measures.tiny_diaries import VISITS, B, diary_of_visits, plan_by_hand

DAYS = 2
# On the second day the outlet A is shut for an hour, which nobody had announced.
OUTAGE = {
    "kind": "office",
    "start": datetime.fromisoformat("2007-11-06T10:00:00"),
    "hours": 1.0,
    "outlets": ("A",),
}
OPEN_H = 3 + 4 + 4 + 4
OPEN_COUNTER_H = 3 * 1 + 4 * 2 + 4 * 1 + 4 * 4
# Minutes waited by those called, and by those who reneged and were turned away.
CALLED = sorted([0, 20, 0, 5, 5, 12, 0.5])
JOINED = sorted([*CALLED, 15, 1])


@cache
def measured() -> Measures:
    """Return the measures of the two days."""
    plan = plan_by_hand(DAYS, outage=[OUTAGE])
    return merge([measure(diary_of_visits(plan, VISITS), plan)])


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("wait_mean_min", sum(CALLED) / 7),
        ("wait_p50_min", 5),
        ("wait_p90_min", 20),
        ("wait_over_5_min_share", 4 / 7),
        ("wait_over_15_min_share", 1 / 7),
        ("wait_over_30_min_share", 0),
        ("wait_everyone_mean_min", sum(JOINED) / 9),
        ("wait_everyone_over_5_min_share", 5 / 9),
        ("wait_everyone_over_15_min_share", 2 / 9),
        ("wait_depositors_mean_min", (20 + 5) / 2),
        ("wait_depositors_over_15_min_share", 1 / 2),
        # 9:10 to 9:30, 9:20 to 9:35, 10:40 to 10:45, 10:50 to 10:55; then until eleven only
        ("line_mean", (20 + 15 + 5 + 5 + 2 + 1 + 0.5) / 60 / OPEN_H),
        ("line_max", 3),
        ("utilisation", (30 + 20 + 2 + 1 + 5) / 60 / OPEN_COUNTER_H),
        # 11:00 to 11:20, 11:10 to 11:15, 11:00 to 11:01; a week of four outlets
        ("overtime_h_per_week", (20 + 5 + 1) / 60 / 4 / (DAYS / 7)),
        ("visits_served_per_day", 5 / DAYS),
        ("pick_ups_per_day", 1 / DAYS),
        ("balked_share", 1 / 11),
        ("reneged_share", 1 / 11),
        ("turned_away_share", 1 / 11),
        ("found_closed_share", 1 / 11),
        ("no_link_share", 1 / 11),
        ("not_there_share", 1 / 11),
    ],
)
def test_a_figure_of_the_counter_is_as_reckoned(metric: str, expected: float) -> None:
    assert metrics_of(measured())[metric] == pytest.approx(expected, rel=1e-12)


def test_pick_ups_are_the_parcels_fetched_and_not_the_deposits() -> None:
    plan = plan_by_hand(1)
    fetched = [(B, Purpose.PICK_UP, clock, clock, clock + 0.01, Ending.SERVED) for clock in (9, 10)]
    paid_in = (B, Purpose.DEPOSIT, 9.30, 9.30, 9.34, Ending.SERVED)

    metrics = metrics_of(merge([measure(diary_of_visits(plan, [*fetched, paid_in]), plan)]))

    assert (metrics["pick_ups_per_day"], metrics["visits_served_per_day"]) == (2, 3)


def test_figures_of_two_counties_are_of_both_together() -> None:
    both = merge([measured(), measured()])

    one, two = metrics_of(measured()), metrics_of(both)
    for metric in ("utilisation", "line_mean", "line_max", "overtime_h_per_week", "wait_mean_min"):
        assert two[metric] == pytest.approx(one[metric])
    assert two["visits_served_per_day"] == 2 * one["visits_served_per_day"]


@pytest.mark.parametrize(
    ("share", "value"), [(0.25, 3.0), (0.5, 3.0), (0.51, 8.0), (0.75, 8.0), (0.76, 9.0)]
)
def test_a_quantile_is_the_least_that_a_share_does_not_exceed(share: float, value: float) -> None:
    assert quantile(share, np.array([3, 8, 9]), np.array([2, 1, 1])) == value
