"""Events get their places and their possible subscribers, in bulk and inside the database.

Most events have no subscriber: only those that somebody may wait for are returned.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
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

from service.domain.audience import OF_AGENTS, OF_DRAFTS, OF_OUTLETS, OF_TILLS, WATCHED, WATCHERS
from service.domain.price import CHANGED
from service.store.contacts import CONTACT
from service.store.drafts import DRAFT
from service.store.events import EVENT, EVERY_WATCHER, StoredEvent, event_of
from service.store.wallets import WALLET
from service.store.webhooks import WEBHOOK

_HOLDERS = ("provider", "shop", "agent", "outlet")
"""Roles that hear of their own; the columns have their names."""
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
    select(EVENT.c.seq, EVENT.c.wallet_id, EVENT.c.kind, EVENT.c.subject)
    .where(_NOT_ADDRESSED)
    .order_by(EVENT.c.seq)
    .limit(bindparam("count"))
    .subquery("oldest")
)
_NOBODY: ColumnElement[str] = literal_column("''")


def _begins(kind: ColumnElement[str], *beginnings: str) -> ColumnElement[bool]:
    return or_(*(kind.startswith(one, autoescape=True) for one in beginnings))


# Null where the event is of no draft, so that no draft is looked up.
_DRAFT_ID = case((_begins(_OLDEST.c.kind, OF_DRAFTS), _OLDEST.c.subject))
_NUMBERED = (
    select(
        _OLDEST.c.seq,
        func.row_number().over(order_by=_OLDEST.c.seq).label("number"),
        func.coalesce(WALLET.c.provider, "").label("provider"),
        func.coalesce(DRAFT.c.outlet, "").label("issuer"),
    )
    .outerjoin(WALLET, WALLET.c.wallet_id == _OLDEST.c.wallet_id)
    .outerjoin(DRAFT, DRAFT.c.draft_id == _DRAFT_ID)
    .subquery("numbered")
)
_ADDRESS = (
    update(EVENT)
    .where(EVENT.c.seq == _NUMBERED.c.seq)
    .values(
        place=bindparam("last_place") + _NUMBERED.c.number,
        provider=_NUMBERED.c.provider,
        shop=EVENT.c.seller_id,  # a shop is named by its wallet, which is the seller's id
        agent=case((_begins(EVENT.c.kind, OF_AGENTS), EVENT.c.subject), else_=_NOBODY),
        outlet=case(
            (_begins(EVENT.c.kind, OF_TILLS, OF_OUTLETS), EVENT.c.subject),
            else_=_NUMBERED.c.issuer,
        ),
        watcher=case((_begins(EVENT.c.kind, *WATCHED), EVERY_WATCHER), else_=_NOBODY),
    )
)
_HAS_WEBHOOK = exists().where(
    WEBHOOK.c.is_enabled,
    or_(
        tuple_(WEBHOOK.c.role, WEBHOOK.c.holder) == tuple_("provider", EVENT.c.provider),
        tuple_(WEBHOOK.c.role, WEBHOOK.c.holder) == tuple_("shop", EVENT.c.shop),
        tuple_(WEBHOOK.c.role, WEBHOOK.c.holder) == tuple_("agent", EVENT.c.agent),
        tuple_(WEBHOOK.c.role, WEBHOOK.c.holder) == tuple_("outlet", EVENT.c.outlet),
        and_(EVENT.c.watcher == EVERY_WATCHER, WEBHOOK.c.role.in_(WATCHERS)),
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
    """An event with a possible subscriber: who it concerns in each role; "" for nobody."""

    stored: StoredEvent
    holders: Mapping[str, str]
    is_watched: bool

    @property
    def provider(self) -> str:
        """Return the provider of its wallet; "" if it has none."""
        return self.holders["provider"]

    def is_for(self, role: str, holder: str) -> bool:
        """Return whether somebody may be notified of it."""
        return self.is_watched if role in WATCHERS else self.holders[role] == holder


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
        AddressedEvent(
            event_of(row), {role: row[role] for role in _HOLDERS}, row["watcher"] == EVERY_WATCHER
        )
        for row in found
    ]
