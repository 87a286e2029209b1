"""Boundaries of trade: of certifications, orders, parcels, messages and webhooks."""

from collections.abc import Iterator

from sqlalchemy import literal_column, select, tuple_

from service.domain.day import DAY_MS
from service.domain.message import LIMITS, Channel, retry_delay_ms
from service.domain.parcel import KEPT_MS
from service.store.names import table_of
from service.tables import CertificationRow, MessageRow, OrderRow, ParcelRow, WebhookRow
from service.testing.boundaries.look import Boundary, Look, Rule, each

_CERTIFICATION, _ORDER = table_of(CertificationRow), table_of(OrderRow)
_PARCEL, _MESSAGE, _WEBHOOK = table_of(ParcelRow), table_of(MessageRow), table_of(WebhookRow)


def certifications(look: Look) -> Iterator[Boundary]:
    """Nobody vouches for the seller any more, unless somebody else does."""
    one = _CERTIFICATION.c
    in_force = select(one.certification_id, one.expires_ms).where(
        one.revoked_ms.is_(None), one.expires_ms > look.now_ms
    )
    return each(look, in_force, "certification.expires")


def orders(look: Look) -> Iterator[Boundary]:
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


def parcels(look: Look) -> Iterator[Boundary]:
    """A parcel that nobody collected goes back, by a sweep."""
    parcel = _PARCEL.c
    return_ms = parcel.seen_ms + KEPT_MS
    waiting = select(parcel.item_number, return_ms).where(parcel.state == "awaiting_pick_up")
    return each(look, waiting, "parcel.return_due")


def messages(look: Look) -> Iterator[Boundary]:
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


def webhooks(look: Look) -> Iterator[Boundary]:
    """After a rotation, messages are signed with the old secret too, for a while."""
    for webhook_id, secrets in look.rows(select(_WEBHOOK.c.webhook_id, _WEBHOOK.c.old_secrets)):
        for one in secrets:
            yield Boundary(one.until_ms, "webhook.old_secret_ends", webhook_id)


RULES_OF_TRADE: tuple[Rule, ...] = (certifications, orders, parcels, messages, webhooks)
