"""Where the agents of a county are, and in which order people try them.

The largest settlements have agents first, and begin again where there are more agents than
settlements. By road it is so many times as far as the crow flies.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.network.geography import KM_DIGITS, great_circle_km
from sim.network.settling import VILLAGES_PER_OUTLET
from sim.scenario import Scenario
from sim.units import HOUR_MS, Floats, Ints

if TYPE_CHECKING:
    from sim.network import County


@dataclass(frozen=True)
class AgentStop:
    """An agent on somebody's way from one to the next, by road from where the way began.

    `previous_ms` is the way from the agent before, and `outlet_ms` the way on to the outlet that is
    nearest to where it all began.
    """

    agent: int
    start_km: float
    start_ms: int
    previous_ms: int
    outlet_ms: int


AgentRoute = tuple[AgentStop, ...]


def agents_expected(scenario: Scenario, outlets: int) -> float:
    """Return about how many agents a county of so many outlets has, before it is built."""
    agents = scenario.agents
    settlements = outlets if scenario.network.outlets_csv else outlets * (VILLAGES_PER_OUTLET + 1)
    return agents.per_outlet * outlets + agents.settlement_share * settlements


def agent_settlements(scenario: Scenario, county: "County") -> Ints:
    """Return the settlement of each agent."""
    agents, settlements = scenario.agents, county.settlements
    count = round(agents.per_outlet * len(county.outlets))
    if agents.settlement_share:
        count = round(agents.settlement_share * len(settlements))
    largest = np.argsort([-one.people for one in settlements], kind="stable")
    return np.resize(largest, count).astype(np.int64)


def agent_routes(
    scenario: Scenario, county: "County", agents: Ints
) -> tuple[tuple[AgentRoute, ...], tuple[AgentRoute, ...]]:
    """Return the way from each settlement, and that of each agent's own customers.

    Either leads to the nearest agents, `tries_max` at most; customers begin at their own.
    """
    if not agents.size:
        return (), ()
    most = scenario.agents.tries_max
    lats, lons = (
        np.array([getattr(one, name) for one in county.settlements]) for name in ("lat", "lon")
    )
    from_homes, from_agents = [], []
    by_place: dict[int, list[int]] = {}
    for place in range(len(county.settlements)):
        away_km = great_circle_km(lats[place], lons[place], lats[agents], lons[agents])
        nearest = np.argsort(away_km, kind="stable")[: most + 1].tolist()
        by_place[place] = nearest
        from_homes.append(_route(scenario, county, place, agents[nearest[:most]], nearest[:most]))
    for own, place in enumerate(agents.tolist()):
        others = [one for one in by_place[place] if one != own]
        tried = [own, *others][:most]
        from_agents.append(_route(scenario, county, place, agents[tried], tried))
    return tuple(from_homes), tuple(from_agents)


def _route(
    scenario: Scenario, county: "County", place: int, places: Ints, tried: list[int]
) -> AgentRoute:
    """Return the way from a settlement to these agents, who are in these places."""
    stops, previous = [], place
    outlet = county.settlements[place].outlet
    for agent, at in zip(tried, places.tolist(), strict=True):
        start_km = _between_km(scenario, county, place, at)
        previous_km = _between_km(scenario, county, previous, at)
        ways_km = (start_km, previous_km, _to_outlet_km(scenario, county, at, outlet))
        ways_ms = (round(km / scenario.trip.speed_km_h * HOUR_MS) for km in ways_km)
        stops.append(AgentStop(agent, start_km, *ways_ms))
        previous = at
    return tuple(stops)


def _between_km(scenario: Scenario, county: "County", one: int, other: int) -> float:
    home, there = county.settlements[one], county.settlements[other]
    return _road_km(scenario, home.lat, home.lon, there.lat, there.lon)


def _to_outlet_km(scenario: Scenario, county: "County", settlement: int, outlet: int) -> float:
    here, there = county.settlements[settlement], county.outlets[outlet]
    if here.outlet == outlet:
        return here.distance_km
    return _road_km(scenario, here.lat, here.lon, there.lat, there.lon)


def _road_km(scenario: Scenario, lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    to: tuple[Floats, Floats] = np.array([to_lat]), np.array([to_lon])
    flight_km = great_circle_km(lat, lon, *to)
    return float(np.round(flight_km[0] * scenario.network.detour_factor, KM_DIGITS))
