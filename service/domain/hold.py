"""The hold on a wallet: money kept for a payment whose amount or moment is not known yet.

    HELD - capture, in parts -> CAPTURED     (all of it, or a last part, and the rest goes back)
      |  - release ----------> RELEASED
      |  - its time is over -> EXPIRED

The money of a hold is in an account of its own, so the wallet's balance is what can be spent, and
no payment needs to know of holds. What was held leaves exactly once, to payees or back. A verb
takes a `Hold` and the facts, and returns it as it then is, with the transfers. Money fen, moments
ms.

A hold with a `payee_id` is promised: only for that payee it is captured, and only that payee gives
it up before its time, as a shop does with a card's authorization. What was promised is paid even
after the wallet was frozen, as what is in escrow is; whatever is not promised is not, since to name
a payee then is a new payment of a frozen wallet. What goes back is the wallet's, frozen or not.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from service.domain.day import DAY_MS
from service.domain.hold_postings import (
    hold_capture_transfers,
    hold_release_transfers,
    hold_transfers,
)
from service.domain.postings import Transfers
from service.domain.refusals.base import refuse
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
from service.domain.refusals.payment import AmountNotPositive, SameWallet
from service.domain.wallet import Wallet, pay_out, require_thawed

HOLD_DAYS = 7
"""How long a hold lasts if nobody says. Assumption: the usual time of a card's authorization."""

HOLD_DAYS_MAX = 30
"""How long one may last at most. Assumption: the longest of a card's, at hotels for example."""

HOLDS_MAX = 100
"""How many one wallet has at a time, so that a payment may look at all of them. Assumption."""

AHEAD_MS = (HOLD_DAYS_MAX + 1) * DAY_MS
"""No hold ends later than this from now, unless a clock was ahead by a day when it was placed."""


class HoldState(StrEnum):
    """The state of a hold."""

    HELD = "held"
    CAPTURED = "captured"
    RELEASED = "released"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Hold:
    """One hold as it stands; `ended_ms` is when its money had left it. Refused: the amount."""

    hold_id: str
    wallet_id: str
    amount_fen: int
    placed_ms: int
    expires_ms: int
    payee_id: str | None = None
    captured_fen: int = 0
    released_fen: int = 0
    state: HoldState = HoldState.HELD
    ended_ms: int | None = None

    def __post_init__(self) -> None:
        """Refuse a hold of nothing; parts that are more than the whole are our own mistake."""
        if self.amount_fen <= 0:
            raise AmountNotPositive(self.amount_fen)
        assert self.captured_fen >= 0, "what is captured leaves the hold"
        assert self.released_fen >= 0, "what is released leaves the hold"
        assert self.held_fen >= 0, "no more leaves a hold than it held"

    @property
    def held_fen(self) -> int:
        """Return what has not left it."""
        return self.amount_fen - self.captured_fen - self.released_fen


@dataclass(frozen=True)
class Capture:
    """What is asked for of a hold; `is_final` gives the rest back to the wallet."""

    payment_id: str
    amount_fen: int
    payee_id: str | None = None
    is_final: bool = False


Moved = tuple[Hold, Transfers]


def place(hold: Hold, wallet: Wallet, holds: int) -> tuple[Wallet, Transfers]:
    """Return the wallet without what is held, which has so many holds before.

    Refused: `HoldEndWrong`, `WalletFrozen`, `SameWallet`, `HoldsFull`, `BalanceTooLow`.
    """
    if not hold.placed_ms < hold.expires_ms <= hold.placed_ms + HOLD_DAYS_MAX * DAY_MS:
        refuse(HoldEndWrong(HOLD_DAYS_MAX))
    require_thawed(wallet)
    if hold.payee_id == hold.wallet_id:
        refuse(SameWallet())
    if holds >= HOLDS_MAX:
        refuse(HoldsFull(HOLDS_MAX))
    left = pay_out(wallet, hold.amount_fen)
    kept = hold_transfers(hold.hold_id, hold.wallet_id, hold.amount_fen, hold.placed_ms)
    return left, kept


def is_over(hold: Hold, now_ms: int) -> bool:
    """Return whether the time of a hold is over, swept or not; one from a clock ahead is.

    >>> hold = Hold("h1", "w7", 900, placed_ms=0, expires_ms=1_000)
    >>> is_over(hold, 999), is_over(hold, 1_000)
    (False, True)
    """
    return not now_ms < hold.expires_ms <= now_ms + AHEAD_MS


def capture(hold: Hold, wallet: Wallet, asked: Capture, now_ms: int) -> Moved:
    """Pay a part of a hold to its payee.

    Refused: `AmountNotPositive`, `PayeeMissing`, `PayeeOther`, `HoldEnded`, `HoldExpired`,
    `WalletFrozen` unless it was promised, `SameWallet`, `CaptureOverHold`.
    """
    assert wallet.wallet_id == hold.wallet_id, "the wallet is that of the hold"
    if asked.amount_fen <= 0:
        raise AmountNotPositive(asked.amount_fen)
    payee_id = payee_of(hold, asked)
    _require_held(hold, now_ms)
    if hold.payee_id is None:
        require_thawed(wallet)
    if payee_id == hold.wallet_id:
        refuse(SameWallet())
    if asked.amount_fen > hold.held_fen:
        raise CaptureOverHold(asked.amount_fen, hold.held_fen)
    paid = hold_capture_transfers(
        asked.payment_id, hold.hold_id, payee_id, asked.amount_fen, now_ms
    )
    left = replace(hold, captured_fen=hold.captured_fen + asked.amount_fen)
    if left.held_fen and not asked.is_final:
        return left, paid
    ended, back = _ended(left, HoldState.CAPTURED, now_ms, now_ms)
    return ended, (*paid, *back)


def payee_of(hold: Hold, asked: Capture) -> str:
    """Return who gets what is captured. Refused: `PayeeMissing`, `PayeeOther`."""
    payee_id = hold.payee_id or asked.payee_id
    if payee_id is None:
        raise PayeeMissing
    if asked.payee_id not in {None, payee_id}:
        refuse(PayeeOther())
    return payee_id


def release(hold: Hold, now_ms: int, *, is_payee: bool) -> Moved:
    """Give what is left back to the wallet, by its side or, if it is promised, by the payee.

    Refused: `HoldEnded`, `HoldExpired`, `HoldPromised`.
    """
    _require_held(hold, now_ms)
    if hold.payee_id is not None and not is_payee:
        refuse(HoldPromised(hold.expires_ms))
    return _ended(hold, HoldState.RELEASED, now_ms, now_ms)


def expire(hold: Hold, now_ms: int) -> Moved:
    """Give what is left back to the wallet because the time is over, whenever that is noticed."""
    assert hold.state is HoldState.HELD, "it has not ended before"
    assert is_over(hold, now_ms), "its time is over"
    return _ended(hold, HoldState.EXPIRED, min(hold.expires_ms, now_ms), now_ms)


def seen(hold: Hold, now_ms: int) -> Hold:
    """Return a hold as it is to all, swept or not."""
    if hold.state is HoldState.HELD and is_over(hold, now_ms):
        return expire(hold, now_ms)[0]
    return hold


def _require_held(hold: Hold, now_ms: int) -> None:
    # Raised: of what has ended nothing more can be said, since nothing of it comes back.
    stands = seen(hold, now_ms)
    if stands.state is HoldState.EXPIRED:
        assert stands.ended_ms is not None, "an end has its moment"
        raise HoldExpired(stands.ended_ms)
    if stands.state is not HoldState.HELD:
        raise HoldEnded(stands.state)


def _ended(hold: Hold, state: HoldState, ended_ms: int, now_ms: int) -> Moved:
    rest_fen = hold.held_fen
    ended = replace(hold, state=state, released_fen=hold.released_fen + rest_fen, ended_ms=ended_ms)
    if not rest_fen:
        return ended, ()
    return ended, hold_release_transfers(hold.hold_id, hold.wallet_id, rest_fen, now_ms)
