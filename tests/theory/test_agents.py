"""Agents agree with exact results: a till that never runs dry, and float as a random walk."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.diary import NONE, AgentEnding, AgentPurpose, Diary
from sim.scenario import Scenario
from sim.theory.bare import bare_county, bare_scenario, wait_means_min
from sim.theory.formulas import erlang_c_wait
from sim.units import DAY_MS, MINUTES_PER_DAY, Floats
from tests.theory.equivalence import assert_equivalent, run_bare

AGENTS = 40
WARM_UP_DAYS = 1


def agents_alone(days: int, **agents: Any) -> Scenario:  # noqa: ANN401 - any parameter
    """Return a scenario in which nobody comes but to agents, who never close and never leave."""
    table = {
        "settlement_share": 1.0,
        "opening_hours": "24/7",
        "rebalances": False,
        "dry_next_share": 0.0,
        "dry_post_share": 0.0,
        "dry_back_share": 0.0,
    }
    return bare_scenario(1.0, days, agents=table | agents)


def run_agents(scenario: Scenario) -> Diary:
    """Run it in a county of so many agents, whose visits stand for those of outlets."""
    diary = run_bare(scenario, bare_county(AGENTS, 1, 0))
    return replace(diary, visits={**diary.agent_visits, "outlet": diary.agent_visits["agent"]})


def test_a_till_that_never_runs_dry_waits_like_m_m_1() -> None:
    scenario = agents_alone(
        15,
        float_yuan=1_000_000,
        cash_yuan=1_000_000,
        cash_ins_a_day=MINUTES_PER_DAY / 2,
        cash_outs_a_day=MINUTES_PER_DAY / 2,
        cash_in_yuan=1,
        cash_out_yuan=1,
        service_min={"law": "exponential", "mean": 0.5},
    )

    diary = run_agents(scenario)

    assert_equivalent(wait_means_min(diary, AGENTS, WARM_UP_DAYS), erlang_c_wait(1.0, 0.5, 1))


@pytest.mark.parametrize(("ins", "outs"), [(300.0, 300.0), (400.0, 200.0)])
def test_float_walks_at_random_between_nothing_and_all_that_an_agent_has(
    ins: float, outs: float
) -> None:
    # Float and drawer hold one amount each, so float is 0, 1 or 2 amounts: a birth-death chain
    # whose states are in the ratio of outs to ins. Who pays in finds 0 as often as it is there.
    scenario = agents_alone(
        8,
        float_yuan=100,
        cash_yuan=100,
        cash_ins_a_day=ins,
        cash_outs_a_day=outs,
        cash_in_yuan=100,
        cash_out_yuan=100,
        service_min=0,
    )
    states = (outs / ins) ** np.arange(3)
    states /= states.sum()

    diary = run_agents(scenario)

    refused_in = shares(diary, AgentPurpose.CASH_IN, AgentEnding.NO_FLOAT)
    refused_out = shares(diary, AgentPurpose.CASH_OUT, AgentEnding.NO_CASH)
    assert_equivalent(refused_in, float(states[0]))
    assert_equivalent(refused_out, float(states[2]))


def shares(diary: Diary, purpose: AgentPurpose, ending: AgentEnding) -> Floats:
    """Return the share of those who came for this, after the warm-up, that ended so: by agent."""
    visits = diary.agent_visits
    came = (visits["purpose"] == purpose) & (visits["arrived_ms"] >= WARM_UP_DAYS * DAY_MS)
    ended = came & (visits["ending"] == ending)
    agent = visits["agent"]
    return np.bincount(agent[ended], minlength=AGENTS) / np.bincount(agent[came], minlength=AGENTS)


def test_float_that_only_goes_lasts_for_so_many_and_no_more() -> None:
    scenario = agents_alone(
        3, float_yuan=1_050, cash_ins_a_day=40.0, cash_outs_a_day=0.0, cash_in_yuan=100
    )

    visits = run_agents(scenario).agent_visits

    gone = visits["left_ms"] != NONE
    served = gone & (visits["ending"] == AgentEnding.SERVED)
    assert np.bincount(visits["agent"][served], minlength=AGENTS).tolist() == [10] * AGENTS
    assert set(visits["ending"][gone & ~served].tolist()) == {AgentEnding.NO_FLOAT}
