"""The plan: each class of outlets by its own parameters, each outage for whom it names."""

from datetime import datetime
from typing import Any

import pytest

from sim.plan import Plan, Timetable, make_plan, opening_expression
from sim.scenario import Scenario
from tests.sim.lives import DAY, HOUR, MINUTE
from tests.sim.people.crowds import CITY, RURAL, TOWN, county

CLASSES: dict[str, dict[str, Any]] = {
    "rural": {
        "opening_hours": "Mo-Su 08:00-12:00",
        "delivery_days": "Tu",
        "delivery_times": ["10:00"],
    },
    "town": {
        "opening_hours": "Mo-Su 09:00-15:00",
        "delivery_days": "Mo-Tu",
        "delivery_times": ["07:30"],
    },
    "city": {"delivery_days": "Mo", "delivery_times": ["06:00", "16:00"]},
}
GENERAL = "Mo-Su 10:00-20:00"
NOON = datetime.fromisoformat("2007-11-05T12:00:00")


def plan_of_two_days(**tables: Any) -> Plan:  # noqa: ANN401 - any table
    """Return a plan of a Monday and a Tuesday for an outlet of each class."""
    settings = {
        "network": {"outlets_csv": "by hand", **CLASSES},
        "run": {"days": 2},
        "hours": {"opening_hours": GENERAL},
    }
    return make_plan(Scenario.model_validate(settings | tables), county())


def clocks(times: Timetable) -> list[tuple[float, float]]:
    """Return when something opens and closes, in hours since the first midnight."""
    pairs = zip(times.opens_ms, times.closes_ms, strict=True)
    return [(opens / HOUR, closes / HOUR) for opens, closes in pairs]


@pytest.mark.parametrize(("outlet", "hours"), [(RURAL, (8, 12)), (TOWN, (9, 15)), (CITY, (10, 20))])
def test_a_class_has_its_own_hours_or_else_the_general_ones(
    outlet: int, hours: tuple[int, int]
) -> None:
    planned = plan_of_two_days().outlets[outlet]

    opens, closes = hours
    assert clocks(planned.announced) == [(opens, closes), (opens + 24, closes + 24)]
    assert planned.actual == planned.announced


@pytest.mark.parametrize(
    ("outlet", "hours"), [(RURAL, [24 + 10]), (TOWN, [7.5, 24 + 7.5]), (CITY, [6, 16])]
)
def test_a_class_has_its_own_rounds(outlet: int, hours: list[float]) -> None:
    plan = plan_of_two_days(hours={"opening_hours": "24/7"})

    assert [moment / HOUR for moment in plan.outlets[outlet].rounds_ms] == hours


@pytest.mark.parametrize("name", ["rural", "town", "city"])
def test_the_parameters_of_a_class_are_found_by_its_name(name: str) -> None:
    scenario = plan_of_two_days().scenario

    assert scenario.network.class_named(name) is getattr(scenario.network, name)
    expected = CLASSES[name].get("opening_hours", GENERAL)
    assert opening_expression(scenario, name) == expected


def test_an_outage_of_the_office_shuts_it_unannounced_and_one_of_the_link_does_not() -> None:
    outages = [
        {"kind": "office", "start": NOON, "hours": 1.0},
        {"kind": "link", "start": NOON, "hours": 2.0},
    ]

    town = plan_of_two_days(outage=outages).outlets[TOWN]

    assert clocks(town.announced) == [(9, 15), (33, 39)]
    assert clocks(town.actual) == [(9, 12), (13, 15), (33, 39)]
    assert (town.link_down.opens_ms.tolist(), town.link_down.closes_ms.tolist()) == (
        [12 * HOUR],
        [14 * HOUR],
    )


def test_an_outage_of_one_outlet_leaves_the_others_of_its_class_open() -> None:
    outage = {"kind": "office", "start": NOON, "hours": 1.0, "outlets": ["town 1"]}
    scenario = plan_of_two_days(outage=[outage]).scenario

    plan = make_plan(scenario, county("town", "town", "town"))

    shut = [clocks(outlet.actual) != clocks(outlet.announced) for outlet in plan.outlets]
    assert shut == [False, True, False]


def test_cafe_batches_hub_and_cut_off_have_times_of_their_own() -> None:
    plan = plan_of_two_days(
        redeem={"cafe_opening_hours": "Mo-Su 11:00-23:00"},
        clearing={"batch_times": ["03:15", "14:45"]},
        parcel={"hub_time": "04:00"},
        seller={"cut_off": "18:20"},
    )

    assert clocks(plan.cafe) == [(11, 23), (35, 47)]
    assert [moment / HOUR for moment in plan.batches_ms] == [3.25, 14.75, 27.25, 38.75]
    assert [moment / HOUR for moment in plan.hub_ms] == [4, 28]
    assert plan.rules.cut_off_ms == 18 * HOUR + 20 * MINUTE
    assert plan.end_ms == 2 * DAY


def test_holidays_close_outlets_and_stop_rounds_but_not_the_cafe() -> None:
    closed = plan_of_two_days(hours={"opening_hours": GENERAL, "closed": [NOON.date()]})

    assert [clocks(outlet.actual)[0][0] for outlet in closed.outlets] == [32, 33, 34]
    assert [len(outlet.rounds_ms) for outlet in closed.outlets] == [1, 1, 0]
    assert clocks(closed.cafe)[0] == (8, 24)
