"""API keys, and how many wrong numbers or passwords each has sent."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from service.store.names import insert_or_meet, table_of
from service.tables import KeyRow, WrongTriesRow

KEY = table_of(KeyRow)
WRONG = table_of(WrongTriesRow)


@dataclass(frozen=True)
class StoredKey:
    """An API key as it stands; it works until `ends_ms`, or until it is given an end.

    `revoked_ms` says when it was revoked, after which no end is put off.
    """

    key_id: str
    role: str
    holder: str
    secret_hash: bytes
    created_ms: int
    ends_ms: int | None = None
    blocked_until_ms: int = 0
    revoked_ms: int | None = None


def stored_key(connection: Connection, key_id: str) -> StoredKey | None:
    """Return a key by its id, which is no secret."""
    row = connection.execute(select(KEY).where(KEY.c.key_id == key_id)).mappings().first()
    return StoredKey(**row) if row else None


def all_keys(connection: Connection) -> list[StoredKey]:
    """Return every key, the oldest first."""
    found = connection.execute(select(KEY).order_by(KEY.c.created_ms, KEY.c.key_id))
    return [StoredKey(**row) for row in found.mappings()]


def insert_key(connection: Connection, key: StoredKey) -> None:
    """Write a new key."""
    connection.execute(insert(KEY).values(**vars(key)))


def promise_key(connection: Connection, key_id: str, until_ms: int, now_ms: int) -> None:
    """Let a key end at a moment, or later where that was promised; never one that has ended."""
    is_earlier = (KEY.c.ends_ms > now_ms) & (KEY.c.ends_ms < until_ms)
    may_be_set = KEY.c.revoked_ms.is_(None) & (KEY.c.ends_ms.is_(None) | is_earlier)
    statement = update(KEY).where(KEY.c.key_id == key_id, may_be_set)
    connection.execute(statement.values(ends_ms=until_ms))


def revoke_key(connection: Connection, key_id: str, now_ms: int) -> None:
    """End a key now, whatever was promised, if it has not ended before."""
    of_key = update(KEY).where(KEY.c.key_id == key_id)
    connection.execute(of_key.values(revoked_ms=func.coalesce(KEY.c.revoked_ms, now_ms)))
    ends_later = KEY.c.ends_ms.is_(None) | (KEY.c.ends_ms > now_ms)
    connection.execute(of_key.where(ends_later).values(ends_ms=now_ms))


def block_key(connection: Connection, key_id: str, until_ms: int) -> None:
    """Let a key try no numbers until a moment."""
    connection.execute(update(KEY).where(KEY.c.key_id == key_id).values(blocked_until_ms=until_ms))


def wrong_tries(connection: Connection, key_id: str, hour: int) -> tuple[int, int]:
    """Return how many wrong tries this key, and all keys, have sent in an hour."""
    query = select(
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
