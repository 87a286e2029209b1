"""Agents and who else comes to them: as many as wanted, while it is open, and the same people."""

from typing import Any

import numpy as np
import pytest

from sim.people import People, draw_people
from sim.people.agents import AgentCustomer
from sim.plan import make_plan
from sim.scenario import Scenario
from sim.theory.bare import bare_county
from sim.units import DAY_MS, HOUR_MS

COUNTY = bare_county(6, 1, 1_000)
DAYS = 20
STANDARD_ERRORS = 4


def people_under(**tables: dict[str, Any]) -> People:
    """Return the people of some weeks, with one agent an outlet."""
    settings: dict[str, Any] = {
        "network": {"outlets_csv": "by hand"},
        "run": {"days": DAYS},
        "market": {"wishes_per_1000_people_day": 5},
    }
    agents = {"per_outlet": 1.0} | tables.pop("agents", {})
    scenario = Scenario.model_validate(settings | tables | {"agents": agents})
    return draw_people(make_plan(scenario, COUNTY), 0)


def test_as_many_come_a_day_as_wanted_and_only_while_the_shop_is_open() -> None:
    hours = {"opening_hours": "Mo-Su 09:00-12:00", "cash_ins_a_day": 30.0, "cash_outs_a_day": 10.0}
    came = people_under(agents=hours).agent_customers

    expected = np.array([30.0, 10.0]) * DAYS * len(COUNTY.outlets)
    counts = np.bincount(came["is_cash_out"])
    assert (np.abs(counts - expected) < STANDARD_ERRORS * np.sqrt(expected)).all()
    of_day = came["arrives_ms"] % DAY_MS
    assert of_day.min() >= 9 * HOUR_MS
    assert of_day.max() < 12 * HOUR_MS
    assert abs(of_day.mean() - 10.5 * HOUR_MS) < STANDARD_ERRORS * HOUR_MS / np.sqrt(of_day.size)


def test_nobody_comes_where_shops_never_open() -> None:
    people = people_under(agents={"opening_hours": "Sa 09:00-12:00"}, run={"days": 5})

    assert not people.agent_customers["number"].size


def test_everybody_has_a_number_behind_those_of_the_counter_in_order_of_arrival() -> None:
    people = people_under()

    first = people.wishes["number"].size + people.customers["number"].size
    numbers = [*people.agent_customers["number"], *people.agents["number"]]
    assert numbers == list(range(first, first + len(numbers)))
    assert (people.first_agent_customer, people.first_agent) == (
        first,
        first + people.agent_customers["number"].size,
    )
    assert (np.diff(people.agent_customers["arrives_ms"]) >= 0).all()
    assert people.swap_ms.size == DAYS * len(COUNTY.outlets)


def test_what_is_low_is_a_share_of_the_target() -> None:
    agents = people_under(agents={"rebalance_below_share": 0.25, "float_yuan": 101}).agents

    assert agents["float_fen"].tolist() == [10_100] * 6
    assert agents["float_low_fen"].tolist() == [2_525] * 6
    assert agents["cash_low_fen"].tolist() == np.rint(agents["cash_fen"] / 4).tolist()


def test_who_has_a_phone_is_whom_texts_reach() -> None:
    wishes = people_under(agents={"phone_share": 0.5}, sms={"reach_share": 0.5}).wishes
    fewer = people_under(agents={"phone_share": 0.3}, sms={"reach_share": 0.5}).wishes

    assert (wishes["has_phone"] == wishes["phone"]).all()
    assert (fewer["has_phone"] <= wishes["phone"]).all()
    assert 0 < fewer["has_phone"].sum() < wishes["phone"].sum()


def test_who_is_slow_at_the_counter_is_slow_at_the_till_and_the_place_is_the_same() -> None:
    wishes = people_under(
        agents={"service_min": {"law": "exponential", "mean": 2}},
        services={"deposit_min": {"law": "exponential", "mean": 4}},
    ).wishes

    assert (np.abs(wishes["deposit_ms"] - 2 * wishes["agent_ms"]) <= 1).all()
    # All live at an outlet, and so the whole way is that from home to the middle of the place.
    assert (wishes["own_place_ms"] == wishes["travel_ms"]).all()


@pytest.mark.parametrize(
    ("changed", "may_change"),
    [
        ({"float_yuan": 9}, set()),
        ({"tariff": "free"}, set()),
        ({"service_min": 9}, {"service_ms"}),
        ({"cash_out_yuan": 9}, {"amount_fen"}),
        ({"dry_next_share": 0.0}, {"when_dry"}),
        ({"tries_max": 1}, set()),
    ],
)
def test_a_change_of_agents_changes_only_what_it_names(
    changed: dict[str, Any], may_change: set[str]
) -> None:
    before, after = people_under(), people_under(agents=changed)

    differing = {
        name
        for name in AgentCustomer._fields
        if not np.array_equal(before.agent_customers[name], after.agent_customers[name])
    }
    assert differing == may_change


def test_without_agents_the_others_are_the_same_people() -> None:
    on, off = people_under(), people_under(agents={"per_outlet": 0.0})

    of_agents = {"has_phone", "trusts_agent", "own_place_ms", "agent_ms", "when_dry"}
    for name in on.wishes.keys() - of_agents:
        assert np.array_equal(on.wishes[name], off.wishes[name])
    for name in on.customers:
        assert np.array_equal(on.customers[name], off.customers[name])
    assert not any(off.wishes[name].any() for name in of_agents)
    assert not off.agents["number"].size


def test_no_two_traits_of_a_customer_share_their_luck() -> None:
    law = {"law": "exponential", "mean": 2.0}
    agents = {"cash_in_yuan": law, "cash_out_yuan": law, "cash_ins_a_day": 200.0}
    came = people_under(agents=agents, line={"balk_length": law}).agent_customers

    # The counter takes its time by the luck of the till, and so does an enquiry.
    names = ["amount_fen", "service_ms", "balk_length", "when_dry", "returns", "errand_ppm"]
    correlations = np.corrcoef([came[name] for name in names])
    np.fill_diagonal(correlations, 0.0)
    assert np.abs(correlations).max() < STANDARD_ERRORS / np.sqrt(came["number"].size)
