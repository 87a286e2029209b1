"""Boundaries of payments: of days, drafts, guesses, keys, codes and holds."""

from collections.abc import Iterator

from sqlalchemy import literal_column, select

from service.clock import date_of
from service.domain.audience import DEPOSITS_HEARD_AFTER_MS
from service.domain.day import DAY_MS
from service.domain.draft import LOCK_MS
from service.domain.hold import AHEAD_MS
from service.store.names import table_of
from service.tables import (
    CashOutCodeRow,
    DepositorDayRow,
    DraftRow,
    FloatCodeRow,
    HoldRow,
    KeyRow,
    OutletRow,
    TextCountRow,
    UnknownNumberRow,
    WalletRow,
    WrongTriesRow,
)
from service.testing.boundaries.look import HOUR_MS, Boundary, Look, Rule, each, runs

_DRAFT, _NUMBER, _KEY = table_of(DraftRow), table_of(UnknownNumberRow), table_of(KeyRow)
_WALLET, _DEPOSITOR, _OUTLET = (table_of(x) for x in (WalletRow, DepositorDayRow, OutletRow))
_TRIES, _TEXTS, _CODE = table_of(WrongTriesRow), table_of(TextCountRow), table_of(CashOutCodeRow)
_FLOAT_CODE = table_of(FloatCodeRow)
_HOLD = table_of(HoldRow)


def days(look: Look) -> Iterator[Boundary]:
    """The day before may be settled, and what is counted by day begins anew."""
    at_ms = look.midnight_ms
    yield Boundary(at_ms, "day.begins", date_of(look.day + 1))
    redeemed = select(_WALLET.c.wallet_id).where(
        _WALLET.c.redeemed_day == look.day, _WALLET.c.redeemed_today > 0
    )
    for (wallet_id,) in look.rows(redeemed):
        yield Boundary(at_ms, "wallet.limit_begins_anew", wallet_id)
    brought = select(_DEPOSITOR.c.day).where(_DEPOSITOR.c.day == look.day).limit(1)
    if look.rows(brought):
        yield Boundary(at_ms, "depositor.limit_begins_anew")


def drafts(look: Look) -> Iterator[Boundary]:
    """An expired draft is only refunded; a cancellation is of the same day; events begin."""
    draft, is_alive = _DRAFT.c, _DRAFT.c.state == literal_column("'issued'")
    alive = select(draft.draft_id, draft.expires_ms, draft.reset_from_ms).where(
        is_alive, draft.expires_ms > look.now_ms
    )
    for draft_id, expires_ms, reset_from_ms in look.rows(alive):
        yield Boundary(expires_ms, "draft.expires", draft_id)
        if reset_from_ms is not None and reset_from_ms < expires_ms:
            yield Boundary(reset_from_ms, "draft.password_in_force", draft_id)
    of_today = select(draft.draft_id).where(
        is_alive, draft.issued_ms >= look.midnight_ms - DAY_MS, draft.issued_ms < look.midnight_ms
    )
    for (draft_id,) in look.rows(of_today):
        yield Boundary(look.midnight_ms, "draft.cancellation_ends", draft_id)
    locked = select(draft.draft_id, draft.locked_until_ms)
    for draft_id, until_ms in look.rows(locked.where(runs(draft.locked_until_ms, look, LOCK_MS))):
        yield Boundary(until_ms, "draft.unlocks", draft_id)
    asked = select(_OUTLET.c.outlet, from_ms := _OUTLET.c.draft_events_from_ms)
    for outlet, at_ms in look.rows(asked.where(runs(from_ms, look, DEPOSITS_HEARD_AFTER_MS))):
        yield Boundary(at_ms, "outlet.draft_events_begin", outlet)


def guesses(look: Look) -> Iterator[Boundary]:
    """Wrong numbers and passwords lock a number, and block whoever guesses until the hour ends."""
    until_ms = _NUMBER.c.locked_until_ms
    for (at_ms,) in look.rows(select(until_ms).where(runs(until_ms, look, LOCK_MS))):
        yield Boundary(at_ms, "number.unlocks")
    counted = (
        select(_TRIES.c.hour).where(_TRIES.c.hour == look.hour).limit(1),
        select(_TEXTS.c.hour).where(_TEXTS.c.hour == look.hour).limit(1),
    )
    if any(map(look.rows, counted)):
        yield Boundary((look.hour + 1) * HOUR_MS, "hour.begins")


def keys(look: Look) -> Iterator[Boundary]:
    """A key that was rotated ends later, and one through which was guessed works again."""
    key = _KEY.c
    ending = select(key.key_id, key.ends_ms).where(key.ends_ms > look.now_ms)
    yield from each(look, ending, "key.ends")
    blocked = select(key.key_id, key.blocked_until_ms, key.ends_ms)
    for key_id, at_ms, ends_ms in look.rows(
        blocked.where(runs(key.blocked_until_ms, look, HOUR_MS))
    ):
        if ends_ms is None or at_ms < ends_ms:
            yield Boundary(at_ms, "key.unblocks", key_id)


def codes(look: Look) -> Iterator[Boundary]:
    """A code for cash out of a wallet that was not used expires."""
    code = _CODE.c
    unused = select(code.code_id, code.expires_ms).where(
        code.used_ms.is_(None), code.expires_ms > look.now_ms
    )
    return each(look, unused, "cash_out_code.expires")


def float_codes(look: Look) -> Iterator[Boundary]:
    """A code for cash out of an agent's float that was not used expires."""
    code = _FLOAT_CODE.c
    unused = select(code.code_id, code.expires_ms).where(
        code.used_ms.is_(None), code.expires_ms > look.now_ms
    )
    return each(look, unused, "float_code.expires")


def holds(look: Look) -> Iterator[Boundary]:
    """What a hold keeps is the wallet's again; a sweep, or who pays from the wallet, enters it."""
    hold = _HOLD.c
    held = select(hold.hold_id, hold.expires_ms).where(
        hold.state == literal_column("'held'"), runs(hold.expires_ms, look, AHEAD_MS)
    )
    return each(look, held, "hold.expires")


RULES_OF_PAYMENTS: tuple[Rule, ...] = (days, drafts, guesses, keys, codes, float_codes, holds)
