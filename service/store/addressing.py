"""Events get their places and their possible subscribers, in bulk and inside the database.

Most events have no subscriber: only those that somebody may wait for are returned.
"""

from dataclasses import dataclass

from sqlalchemy import (
    Connection,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    tuple_,
    update,
)

from service.domain.audience import OF_AGENTS
from service.domain.price import CHANGED
from service.store.contacts import CONTACT
from service.store.events import EVENT, StoredEvent, event_of
from service.store.wallets import WALLET
from service.store.webhooks import WEBHOOK

# The words of the index, so that both databases use it.
_NOT_ADDRESSED = text("place IS NULL")
# Of all transactions of a database, one addresses at a time: it waits for this number.
_ALONE = text("SELECT pg_try_advisory_xact_lock(7764501)")
_LAST_PLACE = (
    select(EVENT.c.place)
    .where(EVENT.c.place.is_not(None))  # as the index says, so that both databases use it
    .order_by(EVENT.c.place.desc())
    .limit(1)
)
_OLDEST = (
    select(EVENT.c.seq, EVENT.c.wallet_id)
    .where(_NOT_ADDRESSED)
    .order_by(EVENT.c.seq)
    .limit(bindparam("count"))
    .subquery("oldest")
)
_NUMBERED = (
    select(
        _OLDEST.c.seq,
        func.row_number().over(order_by=_OLDEST.c.seq).label("number"),
        func.coalesce(WALLET.c.provider, "").label("provider"),
    )
    .outerjoin(WALLET, WALLET.c.wallet_id == _OLDEST.c.wallet_id)
    .subquery("numbered")
)
_ADDRESS = (
    update(EVENT)
    .where(EVENT.c.seq == _NUMBERED.c.seq)
    .values(
        place=bindparam("last_place") + _NUMBERED.c.number,
        provider=_NUMBERED.c.provider,
        shop=EVENT.c.seller_id,  # a shop is named by its wallet, which is the seller's id
        agent=case(
            (EVENT.c.kind.startswith(OF_AGENTS, autoescape=True), EVENT.c.subject),
            else_=literal_column("''"),
        ),
    )
)
_HAS_WEBHOOK = exists().where(
    WEBHOOK.c.is_enabled,
    or_(
        tuple_(WEBHOOK.c.role, WEBHOOK.c.holder) == tuple_("provider", EVENT.c.provider),
        tuple_(WEBHOOK.c.role, WEBHOOK.c.holder) == tuple_("shop", EVENT.c.shop),
        tuple_(WEBHOOK.c.role, WEBHOOK.c.holder) == tuple_("agent", EVENT.c.agent),
    ),
)
_HAS_CONTACT = exists().where(CONTACT.c.wallet_id == EVENT.c.wallet_id)
_IS_OF_PRICE = EVENT.c.kind == CHANGED
_ADDRESSED = (
    select(EVENT)
    .where(EVENT.c.place > bindparam("last_place"), or_(_HAS_WEBHOOK, _HAS_CONTACT, _IS_OF_PRICE))
    .order_by(EVENT.c.place)
)


@dataclass(frozen=True)
class AddressedEvent:
    """An event with a possible subscriber, and the provider, shop and agent; "" for nobody."""

    stored: StoredEvent
    provider: str
    shop: str
    agent: str


def may_address(connection: Connection) -> bool:
    """Return whether this transaction is the only one to address events until its end."""
    if connection.dialect.name != "postgresql":
        return True  # a transaction that writes is alone anyway
    return bool(connection.execute(_ALONE).scalar_one())


def is_any_not_addressed(connection: Connection) -> bool:
    """Return whether there is an event that is not addressed yet."""
    query = select(EVENT.c.seq).where(_NOT_ADDRESSED).limit(1)
    return connection.execute(query).first() is not None


def last_place(connection: Connection) -> int:
    """Return the place of the event that was addressed last; 0 if none was."""
    return connection.execute(_LAST_PLACE).scalar_one_or_none() or 0


def address_oldest(connection: Connection, after_place: int, count: int) -> int:
    """Address the oldest events that are not addressed yet; return how many."""
    return connection.execute(_ADDRESS, {"last_place": after_place, "count": count}).rowcount


def addressed_after(connection: Connection, after_place: int) -> list[AddressedEvent]:
    """Return the events after a place that a webhook or a phone may wait for, in order."""
    found = connection.execute(_ADDRESSED, {"last_place": after_place}).mappings()
    return [
        AddressedEvent(event_of(row), row["provider"], row["shop"], row["agent"]) for row in found
    ]
