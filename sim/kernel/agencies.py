"""The agents of a county as records: their shops, the ways to them, and who else comes there."""

from typing import Any

import numpy as np

from service.domain.agency import agent_tariff
from sim.diary import NONE
from sim.kernel.records import record_of, records
from sim.kernel.shops import (
    Agencies,
    AgentCustomer,
    AgentFee,
    AgentsNear,
    AgentTotals,
    AgentVisit,
    Rebalance,
    RouteStop,
    Shop,
)
from sim.people import People
from sim.people.agents import WhenDry
from sim.plan import Plan, Timetable
from sim.units import NEVER_MS, Ints


def agencies(plan: Plan, people: People, first_table: int) -> Agencies:
    """Return all of agents; their timetables stand from `first_table` on."""
    routes = (*plan.agent_routes, *(one.route for one in plan.agents))
    stops = [stop for route in routes for stop in route]
    after = np.cumsum([len(route) for route in routes], dtype=np.int64)
    settled = len(plan.agent_routes)
    near: dict[str, Any] = {
        "first_stop": np.append(0, after)[:settled],
        "after_stop": after[:settled],
        "is_nearer": [
            home.distance_km > route[0].start_km
            for home, route in zip(plan.county.settlements, plan.agent_routes, strict=False)
        ],
    }
    visits = _visits_most(plan, people)
    trips = visits + len(plan.agents) * (plan.scenario.run.days + 1)
    return Agencies(
        totals=_totals(plan, people),
        shops=_shops(plan, people, first_table, after[settled:]),
        near=records(AgentsNear, near),
        stops=records(
            RouteStop,
            {
                name: [getattr(stop, name) for stop in stops]
                for name in ("agent", "start_ms", "previous_ms", "outlet_ms")
            },
        ),
        fees=_fees(plan),
        customers=_customers(people, after[settled:], plan),
        returns_ms=np.require(people.agent_returns_ms, np.int64, ["C", "W"]),
        swap_ms=np.require(people.swap_ms, np.int64, ["C", "W"]),
        visits=room(AgentVisit, visits),
        rebalances=room(Rebalance, trips),
    )


def room(noun: type, size: int) -> Any:  # noqa: ANN401 - records of any noun
    """Return room for so many records, with anything in them."""
    return np.empty(size, record_of(noun))


def hours_of_agents(plan: Plan) -> tuple[Timetable, ...]:
    """Return the opening hours that any agent has, each once."""
    return tuple(dict.fromkeys(one.hours for one in plan.agents))


def _totals(plan: Plan, people: People) -> Any:  # noqa: ANN401 - records of a noun
    counts: dict[str, Any] = {
        "first_customer": [people.first_agent_customer],
        "first_agent": [people.first_agent],
        "rebalances": [plan.scenario.agents.rebalances],
        "swaps": [people.swap_ms.size // max(len(plan.agents), 1)],
    }
    return records(AgentTotals, counts)


def _shops(plan: Plan, people: People, first_table: int, after: Ints) -> Any:  # noqa: ANN401 - records of a noun
    tables = {table: first_table + number for number, table in enumerate(hours_of_agents(plan))}
    traits, nobody = people.agents, np.full(len(plan.agents), NONE)
    named = ("outlet", "float_low_fen", "cash_low_fen", "enquiry_ms", "balk_length", "patience_ms")
    columns: dict[str, Any] = {name: traits[name] for name in named} | {
        "hours": [tables[one.hours] for one in plan.agents],
        "travel_ms": [one.route[0].outlet_ms for one in plan.agents],
        "first_stop": after - [len(one.route) for one in plan.agents],
        "after_stop": after,
        "float_fen": traits["float_fen"],
        "cash_fen": traits["cash_fen"],
        "float_target_fen": traits["float_fen"],
        "cash_target_fen": traits["cash_fen"],
        **dict.fromkeys(("visit", "first", "last", "trip"), nobody),
        "leaves_from_ms": np.full(nobody.size, NEVER_MS),
    }
    return records(Shop, columns)


def _fees(plan: Plan) -> Any:  # noqa: ANN401 - records of a noun
    """Return the fee for cash out, and the commissions, in the order of the engine."""
    tariff = agent_tariff(plan.scenario.agents.tariff)
    three = (tariff.cash_out, tariff.commission_in, tariff.commission_out)
    return records(
        AgentFee,
        {
            name: [getattr(one, name) for one in three]
            for name in ("rate_basis_points", "minimum_fen", "maximum_fen")
        },
    )


def _customers(people: People, after: Ints, plan: Plan) -> Any:  # noqa: ANN401 - records of a noun
    drawn = people.agent_customers
    own = after - np.array([len(one.route) for one in plan.agents], dtype=np.int64)
    stop = own[drawn["agent"]] if own.size else drawn["agent"]
    return records(AgentCustomer, drawn | {"returns_left": drawn["returns"], "stop": stop})


def _visits_most(plan: Plan, people: People) -> int:
    """Return how many visits agents have at most: who goes on is nowhere twice, others return."""
    if not plan.agents:
        return 0
    own = np.array([len(one.route) for one in plan.agents])[people.agent_customers["agent"]]
    wishes = np.array([len(route) for route in plan.agent_routes])[people.wishes["settlement"]]
    return sum(
        int(_visits_each(traits, routes).sum())
        for traits, routes in ((people.agent_customers, own), (people.wishes, wishes))
    )


def _visits_each(traits: dict[str, Ints], routes: Ints) -> Ints:
    goes_on = traits["when_dry"] == WhenDry.NEXT
    comes_back = traits["when_dry"] == WhenDry.BACK
    return np.where(goes_on, routes, 1 + comes_back * traits["returns"])
