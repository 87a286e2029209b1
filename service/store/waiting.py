"""How many messages wait, until when, and which have ended long ago."""

from sqlalchemy import Connection, and_, case, delete, func, or_, select, update

from service.domain.message import RETRY_AFTER_MAX_MS
from service.store.messages import MESSAGE, WAITING

SKEW_MS = 60_000
"""So far the clocks of machines that deliver may differ."""


def waiting_by_channel(connection: Connection) -> dict[str, tuple[int, int]]:
    """Return of each channel how many messages wait, and since when the oldest does."""
    query = (
        select(MESSAGE.c.channel, func.count(), func.min(MESSAGE.c.written_ms))
        .where(WAITING)
        .group_by(MESSAGE.c.channel)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in connection.execute(query)}


def next_due_ms(connection: Connection) -> int | None:
    """Return when the next message is due; None if none waits."""
    found = connection.execute(select(func.min(MESSAGE.c.due_ms)).where(WAITING)).scalar_one()
    return None if found is None else int(found)


def put_right(connection: Connection, now_ms: int) -> int:
    """Let what a clock that was ahead made wait be tried now; return how many messages.

    Nobody writes a message of a time to come, nor makes one wait longer than `RETRY_AFTER_MAX_MS`.
    """
    written, due = MESSAGE.c.written_ms, MESSAGE.c.due_ms
    statement = (
        update(MESSAGE)
        .where(
            WAITING, or_(written > now_ms + SKEW_MS, due > now_ms + RETRY_AFTER_MAX_MS + SKEW_MS)
        )
        .values(due_ms=now_ms, written_ms=case((written > now_ms, now_ms), else_=written))
    )
    return connection.execute(statement).rowcount


def forget_messages(connection: Connection, before_ms: int) -> int:
    """Delete the messages that ended before a moment; return how many."""
    ended = and_(MESSAGE.c.settled_ms < before_ms, MESSAGE.c.standing != "waiting")
    return connection.execute(delete(MESSAGE).where(ended)).rowcount
