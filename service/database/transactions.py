"""The database: SQLite or PostgreSQL, one transaction an operation, retried where that is right.

`Database.transaction` runs a function in one transaction. What two transactions did to each other
(deadlock, serialization failure, a locked file) is repeated a few times, then told as `Busy`;
nothing was changed then. A wait for a lock that takes too long raises `LockTimeout`.
`Database.optimistically` decides first without locks (`service.database.optimistic`).
`Database.reading` gives a connection for reading only. What each error means stands in
`service.database.sqlstates`.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.database.name import parsed
from service.database.optimistic import Decide, LocksNeeded, with_locks, without_locks
from service.database.sqlite_file import has_room, is_in_place, sqlite_engine
from service.database.sqlstates import GIVEN_UP, Meaning, meaning_of

if TYPE_CHECKING:
    import psycopg

    from service.database.libpq import Connections
    from service.database.postgresql import Isolation

Result = TypeVar("Result")

ATTEMPTS_MAX = 6
SHORTEST_WAIT_S = 0.005
LOCK_WAIT_MS = 3_000
READERS = 2
"""How many connections are enough for single looks, which are short and seldom. Assumption."""
_NO_ROOM, _READ_ONLY = "there is no room on the disk", "it is read-only"
_MOVED = "its file was moved away or replaced: put it back, or start the service anew"
# A transaction that is to write begins in a file that may only be read, too: this does not.
_CHANGE_NOTHING = text("UPDATE alembic_version SET version_num = version_num WHERE 0")
_IS_READ_ONLY = text("SELECT current_setting('transaction_read_only')::boolean")


class Busy(Exception):  # noqa: N818 - named by what is so
    """The database had no time: nothing was changed, and the request can be repeated."""


class LockTimeout(Exception):  # noqa: N818 - named by what is so
    """Somebody else has been working on the same for long: nothing was changed."""


class DuplicateKey(Exception):  # noqa: N818 - named by what is so
    """A row's key is there already: nothing was changed."""


class Conflict(Exception):  # noqa: N818 - named by what is so
    """Somebody has changed what was read without a lock: nothing was changed here."""


class Unavailable(Exception):  # noqa: N818 - named by what is so
    """The database cannot be reached or written now; a commit may have come before that.

    The problem is for the log: it may name the server.
    """


class Stale(Unavailable):
    """The database could not be written over a kept connection, and nothing was changed."""


@dataclass(frozen=True)
class Database:
    """Where the books are; `url` as SQLAlchemy writes it."""

    url: str
    connections: int = 8

    @cached_property
    def engine(self) -> Engine:
        """Return the engine, made at first use: after a fork, each process has its own."""
        if self.is_sqlite:
            return sqlite_engine(self.url, self.connections, LOCK_WAIT_MS)
        return self._postgresql_engine("READ COMMITTED", self.connections)

    @cached_property
    def _engine_of_single_statements(self) -> Engine:
        if self.is_sqlite:
            return self.engine
        return self._postgresql_engine("AUTOCOMMIT", min(self.connections, READERS))

    @cached_property
    def _connections(self) -> "Connections":
        import psycopg  # noqa: PLC0415 - a file of SQLite does without

        from service.database.libpq import Connections  # noqa: PLC0415 - as above
        from service.database.postgresql import connected, options_of  # noqa: PLC0415 - as above

        _, address = self.engine.dialect.create_connect_args(parsed(self.url))
        how = {**address, **options_of(LOCK_WAIT_MS), "autocommit": True}
        return Connections(lambda: connected(psycopg.connect, **how))

    def _postgresql_engine(self, isolation: "Isolation", connections: int) -> Engine:
        from service.database.postgresql import postgresql_engine  # noqa: PLC0415 - as above

        return postgresql_engine(parsed(self.url), isolation, connections, LOCK_WAIT_MS)

    @cached_property
    def _faults(self) -> "tuple[type[DBAPIError | PoolTimeout | psycopg.Error], ...]":
        """What a driver or the pool raises: that of PostgreSQL is asked directly, too."""
        if self.is_sqlite:
            return (DBAPIError, PoolTimeout)
        from psycopg import Error  # noqa: PLC0415 - as above

        return (DBAPIError, PoolTimeout, Error)

    @cached_property
    def is_sqlite(self) -> bool:
        """Tell whether this is a file of our own."""
        return self.url.startswith("sqlite")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection for one look that changes nothing. Raise Unavailable."""
        try:
            with self._engine_of_single_statements.connect() as connection:
                yield connection.execution_options(wanghuiyi_reads=True)
        except self._faults as error:
            raise self._meant(error) from error

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Lend a connection that sees everything as it was at one moment. Raise Unavailable."""
        how: dict[str, Any] = {"wanghuiyi_reads": True}
        if not self.is_sqlite:
            how |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        try:
            with self.engine.connect() as connection:
                connection.execution_options(**how)
                with connection.begin():  # a driver asked directly would begin unseen
                    yield connection
        except self._faults as error:
            raise self._meant(error) from error

    def require_writable(self) -> None:
        """Let pass a database that can be written, without writing. Raise Busy or Unavailable."""
        if self.is_sqlite:
            self.transaction(lambda connection: connection.execute(_CHANGE_NOTHING))
            if not has_room(self.url):
                raise Unavailable(_NO_ROOM)
            return
        for _ in range(2):
            with self.reading() as connection:
                if not connection.execute(_IS_READ_ONLY).scalar_one():
                    return
            self.close()  # another connection may come to a server that can be written
        raise Unavailable(_READ_ONLY)

    def optimistically(self, decide: Decide[Result]) -> Result:
        """Read, decide, and save what was decided. Raise as `transaction` does.

        On PostgreSQL first without locks, which halves the journeys: the changes happen only if
        all rows are as they were read. If they are not, or locks are needed, it is decided again in
        a transaction with locks, by the same rules.
        """
        if not self.is_sqlite:
            try:
                return without_locks(self._connections, decide)
            except LocksNeeded:
                pass
            except self._faults as error:
                meant = self._meant(error)
                if not isinstance(meant, Conflict | Busy | Stale):
                    raise meant from error
        return self.transaction(partial(with_locks, decide=decide))

    def transaction(self, operation: Callable[[Connection], Result]) -> Result:
        """Run an operation in one transaction. Raise Busy, which changed nothing, or Unavailable.

        The operation may run several times; what it does outside the database must bear that.
        """
        began_s, is_renewed = time.monotonic(), False
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                with self._turn(), self.engine.begin() as connection:
                    if self.is_sqlite and not is_in_place(connection):
                        raise Unavailable(_MOVED)
                    return operation(connection)
            except self._faults as error:
                meant = self._meant(error)
                if isinstance(meant, Stale) and not is_renewed:
                    is_renewed = True  # all connections are new now: once is enough
                    continue
                # SQLite has waited for a locked file itself: who asks should not wait six times.
                is_late = time.monotonic() - began_s >= LOCK_WAIT_MS / 1000
                if not isinstance(meant, Busy) or attempt == ATTEMPTS_MAX or is_late:
                    raise meant from error
            # Jitter, so that two who met do not meet again.
            time.sleep(SHORTEST_WAIT_S * 2**attempt * random.random())  # noqa: S311 - no secret
        raise AssertionError

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let the threads of a process queue for SQLite's one writer. Raise Busy."""
        if self.is_sqlite and not self._writer.acquire(timeout=LOCK_WAIT_MS / 1000):
            raise Busy
        try:
            yield
        finally:
            if self.is_sqlite:
                self._writer.release()

    @cached_property
    def _writer(self) -> threading.Lock:
        return threading.Lock()

    def close(self) -> None:
        """Give all connections back; who uses one at present does so afterwards."""
        self.engine.dispose()
        self._engine_of_single_statements.dispose()
        if not self.is_sqlite:
            self._connections.close()

    def _meant(self, error: "DBAPIError | PoolTimeout | psycopg.Error") -> Exception:
        """Return what an error of the driver, or of waiting for a connection, comes to."""
        if isinstance(error, PoolTimeout):
            return Busy()
        fault = error.orig if isinstance(error, DBAPIError) else error
        meaning = meaning_of(fault)
        if meaning in GIVEN_UP:
            self.close()
        if meaning is Meaning.FAULT:
            return error
        return _RAISED[meaning](*str(fault).splitlines()[:1])


_RAISED: Mapping[Meaning, type[Exception]] = {
    Meaning.OUTRUN: Busy,
    Meaning.LOCK_TIMEOUT: LockTimeout,
    Meaning.DUPLICATE_KEY: DuplicateKey,
    Meaning.CONFLICT: Conflict,
    Meaning.STALE: Stale,
    Meaning.AWAY: Unavailable,
    Meaning.SHORT: Unavailable,
}
