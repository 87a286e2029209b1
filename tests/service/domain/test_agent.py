"""What an agent does with its float, its customers' wallets, and its commission."""

from dataclasses import replace

import pytest

from service.domain.agent import (
    DEPOSITOR_LIMIT_FEN,
    AgentAccount,
    CashIn,
    FloatSwap,
    cash_in,
    cash_out,
    has_fallen_low,
    pay_commission,
    top_up,
    withdraw_float,
)
from service.domain.depositor import DepositorDay
from service.domain.refusals.agency import (
    CommissionTooLow,
    DepositorLimitReached,
    FloatTooLow,
    WalletTooPoor,
)
from service.domain.refusals.payment import (
    AmountNotPositive,
    AmountOverLimit,
    DailyLimitReached,
    WalletFrozen,
)
from service.domain.wallet import Tier, Wallet

LI = AgentAccount("Li", float_fen=600_000, commission_fen=7)
PURSE = Wallet("w7", Tier.PLAIN, balance_fen=20_200)
SWAP = FloatSwap("s1", "Gushi", 600_000)
Lines = list[tuple[str, str, str, int]]


def lines(transfers: object) -> Lines:
    """Return key, debit, credit and amount of each transfer."""
    assert isinstance(transfers, tuple)
    return [(one.key, one.debit.name, one.credit.name, one.amount_fen) for one in transfers]


def test_a_cash_in_comes_out_of_the_float_counts_for_the_day_and_earns_half_a_percent() -> None:
    left, fuller, transfers = cash_in(LI, PURSE, CashIn("i1", 20_000), now_ms=5)

    assert left == replace(LI, float_fen=580_000, commission_fen=107)
    assert fuller == replace(PURSE, balance_fen=40_200, redeemed_today=1)
    assert lines(transfers) == [
        ("cash_in:i1", "gateway:agent_float:Li", "gateway:wallet:w7", 20_000),
        (
            "agent_commission:i1",
            "gateway:agent_commissions",
            "gateway:agent_commission:Li",
            100,
        ),
    ]


def test_a_cash_out_goes_into_the_float_and_the_wallet_pays_the_fee_to_its_last_fen() -> None:
    paid, poorer, transfers = cash_out(LI, PURSE, "o1", 20_000, now_ms=5)

    assert paid == replace(LI, float_fen=620_000, commission_fen=107)
    assert poorer == replace(PURSE, balance_fen=0)
    assert lines(transfers) == [
        ("agent_cash_out:o1", "gateway:wallet:w7", "gateway:agent_float:Li", 20_000),
        ("agent_cash_out_fee:o1", "gateway:wallet:w7", "gateway:cash_out_fees", 200),
        (
            "agent_commission:o1",
            "gateway:agent_commissions",
            "gateway:agent_commission:Li",
            100,
        ),
    ]


def test_by_the_free_tariff_only_the_money_moves() -> None:
    free = replace(LI, tariff="free")

    left, _, into = cash_in(free, PURSE, CashIn("i1", 20_000), now_ms=5)
    paid, _, out = cash_out(free, PURSE, "o1", 20_200, now_ms=5)

    assert (left.commission_fen, paid.commission_fen, len(into), len(out)) == (7, 7, 1, 1)


def test_the_float_goes_down_to_nothing_and_never_below() -> None:
    left, _, _ = cash_in(replace(LI, float_fen=1), PURSE, CashIn("i1", 1), now_ms=0)
    emptied, _ = withdraw_float(LI, SWAP, now_ms=0)

    assert (left.float_fen, emptied.float_fen) == (0, 0)
    with pytest.raises(FloatTooLow, match="less than 2 fen"):
        cash_in(replace(LI, float_fen=1), PURSE, CashIn("i1", 2), now_ms=0)
    with pytest.raises(FloatTooLow):
        withdraw_float(replace(LI, float_fen=599_999), SWAP, now_ms=0)


def test_swaps_stand_in_both_books_under_one_key() -> None:
    fuller, up = top_up(LI, SWAP, now_ms=0)
    emptied, down = withdraw_float(LI, SWAP, now_ms=0)

    assert (fuller.float_fen, emptied.float_fen) == (1_200_000, 0)
    assert lines(up) == [
        ("float_top_up:s1", "post:cash:Gushi", "post:due_to_gateway", 600_000),
        ("float_top_up:s1", "gateway:due_from_post", "gateway:agent_float:Li", 600_000),
    ]
    assert lines(down) == [
        ("float_withdrawal:s1", "post:due_to_gateway", "post:cash:Gushi", 600_000),
        ("float_withdrawal:s1", "gateway:agent_float:Li", "gateway:due_from_post", 600_000),
    ]


def test_commission_is_paid_to_its_last_fen_and_no_further() -> None:
    paid, transfers = pay_commission(LI, "p1", 7, now_ms=0)

    assert paid == replace(LI, float_fen=600_007, commission_fen=0)
    assert lines(transfers) == [
        ("commission_payout:p1", "gateway:agent_commission:Li", "gateway:agent_float:Li", 7)
    ]
    with pytest.raises(CommissionTooLow, match="7 is earned"):
        pay_commission(LI, "p1", 8, now_ms=0)


def test_one_person_brings_agents_so_much_a_day_and_no_fen_more() -> None:
    brought_fen = DEPOSITOR_LIMIT_FEN - 500_000
    most = CashIn("i1", 500_000, DepositorDay(brought_fen, paid_in_fen=9_000_000))

    cash_in(LI, PURSE, most, now_ms=0)

    with pytest.raises(DepositorLimitReached, match=f"more than {DEPOSITOR_LIMIT_FEN} fen today"):
        cash_in(LI, PURSE, replace(most, today=DepositorDay(brought_fen + 1)), now_ms=0)


def test_what_one_person_paid_in_at_outlets_counts_where_there_is_a_limit_over_both() -> None:
    most = CashIn("i1", 400, DepositorDay(200, 300), depositor_limit_fen=900)

    cash_in(LI, PURSE, most, now_ms=0)

    with pytest.raises(DepositorLimitReached, match="more than 900 fen today"):
        cash_in(LI, PURSE, replace(most, amount_fen=401), now_ms=0)


def test_a_wallet_that_does_not_hold_cash_and_fee_pays_neither() -> None:
    with pytest.raises(WalletTooPoor, match="cash and fee are 20201 fen"):
        cash_out(LI, PURSE, "o1", 20_001, now_ms=0)


def test_where_several_apply_the_earlier_is_given() -> None:
    frozen = replace(PURSE, is_frozen=True, redeemed_today=1)
    too_much = CashIn("i1", 500_001, DepositorDay(DEPOSITOR_LIMIT_FEN))
    much = replace(too_much, amount_fen=500_000)
    poor = replace(LI, float_fen=0)

    for wallet, asked, refusal in (
        (frozen, too_much, WalletFrozen),
        (replace(frozen, is_frozen=False), too_much, AmountOverLimit),
        (replace(frozen, is_frozen=False), much, DailyLimitReached),
        (PURSE, much, FloatTooLow),
        (PURSE, replace(much, amount_fen=0), AmountNotPositive),
    ):
        with pytest.raises(refusal):
            cash_in(poor, wallet, asked, now_ms=0)
    with pytest.raises(WalletFrozen):
        cash_out(LI, replace(frozen, balance_fen=0), "o1", 1, now_ms=0)


@pytest.mark.parametrize(
    ("before_fen", "after_fen", "has_fallen"),
    [(100, 99, True), (101, 100, False), (99, 98, False), (99, 100, False), (500, 0, True)],
)
def test_a_float_falls_low_once(before_fen: int, after_fen: int, *, has_fallen: bool) -> None:
    before = AgentAccount("Li", float_fen=before_fen, threshold_fen=100)

    assert has_fallen_low(before, replace(before, float_fen=after_fen)) is has_fallen


@pytest.mark.parametrize(
    ("threshold_fen", "has_fallen"), [(100, False), (101, True), (50, False), (10_000, True)]
)
def test_a_threshold_may_rise_above_a_float(threshold_fen: int, *, has_fallen: bool) -> None:
    before = AgentAccount("Li", float_fen=100, threshold_fen=100)

    assert has_fallen_low(before, replace(before, threshold_fen=threshold_fen)) is has_fallen
