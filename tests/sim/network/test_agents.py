"""Where agents are, and in which order people try them."""

from typing import Any

import pytest

from sim.network import County, HumanSettlement
from sim.network.agents import AgentStop, agent_routes, agent_settlements
from sim.network.geography import KM_PER_DEGREE
from sim.scenario import Scenario
from sim.theory.bare import bare_county
from sim.units import MINUTE_MS

# In a row to the north, 1.2, 2.4 and 6 km by road from the first; the outlet is at the first.
KM = (0.0, 1.2, 2.4, 6.0)
PEOPLE = (10, 40, 40, 20)


def scenario_of(**agents: Any) -> Scenario:  # noqa: ANN401 - any parameter
    """Return a scenario in which one is as fast as a bicycle: 12 km an hour, so 1.2 km in six."""
    tables = {"network": {"outlets_csv": "by hand", "detour_factor": 2.0}, "agents": agents}
    return Scenario.model_validate(tables)


def county_in_a_row(outlets: int = 1) -> County:
    """Return these settlements, all of the first outlet."""
    bare = bare_county(outlets, 1, 100)
    return County(
        **{name: getattr(bare, name) for name in ("code", "name", "lat", "lon", "outlets")},
        settlements=tuple(
            HumanSettlement(f"place {number}", km / 2 / KM_PER_DEGREE, 0.0, people, 0, km)
            for number, (km, people) in enumerate(zip(KM, PEOPLE, strict=True))
        ),
    )


@pytest.mark.parametrize(
    ("agents", "outlets", "settlements"),
    [
        ({}, 1, []),
        ({"per_outlet": 0.4}, 1, []),
        ({"per_outlet": 0.6}, 1, [1]),
        ({"per_outlet": 1.5}, 2, [1, 2, 3]),
        ({"per_outlet": 5.0}, 1, [1, 2, 3, 0, 1]),
        ({"settlement_share": 0.5}, 1, [1, 2]),
        ({"settlement_share": 1.0}, 1, [1, 2, 3, 0]),
    ],
)
def test_the_largest_settlements_have_agents_first(
    agents: dict[str, float], outlets: int, settlements: list[int]
) -> None:
    found = agent_settlements(scenario_of(**agents), county_in_a_row(outlets))

    assert found.tolist() == settlements


def test_one_tries_the_nearest_agents_in_turn_and_no_more_than_so_many() -> None:
    scenario, county = scenario_of(per_outlet=3.0, tries_max=2), county_in_a_row()

    homes, own = agent_routes(scenario, county, agent_settlements(scenario, county))

    six = 6 * MINUTE_MS
    # Agents 0, 1 and 2 are in places 1, 2 and 3; from place 0 the nearest is agent 0.
    assert homes[0] == (AgentStop(0, 1.2, six, six, six), AgentStop(1, 2.4, 2 * six, six, 2 * six))
    assert homes[3] == (
        AgentStop(2, 0.0, 0, 0, 5 * six),
        AgentStop(1, 3.6, 3 * six, 3 * six, 2 * six),
    )
    assert own[1] == (AgentStop(1, 0.0, 0, 0, 2 * six), AgentStop(0, 1.2, six, six, six))


def test_customers_begin_at_their_own_agent_though_another_is_as_near() -> None:
    scenario, county = scenario_of(per_outlet=5.0, tries_max=3), county_in_a_row()

    homes, own = agent_routes(scenario, county, agent_settlements(scenario, county))

    assert [stop.agent for stop in homes[1]] == [0, 4, 1]
    assert [stop.agent for stop in own[4]] == [4, 0, 1]
    assert [stop.agent for stop in own[0]] == [0, 4, 1]
