"""Agents by hand, in whole tables; `sim.lives.agents` and `sim.lives.tills` have whole lives."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.diary import NONE, AgentEnding, AgentPurpose, Diary, Ending, Purpose
from sim.lives.by_hand import at, customer, joined_by
from sim.lives.life import HandWorkedLife
from sim.lives.shops import CUSTOMER, agent
from sim.lives.tills import OTHERS, PAYS_IN, TAKES_OUT
from sim.model.journey import simulate_people
from sim.people.agents import Agent, AgentCustomer, WhenDry
from sim.plan import Timetable
from sim.units import DAY_MS, MINUTE_MS, Ints

ONE = (agent(),)


def lived(
    *shoppers: AgentCustomer,
    shops: tuple[Agent, ...] = ONE,
    tables: Mapping[str, Any] = OTHERS,
    link_up_ms: int = 0,
) -> Diary:
    """Return the diary of agents and their customers, without anybody else."""
    life = HandWorkedLife("", "", None, tables, shops=shops, shoppers=shoppers)
    plan, people = life.world()
    link_down = (Timetable((0,), (link_up_ms,)),)
    return simulate_people(plan, replace(people, link_down=link_down), 0)


def rows(table: Mapping[str, Ints]) -> list[tuple[int, ...]]:
    """Return the rows of a table of the diary."""
    return list(zip(*(column.tolist() for column in table.values()), strict=True))


def test_the_diary_says_what_agents_began_with_and_where() -> None:
    diary = lived(shops=(agent(7, 8), agent(9, 10)), tables={"agents": {"per_outlet": 2.0}})

    assert rows(diary.agents) == [(0, 0, 7, 8), (1, 1, 9, 10)]


def test_what_was_done_at_a_counter_in_place_of_an_agent_is_a_row() -> None:
    comes = TAKES_OUT._replace(when_dry=WhenDry.POST, arrives_ms=at(0, "09:00"))

    diary = lived(
        comes,
        comes._replace(amount_fen=90_000),
        PAYS_IN._replace(arrives_ms=at(0, "09:00"), when_dry=WhenDry.POST),
        shops=(agent(79_999, 79_999),),
    )

    assert rows(diary.counter_cash) == [(0, 80_000, 1), (1, 90_000, 1), (2, 80_000, 0)]
    assert diary.visits["purpose"].tolist() == [Purpose.WALLET] * 3


def test_who_was_not_served_at_the_counter_comes_back_there_and_not_to_the_agent() -> None:
    comes = TAKES_OUT._replace(when_dry=WhenDry.POST, returns=1)

    diary = lived(comes, shops=(agent(cash_fen=1),), link_up_ms=DAY_MS)

    assert diary.visits["ending"].tolist() == [Ending.NO_LINK, Ending.SERVED]
    assert diary.visits["arrived_ms"].tolist() == [at(0, "09:30"), at(1, "09:31")]
    assert diary.agent_visits["ending"].tolist() == [AgentEnding.NO_CASH]


def test_a_counter_that_needs_no_link_serves_without() -> None:
    tables = OTHERS | {"link": {"deposits_need_link": False}}

    diary = lived(PAYS_IN, shops=(agent(100_000),), tables=tables, link_up_ms=DAY_MS)

    assert diary.visits["ending"].tolist() == [Ending.SERVED]


def test_a_customer_who_comes_back_does_so_as_often_as_drawn() -> None:
    comes = TAKES_OUT._replace(when_dry=WhenDry.BACK, returns=2)

    diary = lived(comes, shops=(agent(cash_fen=1),))

    assert diary.agent_visits["arrived_ms"].tolist() == [at(day, "09:00") for day in range(3)]


@pytest.mark.parametrize(("tariff", "fees"), [("standard", (800, 400)), ("free", (0, 0))])
def test_fee_and_commission_are_by_the_tariff(tariff: str, fees: tuple[int, int]) -> None:
    tables = {"agents": {"per_outlet": 1.0, "tariff": tariff}}

    visits = lived(TAKES_OUT, tables=tables).agent_visits

    assert (visits["fee_fen"][0], visits["commission_fen"][0]) == fees
    assert visits["purpose"].tolist() == [AgentPurpose.CASH_OUT]


def test_an_agent_waits_in_the_line_of_the_outlet_like_anybody_else() -> None:
    life = HandWorkedLife("", "", None, OTHERS, shops=(agent(100_000),), shoppers=(PAYS_IN,))
    plan, people = life.world()
    others = [customer(0, at(0, "09:30"), 10 * MINUTE_MS), customer(1, at(0, "09:30"), MINUTE_MS)]
    people = joined_by(people, others)
    people = replace(
        people,
        agent_customers=people.agent_customers | {"number": np.array([2])},
        agents=people.agents | {"number": np.array([3])},
    )

    diary = simulate_people(plan, people, 0)

    # At 9:31 the agent stands behind the second; both are called at 9:40 and 9:41.
    assert diary.visits["called_ms"].tolist() == [at(0, "09:30"), at(0, "09:40"), at(0, "09:41")]
    assert rows(diary.rebalances) == [
        (0, at(0, "09:01"), 2, at(0, "09:45"), 80_000, at(0, "10:15"))
    ]


def test_a_trip_that_the_run_cuts_off_is_under_way() -> None:
    tables = OTHERS | {"run": {"days": 1}}
    late = PAYS_IN._replace(arrives_ms=at(0, "16:25"))

    diary = lived(late, shops=(agent(100_000),), tables=tables)

    # It is 16:26 when the agent leaves, 16:56 at the outlet, 17:00 after the swap.
    assert rows(diary.rebalances)[0][:4] == (0, at(0, "16:26"), 0, at(0, "17:00"))


def test_an_agent_who_may_not_leave_stays_dry() -> None:
    tables = {"agents": {"per_outlet": 1.0, "rebalances": False}}
    again = [PAYS_IN._replace(arrives_ms=at(day, "09:00")) for day in range(3)]

    diary = lived(*again, shops=(agent(100_000),), tables=tables)

    endings = [AgentEnding.SERVED, AgentEnding.NO_FLOAT, AgentEnding.NO_FLOAT]
    assert diary.agent_visits["ending"].tolist() == endings
    assert not rows(diary.rebalances)


def test_a_planned_trip_is_given_up_if_nothing_is_low_any_more() -> None:
    evening = PAYS_IN._replace(arrives_ms=at(0, "18:00"))
    refilled = TAKES_OUT._replace(arrives_ms=at(0, "19:00"))

    diary = lived(evening, refilled, shops=(agent(100_000),))

    assert not rows(diary.rebalances)


def test_who_is_in_the_shop_at_closing_is_served() -> None:
    last = CUSTOMER._replace(arrives_ms=at(0, "19:59"), service_ms=10 * MINUTE_MS)

    visits = lived(last, last._replace(service_ms=MINUTE_MS)).agent_visits

    assert visits["left_ms"].tolist() == [at(0, "20:09"), at(0, "20:10")]
    assert NONE not in visits["called_ms"]


def test_a_day_has_as_many_trips_as_are_due() -> None:
    # Each time 800 yuan are paid in the float is low, and is filled up before the next comes.
    hours = ("09:00", "11:00", "13:00")
    comes = [PAYS_IN._replace(arrives_ms=at(0, clock)) for clock in hours]

    diary = lived(*comes, shops=(agent(100_000),))

    assert diary.rebalances["float_fen"].tolist() == [80_000] * 3
    assert (diary.rebalances["left_ms"] < DAY_MS).all()
