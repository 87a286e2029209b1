"""What outlets earn: each kind of line, sums by outlet, the transfers, and the payout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.chart import OUTLET_COMMISSIONS, POST_BANK, cash, outlet_commission
from service.domain.ledger import Transfer
from service.domain.outlet_commission import (
    PAID_OUT,
    STANDARD,
    TAKEN_BACK,
    TAKEN_IN,
    CounterLines,
    OutletEarnings,
    commission_transfers,
    earned_fen,
    outlet_tariff,
    pay_outlet_commission,
    payout_transfers,
)
from service.domain.refusals.agency import CommissionTooLow
from service.domain.refusals.payment import TariffUnknown

GUSHI = outlet_commission("Gushi")


@pytest.mark.parametrize(
    ("amount_fen", "expected_fen"),
    [(1, 20), (8_199, 20), (8_200, 21), (17_500, 44), (500_000, 1_250), (2_000_000, 2_500)],
)
def test_a_quarter_of_a_percent_is_earned_half_a_fen_rounded_up_within_bounds(
    amount_fen: int, expected_fen: int
) -> None:
    for kind in (*TAKEN_IN, *PAID_OUT):
        assert STANDARD.earned_fen(kind, amount_fen) == expected_fen
    for kind in TAKEN_BACK:
        assert STANDARD.earned_fen(kind, amount_fen) == -expected_fen


@pytest.mark.parametrize(
    "kind",
    ["deposit_fee", "cancellation_fee", "redemption", "cash_supply", "float_top_up", "deposits"],
)
def test_what_needs_no_work_with_cash_for_a_customer_earns_nothing(kind: str) -> None:
    assert STANDARD.earned_fen(kind, 17_500) == 0


@given(st.lists(st.integers(1, 500_000), max_size=9))
def test_deposits_that_were_all_cancelled_have_earned_nothing(amounts: list[int]) -> None:
    lines = [
        CounterLines("Gushi", kind, fen) for fen in amounts for kind in ("deposit", "cancellation")
    ]

    assert earned_fen(STANDARD, lines) == {}


def test_each_outlet_earns_by_its_own_lines_each_as_often_as_it_is_there() -> None:
    lines = (
        CounterLines("Xinyang", "cash_out", 17_500),
        CounterLines("Gushi", "deposit", 17_500, 3),
        CounterLines("Gushi", "cancellation", 17_500),
        CounterLines("Luoshan", "cancellation", 17_500),
    )

    assert earned_fen(STANDARD, lines) == {"Gushi": 88, "Luoshan": -44, "Xinyang": 44}


def test_what_is_earned_is_an_expense_and_owed_and_what_is_taken_back_the_reverse() -> None:
    key = "outlet_commission:5:Gushi"

    assert commission_transfers(5, "Gushi", 44, 9) == (
        Transfer(key, OUTLET_COMMISSIONS, GUSHI, 44, 9),
    )
    assert commission_transfers(5, "Gushi", -44, 9) == (
        Transfer(key, GUSHI, OUTLET_COMMISSIONS, 44, 9),
    )


@pytest.mark.parametrize("source", [cash("Gushi"), POST_BANK])
def test_a_payout_takes_from_till_or_bank_what_was_owed(source: object) -> None:
    account = cash("Gushi") if source == cash("Gushi") else POST_BANK

    assert payout_transfers("p1", "Gushi", account, 44, 9) == (
        Transfer("outlet_commission_payout:p1", GUSHI, account, 44, 9),
    )


def test_what_is_earned_can_be_paid_and_no_fen_more() -> None:
    assert pay_outlet_commission(OutletEarnings("Gushi", 44), 44) == OutletEarnings("Gushi", 0)
    with pytest.raises(CommissionTooLow, match="amount_fen is 45, and 44 is earned"):
        pay_outlet_commission(OutletEarnings("Gushi", 44), 45)
    with pytest.raises(CommissionTooLow, match="amount_fen is 1, and 0 is earned"):
        pay_outlet_commission(OutletEarnings("Gushi", -44), 1)


def test_a_tariff_is_found_by_its_name() -> None:
    assert (outlet_tariff("none"), outlet_tariff("standard")) == (None, STANDARD)
    with pytest.raises(TariffUnknown, match="none, standard"):
        outlet_tariff("golden")
