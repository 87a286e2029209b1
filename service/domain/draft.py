"""The life of a draft: a bearer instrument for cash paid in, whose money leaves it exactly once.

    ISSUED -+- redeem ----------------> REDEEMED
            +- cash ------------------> CASHED
            +- cancel (the same day) -> CANCELLED
            +- expire -> EXPIRED - refund -> REFUNDED

`MONEY_ENDS` are the four final states, in which the money has left the draft. EXPIRED is not final:
the draft cannot be used any more, but the Post still owes the amount, which only the depositor can
get back; unclaimed, it stays among the drafts outstanding. A draft past its time counts as expired
whether or not `expire` was called: every verb asks `standing`.

`issue` takes a `Deposit` under `Terms`. A verb takes the facts and returns the new draft, and where
money moves the transfers for both books; otherwise it refuses. Passwords are opaque here: the
caller compares a slow hash with `password_in_force` and passes the result in; `note_wrong_password`
counts wrong ones. The number does not appear here: `draft_id` stands for it.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from service.domain.day import DAY_MS, day_of
from service.domain.postings import (
    Transfers,
    cancellation_transfers,
    cash_out_transfers,
    deposit_transfers,
    draft_refund_transfers,
    redemption_transfers,
)
from service.domain.refusals.base import refuse
from service.domain.refusals.payment import (
    CancelledTooLate,
    DraftEnded,
    DraftExpired,
    DraftLocked,
    DraftNotExpired,
    NotTheDepositor,
    NotTheIssuingOutlet,
    NumberOrPasswordWrong,
    WalletFrozen,
)
from service.domain.remittance import DRAFT_LIMIT_FEN, require_deposit
from service.domain.tariff import WAIVED, Tariff
from service.domain.wallet import Tier, require_redeemable

VALID_DAYS = 60
"""Days until a draft expires. FACTS 2, A: the real period is not known."""

RESET_MS = 7 * DAY_MS
"""A new password is in force after 7 full days. Source: S2, an encyclopedia's mirror (FACTS 2)."""

TRIES_MAX = 5
"""Wrong passwords that lock a draft. Assumption."""

LOCK_MS = DAY_MS
"""How long a lock lasts, so 5 of 10^6 passwords can be tried a day and 300 in 60. Assumption."""

_MINUTE_MS = 60_000


class DraftState(StrEnum):
    """The state of a draft."""

    ISSUED = "issued"
    REDEEMED = "redeemed"
    CASHED = "cashed"
    EXPIRED = "expired"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


MONEY_ENDS = frozenset(
    {DraftState.REDEEMED, DraftState.CASHED, DraftState.REFUNDED, DraftState.CANCELLED}
)


@dataclass(frozen=True)
class Terms:
    """What the Post asks and promises when it issues a draft.

    `depositor_limit_fen` is how much cash one person pays in on a day, at all outlets and agents
    together; None: as much as there is. No source has such a limit (FACTS 2).
    """

    tariff: Tariff = WAIVED
    limit_fen: int = DRAFT_LIMIT_FEN
    valid_days: int = VALID_DAYS
    depositor_limit_fen: int | None = None


@dataclass(frozen=True)
class Deposit:
    """What is stated at the counter; `depositor` and `password` are opaque, so hashes will do.

    Neither appears in the repr.
    """

    draft_id: str
    outlet: str
    depositor: str = field(repr=False)
    password: str = field(repr=False)
    amount_fen: int


@dataclass(frozen=True)
class Reset:
    """A new password that is not in force yet."""

    password: str = field(repr=False)
    from_ms: int


@dataclass(frozen=True)
class Redemption:
    """Facts about a redemption: the wallet, and whether the password was right."""

    wallet_id: str
    tier: Tier
    redeemed_today: int
    knows_password: bool
    is_frozen: bool = False


@dataclass(frozen=True)
class Draft:
    """One draft as it stands; `ended_ms` is when its money left it."""

    deposit: Deposit
    fee_fen: int
    issued_ms: int
    expires_ms: int
    state: DraftState = DraftState.ISSUED
    ended_ms: int | None = None
    reset: Reset | None = None
    wrong_tries: int = 0
    locked_until_ms: int = 0


Moved = tuple[Draft, Transfers]


def issue(deposit: Deposit, terms: Terms, now_ms: int) -> Moved:
    """Take cash and fee, and issue the draft. Refused: `AmountNotPositive`, `AmountOverLimit`."""
    require_deposit(deposit.amount_fen, terms.limit_fen)
    fee_fen = terms.tariff.fee_fen(deposit.amount_fen)
    draft = Draft(deposit, fee_fen, now_ms, now_ms + terms.valid_days * DAY_MS)
    transfers = deposit_transfers(
        deposit.draft_id, deposit.outlet, deposit.amount_fen, fee_fen, now_ms
    )
    return draft, transfers


def standing(draft: Draft, now_ms: int) -> DraftState:
    """Return the state at a moment: from its last moment on, an unused draft is expired."""
    if draft.state is DraftState.ISSUED and now_ms >= draft.expires_ms:
        return DraftState.EXPIRED
    return draft.state


def redeem(draft: Draft, redemption: Redemption, now_ms: int) -> Moved:
    """Credit the draft to any wallet.

    Refused: `DraftLocked`, `NumberOrPasswordWrong`, `DraftEnded`, `DraftExpired`, `WalletFrozen`,
    `DailyLimitReached`.
    """
    _require_usable(draft, now_ms, knows_password=redemption.knows_password)
    if redemption.is_frozen:
        refuse(WalletFrozen())
    require_redeemable(redemption.tier, redemption.redeemed_today)
    deposit = draft.deposit
    transfers = redemption_transfers(
        deposit.draft_id, redemption.wallet_id, deposit.amount_fen, now_ms
    )
    return _ended(draft, DraftState.REDEEMED, now_ms), transfers


def cash(draft: Draft, outlet: str, now_ms: int, *, knows_password: bool) -> Moved:
    """Pay the draft out in cash, at any outlet.

    Refused: `DraftLocked`, `NumberOrPasswordWrong`, `DraftEnded`, `DraftExpired`.
    """
    _require_usable(draft, now_ms, knows_password=knows_password)
    deposit = draft.deposit
    transfers = cash_out_transfers(deposit.draft_id, outlet, deposit.amount_fen, now_ms)
    return _ended(draft, DraftState.CASHED, now_ms), transfers


def cancel(draft: Draft, outlet: str, now_ms: int) -> Moved:
    """Undo the deposit, fee included, at the same outlet and on the same day.

    Refused: `NotTheIssuingOutlet`, `DraftEnded`, `CancelledTooLate`.
    """
    deposit = draft.deposit
    if outlet != deposit.outlet:
        raise NotTheIssuingOutlet
    _require_money(draft)
    if day_of(now_ms) > day_of(draft.issued_ms):  # earlier: the clock was corrected
        refuse(CancelledTooLate())
    transfers = cancellation_transfers(
        deposit.draft_id, outlet, deposit.amount_fen, draft.fee_fen, now_ms
    )
    return _ended(draft, DraftState.CANCELLED, now_ms), transfers


def expire(draft: Draft, now_ms: int) -> Draft:
    """Record that the draft has expired; no money moves, and repeating it changes nothing.

    Refused: `DraftEnded`, `DraftNotExpired`.
    """
    _require_money(draft)
    if standing(draft, now_ms) is DraftState.ISSUED:
        refuse(DraftNotExpired(draft.expires_ms))
    return replace(draft, state=DraftState.EXPIRED)


def refund(draft: Draft, outlet: str, asked_by: str, now_ms: int) -> Moved:
    """Pay the expired draft back to its depositor, at any outlet; the fee is kept.

    Refused: `NotTheDepositor`, `DraftEnded`, `DraftNotExpired`.
    """
    _require_depositor(draft, asked_by)
    expired = expire(draft, now_ms)
    deposit = draft.deposit
    transfers = draft_refund_transfers(deposit.draft_id, outlet, deposit.amount_fen, now_ms)
    return _ended(expired, DraftState.REFUNDED, now_ms), transfers


def reset_password(draft: Draft, password: str, asked_by: str, now_ms: int) -> Draft:
    """Give the depositor a new password, in force after seven full days.

    Until then the old one counts, so that whoever knows it can object by redeeming; a second reset
    replaces a pending one and starts the seven days again (assumptions).
    Refused: `NotTheDepositor`, `DraftEnded`, `DraftExpired`.
    """
    _require_depositor(draft, asked_by)
    _require_alive(draft, now_ms)
    deposit = replace(draft.deposit, password=password_in_force(draft, now_ms))
    return replace(draft, deposit=deposit, reset=Reset(password, now_ms + RESET_MS))


def password_in_force(draft: Draft, now_ms: int) -> str:
    """Return the password that counts at this moment."""
    if draft.reset is not None and now_ms >= draft.reset.from_ms:
        return draft.reset.password
    return draft.deposit.password


def note_wrong_password(draft: Draft, now_ms: int) -> Draft:
    """Count a wrong password; the fifth locks the draft for a day. Refused: `DraftLocked`."""
    _require_unlocked(draft, now_ms)
    tries = draft.wrong_tries + 1
    if tries < TRIES_MAX:
        return replace(draft, wrong_tries=tries)
    return replace(draft, wrong_tries=0, locked_until_ms=now_ms + LOCK_MS)


def _require_usable(draft: Draft, now_ms: int, *, knows_password: bool) -> None:
    _require_unlocked(draft, now_ms)
    if not knows_password:
        raise NumberOrPasswordWrong
    _require_alive(draft, now_ms)


def is_locked(draft: Draft, now_ms: int) -> bool:
    """Return whether a draft is locked. A lock longer than `LOCK_MS` is due to a wrong clock."""
    return now_ms < draft.locked_until_ms <= now_ms + LOCK_MS


def _require_unlocked(draft: Draft, now_ms: int) -> None:
    if is_locked(draft, now_ms):
        raise DraftLocked(-((now_ms - draft.locked_until_ms) // _MINUTE_MS))


def _require_depositor(draft: Draft, asked_by: str) -> None:
    if asked_by != draft.deposit.depositor:
        raise NotTheDepositor


def _require_alive(draft: Draft, now_ms: int) -> None:
    _require_money(draft)
    if standing(draft, now_ms) is DraftState.EXPIRED:
        refuse(DraftExpired())


def _require_money(draft: Draft) -> None:
    if draft.state in MONEY_ENDS:
        refuse(DraftEnded(draft.state))


def _ended(draft: Draft, end: DraftState, now_ms: int) -> Draft:
    return replace(draft, state=end, ended_ms=now_ms)
