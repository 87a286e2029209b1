"""Whatever the scenario: agents serve one at a time, give only what is there, and lose nothing."""

from itertools import pairwise

import numpy as np
from hypothesis import assume, given

from service.domain.chart import AGENT_COMMISSIONS
from service.domain.ledger import balance
from sim.books import check_books
from sim.diary import NONE, AgentEnding, AgentPurpose, Diary, Ending, Purpose
from sim.floats import holdings
from sim.measures import measure, metrics_of
from sim.network import County
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from tests.property.engine import simulate
from tests.property.small import counties, scenarios
from tests.sim.measures.agents_by_hand import rows_of


def simulated(scenario: Scenario, county: County) -> tuple[Plan, Diary]:
    """Return the plan and what happened, of scenarios with agents."""
    assume(scenario.agents.are_on)
    plan = make_plan(scenario, county)
    assume(plan.agents)
    return plan, simulate(plan, 0)


def or_end(moment_ms: int, diary: Diary) -> int:
    """Return a moment, or the end of the run if it had not come."""
    return diary.end_ms if moment_ms == NONE else moment_ms


@given(scenarios(), counties())
def test_an_agent_serves_one_at_a_time_in_order_of_arrival(
    scenario: Scenario, county: County
) -> None:
    plan, diary = simulated(scenario, county)

    for agent in range(len(plan.agents)):
        mine = [one for one in rows_of(diary.agent_visits) if one["agent"] == agent]
        called = [one for one in mine if one["called_ms"] != NONE]
        for one, following in pairwise(called):
            assert or_end(one["left_ms"], diary) <= following["called_ms"]


@given(scenarios(), counties())
def test_nobody_waits_while_the_agent_is_there_and_the_till_is_free(
    scenario: Scenario, county: County
) -> None:
    plan, diary = simulated(scenario, county)

    for agent in range(len(plan.agents)):
        mine = [one for one in rows_of(diary.agent_visits) if one["agent"] == agent]
        trips = [one for one in rows_of(diary.rebalances) if one["agent"] == agent]
        taken = [
            (one["called_ms"], or_end(one["left_ms"], diary))
            for one in mine
            if one["called_ms"] != NONE
        ] + [(one["left_ms"], or_end(one["back_ms"], diary)) for one in trips]
        for one in mine:
            since_ms = one["arrived_ms"]
            called = one["called_ms"] != NONE
            until_ms = one["called_ms"] if called else or_end(one["left_ms"], diary)
            for from_ms, to_ms in sorted(taken):
                if from_ms <= since_ms:
                    since_ms = max(since_ms, to_ms)
            assert since_ms >= until_ms, one


@given(scenarios(), counties())
def test_who_is_served_found_enough_and_who_is_refused_did_not(
    scenario: Scenario, county: County
) -> None:
    _, diary = simulated(scenario, county)
    held = {one["agent"]: [one["float_fen"], one["cash_fen"]] for one in rows_of(diary.agents)}
    swaps = [one for one in rows_of(diary.rebalances) if one["swapped_ms"] != NONE]

    for one in sorted(
        (one for one in rows_of(diary.agent_visits) if one["called_ms"] != NONE),
        key=lambda visit: visit["called_ms"],
    ):
        mine = held[one["agent"]]
        for swap in list(swaps):
            if swap["agent"] == one["agent"] and swap["swapped_ms"] <= one["called_ms"]:
                mine[0] += swap["float_fen"]
                mine[1] -= swap["float_fen"]
                swaps.remove(swap)
        side = 0 if one["purpose"] == AgentPurpose.CASH_IN else 1
        refusal = (AgentEnding.NO_FLOAT, AgentEnding.NO_CASH)[side]
        is_refused = one["ending"] in (AgentEnding.NO_FLOAT, AgentEnding.NO_CASH)
        if one["ending"] != AgentEnding.PRESENT:
            assert is_refused == (mine[side] < one["amount_fen"])
            assert one["ending"] in (AgentEnding.SERVED, refusal)
        if one["ending"] == AgentEnding.SERVED:
            mine[side] -= one["amount_fen"]
            mine[1 - side] += one["amount_fen"]


@given(scenarios(), counties())
def test_a_shop_is_closed_out_of_hours_and_while_its_agent_is_away(
    scenario: Scenario, county: County
) -> None:
    plan, diary = simulated(scenario, county)
    trips = rows_of(diary.rebalances)

    for one in rows_of(diary.agent_visits):
        at_ms, agent = one["arrived_ms"], one["agent"]
        is_open = plan.agents[agent].hours.is_open(at_ms)
        mine = [trip for trip in trips if trip["agent"] == agent]
        ways = [(trip["left_ms"], or_end(trip["back_ms"], diary)) for trip in mine]
        if one["ending"] == AgentEnding.CLOSED:
            assert not is_open or any(left_ms <= at_ms <= back_ms for left_ms, back_ms in ways)
        else:
            assert is_open
            assert not any(left_ms < at_ms < back_ms for left_ms, back_ms in ways)


@given(scenarios(), counties())
def test_an_agent_swaps_when_it_leaves_the_counter_served(
    scenario: Scenario, county: County
) -> None:
    _, diary = simulated(scenario, county)
    visits = rows_of(diary.visits)

    for trip in rows_of(diary.rebalances):
        if trip["swapped_ms"] != NONE:
            visit = visits[trip["visit"]]
            assert (visit["purpose"], visit["ending"]) == (Purpose.FLOAT, Ending.SERVED)
            assert trip["swapped_ms"] == visit["left_ms"]


@given(scenarios(), counties())
def test_no_agent_holds_less_than_nothing_and_the_books_have_all_that_was_earned_and_swapped(
    scenario: Scenario, county: County
) -> None:
    _, diary = simulated(scenario, county)

    books = check_books(diary, scenario)

    held = holdings(diary)
    assert min(held["float_fen"].min(), held["cash_fen"].min()) >= 0
    together = held["float_fen"] + held["cash_fen"]
    opening = diary.agents["float_fen"] + diary.agents["cash_fen"]
    assert (together == opening[held["agent"]]).all()
    earned = int(diary.agent_visits["commission_fen"].sum())
    assert balance(books.gateway, AGENT_COMMISSIONS) == earned


@given(scenarios(), counties())
def test_people_in_line_at_agents_are_those_who_come_times_how_long_they_wait(
    scenario: Scenario, county: County
) -> None:
    plan, diary = simulated(scenario, county)

    agents = measure(diary, plan).agents

    visits = diary.agent_visits
    for agent in range(len(plan.agents)):
        mine = visits["agent"] == agent
        called_ms, left_ms = visits["called_ms"][mine], visits["left_ms"][mine]
        gone_ms = np.where(left_ms == NONE, diary.end_ms, left_ms)
        ends_ms = np.where(called_ms == NONE, gone_ms, called_ms)
        moments = np.concatenate([visits["arrived_ms"][mine], ends_ms])
        changes = np.repeat([1, -1], ends_ms.size)
        order = np.argsort(moments, kind="stable")
        line = np.cumsum(changes[order])[:-1]
        area = int((line * np.diff(moments[order])).sum())
        assert area == agents["waiting_ms"][agent]
        in_service = int((gone_ms - ends_ms).sum())
        assert in_service == agents["busy_ms"][agent]


@given(scenarios(), counties())
def test_a_purchase_is_paid_in_at_an_agent_or_by_draft_and_never_at_both(
    scenario: Scenario, county: County
) -> None:
    plan, diary = simulated(scenario, county)

    paid_in = {
        one["person"]: one
        for one in rows_of(diary.agent_visits)
        if one["person"] < diary.journeys["person"].size
        and (one["purpose"], one["ending"]) == (AgentPurpose.CASH_IN, AgentEnding.SERVED)
    }
    for page in rows_of(diary.journeys):
        if page["person"] in paid_in:
            at_ms = paid_in[page["person"]]["left_ms"]
            moments = {page[name] for name in ("deposited_ms", "known_ms", "credited_ms")}
            assert (page["drafts"], moments) == (0, {at_ms})
        elif scenario.payment.method == "agent" and page["deposited_ms"] != NONE:
            assert page["drafts"] > 0
    if diary.journeys["person"].size:
        metrics = metrics_of(measure(diary, plan))
        shares = metrics["paid_at_agent_share"] + metrics["paid_at_office_share"]
        assert abs(shares - metrics["reached_deposits_share"]) < 1e-12
