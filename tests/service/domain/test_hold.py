"""Holds: money kept for a payment to come, which leaves once, to payees or back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import chart
from service.domain.day import DAY_MS
from service.domain.hold import (
    AHEAD_MS,
    HOLD_DAYS_MAX,
    HOLDS_MAX,
    Capture,
    Hold,
    HoldState,
    capture,
    expire,
    is_over,
    place,
    release,
    seen,
)
from service.domain.ledger import Books, Transfer, balance, post
from service.domain.refusals.base import Refusal
from service.domain.refusals.holds import (
    CaptureOverHold,
    HoldEnded,
    HoldEndWrong,
    HoldExpired,
    HoldPromised,
    HoldsFull,
    PayeeMissing,
    PayeeOther,
)
from service.domain.refusals.payment import (
    AmountNotPositive,
    BalanceTooLow,
    SameWallet,
    WalletFrozen,
)
from service.domain.wallet import Tier, Wallet

ENDS_MS = 1_000
HOLD = Hold("h1", "w7", 900, placed_ms=0, expires_ms=ENDS_MS)
PROMISED = replace(HOLD, payee_id="shop")
WALLET = Wallet("w7", Tier.PLAIN, 900)
FROZEN = replace(WALLET, is_frozen=True)
ALL = Capture("p1", 900, "shop")


def test_what_is_held_leaves_the_wallets_balance() -> None:
    left, transfers = place(HOLD, WALLET, holds=HOLDS_MAX - 1)

    assert left == replace(WALLET, balance_fen=0)
    assert transfers == (Transfer("hold:h1", chart.wallet("w7"), chart.hold("h1"), 900, 0),)


@pytest.mark.parametrize(
    ("hold", "wallet", "holds", "refusal"),
    [
        (replace(HOLD, expires_ms=0), FROZEN, 0, HoldEndWrong(HOLD_DAYS_MAX)),
        (replace(HOLD, expires_ms=HOLD_DAYS_MAX * DAY_MS + 1), WALLET, 0, HoldEndWrong(30)),
        (replace(HOLD, payee_id="w7"), FROZEN, 0, WalletFrozen()),
        (replace(HOLD, payee_id="w7"), WALLET, HOLDS_MAX, SameWallet()),
        (HOLD, replace(WALLET, balance_fen=0), HOLDS_MAX, HoldsFull(HOLDS_MAX)),
        (HOLD, replace(WALLET, balance_fen=899), 0, BalanceTooLow(900, 899)),
    ],
)
def test_a_hold_is_refused_in_the_order_of_precedence(
    hold: Hold, wallet: Wallet, holds: int, refusal: Refusal
) -> None:
    with pytest.raises(type(refusal)) as refused:
        place(hold, wallet, holds)

    assert vars(refused.value) == vars(refusal)


def test_a_hold_may_last_thirty_days_and_a_millisecond() -> None:
    for expires_ms in (1, HOLD_DAYS_MAX * DAY_MS):
        place(replace(HOLD, expires_ms=expires_ms), WALLET, 0)


def test_nothing_is_no_hold() -> None:
    with pytest.raises(AmountNotPositive):
        replace(HOLD, amount_fen=0)


def test_a_hold_is_captured_in_parts_until_nothing_is_left() -> None:
    part, paid = capture(HOLD, WALLET, Capture("p1", 899, "shop"), ENDS_MS - 1)
    whole, rest = capture(part, WALLET, Capture("p2", 1, "inn"), ENDS_MS - 1)

    assert (part.state, part.held_fen, whole.state) == (HoldState.HELD, 1, HoldState.CAPTURED)
    assert whole.ended_ms == ENDS_MS - 1
    shop, inn = chart.wallet("shop"), chart.wallet("inn")
    assert paid == (Transfer("hold_capture:p1", chart.hold("h1"), shop, 899, ENDS_MS - 1),)
    assert rest == (Transfer("hold_capture:p2", chart.hold("h1"), inn, 1, ENDS_MS - 1),)


def test_a_last_capture_gives_the_rest_back() -> None:
    ended, transfers = capture(HOLD, WALLET, Capture("p1", 600, "shop", is_final=True), 5)

    assert ended == replace(
        HOLD, captured_fen=600, released_fen=300, state=HoldState.CAPTURED, ended_ms=5
    )
    assert transfers[1] == Transfer("hold_release:h1", chart.hold("h1"), chart.wallet("w7"), 300, 5)


@pytest.mark.parametrize(
    ("hold", "wallet", "asked", "now_ms", "refusal"),
    [
        (HOLD, FROZEN, Capture("p1", 0), ENDS_MS, AmountNotPositive(0)),
        (HOLD, FROZEN, Capture("p1", 901), ENDS_MS, PayeeMissing()),
        (PROMISED, FROZEN, Capture("p1", 901, "inn"), ENDS_MS, PayeeOther()),
        (HOLD, FROZEN, Capture("p1", 901, "w7"), ENDS_MS, HoldExpired(ENDS_MS)),
        (HOLD, FROZEN, Capture("p1", 901, "w7"), ENDS_MS - 1, WalletFrozen()),
        (HOLD, WALLET, Capture("p1", 901, "w7"), 5, SameWallet()),
        (HOLD, WALLET, Capture("p1", 901, "shop"), 5, CaptureOverHold(901, 900)),
    ],
)
def test_a_capture_is_refused_in_the_order_of_precedence(
    hold: Hold, wallet: Wallet, asked: Capture, now_ms: int, refusal: Refusal
) -> None:
    with pytest.raises(type(refusal)) as refused:
        capture(hold, wallet, asked, now_ms)

    assert vars(refused.value) == vars(refusal)


def test_what_was_promised_is_paid_from_a_frozen_wallet_and_what_is_released_goes_back() -> None:
    assert capture(PROMISED, FROZEN, Capture("p1", 900), 5)[0].state is HoldState.CAPTURED
    assert release(HOLD, 5, is_payee=False)[0].state is HoldState.RELEASED


def test_only_the_payee_gives_a_promised_hold_up_before_its_time() -> None:
    with pytest.raises(HoldPromised):
        release(PROMISED, ENDS_MS - 1, is_payee=False)

    given_up, _ = release(PROMISED, ENDS_MS - 1, is_payee=True)

    assert (given_up.state, given_up.released_fen) == (HoldState.RELEASED, 900)


def test_at_its_moment_a_hold_is_expired_for_every_verb_swept_or_not() -> None:
    swept, back = expire(HOLD, ENDS_MS + 50)

    assert swept == replace(HOLD, released_fen=900, state=HoldState.EXPIRED, ended_ms=ENDS_MS)
    assert back[0].at_ms == ENDS_MS + 50
    assert seen(HOLD, ENDS_MS) == swept
    for hold in (HOLD, swept, PROMISED):
        with pytest.raises(HoldExpired):
            capture(hold, WALLET, replace(ALL, payee_id=None if hold.payee_id else "shop"), ENDS_MS)
        with pytest.raises(HoldExpired):
            release(hold, ENDS_MS, is_payee=False)


@pytest.mark.parametrize("now_ms", [5, ENDS_MS])
def test_what_has_ended_before_its_time_stays_so_after_it(now_ms: int) -> None:
    captured, _ = capture(HOLD, WALLET, ALL, 1)
    released, _ = release(HOLD, 1, is_payee=False)

    for hold, word in ((captured, "captured"), (released, "released")):
        with pytest.raises(HoldEnded, match=f"already {word}"):
            capture(hold, WALLET, ALL, now_ms)
        with pytest.raises(HoldEnded):
            release(hold, now_ms, is_payee=True)
        assert seen(hold, now_ms) == hold


def test_a_hold_of_a_clock_that_was_ahead_keeps_no_money_until_then() -> None:
    ahead = replace(HOLD, placed_ms=AHEAD_MS + 1, expires_ms=AHEAD_MS + 2)

    assert (is_over(ahead, 1), is_over(ahead, 2)) == (True, False)
    assert expire(ahead, 1)[0].ended_ms == 1


steps = st.lists(
    st.tuples(
        st.sampled_from(["capture", "last", "release", "payee", "expire"]),
        st.integers(0, 400),
        st.integers(0, 300),
    ),
    max_size=12,
)


@given(steps, st.sampled_from([HOLD, PROMISED]), st.sampled_from([WALLET, FROZEN]))
def test_whatever_is_tried_all_that_was_held_leaves_once_and_the_books_agree(
    tried: list[tuple[str, int, int]], hold: Hold, wallet: Wallet
) -> None:
    _, kept = place(hold, WALLET, 0)
    books, stands, now_ms = post(Books(), kept), hold, 0
    for number, (verb, amount_fen, later_ms) in enumerate(tried):
        now_ms += later_ms
        asked = Capture(f"p{number}", amount_fen, "shop", is_final=verb == "last")
        before = stands
        try:
            if verb in {"capture", "last"}:
                moved = capture(stands, wallet, asked, now_ms)
            elif verb == "expire":
                is_due = stands.state is HoldState.HELD and is_over(stands, now_ms)
                moved = expire(stands, now_ms) if is_due else (stands, ())
            else:
                moved = release(stands, now_ms, is_payee=verb == "payee")
        except Refusal:
            continue
        stands, transfers = moved
        books = post(books, transfers)
        assert before.state is HoldState.HELD or stands == before
        assert stands.captured_fen >= before.captured_fen
        assert stands.released_fen >= before.released_fen

    assert balance(books.gateway, chart.hold("h1")) == stands.held_fen
    assert balance(books.gateway, chart.wallet("shop")) == stands.captured_fen
    assert (stands.state is HoldState.HELD) == (stands.held_fen > 0) == (stands.ended_ms is None)
