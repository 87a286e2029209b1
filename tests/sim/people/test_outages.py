"""Links that fail by chance: how often, how long, and whose."""

from datetime import datetime
from typing import Any

import numpy as np
import pytest

from sim.people.outages import draw_link_down
from sim.people.streams import Dice
from sim.plan import Timetable
from tests.sim.lives import DAY, HOUR, MINUTE
from tests.sim.people.crowds import (
    STANDARD_ERRORS,
    county,
    is_exponential,
    is_uniform,
    plan_of_many,
)

OUTLETS = 60
DAYS = 365
# Half a second: so short that hardly any two failures touch.
AT_ONCE_H = 0.5 / 3_600
KNOWN = {"kind": "link", "start": datetime.fromisoformat("2007-11-06T12:00:00"), "hours": 2.0}
KNOWN_FROM_MS = DAY + 12 * HOUR


def down(
    outlets: int = OUTLETS,
    days: int = DAYS,
    **link: Any,  # noqa: ANN401 - a rate or a law
) -> tuple[Timetable, ...]:
    """Return when the links are down that fail at these rates."""
    random = {"repair_h": AT_ONCE_H, **link}
    plan = plan_of_many(
        county(*["rural"] * outlets), run={"days": days}, link={"random": random}, outage=[KNOWN]
    )
    return draw_link_down(plan, Dice(1, 0, "7"))


def opened(times: Timetable) -> list[int]:
    """Return when an outlet's link failed by chance."""
    return [moment for moment in times.opens_ms if moment != KNOWN_FROM_MS]


def test_each_outlets_link_fails_so_often_a_month_and_evenly_over_the_year() -> None:
    links = down(outlet_link_failures_per_month=500.0)

    starts_ms = np.concatenate([opened(times) for times in links])
    expected = OUTLETS * 12 * 500
    # A month of 30 days would have 1.4% more, and this is exact to 0.8%.
    assert abs(starts_ms.size - expected) < STANDARD_ERRORS * np.sqrt(expected)
    assert is_uniform(starts_ms / (DAYS * DAY))


def test_links_of_two_outlets_fail_at_other_moments() -> None:
    one, other = down(outlets=2, outlet_link_failures_per_month=100.0)

    assert len(opened(one)) > 1_000
    assert not set(opened(one)) & set(opened(other))


def test_a_county_fails_by_its_own_rate_and_all_its_links_at_once() -> None:
    links = down(county_link_failures_per_month=100.0)

    assert len(set(links)) == 1
    assert abs(len(opened(links[0])) - 1_200) < STANDARD_ERRORS * np.sqrt(1_200)


def test_a_countys_failures_add_to_those_of_its_outlets() -> None:
    county_alone = down(outlets=1, county_link_failures_per_month=100.0)[0]
    alone = down(outlets=1, outlet_link_failures_per_month=30.0)[0]

    (both,) = down(
        outlets=1, county_link_failures_per_month=100.0, outlet_link_failures_per_month=30.0
    )

    assert set(both.opens_ms) == set(county_alone.opens_ms) | set(alone.opens_ms)


def test_a_repair_follows_its_law_in_hours() -> None:
    law = {"law": "exponential", "mean": 0.01}

    links = down(outlet_link_failures_per_month=100.0, repair_h=law)

    lengths_ms = np.concatenate(
        [np.subtract(times.closes_ms, times.opens_ms) for times in links if times.opens_ms]
    )
    chance_ms = lengths_ms[lengths_ms != 2 * HOUR]
    # Half a thousandth of the failures touch another, which no more than moves the mean by as much.
    assert is_exponential(chance_ms[:10_000], 0.01 * HOUR)


@pytest.mark.parametrize(
    "rate", ["outlet_link_failures_per_month", "county_link_failures_per_month"]
)
def test_a_failure_ends_with_its_repair(rate: str) -> None:
    (link,) = down(outlets=1, days=3, repair_h=0.5, **{rate: 60.0})

    lengths_ms = np.subtract(link.closes_ms, link.opens_ms)
    assert lengths_ms.min() > 0
    assert 30 * MINUTE in lengths_ms.tolist()


def test_a_repair_that_outlasts_the_run_ends_with_it() -> None:
    (link,) = down(outlets=1, days=3, repair_h=1_000.0, outlet_link_failures_per_month=60.0)

    assert link.closes_ms == (3 * DAY,)


@pytest.mark.parametrize(
    "rates",
    [
        {},
        {"outlet_link_failures_per_month": 5.0},
        {"county_link_failures_per_month": 5.0},
        {"outlet_link_failures_per_month": 5.0, "county_link_failures_per_month": 5.0},
    ],
)
def test_known_outages_stay_beside_those_by_chance(rates: dict[str, float]) -> None:
    for times in down(outlets=2, days=30, **rates):
        assert times.is_open(KNOWN_FROM_MS)
        assert times.is_open(KNOWN_FROM_MS + 2 * HOUR - 1)
        assert not times.is_open(KNOWN_FROM_MS + 2 * HOUR)
        assert bool(opened(times)) == bool(rates)
