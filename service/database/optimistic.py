"""Optimistic concurrency: read without locks, then change only what is still as it was read.

An operation that is seldom done twice at once to the same rows takes a `Reader`. Without locks each
query, and at last all changes together, is a transaction of its own; `if_unchanged` with
`versions_of` (`service.database.statements`) lets the changes happen only where nobody came
between. Where somebody did, or where the operation asks for locks (`locked`), the same operation is
run again in a transaction: see `Database.optimistically`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy import Connection

from service.database.statements import Changes, Query, Row

if TYPE_CHECKING:
    from service.database.libpq import Connections

Result = TypeVar("Result")


class LocksNeeded(Exception):  # noqa: N818 - named by what is so
    """An operation that runs without locks needs them: nothing was changed."""


class Reader(Protocol):
    """Reads for an operation that may run with locks or without."""

    @property
    def connection(self) -> Connection | None:
        """Return the connection of the transaction around the operation, if there is one."""

    def first(self, query: Query, values: Mapping[str, Any]) -> Row | None:
        """Return the first row that a query gives, or None if it gives none."""


Decision = tuple[Result, Changes, Mapping[str, Any]]
"""What an operation comes to, and the changes that save it with their values.

It comes with them and does not send them: so they are sent once, and after all reading.
"""
Decide = Callable[[Reader], Decision[Result]]


@dataclass(frozen=True)
class LockingReader:
    """Reads within a transaction, and locks what may be changed."""

    connection: Connection

    def first(self, query: Query, values: Mapping[str, Any]) -> Row | None:
        """Return the first row that a query gives, locked where the query says so."""
        return query.first(self.connection, values)


@dataclass(frozen=True)
class OptimisticReader:
    """Reads from PostgreSQL without a transaction, and without locks."""

    pool: "Connections"
    connection: None = None

    def first(self, query: Query, values: Mapping[str, Any]) -> Row | None:
        """Return the first row that a query gives, not locked."""
        rows = self.pool.ask(*query.without_locks(values))
        return rows[0] if rows else None


def locked(reader: Reader) -> Connection:
    """Return a connection whose transaction holds locks. Raise LocksNeeded where there is none."""
    if reader.connection is None:
        raise LocksNeeded
    return reader.connection


def without_locks(pool: "Connections", decide: Decide[Result]) -> Result:
    """Decide, and save the decision in one statement. Raise LocksNeeded, and psycopg's errors."""
    result, changes, values = decide(OptimisticReader(pool))
    pool.ask(*changes.in_one(values))
    return result


def with_locks(connection: Connection, decide: Decide[Result]) -> Result:
    """Decide within a transaction, and save the decision there."""
    result, changes, values = decide(LockingReader(connection))
    changes.send(connection, values)
    return result
