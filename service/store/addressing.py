"""Events get their places, and those who may hear of them, many at once and in the database itself.

Most events are nobody's who listens: only those that somebody waits for come out.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, exists, func, or_, select, text, tuple_, update

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
    )
)
_HAS_WEBHOOK = exists().where(
    WEBHOOK.c.is_enabled,
    or_(
        tuple_(WEBHOOK.c.role, WEBHOOK.c.holder) == tuple_("provider", EVENT.c.provider),
        tuple_(WEBHOOK.c.role, WEBHOOK.c.holder) == tuple_("shop", EVENT.c.shop),
    ),
)
_HAS_CONTACT = exists().where(CONTACT.c.wallet_id == EVENT.c.wallet_id)
_ADDRESSED = (
    select(EVENT)
    .where(EVENT.c.place > bindparam("last_place"), or_(_HAS_WEBHOOK, _HAS_CONTACT))
    .order_by(EVENT.c.place)
)


@dataclass(frozen=True)
class AddressedEvent:
    """An event that somebody may wait for, and the names of who may hear; "" for nobody."""

    stored: StoredEvent
    provider: str
    shop: str


def may_address(connection: Connection) -> bool:
    """Tell whether this transaction alone addresses events until its end."""
    if connection.dialect.name != "postgresql":
        return True  # a transaction that writes is alone anyway
    return bool(connection.execute(_ALONE).scalar_one())


def is_any_not_addressed(connection: Connection) -> bool:
    """Tell whether there is an event of which nobody knows yet who hears of it."""
    query = select(EVENT.c.seq).where(_NOT_ADDRESSED).limit(1)
    return connection.execute(query).first() is not None


def last_place(connection: Connection) -> int:
    """Return the place of the event that was addressed last; 0 if none was."""
    return connection.execute(_LAST_PLACE).scalar_one_or_none() or 0


def address_oldest(connection: Connection, after_place: int, count: int) -> int:
    """Give the oldest events that have none their places and hearers; return how many got them."""
    return connection.execute(_ADDRESS, {"last_place": after_place, "count": count}).rowcount


def addressed_after(connection: Connection, after_place: int) -> list[AddressedEvent]:
    """Return the events after a place that a webhook or a contact may wait for, in order."""
    found = connection.execute(_ADDRESSED, {"last_place": after_place}).mappings()
    return [AddressedEvent(event_of(row), row["provider"], row["shop"]) for row in found]
