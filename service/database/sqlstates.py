"""What an error of a database means: for PostgreSQL by SQLSTATE, for SQLite by its result code.

`meaning_of` looks in one table each. What is in none is a fault of ours: it does not pass by
itself, is answered with 500, and stands in the log.
"""

import sqlite3
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg


class Meaning(StrEnum):
    """What follows from an error."""

    OUTRUN = "outrun"
    """Two met, and this one changed nothing: repeat it."""
    LOCK_TIMEOUT = "lock timeout"
    """Somebody else has held a lock for long; nothing was changed."""
    DUPLICATE_KEY = "duplicate key"
    """A key is there already; nothing was changed."""
    CONFLICT = "conflict"
    """A row is no longer as it was read without a lock; nothing was changed."""
    STALE = "stale"
    """This connection cannot do it, and a new one perhaps can; nothing was changed."""
    AWAY = "away"
    """The server is going, gone or coming: no connection to it is worth keeping."""
    SHORT = "short"
    """It is there, and lacks time or room."""
    FAULT = "fault"
    """It is our mistake, or damage: it does not pass."""


GIVEN_UP = frozenset({Meaning.STALE, Meaning.AWAY})
"""After these, all connections are made anew."""

SQLSTATES: Mapping[str, Meaning] = {
    "08": Meaning.AWAY,  # connection exceptions, of libpq and of proxies
    "22012": Meaning.CONFLICT,  # division by zero: `_REFUSED_IF_CHANGED` in `statements`
    "23505": Meaning.DUPLICATE_KEY,  # unique violation
    "25006": Meaning.STALE,  # read-only: a standby now, or set so
    "25P03": Meaning.AWAY,  # idle in a transaction for too long: the session was ended
    "25P04": Meaning.AWAY,  # a transaction took too long: the session was ended
    "26000": Meaning.STALE,  # a prepared statement is gone
    "28": Meaning.SHORT,  # not let in: a password or a rule was changed
    "3D000": Meaning.SHORT,  # no such database: it is being restored
    "40000": Meaning.OUTRUN,
    "40001": Meaning.OUTRUN,  # serialization failure
    "40003": Meaning.AWAY,  # nobody knows whether it was done
    "40P01": Meaning.OUTRUN,  # deadlock
    "53": Meaning.SHORT,  # disk, memory, connections
    "55006": Meaning.SHORT,  # in use by who restores or copies it
    "55P03": Meaning.LOCK_TIMEOUT,  # lock not available
    "57": Meaning.AWAY,  # shut down, crashed, starting, dropped
    "57014": Meaning.SHORT,  # a statement took too long, or was cancelled
    "57P05": Meaning.STALE,  # idle for too long: the session was ended before it was asked
    "58": Meaning.SHORT,  # the system below it: disks and files
}
"""By whole code, or by class: its first two letters."""

SQLITE_CODES: Mapping[int, Meaning] = {
    sqlite3.SQLITE_BUSY: Meaning.OUTRUN,
    sqlite3.SQLITE_LOCKED: Meaning.OUTRUN,
    sqlite3.SQLITE_PROTOCOL: Meaning.OUTRUN,  # it tried for long to lock the log
    sqlite3.SQLITE_READONLY: Meaning.STALE,
    sqlite3.SQLITE_CANTOPEN: Meaning.AWAY,
    sqlite3.SQLITE_IOERR: Meaning.AWAY,
    sqlite3.SQLITE_FULL: Meaning.SHORT,
    sqlite3.SQLITE_NOMEM: Meaning.SHORT,
    sqlite3.SQLITE_INTERRUPT: Meaning.SHORT,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: Meaning.DUPLICATE_KEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID: Meaning.DUPLICATE_KEY,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: Meaning.DUPLICATE_KEY,
}
"""By extended code, or by its lowest byte, which is the primary one."""

_ENDS_SESSION = {"FATAL", "PANIC"}


def meaning_of(fault: BaseException | None) -> Meaning:
    """Return what an error of one of the two drivers means."""
    code = getattr(fault, "sqlite_errorcode", None)
    if code is not None:
        return SQLITE_CODES.get(code) or SQLITE_CODES.get(code & 0xFF, Meaning.FAULT)
    import psycopg  # noqa: PLC0415 - a file of SQLite does without

    return _of_postgresql(fault) if isinstance(fault, psycopg.Error) else Meaning.FAULT


def _of_postgresql(fault: "psycopg.Error") -> Meaning:
    from psycopg import OperationalError  # noqa: PLC0415 - as above

    from service.database.postgresql import NotConnected  # noqa: PLC0415 - as above

    if isinstance(fault, NotConnected):
        return Meaning.SHORT
    state = fault.sqlstate
    if state is None:
        # Libpq's own words, of a connection that was cut, have no code.
        is_cut = isinstance(fault, OperationalError)
        return Meaning.AWAY if is_cut else Meaning.FAULT
    found = SQLSTATES.get(state) or SQLSTATES.get(state[:2])
    if found is None and fault.diag.severity_nonlocalized in _ENDS_SESSION:
        return Meaning.AWAY
    return found or Meaning.FAULT
