"""Who comes to the counter from agents, and who stands at its door when it opens."""

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import comb

from sim.network import County
from sim.scenario import Scenario
from sim.study.explain.agents import STEP_MIN, AgentsSent, sent_by_an_agent, travel_min
from sim.study.explain.fluid import LINE_MOST
from sim.study.explain.outlets import DayKind, OutletGroup
from sim.units import Floats

if TYPE_CHECKING:
    from sim.plan import Timetable

AT_DOOR_MOST = 40
HARDLY_EVER = 1e-6
STEPS_MIN = np.arange(0, 1_441, STEP_MIN, dtype=np.float64)


def sent_by_agents(
    scenario: Scenario, counties: Sequence[County], groups: Sequence[OutletGroup]
) -> tuple[AgentsSent | None, ...]:
    """Return for each group what an agent there brings; None where there are none."""
    if not any(group.agents for group in groups):
        return (None,) * len(groups)
    way_min = float(np.mean([travel_min(scenario, county) for county in counties]))
    known: dict[Timetable, AgentsSent] = {}
    for group in groups:
        if group.agents and group.plan.announced not in known:
            known[group.plan.announced] = sent_by_an_agent(scenario, group.plan, way_min)
    return tuple(known[group.plan.announced] if group.agents else None for group in groups)


def visits_of_agents(groups: Sequence[OutletGroup], sent: Sequence[AgentsSent | None]) -> float:
    """Return the visits that agents bring, for a person and day."""
    people = sum(group.people * group.outlets for group in groups)
    visits = sum(
        one.a_day * group.agents * group.outlets
        for group, one in zip(groups, sent, strict=True)
        if one
    )
    return visits / people if people else 0.0


def sent_a_minute(kind: DayKind, group: OutletGroup, sent: AgentsSent | None) -> Floats:
    """Return how many come in a minute of each piece, on the mean over days of a kind."""
    if sent is None:
        return np.zeros(kind.is_open.size)
    days = list(kind.days)
    so_far = np.append(0.0, np.cumsum(sent.by_step[days].mean(axis=0)))
    by_piece = np.diff(np.interp(kind.edges_min, STEPS_MIN, so_far))
    evenly = sent.to_opening[days].mean() / kind.open_min
    return np.asarray(group.agents * (by_piece / np.diff(kind.edges_min) + evenly))


def waiting_at_opening(kind: DayKind, group: OutletGroup, sent: AgentsSent | None) -> Floats:
    """Return the chances of 0, 1, 2 ... people in line when the doors open."""
    chances = np.ones(1)
    if sent is not None:
        agents = ceil(group.agents)
        share = sent.at_door[list(kind.days)].mean() * group.agents / agents
        number = np.arange(min(agents, AT_DOOR_MOST) + 1)
        chances = comb(agents, number) * share**number * (1 - share) ** (agents - number)
        chances = np.asarray(chances[: np.flatnonzero(chances > HARDLY_EVER)[-1] + 1])
    return np.append(np.zeros(min(kind.waiting, LINE_MOST)), chances / chances.sum())
