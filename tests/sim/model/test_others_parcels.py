"""Other customers who fetch a parcel go to windows for parcels, and have priority as pick-ups."""

import pytest

from sim import kernel
from sim.diary import Purpose
from sim.model.journey import simulate_people
from sim.people.customers import Customer, draw_customers
from sim.people.sampling import ENDLESS
from sim.people.streams import Dice
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from sim.theory.bare import bare_county
from sim.units import NEVER_MS
from tests.sim.lives import HOUR, MINUTE, SimulatePeople, customers_of
from tests.sim.people.crowds import plan_of_many

ENGINES = pytest.mark.parametrize(
    "engine", [simulate_people, kernel.simulate_people], ids=["model", "compiled"]
)
PARCELS_FIRST = {"windows": [{"counters": 1, "serves": ["parcels"]}, {"serves": ["other"]}]}


def plan_of_two(line: dict[str, object]) -> Plan:
    """Return a day at an outlet of two counters."""
    settings = {
        "network": {"outlets_csv": "by hand"},
        "run": {"days": 1},
        "hours": {"opening_hours": "Mo-Su 08:30-17:00"},
        "line": line,
    }
    return make_plan(Scenario.model_validate(settings), bare_county(1, 2, 100))


def customer(number: int, pick_up: int) -> Customer:
    """Return who comes at nine, in the order of the numbers, for three minutes."""
    nobody = Customer(number, 0, 9 * HOUR, 3 * MINUTE, ENDLESS, NEVER_MS, 0, 0, 0, 0)
    return nobody._replace(pick_up=pick_up)


@ENGINES
@pytest.mark.parametrize("discipline", ["one_line", "line_per_window"])
def test_who_fetches_a_parcel_waits_for_a_window_for_parcels(
    engine: SimulatePeople, discipline: str
) -> None:
    plan = plan_of_two({**PARCELS_FIRST, "discipline": discipline})
    people = customers_of(plan, *(customer(number, int(number < 3)) for number in range(4)))

    visits = engine(plan, people, 0).visits

    assert visits["counter"].tolist() == [0, 0, 0, 1]
    assert ((visits["called_ms"] - 9 * HOUR) // MINUTE).tolist() == [0, 3, 6, 0]
    assert set(visits["purpose"].tolist()) == {Purpose.OTHER}


@pytest.mark.parametrize(("purposes", "least"), [([], 0), (["pick_up"], 1)])
def test_who_fetches_a_parcel_has_priority_where_all_pick_ups_have(
    purposes: list[str], least: int
) -> None:
    plan = plan_of_many(
        others={"pick_up_share": 0.4}, line={"priority_share": 0.2, "priority_purposes": purposes}
    )

    drawn, _ = draw_customers(plan, Dice(1, 0, "7"), 0)

    fetches = drawn["pick_up"] == 1
    assert drawn["priority"][fetches].min() == least
    assert set(drawn["priority"][~fetches].tolist()) == {0, 1}
    assert drawn["priority"].max() == 1
