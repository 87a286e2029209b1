"""Boundaries: each moment ahead at which something changes by the clock alone, and what.

Between two of them, whatever is asked gets the same outcome; at each one what it names gets
another. Left out is what a request says itself, such as the moment of a deposit taken offline, and
what was made at a moment to come, as after a clock was set back.

`RULES` has one function for each noun; whoever adds something that ends by time adds it there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal_column, select, tuple_

from service import tables
from service.call import Context
from service.clock import date_of, rfc3339
from service.domain.audience import DEPOSITS_HEARD_AFTER_MS
from service.domain.day import DAY_MS, day_end_ms, day_of
from service.domain.draft import LOCK_MS
from service.domain.hold import AHEAD_MS
from service.domain.message import LIMITS, Channel, retry_delay_ms
from service.domain.parcel import KEPT_MS
from service.schemas.testing import BoundaryName
from service.store.names import table_of
from service.testing.state import State
from service.web.rates import WINDOW_S

HOUR_MS = 3_600_000
_MINUTE_MS = WINDOW_S * 1_000
_DRAFT, _NUMBER, _KEY = (
    table_of(x) for x in (tables.DraftRow, tables.UnknownNumberRow, tables.KeyRow)
)
_WALLET, _DEPOSITOR, _OUTLET = (
    table_of(x) for x in (tables.WalletRow, tables.DepositorDayRow, tables.OutletRow)
)
_TRIES, _TEXTS = table_of(tables.WrongTriesRow), table_of(tables.TextCountRow)
_CERTIFICATION, _ORDER, _HOLD = (
    table_of(x) for x in (tables.CertificationRow, tables.OrderRow, tables.HoldRow)
)
_PARCEL, _MESSAGE, _WEBHOOK = (
    table_of(x) for x in (tables.ParcelRow, tables.MessageRow, tables.WebhookRow)
)
_CODE, _FLOAT_CODE = table_of(tables.CashOutCodeRow), table_of(tables.FloatCodeRow)


@dataclass(frozen=True, order=True)
class Boundary:
    """What changes, and when; `of` is its id, or nothing where that is a secret or there is none.

    Boundaries are in the order of time.
    """

    at_ms: int
    what: BoundaryName
    of: str = ""

    def shown(self) -> dict[str, Any]:
        """Return it as it goes out."""
        return {"at": rfc3339(self.at_ms), "what": self.what, "of": self.of or None}


@dataclass(frozen=True)
class _Look:
    """A look at a world: by which connection, under which terms, and when."""

    connection: Connection
    context: Context
    now_ms: int

    def rows(self, query: Select[Any]) -> list[Any]:
        return list(self.connection.execute(query))

    @property
    def day(self) -> int:
        return day_of(self.now_ms)

    @property
    def midnight_ms(self) -> int:
        return day_end_ms(self.day)

    @property
    def hour(self) -> int:
        return self.now_ms // HOUR_MS


Rule = Callable[[_Look], Iterator[Boundary]]


def boundaries(state: State, as_of_ms: int) -> list[Boundary]:
    """Return all boundaries after a moment, in the order of time; of midnights only the next."""
    with state.context.database.snapshot() as connection:
        look = _Look(connection, state.context, as_of_ms)
        found = {boundary for rule in RULES for boundary in rule(look)}
    found |= {Boundary(at_ms, "message.due", of) for at_ms, of in state.relay.due}
    if state.app.lookup_rates.is_counting:
        minute = state.clock.now_ms() // _MINUTE_MS
        found.add(Boundary((minute + 1) * _MINUTE_MS, "lookups.begin_anew"))
    return sorted(one for one in found if one.at_ms > as_of_ms)


def shown(state: State, limit: int) -> dict[str, Any]:
    """Return the first boundaries as they go out."""
    now_ms = state.clock.now_ms()
    found = boundaries(state, now_ms)
    return {
        "now": rfc3339(now_ms),
        "boundaries": [one.shown() for one in found[:limit]],
        "is_complete": len(found) <= limit,
    }


def next_stop(state: State, offset_ms: int) -> tuple[int, list[Boundary]]:
    """Return the first moment ahead that lies so far from a boundary ahead, and what changes there.

    With an offset of -1 it is the last millisecond before something changes; asked for again there,
    the last before the next change. There is always one, since days have no end.
    """
    now_ms = as_of_ms = state.clock.now_ms()
    while True:
        ahead = boundaries(state, as_of_ms)
        as_of_ms = ahead[0].at_ms
        if as_of_ms + offset_ms > now_ms:
            return as_of_ms + offset_ms, [one for one in ahead if one.at_ms == as_of_ms]


def _days(look: _Look) -> Iterator[Boundary]:
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


def _drafts(look: _Look) -> Iterator[Boundary]:
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
    for draft_id, until_ms in look.rows(locked.where(_runs(draft.locked_until_ms, look, LOCK_MS))):
        yield Boundary(until_ms, "draft.unlocks", draft_id)
    asked = select(_OUTLET.c.outlet, from_ms := _OUTLET.c.draft_events_from_ms)
    for outlet, at_ms in look.rows(asked.where(_runs(from_ms, look, DEPOSITS_HEARD_AFTER_MS))):
        yield Boundary(at_ms, "outlet.draft_events_begin", outlet)


def _guesses(look: _Look) -> Iterator[Boundary]:
    """Wrong numbers and passwords lock a number, and block whoever guesses until the hour ends."""
    until_ms = _NUMBER.c.locked_until_ms
    for (at_ms,) in look.rows(select(until_ms).where(_runs(until_ms, look, LOCK_MS))):
        yield Boundary(at_ms, "number.unlocks")
    counted = (
        select(_TRIES.c.hour).where(_TRIES.c.hour == look.hour).limit(1),
        select(_TEXTS.c.hour).where(_TEXTS.c.hour == look.hour).limit(1),
    )
    if any(map(look.rows, counted)):
        yield Boundary((look.hour + 1) * HOUR_MS, "hour.begins")


def _keys(look: _Look) -> Iterator[Boundary]:
    """A key that was rotated ends later, and one through which was guessed works again."""
    key = _KEY.c
    ending = select(key.key_id, key.ends_ms).where(key.ends_ms > look.now_ms)
    yield from _each(look, ending, "key.ends")
    blocked = select(key.key_id, key.blocked_until_ms, key.ends_ms)
    for key_id, at_ms, ends_ms in look.rows(
        blocked.where(_runs(key.blocked_until_ms, look, HOUR_MS))
    ):
        if ends_ms is None or at_ms < ends_ms:
            yield Boundary(at_ms, "key.unblocks", key_id)


def _codes(look: _Look) -> Iterator[Boundary]:
    """A code for cash out of a wallet or a float that was not used expires."""
    names: tuple[BoundaryName, ...] = ("cash_out_code.expires", "float_code.expires")
    for code, what in zip((_CODE.c, _FLOAT_CODE.c), names, strict=True):
        unused = select(code.code_id, code.expires_ms).where(
            code.used_ms.is_(None), code.expires_ms > look.now_ms
        )
        yield from _each(look, unused, what)


def _holds(look: _Look) -> Iterator[Boundary]:
    """What a hold keeps is the wallet's again; a sweep, or who pays from the wallet, enters it."""
    hold = _HOLD.c
    held = select(hold.hold_id, hold.expires_ms).where(
        hold.state == literal_column("'held'"), _runs(hold.expires_ms, look, AHEAD_MS)
    )
    return _each(look, held, "hold.expires")


def _certifications(look: _Look) -> Iterator[Boundary]:
    """Nobody vouches for the seller any more, unless somebody else does."""
    one = _CERTIFICATION.c
    in_force = select(one.certification_id, one.expires_ms).where(
        one.revoked_ms.is_(None), one.expires_ms > look.now_ms
    )
    return _each(look, in_force, "certification.expires")


def _orders(look: _Look) -> Iterator[Boundary]:
    """What is not paid, shipped or objected to in time; the sweeps do the first and the last."""
    order, terms = _ORDER.c, look.context.sale_terms
    revoked = select(_CERTIFICATION.c.certification_id).where(
        _CERTIFICATION.c.revoked_ms.is_not(None)
    )
    query = select(order.order_id, order.since_ms, order.pay_by_ms, order.reference)
    for order_id, _, pay_by_ms, reference in look.rows(query.where(order.state == "placed")):
        yield Boundary(pay_by_ms, "order.payment_overdue", order_id)
        if reference is not None:
            yield Boundary(pay_by_ms, "reference.expires", order_id)
    paid = query.where(
        order.state == "paid",
        order.certification_id.is_(None) | order.certification_id.not_in(revoked),
    )
    for order_id, since_ms, *_ in look.rows(paid):
        yield Boundary(since_ms + terms.ship_days * DAY_MS, "order.refund_due", order_id)
    for order_id, since_ms, *_ in look.rows(query.where(order.state == "delivered")):
        yield Boundary(since_ms + terms.confirm_ms, "order.confirmation_due", order_id)


def _parcels(look: _Look) -> Iterator[Boundary]:
    """A parcel that nobody collected goes back, by a sweep."""
    parcel = _PARCEL.c
    return_ms = parcel.seen_ms + KEPT_MS
    waiting = select(parcel.item_number, return_ms).where(parcel.state == "awaiting_pick_up")
    return _each(look, waiting, "parcel.return_due")


def _messages(look: _Look) -> Iterator[Boundary]:
    """A message that failed is tried again, then for the last time, and when it is old no more.

    How often a receiver answers with a long Retry-After, which makes the end come earlier, is not
    known beforehand.
    """
    message, before = _MESSAGE.c, _MESSAGE.alias("before").c
    is_waiting = message.standing == literal_column("'waiting'")
    is_behind = (
        select(before.message_seq)
        .where(
            before.standing == literal_column("'waiting'"),
            before.recipient == message.recipient,
            before.subject == message.subject,
            tuple_(before.event_seq, before.replay) < tuple_(message.event_seq, message.replay),
        )
        .exists()
    )
    first = select(message.message_id, message.due_ms).where(is_waiting, ~is_behind)
    for message_id, due_ms in look.rows(first):
        yield Boundary(due_ms, "message.due", message_id)
    waiting = select(message.message_id, message.channel, message.written_ms, message.attempts)
    for message_id, channel, written_ms, attempts in look.rows(waiting.where(is_waiting)):
        limits = LIMITS[Channel(channel)]
        over_ms = written_ms + limits.life_ms + 1
        yield Boundary(over_ms, "message.too_late", message_id)
        if attempts + 1 < limits.attempts:
            last_ms = over_ms - retry_delay_ms(message_id, attempts + 1)
            yield Boundary(last_ms, "message.last_try", message_id)


def _webhooks(look: _Look) -> Iterator[Boundary]:
    """After a rotation, messages are signed with the old secret too, for a while."""
    for webhook_id, secrets in look.rows(select(_WEBHOOK.c.webhook_id, _WEBHOOK.c.old_secrets)):
        for one in secrets:
            yield Boundary(one.until_ms, "webhook.old_secret_ends", webhook_id)


RULES: tuple[Rule, ...] = (
    _days, _drafts, _guesses, _keys, _codes, _holds, _certifications, _orders, _parcels, _messages,
    _webhooks,
)  # fmt: skip


def _each(look: _Look, query: Select[Any], what: BoundaryName) -> Iterator[Boundary]:
    """Yield a boundary for each id and its moment."""
    return (Boundary(at_ms, what, of) for of, at_ms in look.rows(query))


def _runs(until_ms: ColumnElement[int], look: _Look, longest_ms: int) -> ColumnElement[bool]:
    """Tell whether a lock is on; one that would be longer than any is due to a wrong clock."""
    return until_ms.between(look.now_ms + 1, look.now_ms + longest_ms)
