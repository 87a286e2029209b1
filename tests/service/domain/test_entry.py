"""Entries: lines as the owner of an account sees them, with no more of the other than it may."""

import pytest

from service.domain import agent_postings, chart, hold_postings, postings
from service.domain.chart import Account
from service.domain.entry import OtherSide, counterparty, entries
from service.domain.ledger import Transfer

MINE, OTHERS = chart.wallet("mine"), chart.wallet("theirs")
CASH_IN, CASH_OUT = agent_postings.cash_in_transfers, agent_postings.agent_cash_out_transfers
HOLD, CAPTURE = hold_postings.hold_transfers, hold_postings.hold_capture_transfers
RELEASE, REVERSAL = hold_postings.hold_release_transfers, hold_postings.reversal_transfers
PAYMENT, PAYOUT = postings.payment_transfers, postings.payout_transfers
FLOAT, OWED = chart.agent_float("Li"), chart.seller("shop")
CASES: list[tuple[tuple[Transfer, ...], Account, OtherSide]] = [
    (postings.redemption_transfers("d", "mine", 5, 0), MINE, OtherSide("draft", "d")),
    (PAYMENT("p", "mine", "theirs", 5, 0), MINE, OtherSide("wallet", "theirs")),
    (PAYMENT("p", "theirs", "mine", 5, 0), MINE, OtherSide("wallet", "theirs")),
    (postings.withdrawal_transfers("w", "mine", 5, 0), MINE, OtherSide("bank")),
    (postings.order_paid_transfers("o", "mine", 5, 0), MINE, OtherSide("order", "o")),
    (postings.order_refund_transfers("o", "mine", 5, 0), MINE, OtherSide("order", "o")),
    (postings.reference_credit_transfers("r", "x", "mine", 5, 0), MINE, OtherSide("post")),
    (PAYOUT("p", "mine", "mine", 5, 0), MINE, OtherSide("seller", "mine")),
    (postings.release_transfers("o", "shop", 5, 0, 0), OWED, OtherSide("order", "o")),
    (PAYOUT("p", "shop", "shop", 5, 0), OWED, OtherSide("wallet", "shop")),
    (postings.compensation_transfers("o", "shop", 5, 0), OWED, OtherSide("post")),
    # Nobody tells a wallet's provider which agent it was, nor an agent whose wallet a code was of.
    (CASH_IN("c", "Li", "mine", 5, 0), MINE, OtherSide("agent")),
    (CASH_IN("c", "Li", "mine", 5, 0), FLOAT, OtherSide("wallet", "mine")),
    (CASH_OUT("c", "Li", "mine", 5, 0), FLOAT, OtherSide("wallet")),
    (agent_postings.cash_out_fee_transfers("c", "mine", 5, 0), MINE, OtherSide("gateway")),
    (agent_postings.float_top_up_transfers("t", "x", "Li", 5, 0), FLOAT, OtherSide("post")),
    (agent_postings.commission_payout_transfers("c", "Li", 5, 0), FLOAT, OtherSide("gateway")),
    (HOLD("h", "mine", 5, 0), MINE, OtherSide("hold", "h")),
    (RELEASE("h", "mine", 5, 0), MINE, OtherSide("hold", "h")),
    # Who is paid out of a hold is not told whose it is, nor when that is given back.
    (CAPTURE("p", "h", "mine", 5, 0), MINE, OtherSide("hold", "h")),
    (REVERSAL("r", "mine", "theirs", 5, 0), MINE, OtherSide("wallet")),
    (REVERSAL("r", "theirs", "mine", 5, 0), MINE, OtherSide("wallet", "theirs")),
]  # fmt: skip


@pytest.mark.parametrize(("transfers", "account", "expected"), CASES)
def test_the_other_side_is_named_to_whoever_may_know_it(
    transfers: tuple[Transfer, ...], account: Account, expected: OtherSide
) -> None:
    (line,) = [one for one in transfers if account in {one.debit, one.credit}]

    assert counterparty(line, account) == expected


def test_an_event_of_a_later_version_names_no_wallet() -> None:
    line = Transfer("something_new:x", MINE, OTHERS, 5, at_ms=0)

    assert counterparty(line, MINE) == OtherSide("wallet")


def test_a_balance_goes_on_from_what_was_there() -> None:
    got = Transfer("payment:1", OTHERS, MINE, 500, at_ms=0)
    paid = Transfer("payment:2", MINE, OTHERS, 200, at_ms=1)

    found = entries([got, paid], MINE, 1_000)

    assert [(one.kind, one.change_fen, one.balance_fen) for one in found] == [
        ("payment", 500, 1_500),
        ("payment", -200, 1_300),
    ]
    (till,) = entries([Transfer("cash_out:d", chart.DRAFTS_OUTSTANDING, chart.cash("x"), 5, 0)],
                      chart.cash("x"), 5)  # fmt: skip
    assert (till.change_fen, till.balance_fen) == (-5, 0)
