"""The draft's life, step by step, both sides of each limit."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from service.domain import postings
from service.domain.day import DAY_MS
from service.domain.draft import (
    LOCK_MS,
    MONEY_ENDS,
    RESET_MS,
    Deposit,
    Draft,
    DraftState,
    Redemption,
    Reset,
    Terms,
    cancel,
    cash,
    expire,
    issue,
    note_wrong_password,
    password_in_force,
    redeem,
    refund,
    reset_password,
    standing,
)
from service.domain.refusals.payment import (
    AmountNotPositive,
    AmountOverLimit,
    CancelledTooLate,
    DailyLimitReached,
    DraftEnded,
    DraftExpired,
    DraftLocked,
    DraftNotExpired,
    NotTheDepositor,
    NotTheIssuingOutlet,
    NumberOrPasswordWrong,
)
from service.domain.tariff import LISTED
from service.domain.wallet import Tier

NOON_MS = DAY_MS // 2
EXPIRES_MS = NOON_MS + 60 * DAY_MS
DEPOSIT = Deposit("d1", "Gushi", depositor="ana", password="hash 1", amount_fen=900_00)  # noqa: S106  no secret
ISSUED = Draft(DEPOSIT, fee_fen=450, issued_ms=NOON_MS, expires_ms=EXPIRES_MS)
EXPIRED = replace(ISSUED, state=DraftState.EXPIRED)
KNOWS = Redemption("w1", Tier.PLAIN, redeemed_today=0, knows_password=True)
LATER_MS = NOON_MS + 1


def ended(end: DraftState, at_ms: int) -> Draft:
    """Return the draft with its money gone this way."""
    return replace(ISSUED, state=end, ended_ms=at_ms)


def test_a_deposit_issues_a_draft_for_sixty_days() -> None:
    issued = issue(DEPOSIT, Terms(tariff=LISTED), NOON_MS)

    assert issued == (ISSUED, postings.deposit_transfers("d1", "Gushi", 900_00, 450, NOON_MS))


@pytest.mark.parametrize(("amount_fen", "limit_fen"), [(1, 1), (500_000, 500_000)])
def test_a_draft_up_to_its_limit_is_issued(amount_fen: int, limit_fen: int) -> None:
    deposit = replace(DEPOSIT, amount_fen=amount_fen)

    issued, _ = issue(deposit, Terms(limit_fen=limit_fen, valid_days=1), 0)

    assert issued == Draft(deposit, fee_fen=0, issued_ms=0, expires_ms=DAY_MS)


def test_a_draft_of_nothing_or_over_its_limit_is_refused() -> None:
    with pytest.raises(AmountNotPositive):
        issue(replace(DEPOSIT, amount_fen=0), Terms(), 0)
    with pytest.raises(AmountOverLimit):
        issue(replace(DEPOSIT, amount_fen=500_001), Terms(), 0)


def test_a_draft_shows_neither_password_nor_depositor() -> None:
    shown = repr(replace(ISSUED, reset=Reset("hash 2", 1)))

    assert not {word for word in ("hash 1", "hash 2", "ana") if word in shown}


def test_a_redeemed_draft_is_credited_to_the_wallet() -> None:
    redeemed = redeem(ISSUED, KNOWS, LATER_MS)

    assert redeemed == (
        ended(DraftState.REDEEMED, LATER_MS),
        postings.redemption_transfers("d1", "w1", 900_00, LATER_MS),
    )


def test_a_wallet_at_its_daily_limit_is_refused() -> None:
    with pytest.raises(DailyLimitReached):
        redeem(ISSUED, replace(KNOWS, redeemed_today=1), LATER_MS)


def test_a_draft_is_cashed_at_any_outlet() -> None:
    cashed = cash(ISSUED, "Xinyang", LATER_MS, knows_password=True)

    assert cashed == (
        ended(DraftState.CASHED, LATER_MS),
        postings.cash_out_transfers("d1", "Xinyang", 900_00, LATER_MS),
    )


def test_a_draft_is_cancelled_where_and_on_the_day_it_was_issued() -> None:
    last_ms = DAY_MS - 1

    cancelled = cancel(ISSUED, "Gushi", last_ms)

    assert cancelled == (
        ended(DraftState.CANCELLED, last_ms),
        postings.cancellation_transfers("d1", "Gushi", 900_00, 450, last_ms),
    )
    with pytest.raises(CancelledTooLate):
        cancel(ISSUED, "Gushi", DAY_MS)
    with pytest.raises(NotTheIssuingOutlet):
        cancel(ISSUED, "Xinyang", last_ms)


def test_a_draft_is_good_until_its_last_moment() -> None:
    redeemed, _ = redeem(ISSUED, KNOWS, EXPIRES_MS - 1)

    assert redeemed == ended(DraftState.REDEEMED, EXPIRES_MS - 1)
    assert standing(ISSUED, EXPIRES_MS - 1) is DraftState.ISSUED
    assert standing(ISSUED, EXPIRES_MS) is DraftState.EXPIRED


@pytest.mark.parametrize("late", [ISSUED, EXPIRED])
def test_an_expired_draft_is_worth_a_refund_only(late: Draft) -> None:
    with pytest.raises(DraftExpired):
        redeem(late, KNOWS, EXPIRES_MS)
    with pytest.raises(DraftExpired):
        cash(late, "Gushi", EXPIRES_MS, knows_password=True)
    with pytest.raises(DraftExpired):
        reset_password(late, "hash 2", "ana", EXPIRES_MS)

    refunded = refund(late, "Xinyang", "ana", EXPIRES_MS)

    assert refunded == (
        ended(DraftState.REFUNDED, EXPIRES_MS),
        postings.draft_refund_transfers("d1", "Xinyang", 900_00, EXPIRES_MS),
    )


def test_expiry_moves_no_money_and_may_be_noted_twice() -> None:
    once = expire(ISSUED, EXPIRES_MS)

    assert (once, expire(once, EXPIRES_MS + 1)) == (EXPIRED, EXPIRED)


def test_a_draft_that_is_good_neither_expires_nor_is_refunded() -> None:
    with pytest.raises(DraftNotExpired, match=f"valid until {EXPIRES_MS} ms"):
        expire(ISSUED, EXPIRES_MS - 1)
    with pytest.raises(DraftNotExpired):
        refund(ISSUED, "Gushi", "ana", EXPIRES_MS - 1)


STEPS: dict[str, Callable[[Draft], object]] = {
    "redeem": lambda draft: redeem(draft, KNOWS, LATER_MS),
    "cash": lambda draft: cash(draft, "Gushi", LATER_MS, knows_password=True),
    "cancel": lambda draft: cancel(draft, "Gushi", LATER_MS),
    "expire": lambda draft: expire(draft, EXPIRES_MS),
    "refund": lambda draft: refund(draft, "Gushi", "ana", EXPIRES_MS),
    "reset": lambda draft: reset_password(draft, "hash 2", "ana", LATER_MS),
}


@pytest.mark.parametrize("end", sorted(MONEY_ENDS))
@pytest.mark.parametrize("step", STEPS)
def test_nothing_follows_an_end(step: str, end: DraftState) -> None:
    with pytest.raises(DraftEnded, match=f"already {end}, and a draft is used once: if it was"):
        STEPS[step](ended(end, LATER_MS))


def test_only_the_depositor_is_refunded_or_given_a_new_password() -> None:
    with pytest.raises(NotTheDepositor):
        refund(EXPIRED, "Gushi", "ben", EXPIRES_MS)
    with pytest.raises(NotTheDepositor):
        reset_password(ISSUED, "hash 2", "ben", LATER_MS)


def test_a_new_password_is_in_force_after_seven_full_days() -> None:
    due_ms = LATER_MS + 7 * DAY_MS

    reset = reset_password(ISSUED, "hash 2", "ana", LATER_MS)

    assert reset == replace(ISSUED, reset=Reset("hash 2", due_ms))
    assert password_in_force(reset, due_ms - 1) == "hash 1"
    assert password_in_force(reset, due_ms) == "hash 2"


@pytest.mark.parametrize(
    ("asked_after_ms", "old"), [(RESET_MS - 1, "hash 1"), (RESET_MS, "hash 2")]
)
def test_a_second_reset_replaces_only_one_that_waits(asked_after_ms: int, old: str) -> None:
    asked_ms = NOON_MS + asked_after_ms
    reset = reset_password(ISSUED, "hash 2", "ana", NOON_MS)

    again = reset_password(reset, "hash 3", "ana", asked_ms)

    assert password_in_force(again, asked_ms + RESET_MS - 1) == old
    assert password_in_force(again, asked_ms + RESET_MS) == "hash 3"


def test_a_wrong_password_is_refused() -> None:
    with pytest.raises(NumberOrPasswordWrong):
        redeem(ISSUED, replace(KNOWS, knows_password=False), LATER_MS)
    with pytest.raises(NumberOrPasswordWrong):
        cash(ISSUED, "Gushi", LATER_MS, knows_password=False)


def locked() -> Draft:
    """Return the draft after five wrong passwords at `LATER_MS`."""
    draft = ISSUED
    for _ in range(5):
        draft = note_wrong_password(draft, LATER_MS)
    return draft


def test_four_wrong_passwords_are_forgiven_and_the_fifth_locks_for_a_day() -> None:
    draft = ISSUED
    tries = []
    for _ in range(5):
        draft = note_wrong_password(draft, LATER_MS)
        tries.append((draft.wrong_tries, draft.locked_until_ms))

    assert tries == [(1, 0), (2, 0), (3, 0), (4, 0), (0, LATER_MS + LOCK_MS)]


def test_a_locked_draft_is_refused_until_its_day_is_over() -> None:
    opens_ms = LATER_MS + DAY_MS

    with pytest.raises(DraftLocked, match="try again in 1440 minutes"):
        redeem(locked(), KNOWS, LATER_MS)
    with pytest.raises(DraftLocked, match="try again in 1 minutes"):
        cash(locked(), "Gushi", opens_ms - 1, knows_password=True)
    with pytest.raises(DraftLocked):
        note_wrong_password(locked(), opens_ms - 1)

    redeemed, _ = redeem(locked(), KNOWS, opens_ms)

    assert redeemed.state is DraftState.REDEEMED
    assert note_wrong_password(locked(), opens_ms).wrong_tries == 1


def test_a_lock_does_not_keep_the_depositor_from_the_counter() -> None:
    cancelled, _ = cancel(locked(), "Gushi", LATER_MS)
    reset = reset_password(locked(), "hash 2", "ana", LATER_MS)

    assert cancelled.state is DraftState.CANCELLED
    assert reset.reset == Reset("hash 2", LATER_MS + RESET_MS)
