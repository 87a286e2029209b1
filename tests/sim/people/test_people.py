"""People are settled before the run, and stay the same people when a scenario changes."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.people import People, draw_people
from sim.people.wishes import Wish
from sim.plan import make_plan
from sim.scenario import Scenario
from sim.theory.bare import bare_county

COUNTY = bare_county(4, 2, 26_000)


def people_under(**tables: dict[str, Any]) -> People:
    """Return the people of two weeks under a scenario."""
    settings: dict[str, Any] = {"network": {"outlets_csv": "by hand"}, "run": {"days": 14}}
    return draw_people(make_plan(Scenario.model_validate(settings | tables), COUNTY), 0)


@pytest.mark.parametrize(
    ("changed", "may_change"),
    [
        ({"clearing": {"mode": "batch"}}, set()),
        ({"payment": {"method": "cash_on_delivery"}}, set()),
        ({"market": {"certified_share": 0.9}}, {"certified", "trusts"}),
        ({"sms": {"enabled": False}}, {"phone", "sms_credited", "sms_arrived_ms"}),
        ({"services": {"deposit_min": 9}}, {"deposit_ms"}),
        ({"line": {"reneging": False}}, {"patience_ms"}),
    ],
)
def test_a_change_of_scenario_changes_only_what_it_names(
    changed: dict[str, Any], may_change: set[str]
) -> None:
    before, after = people_under(), people_under(**changed)

    differing = {
        name for name in Wish._fields if not np.array_equal(before.wishes[name], after.wishes[name])
    }
    assert differing <= may_change
    if "patience_ms" not in may_change:
        for name, column in before.customers.items():
            assert np.array_equal(column, after.customers[name])


def test_more_certified_sellers_are_trusted_by_no_fewer_people() -> None:
    few = people_under(market={"certified_share": 0.3}).wishes
    many = people_under(market={"certified_share": 0.9}).wishes

    assert (many["certified"] >= few["certified"]).all()
    assert (many["trusts"] >= few["trusts"]).all()


def test_a_higher_rate_keeps_the_earlier_people_and_adds_more() -> None:
    fewer = people_under(market={"wishes_per_1000_people_day": 0.5})
    more = people_under(market={"wishes_per_1000_people_day": 1.0})

    few, many = fewer.wishes, more.wishes
    count, returns = few["number"].size, fewer.wish_returns_ms.size
    assert many["number"].size > 1.5 * count
    for name in set(Wish._fields) - {"number", "wish_ms"}:
        assert np.array_equal(many[name][:count], few[name])
    assert np.array_equal(more.wish_returns_ms[:returns], fewer.wish_returns_ms)


def test_saturday_opening_brings_the_same_number_of_other_customers() -> None:
    five_days = people_under(hours={"opening_hours": "Mo-Fr 08:30-17:00"})

    six_days = people_under(hours={"opening_hours": "Mo-Sa 08:30-17:00"})

    assert five_days.customers["number"].size == six_days.customers["number"].size
    assert sorted(five_days.customers["service_ms"]) == sorted(six_days.customers["service_ms"])


def test_everyone_is_numbered_once_wishes_first() -> None:
    people = people_under(market={"wishes_per_1000_people_day": 1.0})

    numbers = np.concatenate((people.wishes["number"], people.customers["number"]))
    assert (numbers == np.arange(numbers.size)).all()
    assert (np.diff(people.wishes["wish_ms"]) >= 0).all()
    assert (np.diff(people.customers["arrives_ms"]) >= 0).all()


def test_those_in_line_at_the_start_come_with_the_first_opening_and_do_not_balk() -> None:
    before = people_under()
    after = people_under(backlog={"customers_in_line": 3})

    added = after.customers["number"].size - before.customers["number"].size
    at_opening = after.customers["arrives_ms"] == 8.5 * 3_600_000
    assert added == at_opening.sum() == 3 * len(COUNTY.outlets)


def test_seed_replication_and_county_each_give_other_people() -> None:
    plan = make_plan(Scenario.model_validate({"network": {"outlets_csv": "by hand"}}), COUNTY)
    other_seed = {"network": {"outlets_csv": "by hand"}, "run": {"seed": 2}}
    drawn = [
        draw_people(plan, 0),
        draw_people(plan, 1),
        draw_people(make_plan(Scenario.model_validate(other_seed), COUNTY), 0),
        draw_people(make_plan(plan.scenario, replace(COUNTY, code="2")), 0),
    ]

    for luck in (
        [tuple(people.wishes["wish_ms"]) for people in drawn],
        [tuple(people.customers["service_ms"]) for people in drawn],
        [people.hub_parcels for people in drawn],
        [people.round_parcels for people in drawn],
    ):
        assert len(set(luck)) == len(drawn)
