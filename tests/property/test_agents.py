"""Whatever the scenario: agents keep what they have, and without them nothing changes."""

import numpy as np
from hypothesis import given

from sim.diary import JOURNEY_COLUMNS, NONE, VISIT_COLUMNS, AgentEnding, Diary, Ending, Purpose
from sim.model.journey import simulate
from sim.network import County
from sim.plan import make_plan
from sim.scenario import Agents, Scenario
from tests.property.small import counties, scenarios


def changes_fen(diary: Diary, agent: int) -> list[tuple[int, int]]:
    """Return when the float of an agent changed, and by how much."""
    visits, trips = diary.agent_visits, diary.rebalances
    served = (visits["agent"] == agent) & (visits["ending"] == AgentEnding.SERVED)
    swapped = (trips["agent"] == agent) & (trips["swapped_ms"] != NONE)
    signs = np.where(visits["purpose"][served] == 0, -1, 1)
    of_visits = zip(visits["left_ms"][served], signs * visits["amount_fen"][served], strict=True)
    of_trips = zip(trips["swapped_ms"][swapped], trips["float_fen"][swapped], strict=True)
    return sorted([*of_visits, *of_trips])


@given(scenarios(), counties())
def test_an_agent_never_gives_what_is_not_there(scenario: Scenario, county: County) -> None:
    diary = simulate(make_plan(scenario, county), 0)

    for agent, float_fen, cash_fen in zip(
        *(diary.agents[name].tolist() for name in ("agent", "float_fen", "cash_fen")), strict=True
    ):
        moments: dict[int, int] = {}
        for moment_ms, change_fen in changes_fen(diary, agent):
            moments[moment_ms] = moments.get(moment_ms, 0) + change_fen
        held_fen = float_fen + np.cumsum([0, *moments.values()])
        assert held_fen.min() >= 0
        # What is no float is in the drawer.
        assert held_fen.max() <= float_fen + cash_fen


@given(scenarios(), counties())
def test_every_visit_to_an_agent_and_every_trip_is_whole(
    scenario: Scenario, county: County
) -> None:
    diary = simulate(make_plan(scenario, county), 0)

    visits, trips = diary.agent_visits, diary.rebalances
    present = visits["ending"] == AgentEnding.PRESENT
    served = visits["ending"] == AgentEnding.SERVED
    assert (present == (visits["left_ms"] == NONE)).all()
    assert (visits["called_ms"][served] != NONE).all()
    assert (np.diff(visits["arrived_ms"]) >= 0).all()
    assert (visits["commission_fen"][~served] == 0).all()
    assert (trips["float_fen"][trips["swapped_ms"] == NONE] == 0).all()
    assert (trips["float_fen"][trips["swapped_ms"] != NONE] != 0).all()
    there = trips["visit"][trips["visit"] != NONE]
    assert (diary.visits["purpose"][there] == Purpose.FLOAT).all()
    assert (diary.visits["purpose"] == Purpose.FLOAT).sum() == there.size
    wallet = diary.visits["purpose"] == Purpose.WALLET
    done = np.flatnonzero(wallet & (diary.visits["ending"] == Ending.SERVED))
    assert diary.counter_cash["visit"].tolist() == done.tolist()


@given(scenarios(), counties())
def test_without_agents_who_would_pay_one_pays_by_draft(scenario: Scenario, county: County) -> None:
    by_agent, by_draft = (
        scenario.model_copy(
            update={
                "agents": Agents(),
                "payment": scenario.payment.model_copy(update={"method": method}),
            }
        )
        for method in ("agent", "draft")
    )

    one, other = (simulate(make_plan(each, county), 0) for each in (by_agent, by_draft))

    for name in JOURNEY_COLUMNS:
        assert np.array_equal(one.journeys[name], other.journeys[name])
    for name in VISIT_COLUMNS:
        assert np.array_equal(one.visits[name], other.visits[name])
