"""The books of agents: who holds what after a day written by hand, and what is noticed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from service.domain.chart import (
    AGENT_COMMISSIONS,
    CASH_OUT_FEES,
    DUE_TO_GATEWAY,
    Account,
    agent_commission,
    agent_drawer,
    agent_float,
    agent_own_cash,
    cash,
    escrow,
    seller,
    wallet,
)
from service.domain.ledger import Transfer, balance, balances, mirror_difference_fen
from sim.books import LostInTheRun, check_books, entries, entries_in_sums, post_books
from sim.books.agents import opening_transfers
from sim.books.postings import LedgerEntry
from sim.diary import NONE, AgentEnding, Diary
from sim.floats import holdings
from sim.scenario import Payment
from tests.sim.agent_diaries import LI, WANG, agents_diary, agents_plan
from tests.sim.measures.tiny_diaries import at

BOTH_WAYS = pytest.mark.parametrize("entries_of", [entries, entries_in_sums])
EntriesOf = Callable[[Diary, Payment], Sequence[LedgerEntry]]
PLAN = agents_plan()
DIARY = agents_diary(PLAN)

HELD: dict[Account, int] = {
    # 100,000 - 11,200 + 40,000 - 60,000 of float, and 50,000 + 11,200 - 40,000 + 60,000 of cash
    agent_float("agent 0"): 68_800,
    agent_drawer("agent 0"): 81_200,
    agent_own_cash("agent 0"): 81_200,
    # 20,000 - 18,000 + 40,000 of float, and 30,000 + 18,000 - 40,000 of cash
    agent_float("agent 1"): 42_000,
    agent_drawer("agent 1"): 8_000,
    agent_own_cash("agent 1"): 8_000,
    agent_commission("agent 0"): 56 + 200 + 300,
    agent_commission("agent 1"): 90,
    AGENT_COMMISSIONS: 56 + 200 + 300 + 90,
    CASH_OUT_FEES: 400,
    wallet("customer 13"): 60_000,
    wallet("customer 15"): 18_000,
    wallet("customer 10"): 0,
    wallet("customer 11"): 0,
    wallet("buyer 0"): 0,
    wallet("buyer 1"): 0,
    seller("seller of 0"): 11_200,
    escrow("7.1"): 21_000,
    # the draft, less what was paid out of a wallet; and what the agent brought
    cash("outlet 0"): 21_000 - 30_000,
    cash("outlet 1"): 40_000,
    DUE_TO_GATEWAY: 21_000 - 30_000 + 40_000,
}


def test_in_the_end_agents_customers_and_outlets_hold_what_is_theirs() -> None:
    books = check_books(DIARY, PLAN.scenario)

    own = {**balances(books.post), **balances(books.gateway)}
    assert {account: own[account] for account in HELD} == HELD
    assert mirror_difference_fen(books) == 0


def test_in_sums_agents_hold_the_same_and_their_customers_the_same_together() -> None:
    books = post_books(DIARY, PLAN.scenario, entries_in_sums)

    own = balances(books.gateway)
    of_agents = {one: amount for one, amount in HELD.items() if "agent" in one.name}
    assert {account: own[account] for account in of_agents} == of_agents
    assert own[wallet("customers of agent 0")] == 60_000
    assert own[wallet("customers of agent 1")] == 18_000
    assert balances(books.post)[cash("all outlets")] == 31_000


def test_in_sums_two_purchases_at_one_agent_are_both_paid_in() -> None:
    of_both = [0, 0]
    journeys = {name: column[of_both] for name, column in DIARY.journeys.items()}
    visits = {name: column[[*of_both, 1, 6, 5]] for name, column in DIARY.agent_visits.items()}
    journeys["person"], visits["person"] = np.arange(2), np.array([0, 1, 10, 13, 15])
    twice = replace(DIARY, journeys=journeys, agent_visits=visits)

    books = post_books(twice, PLAN.scenario, entries_in_sums)

    assert balance(books.gateway, agent_float("agent 0")) == 68_800 - 11_200


def test_what_agents_hold_changes_when_a_customer_leaves_served_and_at_a_swap() -> None:
    held = holdings(DIARY)

    rows = zip(*(column.tolist() for column in held.values()), strict=True)
    end = PLAN.end_ms
    assert list(rows) == [
        (LI, 0, at(9.05), 100_000, 50_000),
        (LI, at(9.05), at(9.10), 88_800, 61_200),
        (LI, at(9.10), at(10.04), 128_800, 21_200),
        (LI, at(10.04), end, 68_800, 81_200),
        (WANG, 0, at(9.50), 20_000, 30_000),
        (WANG, at(9.50), at(10.30), 2_000, 48_000),
        (WANG, at(10.30), end, 42_000, 8_000),
    ]


@pytest.mark.parametrize(
    ("column", "row", "value", "complaint"),
    [
        ("agents.agent", 1, 0, "the agents are not each there once"),
        ("agent_visits.agent", 3, 2, "somebody came to an agent who does not exist"),
        ("rebalances.agent", 0, -1, "somebody came to an agent who does not exist"),
        ("agent_visits.left_ms", 3, NONE, "visit to an agent 3 left and is still there"),
        ("agent_visits.ending", 3, AgentEnding.PRESENT, "3 left and is still there"),
        ("agent_visits.called_ms", 1, at(9.02), "1 was called before arriving"),
        ("agent_visits.left_ms", 3, at(9.08), "3 left before arriving"),
        ("agent_visits.left_ms", 1, at(9.04), "1 left before being called"),
        ("agent_visits.called_ms", 5, NONE, "5 was served without being called"),
        ("agent_visits.called_ms", 8, at(10.02), "8 was called and turned away"),
        ("agent_visits.amount_fen", 4, 0, "4 is for nothing"),
        ("agent_visits.fee_fen", 2, 1, "2 was paid for, and not served"),
        ("agent_visits.commission_fen", 4, 1, "4 was paid for, and not served"),
        ("agent_visits.commission_fen", 5, -1, "5 was paid for with less than nothing"),
        ("agent_visits.amount_fen", 6, 128_801, "3 has float below nothing"),
        ("agent_visits.amount_fen", 1, 61_201, "2 has cash below nothing"),
        ("agent_visits.amount_fen", 0, 11_201, "0 was paid in at an agent by another sum"),
        ("agent_visits.person", 5, 0, "0 was paid in at more agents than one"),
        ("agent_visits.person", 6, 1, "1 was paid in at an agent and by a draft too"),
        ("agent_visits.person", 1, 2, "2 is of a person who paid cash out"),
        ("rebalances.swapped_ms", 0, at(9.54), "0 swapped before it began"),
        ("rebalances.back_ms", 0, at(9.54), "0 was back before it began"),
        ("rebalances.back_ms", 0, at(10.29), "0 was back before it swapped"),
        ("rebalances.visit", 0, NONE, "0 swapped without coming to a counter"),
        ("rebalances.swapped_ms", 0, NONE, "0 changed a float without swapping"),
        ("counter_cash.amount_fen", 0, 0, "0 is nothing"),
        ("visits.ending", 2, 0, "left and is still there"),
    ],
)
@BOTH_WAYS
def test_a_fault_at_an_agent_is_named(
    column: str, row: int, value: int, complaint: str, entries_of: EntriesOf
) -> None:
    table, name = column.split(".")
    changed = {**getattr(DIARY, table)}
    changed[name] = changed[name].copy()
    changed[name][row] = value
    tables: dict[str, Any] = {table: changed}

    with pytest.raises(LostInTheRun, match=complaint):
        post_books(replace(DIARY, **tables), PLAN.scenario, entries_of)


def test_an_agent_on_two_ways_at_once_is_a_fault() -> None:
    twice = {name: column.repeat(2) for name, column in DIARY.rebalances.items()}

    with pytest.raises(LostInTheRun, match="trip of an agent 1 began during another"):
        check_books(replace(DIARY, rebalances=twice), PLAN.scenario)


def test_a_purchase_credited_at_an_agent_where_nobody_was_is_a_fault() -> None:
    away = DIARY.agent_visits["person"].copy()
    away[0] = 18
    wrong = replace(DIARY, agent_visits={**DIARY.agent_visits, "person": away})

    with pytest.raises(LostInTheRun, match="wallet:buyer 0 is -11200 fen"):
        check_books(wrong, PLAN.scenario)


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ((agent_float("agent 0"), wallet("customer 13")), "agent_float:agent 0 is 68799 fen"),
        ((agent_own_cash("agent 1"), agent_drawer("agent 1")), "agent_drawer:agent 1 is 7999 fen"),
        ((agent_float("agent 1"), wallet("customer 15")), "agent 1 has 49999 fen in all"),
    ],
)
def test_money_that_leaves_an_agent_without_an_event_is_noticed(
    wrong: tuple[Account, Account], complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opening(diary: Diary) -> Iterator[Transfer]:
        yield from opening_transfers(diary)
        yield Transfer("lost", *wrong, amount_fen=1, at_ms=0)

    monkeypatch.setattr("sim.books.opening_transfers", opening)

    with pytest.raises(LostInTheRun, match=complaint):
        check_books(DIARY, PLAN.scenario)
