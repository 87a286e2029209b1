"""Messages on their way: written when an event is addressed, claimed by a worker, settled once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from service.database.change import Change
from service.database.statements import Row
from service.domain.message import Channel, MessageStatus
from service.store.events import EVENT, StoredEvent, event_of
from service.store.names import names, table_of
from service.tables import MessageRow
from service.tables.messages import COLUMNS_OF_HEARERS

MESSAGE = table_of(MessageRow)

# The words of the indexes, so that both databases use them.
WAITING: ColumnElement[bool] = MESSAGE.c.standing == literal_column("'waiting'")
_LATER = {"message_seq", "settled_ms"}
_WRITTEN = [column for column in names(MESSAGE) if column not in _LATER]
_INSERT = insert(MESSAGE).values({name: bindparam(f"message_{name}") for name in _WRITTEN}).inline()
_CLAIM = (
    update(MESSAGE)
    .where(MESSAGE.c.message_seq == bindparam("of_seq"))
    .values(attempts=bindparam("to_attempts"), due_ms=bindparam("to_due_ms"))
)


@dataclass(frozen=True)
class Message:
    """A message as it stands; who made it wait says why in `problem`."""

    message_seq: int
    message_id: str
    replay: int
    channel: Channel
    recipient: str
    role: str
    holder: str
    standing: MessageStatus
    attempts: int
    due_ms: int
    written_ms: int
    settled_ms: int | None
    problem: str
    stored: StoredEvent


@dataclass(frozen=True)
class NewMessage:
    """A message to be written: of which event, to whom, and whose affair it is."""

    message_id: str
    channel: Channel
    recipient: str
    role: str
    holder: str
    stored: StoredEvent
    replay: int = 0


def inserted(message: NewMessage, now_ms: int) -> Change:
    """Write a message, due at once."""
    return Change(_INSERT, _values(message, now_ms))


def write(connection: Connection, messages: Iterable[NewMessage], now_ms: int) -> None:
    """Write any number of messages, due at once."""
    rows = [_values(one, now_ms) for one in messages]
    if rows:
        connection.execute(_INSERT, rows)


def _values(message: NewMessage, now_ms: int) -> dict[str, Any]:
    return {
        "message_message_id": message.message_id,
        "message_replay": message.replay,
        "message_event_seq": message.stored.seq,
        "message_channel": str(message.channel),
        "message_recipient": message.recipient,
        "message_role": message.role,
        "message_holder": message.holder,
        "message_subject": message.stored.event.subject,
        "message_kind": message.stored.event.kind,
        "message_standing": str(MessageStatus.WAITING),
        "message_attempts": 0,
        "message_due_ms": now_ms,
        "message_written_ms": now_ms,
        "message_problem": "",
    }


def is_any_due(connection: Connection, now_ms: int, channels: Collection[Channel]) -> bool:
    """Tell whether there is a message to look at; others may stand before it."""
    query = select(MESSAGE.c.message_seq).where(WAITING, *_due(now_ms, channels)).limit(1)
    return connection.execute(query).first() is not None


def due(
    connection: Connection,
    now_ms: int,
    channels: Collection[Channel],
    *,
    count: int,
    but_for: Collection[str] = (),
) -> list[Message]:
    """Return messages that are due and first in their lines, locked; those of others are left out.

    A line is all that waits for one recipient about one subject. `but_for` are recipients.
    """
    before = MESSAGE.alias("before")
    is_behind = (
        select(before.c.message_seq)
        .where(
            before.c.standing == literal_column("'waiting'"),
            before.c.recipient == MESSAGE.c.recipient,
            before.c.subject == MESSAGE.c.subject,
            tuple_(before.c.event_seq, before.c.replay)
            < tuple_(MESSAGE.c.event_seq, MESSAGE.c.replay),
        )
        .exists()
    )
    query = (
        _shown()
        .where(WAITING, *_due(now_ms, channels), ~is_behind)
        .order_by(MESSAGE.c.due_ms, MESSAGE.c.message_seq)
        .limit(count)
        .with_for_update(of=MESSAGE, skip_locked=True)
    )
    if but_for:
        query = query.where(MESSAGE.c.recipient.not_in(but_for))
    return [message_of(row) for row in connection.execute(query).mappings()]


def claim(connection: Connection, messages: Sequence[Message], until_ms: int) -> None:
    """Count an attempt of each, and let nobody else try them before a moment."""
    if messages:
        connection.execute(
            _CLAIM,
            [
                {"of_seq": one.message_seq, "to_attempts": one.attempts + 1, "to_due_ms": until_ms}
                for one in messages
            ],
        )


def settle(
    connection: Connection, message: Message, standing: MessageStatus, problem: str, now_ms: int
) -> bool:
    """End a message, if nobody else has claimed it meanwhile; who waits behind it is due."""
    statement = (
        update(MESSAGE)
        .where(*_still(message))
        .values(standing=str(standing), settled_ms=now_ms, problem=problem, due_ms=now_ms)
    )
    if connection.execute(statement).rowcount == 0:
        return False
    connection.execute(
        update(MESSAGE)
        .where(WAITING, *_in_line(message), MESSAGE.c.due_ms > now_ms)
        .values(due_ms=now_ms)
    )
    return True


def put_off(connection: Connection, message: Message, problem: str, until_ms: int) -> bool:
    """Let a message wait for its next attempt, and all behind it as long."""
    statement = update(MESSAGE).where(*_still(message)).values(problem=problem, due_ms=until_ms)
    if connection.execute(statement).rowcount == 0:
        return False
    connection.execute(
        update(MESSAGE)
        .where(WAITING, *_in_line(message), MESSAGE.c.due_ms < until_ms)
        .values(due_ms=until_ms)
    )
    return True


def drop_waiting(connection: Connection, recipient: str, why: str, now_ms: int) -> int:
    """End all that waits for a recipient who hears no more; return how many."""
    statement = (
        update(MESSAGE)
        .where(WAITING, MESSAGE.c.recipient == recipient)
        .values(standing=str(MessageStatus.DROPPED), settled_ms=now_ms, problem=why)
    )
    return connection.execute(statement).rowcount


def message_by_id(connection: Connection, message_id: str) -> Message | None:
    """Return a message, of its replays the last."""
    query = _shown().where(MESSAGE.c.message_id == message_id).order_by(MESSAGE.c.replay.desc())
    row = connection.execute(query.limit(1)).mappings().first()
    return message_of(row) if row else None


def last_replays(
    connection: Connection, hearer: tuple[str, str], recipient: str, from_seq: int
) -> dict[str, int]:
    """Return the last replay of each message to a recipient, of events from one on."""
    role, holder = hearer
    query = (
        select(MESSAGE.c.message_id, func.max(MESSAGE.c.replay))
        .where(
            MESSAGE.c.role == role,  # these two have an index
            MESSAGE.c.holder == holder,
            MESSAGE.c.recipient == recipient,
            MESSAGE.c.event_seq >= from_seq,
        )
        .group_by(MESSAGE.c.message_id)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def waiting_ids(connection: Connection, recipient: str) -> set[str]:
    """Return the messages that wait for a recipient."""
    query = select(MESSAGE.c.message_id).where(WAITING, MESSAGE.c.recipient == recipient)
    return {row[0] for row in connection.execute(query)}


def messages_of(
    connection: Connection,
    hearer: tuple[str, str] | None,
    standing: str | None,
    *,
    before_seq: int | None,
    count: int,
) -> list[Message]:
    """Return messages of one, or of all, the newest first; of one standing, or of any."""
    query = _shown().order_by(MESSAGE.c.message_seq.desc()).limit(count)
    if hearer is not None:
        role, holder = hearer
        query = query.where(MESSAGE.c.role == role, MESSAGE.c.holder == holder)
    if standing is not None:
        query = query.where(MESSAGE.c.standing == standing)
    if before_seq is not None:
        query = query.where(MESSAGE.c.message_seq < before_seq)
    return [message_of(row) for row in connection.execute(query).mappings()]


def message_of(row: Row) -> Message:
    """Return what a row says."""
    return Message(
        message_seq=row["message_seq"],
        message_id=row["message_id"],
        replay=row["replay"],
        channel=Channel(row["channel"]),
        recipient=row["recipient"],
        role=row["role"],
        holder=row["holder"],
        standing=MessageStatus(row["standing"]),
        attempts=row["attempts"],
        due_ms=row["due_ms"],
        written_ms=row["written_ms"],
        settled_ms=row["settled_ms"],
        problem=row["problem"],
        stored=event_of(row),
    )


_OF_MESSAGE = [one for one in MESSAGE.c if one.name not in {"event_seq", "subject", "kind"}]
_OF_EVENT = [one for one in EVENT.c if one.name not in COLUMNS_OF_HEARERS]


def _shown() -> Any:  # noqa: ANN401 - a query of two tables
    return select(*_OF_MESSAGE, *_OF_EVENT).join(EVENT, EVENT.c.seq == MESSAGE.c.event_seq)


def _due(now_ms: int, channels: Collection[Channel]) -> tuple[ColumnElement[bool], ...]:
    of_these = or_(*(MESSAGE.c.channel == str(one) for one in channels))
    return (MESSAGE.c.due_ms <= now_ms, of_these)


def _still(message: Message) -> tuple[ColumnElement[bool], ...]:
    """Attempts are counted when a message is claimed, so their number tells whose claim it is."""
    return (
        MESSAGE.c.message_seq == message.message_seq,
        MESSAGE.c.attempts == message.attempts,
        WAITING,
    )


def _in_line(message: Message) -> tuple[ColumnElement[bool], ...]:
    return (
        MESSAGE.c.recipient == message.recipient,
        MESSAGE.c.subject == message.stored.event.subject,
    )
