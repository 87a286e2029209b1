"""How much agents of mobile money ask for, and what of them looks wrong."""

from collections.abc import Sequence

from sim.calendar import plain_open_times
from sim.files.demand import Demand
from sim.network import County
from sim.network.agents import agent_routes, agent_settlements, agents_expected
from sim.scenario import Scenario

# Each is one line of a table of distances to every settlement.
AGENTS_MAX = 10_000
# As many as other customers of the counters.
AGENT_CUSTOMERS_MAX = 25_000_000
# As many as hours by class, and as many as outlets, in all replications.
HOURS_OF_AGENTS_MAX = 200_000_000
ROWS_BY_AGENT_MAX = 50_000_000
HOURS_A_DAY = 24


def demands_of_agents(scenario: Scenario, outlets: int) -> list[Demand]:
    """Return what agents ask for in a county of so many outlets."""
    return [
        Demand(
            "agents of one county",
            agents_expected(scenario, outlets),
            AGENTS_MAX,
            "lower agents.per_outlet or agents.settlement_share",
        ),
        Demand(
            "visits to agents in one county, if all tried as many as they may,",
            agent_customers(scenario, outlets) * _visits_each(scenario),
            AGENT_CUSTOMERS_MAX,
            "lower agents.cash_ins_a_day, agents.cash_outs_a_day, agents.tries_max or run.days",
        ),
    ]


def demands_of_agents_kept(
    scenario: Scenario, outlets: int, outlets_in_all: int, *, by_county: bool
) -> list[Demand]:
    """Return what is held of agents in all replications, their hours only with those of counties.

    There are so many outlets in a county, and in all of them.
    """
    run = scenario.run
    agents = agents_expected(scenario, outlets) / outlets * outlets_in_all * run.replications
    fewer = "lower run.replications, agents.per_outlet or agents.settlement_share"
    rows = Demand("agents of all replications", agents, ROWS_BY_AGENT_MAX, fewer)
    if not by_county:
        return [rows]
    hours = agents * run.days * HOURS_A_DAY
    name = "hours of the agents of all replications"
    return [rows, Demand(name, hours, HOURS_OF_AGENTS_MAX, f"lower run.days; or {fewer}")]


def agent_customers(scenario: Scenario, outlets: int) -> float:
    """Return how many other customers come to the agents of a county."""
    agents = scenario.agents
    a_day = agents_expected(scenario, outlets) * (agents.cash_ins_a_day + agents.cash_outs_a_day)
    return a_day * scenario.run.days


def _visits_each(scenario: Scenario) -> float:
    """Return how many visits one of them makes, if all are in vain: who goes on, who comes back."""
    agents, line = scenario.agents, scenario.line
    returns = sum(line.return_share**times for times in range(1, line.returns_max + 1))
    more = agents.dry_next_share * (agents.tries_max - 1) + agents.dry_back_share * returns
    return 1 + more


def warnings_of_agents(scenario: Scenario, counties: Sequence[County]) -> list[str]:
    """Return what would leave agents without anybody to serve, if they are wanted at all."""
    agents, by_agent = scenario.agents, scenario.payment.method == "agent"
    if by_agent and not agents.are_on:
        warning = (
            "warning: payment.method is agent and there are no agents, so everybody pays by draft: "
            "set agents.per_outlet or agents.settlement_share"
        )
        return [warning]
    if not agents.are_on:
        return []
    found = []
    if not plain_open_times(agents.opening_hours, scenario).opens_ms.size:
        found.append("warning: no agent ever opens in this run: see agents.opening_hours")
    if by_agent and not any(_has_somebody_near(scenario, county) for county in counties):
        found.append(
            "warning: nobody lives nearer to an agent than to a post office, so everybody pays by "
            "draft: raise agents.per_outlet or agents.settlement_share"
        )
    return found


def _has_somebody_near(scenario: Scenario, county: County) -> bool:
    """Return whether an agent is nearer than the post office to any settlement."""
    routes, _ = agent_routes(scenario, county, agent_settlements(scenario, county))
    pairs = zip(county.settlements, routes, strict=False)
    return any(route[0].start_km < home.distance_km for home, route in pairs)
