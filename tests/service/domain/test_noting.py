"""One function refuses with the first refusal, or tells all: `refuse` within `noting`."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.agent import AgentAccount, CashIn, cash_in
from service.domain.depositor import DepositorDay
from service.domain.draft import Deposit, Draft, DraftState, Redemption, cancel, redeem, refund
from service.domain.hold import HOLDS_MAX, Capture, Hold, capture, place
from service.domain.refusals.base import Refusal, noting, refuse
from service.domain.refusals.payment import (
    AmountOverLimit,
    BalanceTooLow,
    DailyLimitReached,
    SameWallet,
    WalletFrozen,
)
from service.domain.reversal import Reversal, WalletPayment, reverse
from service.domain.wallet import Tier, Wallet, pay_out

PAYER = Wallet("w2", Tier.PLAIN)
POOR_AND_FROZEN = Wallet("w1", Tier.PLAIN, balance_fen=5, is_frozen=True)


def codes(refusals: list[Refusal]) -> list[str]:
    return [refusal.code for refusal in refusals]


def test_whoever_does_not_note_is_refused_with_the_first() -> None:
    with pytest.raises(WalletFrozen):
        pay_out(POOR_AND_FROZEN, 6)


def test_whoever_notes_hears_all_in_order() -> None:
    with noting() as refusals:
        pay_out(POOR_AND_FROZEN, 6)

    assert [(type(one), vars(one)) for one in refusals] == [
        (WalletFrozen, {}),
        (BalanceTooLow, {"amount_fen": 6, "balance_fen": 5}),
    ]


def test_nothing_is_noted_where_nothing_is_refused() -> None:
    with noting() as refusals:
        left = pay_out(Wallet("w1", Tier.PLAIN, balance_fen=5), 5)

    assert (left.balance_fen, refusals) == (0, [])


def test_a_kind_is_told_once_with_its_first_facts() -> None:
    with noting() as refusals:
        for limit_fen in (1, 2):
            refuse(AmountOverLimit(9, limit_fen))

    assert [vars(one)["limit_fen"] for one in refusals if isinstance(one, AmountOverLimit)] == [1]
    assert len(refusals) == 1


def raise_last() -> None:
    refuse(WalletFrozen())
    raise SameWallet


def test_what_is_raised_is_the_last_and_goes_on() -> None:
    with pytest.raises(SameWallet), noting() as refusals:
        raise_last()

    assert codes(refusals) == ["wallet_frozen", "same_wallet"]


def test_what_is_passed_over_is_not_told() -> None:
    with noting((WalletFrozen,)) as refusals:
        pay_out(POOR_AND_FROZEN, 6)

    assert codes(refusals) == ["balance_too_low"]


def test_afterwards_and_in_other_threads_refusals_are_raised() -> None:
    with ThreadPoolExecutor(1) as pool, noting():
        elsewhere = pool.submit(pay_out, POOR_AND_FROZEN, 6)
        assert isinstance(elsewhere.exception(), WalletFrozen)
    with pytest.raises(WalletFrozen):
        pay_out(POOR_AND_FROZEN, 6)


def test_who_notes_within_who_notes_has_notes_of_its_own() -> None:
    with noting() as outer:
        refuse(WalletFrozen())
        with noting() as inner:
            refuse(SameWallet())
        refuse(DailyLimitReached(1))

    assert (codes(inner), codes(outer)) == (
        ["same_wallet"],
        ["wallet_frozen", "daily_limit_reached"],
    )


drafts = st.builds(
    Draft,
    st.just(Deposit("d1", "Gushi", "ana", "hash", 100)),
    st.just(0),
    st.just(0),
    st.sampled_from([1, 10**12]),
    st.sampled_from(list(DraftState)),
    locked_until_ms=st.sampled_from([0, 9]),
)
wallets = st.builds(
    Wallet,
    st.just("w1"),
    st.sampled_from(list(Tier)),
    st.integers(0, 200),
    st.booleans(),
    st.just(0),
    st.integers(0, 3),
)
facts = st.builds(
    Redemption,
    st.just("w1"),
    st.sampled_from(list(Tier)),
    st.integers(0, 3),
    st.booleans(),
    st.booleans(),
)
agents = st.builds(AgentAccount, st.just("Li"), st.integers(0, 200))
brought = st.builds(
    CashIn,
    st.just("c1"),
    st.integers(1, 300),
    st.builds(DepositorDay, st.sampled_from([0, 2_000_000])),
)
holds = st.builds(
    Hold,
    st.just("h1"),
    st.just("w1"),
    st.just(100),
    st.just(0),
    st.sampled_from([9, 10**10]),
    payee_id=st.sampled_from([None, "w1", "w2"]),
    captured_fen=st.sampled_from([0, 40]),
)
captures = st.builds(
    Capture, st.just("p1"), st.integers(1, 150), st.sampled_from([None, "w1", "w2"]), st.booleans()
)
payments = st.builds(
    WalletPayment, st.just("p1"), st.just("w2"), st.just("w1"), st.just(200), st.just(0),
    st.integers(0, 200),
)  # fmt: skip
reversals = st.builds(Reversal, st.just("r1"), st.integers(1, 300), st.booleans())
verbs = st.one_of(
    st.tuples(st.just(place), holds, wallets, st.sampled_from([0, HOLDS_MAX])),
    st.tuples(st.just(capture), holds, wallets, captures, st.sampled_from([8, 9])),
    st.tuples(st.just(reverse), payments, st.just(PAYER), wallets, reversals, st.just(8)),
    st.tuples(st.just(redeem), drafts, facts, st.sampled_from([0, 8, 10**9])),
    st.tuples(st.just(cancel), drafts, st.sampled_from(["Gushi", "Xi"]), st.just(10**9)),
    st.tuples(st.just(refund), drafts, st.just("Xi"), st.sampled_from(["ana", "bo"]), st.just(8)),
    st.tuples(st.just(pay_out), wallets, st.integers(1, 300)),
    st.tuples(st.just(cash_in), agents, wallets, brought, st.just(0)),
)


@given(verbs)
def test_the_first_that_is_told_is_the_one_that_refuses(verb: tuple[object, ...]) -> None:
    run, *given_facts = verb
    assert callable(run)
    refused: list[Refusal] = []
    try:
        run(*given_facts)
    except Refusal as refusal:
        refused.append(refusal)
    with suppress(Refusal), noting() as told:
        run(*given_facts)

    assert [(one.code, vars(one)) for one in told[:1]] == [(one.code, vars(one)) for one in refused]
    assert len(codes(told)) == len(set(codes(told)))
