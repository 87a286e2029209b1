"""Events of a world as its pages list them: read from its tables, which no request notices."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from service.clock import rfc3339
from service.store.events import EVENT
from service.store.messages import MESSAGE
from service.tables.messages import COLUMNS_OF_HEARERS
from service.testing.state import State

PAGE_SIZE = 50
KINDS_MAX = 200


@dataclass(frozen=True)
class EventFilter:
    """Which events are wanted: of a kind, with a text in id, subject or data, before a number."""

    kind: str = ""
    text: str = ""
    before_seq: int | None = None
    after_seq: int | None = None


@dataclass(frozen=True)
class MessageOfEvent:
    """A message about an event: to whom it goes, and what became of it."""

    message_id: str
    channel: str
    recipient: str
    standing: str
    attempts: int

    @property
    def webhook_id(self) -> str:
        """Return the webhook that it goes to, or nothing."""
        return self.recipient.removeprefix("webhook:") if self.channel == "webhook" else ""


@dataclass(frozen=True)
class LoggedEvent:
    """An event as a page lists it; `hearers` are None until it is addressed."""

    seq: int
    event_id: str
    kind: str
    subject: str
    at: str
    data: Mapping[str, Any]
    hearers: Sequence[tuple[str, str]] | None
    messages: Sequence[MessageOfEvent] = ()


def logged_events(state: State, wanted: EventFilter, count: int = PAGE_SIZE) -> list[LoggedEvent]:
    """Return events, the newest first."""
    query = select(EVENT).where(*_conditions(wanted)).order_by(EVENT.c.seq.desc()).limit(count)
    with state.context.database.reading() as connection:
        rows = list(connection.execute(query).mappings())
        told = select(MESSAGE).where(MESSAGE.c.event_seq.in_([row["seq"] for row in rows]))
        messages = list(connection.execute(told.order_by(MESSAGE.c.message_seq)).mappings())
    return [
        _logged(row, [one for one in messages if one["event_seq"] == row["seq"]]) for row in rows
    ]


def event_numbered(state: State, seq: int) -> LoggedEvent | None:
    """Return one event, if there is one of this number."""
    found = logged_events(state, EventFilter(before_seq=seq + 1, after_seq=seq - 1), 1)
    return found[0] if found else None


def event_kinds(state: State) -> list[str]:
    """Return the kinds of which there are events."""
    query = select(EVENT.c.kind).distinct().order_by(EVENT.c.kind).limit(KINDS_MAX)
    with state.context.database.reading() as connection:
        return [str(row[0]) for row in connection.execute(query)]


def last_event_seq(state: State) -> int:
    """Return the number of the last event, or 0."""
    with state.context.database.reading() as connection:
        return int(connection.execute(select(func.max(EVENT.c.seq))).scalar() or 0)


def _conditions(wanted: EventFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kind:
        found.append(EVENT.c.kind == wanted.kind)
    if wanted.text:
        columns = (EVENT.c.event_id, EVENT.c.subject, EVENT.c.data, EVENT.c.wallet_id)
        found.append(or_(*(one.contains(wanted.text, autoescape=True) for one in columns)))
    if wanted.before_seq is not None:
        found.append(EVENT.c.seq < wanted.before_seq)
    if wanted.after_seq is not None:
        found.append(EVENT.c.seq > wanted.after_seq)
    return found


def _logged(row: Mapping[Any, Any], messages: Sequence[Mapping[Any, Any]]) -> LoggedEvent:
    hearers = [(name, str(row[name])) for name in COLUMNS_OF_HEARERS if row[name]]
    data = json.loads(row["data"])
    data.pop("traceparent", None)
    owners = {name: row[name] for name in ("wallet_id", "seller_id") if row[name]}
    return LoggedEvent(
        row["seq"],
        row["event_id"],
        row["kind"],
        row["subject"],
        rfc3339(row["at_ms"]),
        {**data, **owners},
        None if row["place"] is None else hearers,
        [
            MessageOfEvent(
                *(one["message_id"], one["channel"], one["recipient"]),
                *(one["standing"], one["attempts"]),
            )
            for one in messages
        ],
    )
