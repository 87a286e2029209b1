"""Who hears of an event: found out once, in order, by one transaction at a time.

PostgreSQL hands out numbers before transactions end, so an event of a lower `seq` may be seen after
one of a higher. Nobody here remembers how far it has read: what is not addressed is marked so by
itself. The `place` that an event gets here is given in the order in which places can be seen, so
who reads on from a place misses nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from service.database.transactions import Database
from service.domain.hearing import wants
from service.domain.message import Channel, message_id
from service.domain.wording import is_texted
from service.store import addressing, contacts, messages, webhooks
from service.store.addressing import Heard
from service.store.contacts import Contact
from service.store.messages import NewMessage
from service.tables import WebhookRow

AT_ONCE = 500


@dataclass(frozen=True)
class _Audience:
    """Whoever waits for some events."""

    webhooks: Sequence[WebhookRow]
    contacts: Mapping[str, Contact]


def address(database: Database, now_ms: int) -> int:
    """Write the messages of the oldest events that have none yet; return how many events.

    None are if another transaction is at it. Raise Busy, which changed nothing, or Unavailable.
    """
    with database.reading() as connection:
        if not addressing.is_any_not_addressed(connection):
            return 0
    return database.transaction(lambda connection: _addressed(connection, now_ms))


def _addressed(connection: Connection, now_ms: int) -> int:
    if not addressing.may_address(connection):
        return 0
    place = addressing.last_place(connection)
    count = addressing.address_oldest(connection, place, AT_ONCE)
    heard = addressing.heard_after(connection, place)
    if heard:
        audience = _audience(connection, heard)
        written = [message for one in heard for message in _messages(one, audience)]
        messages.write(connection, written, now_ms)
    return count


def _audience(connection: Connection, heard: Sequence[Heard]) -> _Audience:
    hearers = {("provider", one.provider) for one in heard if one.provider}
    hearers |= {("shop", one.shop) for one in heard if one.shop}
    texted = {one.told.event.wallet_id for one in heard if _is_texted(one)} - {""}
    return _Audience(
        webhooks.webhooks_of_all(connection, hearers) if hearers else (),
        contacts.contacts_of(connection, texted) if texted else {},
    )


def _messages(one: Heard, audience: _Audience) -> list[NewMessage]:
    told, hearers = one.told, {"provider": one.provider, "shop": one.shop}
    written = [
        NewMessage(
            message_id(told.event_id, webhook.recipient),
            Channel.WEBHOOK,
            webhook.recipient,
            webhook.role,
            webhook.holder,
            told,
        )
        for webhook in audience.webhooks
        if hearers[webhook.role] == webhook.holder and wants(webhook.kinds, told.event.kind)
    ]
    contact = audience.contacts.get(told.event.wallet_id)
    if contact and contact.wants_texts and _is_texted(one):
        recipient = f"sms:{contact.row.wallet_id}"
        written.append(
            NewMessage(
                message_id(told.event_id, recipient),
                Channel.SMS,
                recipient,
                "provider",
                one.provider,
                told,
            )
        )
    return written


def _is_texted(one: Heard) -> bool:
    return is_texted(one.told.event.kind, one.told.event.data)
