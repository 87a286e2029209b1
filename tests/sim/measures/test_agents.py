"""Figures of agents, reckoned by hand from one day at two of them."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.measures import BY_NAME, Measures, measure, merge, metrics_of
from sim.measures.agents import floats_by_hour
from sim.units import HOUR_MS, MINUTE_MS
from tests.sim.agent_diaries import LI, WANG, agents_diary, agents_plan

DAY_MIN = 24 * 60
OPEN_MIN = 2 * 120
# Floats and drawers by minutes of the day: until 9:05, 9:10, 10:04; until 9:50, 10:30.
LI_FLOAT = (100_000 * 545 + 88_800 * 5 + 128_800 * 54 + 68_800 * 836) // DAY_MIN
LI_CASH = (50_000 * 545 + 61_200 * 5 + 21_200 * 54 + 81_200 * 836) // DAY_MIN
WANG_FLOAT = (20_000 * 590 + 2_000 * 40 + 42_000 * 810) // DAY_MIN
WANG_CASH = (30_000 * 590 + 48_000 * 40 + 8_000 * 810) // DAY_MIN

EXPECTED = {
    # Wang has 20 yuan from 9:50 to 10:30, and 150 are paid in on the mean.
    "agents_no_float_share": 40 / OPEN_MIN,
    # Li has 212 yuan of cash from 9:10 to 10:04, Wang 80 from 10:30 to closing; 300 are wanted.
    "agents_no_cash_share": (54 + 30) / OPEN_MIN,
    "agents_low_share": 40 / (2 * DAY_MIN),
    "agents_low_at_end_share": 0,
    "agents_away_share": 55 / OPEN_MIN,
    # Three of two minutes each at Li's, and one at Wang's from 10:55 to closing.
    "agents_line_mean": (2 + 2 + 2 + 5) / OPEN_MIN,
    "agents_float_mean_yuan": (LI_FLOAT + WANG_FLOAT) / 2 / 100,
    "agents_cash_mean_yuan": (LI_CASH + WANG_CASH) / 2 / 100,
    "cash_ins_per_day": 3,
    "cash_outs_per_day": 1,
    "agents_commission_yuan_per_day": (0.56 + 2.00 + 3.00 + 0.90) / 2,
    "deposits_at_agents_per_day": 1,
    "float_visits_per_day": 1,
    "wallet_visits_per_day": 1,
    "agents_visits_no_float_share": 1 / 10,
    "agents_visits_no_cash_share": 1 / 10,
    "agents_visits_closed_share": 1 / 10,
    "agents_visits_balked_share": 1 / 10,
    "agents_visits_reneged_share": 1 / 10,
    "agents_wait_mean_min": (2 + 2) / 6,
    "agents_wait_p90_min": 2,
    "paid_at_agent_share": 1 / 3,
    "paid_at_office_share": 1 / 3,
    "ended_gave_up_no_float_share": 0,
    # Ten km to the post office, and none to Li.
    "agents_km_saved_mean": 10,
    "agents_min_saved_mean": 50,
}


@cache
def measured() -> Measures:
    """Return the measures of that day."""
    plan = agents_plan()
    return measure(agents_diary(plan), plan)


@pytest.mark.parametrize(("metric", "expected"), EXPECTED.items())
def test_a_figure_of_agents_is_as_reckoned(metric: str, expected: float) -> None:
    assert metrics_of(measured())[metric] == pytest.approx(expected, rel=1e-12)


def test_every_figure_of_agents_is_reckoned() -> None:
    assert set(EXPECTED) == {one.name for one in BY_NAME.values() if one.group == "agents"}


def test_counters_have_the_visits_of_agents_and_of_their_customers_too() -> None:
    metrics = metrics_of(measured())

    assert metrics["visits_served_per_day"] == 3
    assert metrics["deposits_per_day"] == 2


def test_two_counties_have_the_figures_of_both_together() -> None:
    one, two = metrics_of(measured()), metrics_of(merge([measured(), measured()]))

    for name in EXPECTED:
        factor = 2 if name.endswith("_per_day") and "yuan" not in name else 1
        assert two[name] == pytest.approx(factor * one[name]), name


def test_a_float_is_low_at_its_limit_and_not_a_fen_above_it() -> None:
    plan = agents_plan()
    diary = agents_diary(plan)

    for end_fen, share in ((2_000, 1 / 2), (2_001, 0)):
        swap = np.array([end_fen - 2_000])
        wrong = replace(diary, rebalances={**diary.rebalances, "float_fen": swap})
        metrics = metrics_of(measure(wrong, plan))
        assert metrics["agents_low_at_end_share"] == share


def test_the_hours_of_an_agent_have_its_mean_float_and_its_time_without() -> None:
    plan = agents_plan()

    table = floats_by_hour(agents_diary(plan), plan)

    def of(agent: int, hour: int) -> dict[str, int]:
        (row,) = np.flatnonzero((table["agent"] == agent) & (table["hour"] == hour))
        return {name: int(column[row]) for name, column in table.items()}

    assert table["agent"].size == 2 * 24
    assert of(WANG, 10) == {
        "agent": WANG,
        "hour": 10,
        "float_fen": (2_000 + 42_000) // 2,
        "cash_fen": (48_000 + 8_000) // 2,
        "no_float_ms": 30 * MINUTE_MS,
        "no_cash_ms": 30 * MINUTE_MS,
        "open_ms": HOUR_MS,
    }
    assert of(LI, 9)["float_fen"] == (100_000 * 5 + 88_800 * 5 + 128_800 * 50) // 60
    assert of(LI, 23)["open_ms"] == 0


def test_the_hours_of_agents_add_up_to_what_they_had_over_the_day() -> None:
    plan = agents_plan()
    table, agents = floats_by_hour(agents_diary(plan), plan), measured().agents

    for agent in (LI, WANG):
        mine = table["agent"] == agent
        assert table["open_ms"][mine].sum() == agents["open_ms"][agent]
        assert table["float_fen"][mine].mean() == pytest.approx(
            agents["float_mean_fen"][agent], abs=1
        )
