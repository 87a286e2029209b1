"""Events: what happened, saved with what was done, and read by those who may hear."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic_core import to_json
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    TextClause,
    bindparam,
    select,
    text,
)
from sqlalchemy.sql.dml import Insert

from service.database.change import Change
from service.database.statements import Row, numbered
from service.domain.audience import WATCHERS
from service.domain.event import Event
from service.store.names import names, table_of
from service.tables import EventRow
from service.tables.messages import COLUMNS_OF_HEARERS

EVENT = table_of(EventRow)
EVENTS_AT_ONCE = 500
WATCHER, EVERY_WATCHER = "watcher", "all"
"""The column of events of which all watchers hear, and what it says of one."""
_TRACEPARENT = "traceparent"
"""Beside the data of an event; no kind has data of that name."""

# The place in the order of addressing, and who hears, come later.
_LATER = ("seq", "place", *COLUMNS_OF_HEARERS)
_COLUMNS = tuple(column for column in names(EVENT) if column not in _LATER)


@cache
def _insert(count: int) -> Insert:
    rows: list[dict[str, BindParameter[Any]]] = [
        {
            column: bindparam(f"event_{place}_{column}", type_=EVENT.c[column].type)
            for column in _COLUMNS
        }
        for place in range(count)
    ]
    return numbered(EVENT, rows)


def inserted(
    events: Sequence[Event], event_ids: Sequence[str], at_ms: int, traceparent: str | None = None
) -> Change:
    """Write events, in their order; there is at least one.

    A `traceparent` stands beside their data, so that a request without one costs nothing.
    """
    beside = {} if traceparent is None else {_TRACEPARENT: traceparent}
    values: dict[str, Any] = {}
    for place, (event, event_id) in enumerate(zip(events, event_ids, strict=True)):
        values |= {
            f"event_{place}_event_id": event_id,
            f"event_{place}_kind": event.kind,
            f"event_{place}_subject": event.subject,
            f"event_{place}_wallet_id": event.wallet_id,
            f"event_{place}_seller_id": event.seller_id,
            f"event_{place}_data": to_json({**event.data, **beside}).decode(),
            f"event_{place}_at_ms": at_ms,
        }
    return Change(_insert(len(events)), values)


@dataclass(frozen=True)
class StoredEvent:
    """An event as it stands; `place` is its place among those that were addressed.

    `traceparent` is that of the request in which it happened, if that belonged to a trace.
    """

    seq: int
    event_id: str
    event: Event
    at_ms: int
    place: int | None = None
    traceparent: str | None = None


def events_of(
    connection: Connection, hearer: tuple[str, str], after_place: int, count: int
) -> list[StoredEvent]:
    """Return the events that one of a role and a name may hear, after a place, in order."""
    query = (
        select(EVENT)
        .where(*_heard_by(*hearer), EVENT.c.place > after_place)
        .order_by(EVENT.c.place)
        .limit(count)
    )
    return [event_of(row) for row in connection.execute(query).mappings()]


def latest_events_of(connection: Connection, hearer: tuple[str, str]) -> Iterator[StoredEvent]:
    """Yield the events that one may hear, the latest place first."""
    query = (
        select(EVENT)
        .where(*_heard_by(*hearer), EVENT.c.place.is_not(None))
        .order_by(EVENT.c.place.desc())
    )
    # Of the statement: on the connection it would hold for what is written afterwards, too.
    found = connection.execute(query.execution_options(yield_per=EVENTS_AT_ONCE))
    with closing(found):
        for row in found.mappings():
            yield event_of(row)


def _heard_by(role: str, holder: str) -> tuple[ColumnElement[bool], TextClause]:
    column, name = (WATCHER, EVERY_WATCHER) if role in WATCHERS else (role, holder)
    return EVENT.c[column] == name, text(f"{column} <> ''")  # the words of the index


def event_of(row: Row) -> StoredEvent:
    """Return what a row says."""
    data = json.loads(row["data"])
    traceparent = data.pop(_TRACEPARENT, None)
    event = Event(
        kind=row["kind"],
        subject=row["subject"],
        data=data,
        wallet_id=row["wallet_id"],
        seller_id=row["seller_id"],
    )
    return StoredEvent(row["seq"], row["event_id"], event, row["at_ms"], row["place"], traceparent)
