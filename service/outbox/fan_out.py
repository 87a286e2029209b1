"""Addressing events to subscribers: each event once, in order, in one transaction at a time.

PostgreSQL assigns sequence numbers before transactions commit, so an event of a lower `seq` may
become visible after one of a higher. So there is no read position to remember: each event is marked
as addressed or not. The `place` that an event gets here increases in the order in which events
become visible, so that whoever continues reading from a place misses nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from service.database.transactions import Database
from service.domain.audience import WATCHERS, is_subscribed
from service.domain.day import day_of
from service.domain.message import Channel, message_id
from service.domain.price import CHANGED
from service.domain.wording import is_texted
from service.store import addressing, contacts, messages, price_subscriptions, webhooks
from service.store.addressing import AddressedEvent
from service.store.contacts import Contact
from service.store.events import StoredEvent
from service.store.messages import NewMessage
from service.tables import WebhookRow

BATCH_SIZE = 500


@dataclass(frozen=True)
class _Audience:
    """The webhooks and contacts that subscribe to some events."""

    webhooks: Sequence[WebhookRow]
    contacts: Mapping[str, Contact]


def address(database: Database, now_ms: int) -> int:
    """Write the messages of the oldest events not yet addressed; return how many events.

    None are addressed while another transaction does so. Raise Busy, which changed nothing, or
    Unavailable.
    """
    with database.reading() as connection:
        if not addressing.is_any_not_addressed(connection):
            return 0
    return database.transaction(lambda connection: _addressed(connection, now_ms))


def _addressed(connection: Connection, now_ms: int) -> int:
    if not addressing.may_address(connection):
        return 0
    place = addressing.last_place(connection)
    count = addressing.address_oldest(connection, place, BATCH_SIZE)
    addressed = addressing.addressed_after(connection, place)
    if addressed:
        audience = _audience(connection, addressed)
        written = [message for one in addressed for message in _messages(one, audience)]
        for one in addressed:
            if one.stored.event.kind == CHANGED:
                written += _about_price(connection, one.stored, day_of(now_ms))
        messages.write(connection, written, now_ms)
    return count


def _about_price(connection: Connection, stored: StoredEvent, today: int) -> list[NewMessage]:
    """Return a text to each who hears of this price, and note that they got their one of today."""
    good_id, _, market_key = stored.event.subject.partition(" ")
    subscribers = price_subscriptions.to_be_texted(connection, good_id, market_key, today)
    price_subscriptions.note_texted(connection, subscribers, today)
    return [
        NewMessage(
            message_id(stored.event_id, one.recipient),
            Channel.SMS,
            one.recipient,
            "operator",
            "",  # of no operator alone: all of them see it
            stored,
        )
        for one in subscribers
    ]


def _audience(connection: Connection, addressed: Sequence[AddressedEvent]) -> _Audience:
    subscribers = {held for one in addressed for held in one.holders.items() if held[1]}
    watchers = WATCHERS if any(one.is_watched for one in addressed) else ()
    texted = {one.stored.event.wallet_id for one in addressed if _is_texted(one)} - {""}
    return _Audience(
        webhooks.webhooks_of_all(connection, subscribers, watchers)
        if subscribers or watchers
        else (),
        contacts.contacts_of(connection, texted) if texted else {},
    )


def _messages(one: AddressedEvent, audience: _Audience) -> list[NewMessage]:
    stored = one.stored
    written = [
        NewMessage(
            message_id(stored.event_id, webhook.recipient),
            Channel.WEBHOOK,
            webhook.recipient,
            webhook.role,
            webhook.holder,
            stored,
        )
        for webhook in audience.webhooks
        if one.is_for(webhook.role, webhook.holder)
        and is_subscribed(webhook.kinds, stored.event.kind)
    ]
    contact = audience.contacts.get(stored.event.wallet_id)
    if contact and contact.wants_texts and _is_texted(one):
        recipient = f"sms:{contact.row.wallet_id}"
        written.append(
            NewMessage(
                message_id(stored.event_id, recipient),
                Channel.SMS,
                recipient,
                "provider",
                one.provider,
                stored,
            )
        )
    return written


def _is_texted(one: AddressedEvent) -> bool:
    return is_texted(one.stored.event.kind, one.stored.event.data)
