"""API keys, and how many wrong numbers or passwords each of them, or a phone, has sent."""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, bindparam, func, update
from sqlalchemy import select as columns
from sqlmodel import col, select

from service.store.names import insert_or_meet, table_of
from service.store.rows import session_on
from service.store.wallets import OUTLET
from service.tables import KeyRow, WrongTriesRow

KEY = table_of(KeyRow)
WRONG = table_of(WrongTriesRow)

_STORED = columns(KEY).where(KEY.c.key_id == bindparam("key_id"))
_WITH_WISH = (
    columns(KEY, OUTLET.c.draft_events_from_ms)
    .outerjoin(OUTLET, and_(KEY.c.role == "outlet", OUTLET.c.outlet == KEY.c.holder))
    .where(KEY.c.key_id == bindparam("key_id"))
)


def stored_key(connection: Connection, key_id: str) -> KeyRow | None:
    """Return a key by its id, which is no secret; it is to be read, and is none of a session."""
    row = connection.execute(_STORED, {"key_id": key_id}).mappings().first()
    return KeyRow(**row) if row else None


def key_with_wish(connection: Connection, key_id: str) -> tuple[KeyRow, int | None] | None:
    """Return a key, and from when on the deposits of its outlet are events, if it asked.

    Whoever remembers a key remembers that, so that a deposit need not ask.
    """
    row = connection.execute(_WITH_WISH, {"key_id": key_id}).mappings().first()
    if row is None:
        return None
    of_key = dict(row)
    from_ms = of_key.pop("draft_events_from_ms")
    return KeyRow(**of_key), from_ms


def locked_key(connection: Connection, key_id: str) -> KeyRow | None:
    """Return a key by its id, which nobody else changes until this transaction ends."""
    with session_on(connection) as session:
        return session.get(KeyRow, key_id, with_for_update=True)


def all_keys(connection: Connection) -> Sequence[KeyRow]:
    """Return every key, the oldest first."""
    with session_on(connection) as session:
        return session.exec(
            select(KeyRow).order_by(col(KeyRow.created_ms), col(KeyRow.key_id))
        ).all()


def block_key(connection: Connection, key_id: str, until_ms: int) -> None:
    """Let a key try no numbers until a moment."""
    connection.execute(update(KEY).where(KEY.c.key_id == key_id).values(blocked_until_ms=until_ms))


def wrong_tries(connection: Connection, key_id: str, hour: int) -> tuple[int, int]:
    """Return how many wrong tries this key, and all keys, have sent in an hour."""
    query = columns(
        func.coalesce(func.sum(WRONG.c.count).filter(WRONG.c.key_id == key_id), 0),
        func.coalesce(func.sum(WRONG.c.count), 0),
    ).where(WRONG.c.hour == hour)
    own, everyones = connection.execute(query).one()
    return int(own), int(everyones)


def note_wrong_try(connection: Connection, key_id: str, hour: int) -> None:
    """Count one more."""
    statement = insert_or_meet(connection, WRONG).values(key_id=key_id, hour=hour, count=1)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["key_id", "hour"], set_={"count": WRONG.c.count + 1}
        )
    )
