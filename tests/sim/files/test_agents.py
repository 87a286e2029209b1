"""What agents ask for is counted before a run, and what nothing reads of them is named."""

import pytest

from sim.files.agents import (
    AGENTS_MAX,
    agent_customers,
    demands_of_agents,
    warnings_of_agents,
)
from sim.files.findings import FileErrors
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.files.size import Extent, check_size, gigabytes_of
from sim.files.unread import unread_keys

ONE = Extent(1, 20, 520_000, 20)
OFF = "there are no agents: neither agents.per_outlet nor agents.settlement_share is above 0"


def warned(*settings: str) -> list[str]:
    """Return the warnings of unread keys."""
    scenario = read_scenario("county", settings)
    return [
        one.removeprefix("warning: nothing reads ")
        for one in unread_keys(scenario, read_network(scenario))
    ]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (["agents.float_yuan=9", "agents.tariff=free"],
         f"agents.float_yuan, agents.tariff, because {OFF}"),
        (["agents.per_outlet=1", "agents.rebalances=false", "agents.rebalance_below_share=0.5"],
         "agents.rebalance_below_share, because agents.rebalances is false"),
        (["agents.per_outlet=1", "agents.trust_share=1"],
         "agents.trust_share, because payment.method is draft"),
        (["agents.per_outlet=1", "payment.method=cash_on_delivery", "services.deposit_min=1"],
         "clearing.mode, payment.tariff, because payment.method is cash_on_delivery"),
    ],
)  # fmt: skip
def test_what_nothing_reads_is_named(settings: list[str], said: str) -> None:
    assert warned(*settings) == [said]


@pytest.mark.parametrize(
    "settings",
    [
        ["agents.per_outlet=0"],
        ["agents.settlement_share=0.5", "agents.float_yuan=9", "agents.rebalance_below_share=0.5"],
        ["agents.per_outlet=1", "payment.method=agent", "agents.phone_share=1", "redeem.delay_h=1"],
    ],
)
def test_what_is_read_is_not_warned_of(settings: list[str]) -> None:
    assert warned(*settings) == []


def test_customers_of_agents_are_counted_by_agents_days_and_rates() -> None:
    scenario = read_scenario("county", ["agents.per_outlet=2", "run.days=10"])

    assert agent_customers(scenario, 20) == 2 * 20 * (10 + 8) * 10
    assert agent_customers(read_scenario("county"), 20) == 0
    assert gigabytes_of(scenario, ONE) > gigabytes_of(read_scenario("county", ["run.days=10"]), ONE)


def test_visits_are_counted_as_if_all_were_in_vain() -> None:
    tables = ["agents.per_outlet=1", "run.days=10", "agents.tries_max=4"]
    choices = ["agents.dry_next_share=0.5", "agents.dry_post_share=0", "agents.dry_back_share=0.5"]
    returns = ["line.return_share=0.5", "line.returns_max=2"]

    _, visits = demands_of_agents(read_scenario("county", [*tables, *choices, *returns]), 20)

    # One visit; half go on to three more; half come back 0.5 + 0.25 times.
    assert visits.much == 20 * 18 * 10 * (1 + 0.5 * 3 + 0.5 * 0.75)


@pytest.mark.parametrize(("per_outlet", "is_refused"), [(500, False), (501, True)])
def test_a_county_has_so_many_agents_at_most(per_outlet: int, is_refused: bool) -> None:  # noqa: FBT001 - a case of the table
    few = [f"agents.per_outlet={per_outlet}", "agents.cash_ins_a_day=1", "agents.cash_outs_a_day=1"]
    scenario = read_scenario("county", [*few, "run.days=1"])

    assert 500 * ONE.outlets == AGENTS_MAX
    if is_refused:
        with pytest.raises(FileErrors, match=r"agents of one county would be .* lower agents\."):
            check_size(scenario, ONE)
    else:
        check_size(scenario, ONE)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ([], ""),
        (["payment.method=agent"], "payment.method is agent and there are no agents"),
        (["agents.per_outlet=1", "run.days=5", 'agents.opening_hours="Sa 09:00-12:00"'],
         "no agent ever opens in this run"),
        (["agents.per_outlet=0.1", "payment.method=agent"],
         "nobody lives nearer to an agent than to a post office"),
        (["agents.per_outlet=2", "payment.method=agent"], ""),
        (["agents.per_outlet=0.1"], ""),
    ],
)  # fmt: skip
def test_agents_who_would_serve_nobody_are_warned_of(settings: list[str], said: str) -> None:
    scenario = read_scenario("county", settings)

    found = warnings_of_agents(scenario, read_network(scenario))

    assert len(found) == bool(said)
    assert all(said in one for one in found)
