"""Lines of one key are one movement, where the books meet."""

import pytest

from service.domain import chart
from service.domain.agent_postings import float_withdrawal_transfers
from service.domain.movement import End, LedgerPlace, NumberedLine, movements
from service.domain.postings import (
    Transfers,
    deposit_transfers,
    redemption_transfers,
    settlement_transfers,
)


def numbered(transfers: Transfers) -> list[NumberedLine]:
    return [NumberedLine(seq, transfer) for seq, transfer in enumerate(transfers, start=1)]


def test_what_goes_from_book_to_book_is_one_movement_in_either_direction() -> None:
    [redeemed] = movements(numbered(redemption_transfers("d1", "w1", 5, 0)))
    [paid_out] = movements(numbered(float_withdrawal_transfers("f1", "Gushi", "Li", 5, 0)))

    assert redeemed.source == LedgerPlace("post:drafts_outstanding", "d1")
    assert redeemed.target == LedgerPlace("gateway:wallet:w1")
    assert paid_out.source == LedgerPlace("gateway:agent_float:Li")
    assert (paid_out.target, paid_out.target.end) == (LedgerPlace("post:cash:Gushi"), End.TILL)
    assert (paid_out.source_seq, paid_out.target_seq, paid_out.is_settled) == (2, 1, True)


def test_a_line_that_the_other_book_lacks_ends_between_the_books() -> None:
    [alone] = movements(numbered(redemption_transfers("d1", "w1", 5, 0))[:1])

    assert (alone.target.end, alone.amount_fen) == (End.OTHER_BOOK, 5)


def test_lines_that_differ_between_the_books_are_two_movements() -> None:
    post, _ = numbered(redemption_transfers("d1", "w1", 5, 0))
    _, gateway = numbered(redemption_transfers("d1", "w1", 6, 0))

    assert [one.amount_fen for one in movements([post, gateway])] == [5, 6]


def test_a_settlement_leads_from_bank_to_bank() -> None:
    [paid] = movements(numbered(settlement_transfers(7, 5, 0)))

    assert (paid.kind, paid.source.end, paid.target.end) == ("settlement", End.BANK, End.BANK)


def test_a_deposit_does_not_change_what_is_owed_between_the_books() -> None:
    [deposit] = movements(numbered(deposit_transfers("d1", "Gushi", 5, 0, 0)))

    assert not deposit.is_settled


@pytest.mark.parametrize(
    ("account", "end"),
    [
        (chart.POST_BANK, End.BANK),
        (chart.GATEWAY_BANK, End.BANK),
        (chart.FEE_INCOME, End.INCOME),
        (chart.COMMISSION, End.INCOME),
        (chart.CASH_OUT_FEES, End.INCOME),
        (chart.COMPENSATION, End.EXPENSE),
        (chart.AGENT_COMMISSIONS, End.EXPENSE),
        (chart.agent_commission("Li"), End.EARNED),
        (chart.OUTLET_COMMISSIONS, End.EXPENSE),
        (chart.outlet_commission("Gushi"), End.EARNED),
        (chart.MONEY_ORDERS_OUTSTANDING, End.OTHER),
        (chart.wallet("w"), None),
        (chart.seller("s"), None),
        (chart.escrow("o"), None),
        (chart.agent_float("Li"), None),
    ],
)
def test_each_account_is_an_end_or_is_followed(account: chart.Account, end: End | None) -> None:
    assert LedgerPlace(account.name).end is end
