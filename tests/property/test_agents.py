"""Whatever the scenario: what is noted of agents is whole, and without any all pay by draft."""

import numpy as np
from hypothesis import given

from sim.diary import JOURNEY_COLUMNS, NONE, VISIT_COLUMNS, AgentEnding, Ending, Purpose
from sim.model.journey import simulate
from sim.network import County
from sim.plan import make_plan
from sim.scenario import Agents, Scenario
from tests.property.small import counties, scenarios


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
