"""Phones that hear of prices: what each is subscribed to, and on which day it was last texted."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, bindparam, delete, or_, update
from sqlmodel import col, select

from service.store.names import table_of
from service.store.rows import session_on
from service.tables import PriceSubscriptionRow, QuietPhoneRow

SUBSCRIPTION = table_of(PriceSubscriptionRow)
_NOTE_TEXTED = (
    update(SUBSCRIPTION)
    .where(SUBSCRIPTION.c.subscription_id == bindparam("of_subscription"))
    .values(texted_day=bindparam("on_day"))
)


def phone_place(subscription_id: str) -> str:
    """Return where a subscriber's phone is kept: sealed for there, it opens nowhere else."""
    return f"phone of price subscription {subscription_id}"


def subscriptions_of_phone(
    connection: Connection, phone_hash: bytes
) -> Sequence[PriceSubscriptionRow]:
    """Return all that a phone is subscribed to, the latest first."""
    query = select(PriceSubscriptionRow).where(PriceSubscriptionRow.phone_hash == phone_hash)
    since = col(PriceSubscriptionRow.since_ms).desc()
    with session_on(connection) as session:
        return session.exec(query.order_by(since, col(PriceSubscriptionRow.good_id))).all()


def subscription_by_id(connection: Connection, subscription_id: str) -> PriceSubscriptionRow | None:
    """Return a subscription; None if it has ended."""
    with session_on(connection) as session:
        return session.get(PriceSubscriptionRow, subscription_id)


def end_subscription(connection: Connection, phone_hash: bytes, good_id: str) -> None:
    """Forget that a phone hears of a good."""
    of_phone = (SUBSCRIPTION.c.phone_hash == phone_hash, SUBSCRIPTION.c.good_id == good_id)
    connection.execute(delete(SUBSCRIPTION).where(*of_phone))


def to_be_texted(
    connection: Connection, good_id: str, market_key: str, today: int
) -> Sequence[PriceSubscriptionRow]:
    """Return who hears of a good at a market, wants texts, and got none about it today."""
    query = (
        select(PriceSubscriptionRow)
        .outerjoin(QuietPhoneRow, col(QuietPhoneRow.phone_hash) == PriceSubscriptionRow.phone_hash)
        .where(
            PriceSubscriptionRow.good_id == good_id,
            PriceSubscriptionRow.market_key == market_key,
            # A day to come was noted by a clock that was ahead.
            or_(
                col(PriceSubscriptionRow.texted_day).is_(None),
                col(PriceSubscriptionRow.texted_day) != today,
            ),
            col(QuietPhoneRow.phone_hash).is_(None),
        )
        .order_by(col(PriceSubscriptionRow.subscription_id))
    )
    with session_on(connection) as session:
        return session.exec(query).all()


def note_texted(
    connection: Connection, subscribers: Collection[PriceSubscriptionRow], today: int
) -> None:
    """Note that these get a text today."""
    # One by one, since there may be more than a statement has room for.
    rows = [{"of_subscription": one.subscription_id, "on_day": today} for one in subscribers]
    if rows:
        connection.execute(_NOTE_TEXTED, rows)
