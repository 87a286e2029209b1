"""Everybody else at a counter: how many, when, and what is true of each."""

from typing import Any

import numpy as np
import pytest

from sim.people.customers import Customer, draw_customers
from sim.people.sampling import ENDLESS
from sim.people.streams import Dice
from sim.plan import Plan
from sim.units import Ints
from tests.sim.lives import DAY, HOUR, MINUTE
from tests.sim.people.crowds import (
    CITY,
    RURAL,
    STANDARD_ERRORS,
    TOWN,
    county,
    is_exponential,
    is_share,
    is_uniform,
    plan_of_many,
)

DAYS = 7
FIRST_NUMBER = 1_000
HOURS = {"rural": "Mo-Su 08:00-12:00", "town": "Mo-Su 13:00-15:00"}
FIRST_HOURS = {RURAL: (8, 12), TOWN: (13, 15), CITY: (16, 18)}
# Everybody comes once a day, in each hour alike.
EVEN = {"visits_per_person_year": 365.0, "day_factors": [1.0] * 7, "hour_factors": [1.0] * 24}


def plan_of_others(**tables: dict[str, Any]) -> Plan:
    """Return a week of which each person comes once a day; each class has hours of its own."""
    settings: dict[str, Any] = {
        "run": {"days": DAYS},
        "market": {"wishes_per_1000_people_day": 0.0},
        "others": EVEN,
        "hours": {"opening_hours": "Mo-Su 16:00-18:00"},
        "network": {name: {"opening_hours": hours} for name, hours in HOURS.items()},
    }
    return plan_of_many(county(), **{**settings, **tables})


def customers_of(plan: Plan) -> dict[str, Ints]:
    """Return the traits of all other customers."""
    customers, _ = draw_customers(plan, Dice(1, 0, "7"), FIRST_NUMBER)
    return customers


def test_each_outlet_has_the_visits_of_its_own_people_within_the_hours_of_its_class() -> None:
    customers = customers_of(plan_of_others())

    for outlet, (opens, closes) in FIRST_HOURS.items():
        arrives_ms = customers["arrives_ms"][customers["outlet"] == outlet]
        expected = 5_000 * (3 - outlet) * DAYS
        assert abs(arrives_ms.size - expected) < STANDARD_ERRORS * np.sqrt(expected)
        into_opening = (arrives_ms % DAY / HOUR - opens) / (closes - opens)
        assert is_uniform(into_opening)


def test_customers_are_numbered_after_the_wishes_in_order_of_arrival() -> None:
    customers = customers_of(plan_of_others())

    count = customers["number"].size
    assert (customers["number"] == FIRST_NUMBER + np.arange(count)).all()
    assert (np.diff(customers["arrives_ms"]) >= 0).all()


def test_each_amount_has_its_own_law_in_its_own_unit() -> None:
    plan = plan_of_others(
        services={"other_min": 2.5, "deposit_min": 9.0},
        line={"patience_min": 19.0, "balk_length": 23, "return_share": 0.5},
    )

    customers = customers_of(plan)

    expected = {
        "service_ms": round(2.5 * MINUTE),
        "patience_ms": 19 * MINUTE,
        "balk_length": 23,
    }
    assert {name: set(customers[name].tolist()) for name in expected} == {
        name: {value} for name, value in expected.items()
    }


def test_service_follows_its_law_and_an_errand_falls_anywhere_into_the_opening() -> None:
    plan = plan_of_others(services={"other_min": {"law": "exponential", "mean": 3.0}})

    customers = customers_of(plan)

    assert is_exponential(customers["service_ms"], 3 * MINUTE)
    assert is_uniform(customers["errand_ppm"] / 1_000_000)


@pytest.mark.parametrize(("share", "most"), [(0.0, 4), (0.7, 4), (1.0, 4)])
def test_customers_come_back_each_time_with_the_share_of_returns(share: float, most: int) -> None:
    plan = plan_of_others(line={"return_share": share, "returns_max": most})

    returns = customers_of(plan)["returns"]

    for number in range(1, most + 1):
        assert is_share(returns >= number, share**number)
    assert returns.max() <= most


@pytest.mark.parametrize("share", [0.0, 0.15, 1.0])
def test_customers_have_priority_with_its_share(share: float) -> None:
    plan = plan_of_others(line={"priority_share": share})

    priority = customers_of(plan)["priority"]

    assert set(priority.tolist()) <= {0, 1}
    assert is_share(priority == 1, share)


def test_no_two_traits_share_their_luck() -> None:
    law = {"law": "exponential", "mean": 2.0}
    line = {
        "patience_min": law,
        "return_share": 0.5,
        "priority_share": 0.3,
    }
    plan = plan_of_others(
        line={**line, "balk_length": {"law": "uniform", "low": 0, "high": 1_000}},
        services={"other_min": law, "pick_up_min": law},
        others={**EVEN, "pick_up_share": 0.5},
    )

    customers = customers_of(plan)

    here = customers["outlet"] == RURAL
    # Delays stand one behind the other: where someone's begin is no luck.
    left_out = {"number", "outlet", "first_return"}
    names = [name for name in Customer._fields if name not in left_out]
    correlations = np.corrcoef([customers[name][here] for name in names])
    np.fill_diagonal(correlations, 0.0)
    pairs = np.argwhere(np.abs(correlations) > STANDARD_ERRORS / np.sqrt(here.sum()))
    assert [(names[one], names[other]) for one, other in pairs.tolist()] == []


def test_those_in_line_at_the_start_come_with_the_first_opening_of_their_outlet_and_stay() -> None:
    backlog = {"customers_in_line": 4}
    nobody_else = {**EVEN, "visits_per_person_year": 0.0}

    customers = customers_of(plan_of_others(backlog=backlog, others=nobody_else))

    opens_ms = np.array([opens * HOUR for opens, _ in FIRST_HOURS.values()])
    assert np.bincount(customers["outlet"]).tolist() == [4, 4, 4]
    assert (customers["arrives_ms"] == opens_ms[customers["outlet"]]).all()
    assert set(customers["balk_length"].tolist()) == {ENDLESS}


def test_only_those_in_line_at_the_start_never_balk() -> None:
    plan = plan_of_others(backlog={"customers_in_line": 4}, line={"balk_length": 23})

    customers = customers_of(plan)

    brave = customers["balk_length"] == ENDLESS
    opens_ms = np.array([opens * HOUR for opens, _ in FIRST_HOURS.values()])
    assert brave.sum() == 12
    assert (customers["arrives_ms"][brave] == opens_ms[customers["outlet"][brave]]).all()
    assert set(customers["balk_length"][~brave].tolist()) == {23}
