"""Who hears of an event: found out once, in order, by one transaction at a time.

PostgreSQL hands out numbers before transactions end, so an event of a lower `seq` may be seen after
one of a higher. Nobody here remembers how far it has read: what is not addressed is marked so by
itself. The `place` that an event gets here is given in the order in which places can be seen, so
who reads on from a place misses nothing.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from service.database import Database
from service.domain.hearing import wants
from service.domain.message import Channel, message_id
from service.domain.wording import is_texted
from service.store import contacts, events, messages, webhooks
from service.store.contacts import Contact
from service.store.events import Addressed, StoredEvent
from service.store.messages import NewMessage
from service.store.webhooks import Webhook

AT_ONCE = 200

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Audience:
    """Whoever may hear of some events."""

    providers: Mapping[str, str]
    webhooks: Sequence[Webhook]
    contacts: Mapping[str, Contact]


def address(database: Database, now_ms: int) -> int:
    """Write the messages of the oldest events that have none yet; return how many events.

    None are if another transaction is at it. Raise Busy, which changed nothing, or Unavailable.
    """
    with database.reading() as connection:
        if not events.is_any_not_addressed(connection):
            return 0
    return database.transaction(lambda connection: _addressed(connection, now_ms))


def _addressed(connection: Connection, now_ms: int) -> int:
    if not events.may_address(connection):
        return 0
    found = events.not_addressed(connection, AT_ONCE)
    if not found:
        return 0
    audience = _audience(connection, found)
    place = events.last_place(connection)
    written: list[NewMessage] = []
    addressed: list[Addressed] = []
    for number, told in enumerate(found, start=place + 1):
        hearers = _hearers(told, audience)
        addressed.append(Addressed(told.seq, number, hearers["provider"], hearers["shop"]))
        written += _messages(told, hearers, audience)
    messages.write(connection, written, now_ms)
    events.mark_addressed(connection, addressed)
    return len(found)


def _audience(connection: Connection, found: Sequence[StoredEvent]) -> _Audience:
    wallet_ids = {told.event.wallet_id for told in found} - {""}
    providers = contacts.providers_of(connection, wallet_ids) if wallet_ids else {}
    hearers = {("provider", provider) for provider in providers.values()}
    hearers |= {("shop", told.event.seller_id) for told in found if told.event.seller_id}
    texted = {told.event.wallet_id for told in found if _is_texted(told)} - {""}
    return _Audience(
        providers,
        webhooks.webhooks_that_hear(connection, hearers) if hearers else (),
        contacts.contacts_of(connection, texted) if texted else {},
    )


def _hearers(told: StoredEvent, audience: _Audience) -> dict[str, str]:
    """Return by role who may hear; a shop is named by its wallet, which is the seller's id."""
    provider = audience.providers.get(told.event.wallet_id, "")
    return {"provider": provider, "shop": told.event.seller_id}


def _messages(
    told: StoredEvent, hearers: Mapping[str, str], audience: _Audience
) -> list[NewMessage]:
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
    wants_texts = contact and not contact.is_opted_out and not contact.is_quiet
    if contact and wants_texts and _is_texted(told):
        recipient = f"sms:{contact.wallet_id}"
        written.append(
            NewMessage(
                message_id(told.event_id, recipient),
                Channel.SMS,
                recipient,
                "provider",
                hearers["provider"],
                told,
            )
        )
    return written


def _is_texted(told: StoredEvent) -> bool:
    return is_texted(told.event.kind, told.event.data)
