"""Goods with their names, and prices as they were posted."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, insert, text, tuple_
from sqlalchemy import select as columns
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select

from service.domain.price import Quote
from service.store.names import table_of
from service.store.rows import save, session_on
from service.tables import GoodNameRow, GoodRow, MarketPriceRow

PRICE = table_of(MarketPriceRow)
GOOD_NAME = table_of(GoodNameRow)
MARKETS_AT_ONCE = 50
"""Markets whose prices are looked at for one text, the newest first; fewer fit into it."""

# Who names goods does so alone, so that no name is given twice at the same moment.
_ALONE = text("SELECT pg_advisory_xact_lock(7764502)")
_LATER = PRICE.alias("later")


def name_goods_alone(connection: Connection) -> None:
    """Wait until no other transaction names goods."""
    if connection.dialect.name == "postgresql":
        connection.execute(_ALONE)  # in SQLite, who writes is alone anyway


def good_row(connection: Connection, good_id: str, *, is_locked: bool = False) -> GoodRow | None:
    """Return a good; locked, nobody else posts a price of it meanwhile."""
    with session_on(connection) as session:
        return session.get(GoodRow, good_id, with_for_update=True if is_locked else None)


def goods_after(connection: Connection, after_id: str, count: int) -> Sequence[GoodRow]:
    """Return goods in the order of their ids."""
    query = select(GoodRow).where(GoodRow.good_id > after_id).order_by(col(GoodRow.good_id))
    with session_on(connection) as session:
        return session.exec(query.limit(count)).all()


def goods_named(connection: Connection, name_keys: Collection[str]) -> dict[str, str]:
    """Return the goods that have these names, by the name."""
    query = columns(GOOD_NAME).where(GOOD_NAME.c.name_key.in_(name_keys))
    return {row.name_key: row.good_id for row in connection.execute(query)}


def save_good(connection: Connection, good: GoodRow, name_keys: Collection[str]) -> None:
    """Write a good, and let these names mean it, and its earlier ones nothing."""
    good_id = good.good_id
    save(connection, [good])
    connection.execute(delete(GOOD_NAME).where(GOOD_NAME.c.good_id == good_id))
    rows = [{"name_key": one, "good_id": good_id} for one in name_keys]
    connection.execute(insert(GOOD_NAME), rows)


def quotes_of(
    connection: Connection, good_id: str, today: int, market_key: str | None = None
) -> list[Quote]:
    """Return the price in force of a good at each market, or at one, the newest first.

    That of a day to come, which a clock that was ahead let in, is not in force before its day.
    """
    newer = tuple_(_LATER.c.day, _LATER.c.price_seq) > tuple_(PRICE.c.day, PRICE.c.price_seq)
    query = columns(PRICE).where(
        PRICE.c.good_id == good_id,
        PRICE.c.day <= today,
        ~_is_there(newer, _LATER.c.day <= today),
    )
    if market_key is not None:
        query = query.where(PRICE.c.market_key == market_key)
    query = query.order_by(PRICE.c.day.desc(), PRICE.c.price_seq.desc()).limit(MARKETS_AT_ONCE)
    return [
        Quote(row.market, row.day, row.price_fen, row.unit) for row in connection.execute(query)
    ]


def prices(
    connection: Connection,
    wanted: dict[str, object],
    *,
    with_history: bool,
    before_seq: int | None,
    count: int,
) -> list[tuple[MarketPriceRow, bool]]:
    """Return prices and whether each is in force, posted last first; `wanted` are columns."""
    corrected = _is_there(_LATER.c.day == PRICE.c.day, _LATER.c.price_seq > PRICE.c.price_seq)
    query = select(MarketPriceRow, ~corrected)
    for name, value in wanted.items():
        query = query.where(PRICE.c[name] == value)
    if not with_history:
        query = query.where(~corrected)
    if before_seq is not None:
        query = query.where(PRICE.c.price_seq < before_seq)
    with session_on(connection) as session:
        found = session.exec(query.order_by(PRICE.c.price_seq.desc()).limit(count)).all()
    return [(row, bool(is_in_force)) for row, is_in_force in found]


def _is_there(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether there is another price of the same good and market, of which this is so."""
    return (
        columns(_LATER.c.price_seq)
        .where(
            _LATER.c.good_id == PRICE.c.good_id,
            _LATER.c.market_key == PRICE.c.market_key,
            *conditions,
        )
        .exists()
    )
