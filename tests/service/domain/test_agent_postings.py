"""What each event at an agent does to the books."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import agent_postings
from service.domain.chart import (
    AGENT_COMMISSIONS,
    CASH_OUT_FEES,
    DUE_FROM_POST,
    DUE_TO_GATEWAY,
    GATEWAY_BANK,
    agent_commission,
    agent_drawer,
    agent_float,
    agent_own_cash,
    cash,
    wallet,
)
from service.domain.ledger import Books, Transfer, balances, mirror_difference_fen, post
from service.domain.postings import Transfers

AT_MS = 7
LI = agent_float("Li")

EVENTS: list[tuple[Transfers, Transfers]] = [
    (
        agent_postings.cash_in_transfers("c", "Li", "w", 900, AT_MS),
        (Transfer("cash_in:c", LI, wallet("w"), 900, AT_MS),),
    ),
    (
        agent_postings.agent_cash_out_transfers("c", "Li", "w", 900, AT_MS),
        (Transfer("agent_cash_out:c", wallet("w"), LI, 900, AT_MS),),
    ),
    (
        agent_postings.cash_out_fee_transfers("c", "w", 9, AT_MS),
        (Transfer("agent_cash_out_fee:c", wallet("w"), CASH_OUT_FEES, 9, AT_MS),),
    ),
    (agent_postings.cash_out_fee_transfers("c", "w", 0, AT_MS), ()),
    (
        agent_postings.commission_transfers("c", "Li", 5, AT_MS),
        (Transfer("agent_commission:c", AGENT_COMMISSIONS, agent_commission("Li"), 5, AT_MS),),
    ),
    (agent_postings.commission_transfers("c", "Li", 0, AT_MS), ()),
    (
        agent_postings.commission_payout_transfers("p", "Li", 5, AT_MS),
        (Transfer("commission_payout:p", agent_commission("Li"), LI, 5, AT_MS),),
    ),
    (
        agent_postings.float_top_up_transfers("t", "x", "Li", 900, AT_MS),
        (
            Transfer("float_top_up:t", cash("x"), DUE_TO_GATEWAY, 900, AT_MS),
            Transfer("float_top_up:t", DUE_FROM_POST, LI, 900, AT_MS),
        ),
    ),
    (
        agent_postings.float_withdrawal_transfers("t", "x", "Li", 900, AT_MS),
        (
            Transfer("float_withdrawal:t", DUE_TO_GATEWAY, cash("x"), 900, AT_MS),
            Transfer("float_withdrawal:t", LI, DUE_FROM_POST, 900, AT_MS),
        ),
    ),
    (
        agent_postings.float_funding_transfers("f", "Li", 900, AT_MS),
        (Transfer("float_funding:f", GATEWAY_BANK, LI, 900, AT_MS),),
    ),
    (
        agent_postings.wallet_funding_transfers("f", "w", 900, AT_MS),
        (Transfer("wallet_funding:f", GATEWAY_BANK, wallet("w"), 900, AT_MS),),
    ),
    (
        agent_postings.counter_cash_in_transfers("c", "x", "w", 900, AT_MS),
        (
            Transfer("counter_cash_in:c", cash("x"), DUE_TO_GATEWAY, 900, AT_MS),
            Transfer("counter_cash_in:c", DUE_FROM_POST, wallet("w"), 900, AT_MS),
        ),
    ),
    (
        agent_postings.counter_cash_out_transfers("c", "x", "w", 900, AT_MS),
        (
            Transfer("counter_cash_out:c", DUE_TO_GATEWAY, cash("x"), 900, AT_MS),
            Transfer("counter_cash_out:c", wallet("w"), DUE_FROM_POST, 900, AT_MS),
        ),
    ),
    (
        agent_postings.drawer_transfers("c", "Li", 900, AT_MS),
        (Transfer("agent_drawer:c", agent_drawer("Li"), agent_own_cash("Li"), 900, AT_MS),),
    ),
    (
        agent_postings.drawer_transfers("c", "Li", -900, AT_MS),
        (Transfer("agent_drawer:c", agent_own_cash("Li"), agent_drawer("Li"), 900, AT_MS),),
    ),
    (agent_postings.drawer_transfers("c", "Li", 0, AT_MS), ()),
]


@pytest.mark.parametrize(("entered", "expected"), EVENTS)
def test_an_event_is_posted_so(entered: Transfers, expected: Transfers) -> None:
    assert entered == expected


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 10**6)), max_size=20))
def test_float_bought_and_sold_at_an_outlet_is_the_cash_that_changed_hands(
    swaps: list[tuple[bool, int]],
) -> None:
    transfers = [
        transfer
        for number, (is_top_up, amount_fen) in enumerate(swaps)
        for transfer in (
            agent_postings.float_top_up_transfers
            if is_top_up
            else agent_postings.float_withdrawal_transfers
        )(str(number), "x", "Li", amount_fen, AT_MS)
    ]

    books = post(Books(), transfers)

    bought_fen = sum(amount if is_top_up else -amount for is_top_up, amount in swaps)
    own = {**balances(books.post), **balances(books.gateway)}
    assert mirror_difference_fen(books) == 0
    assert own.get(LI, 0) == own.get(cash("x"), 0) == bought_fen
