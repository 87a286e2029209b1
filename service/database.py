"""The database: SQLite or PostgreSQL, one transaction an operation, retried where that is right.

`Database.transaction` runs a function in one transaction. What two transactions did to each other
(deadlock, serialization failure, a locked file) is repeated a few times, then told as `Busy`;
nothing was changed then. Who waits for a lock too long is told `Waiting`. `Database.hopefully` runs
one that most probably needs no locks, first without. `Database.reading` gives a connection for
reading only.
"""

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Literal, TypeVar, cast

import psycopg
from psycopg.types.numeric import Int8Dumper
from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from service.database_name import parsed
from service.prepared import Connections

Result = TypeVar("Result")

ATTEMPTS_MAX = 6
SHORTEST_WAIT_S = 0.005
LOCK_WAIT_MS = 3_000
LOOK_S = 0.004
READERS = 2
"""How many connections are enough for single looks, which are short and seldom. Assumption."""
_CONNECT: dict[str, Any] = {
    "options": f"-c lock_timeout={LOCK_WAIT_MS} -c timezone=UTC",
    "connect_timeout": 5,
    "client_encoding": "utf8",  # whatever the environment or the database says
}
_DEADLOCK, _SERIALIZATION_FAILURE = "40P01", "40001"
_DIVISION_BY_ZERO = "22012"
_LOCK_NOT_AVAILABLE, _UNIQUE_VIOLATION = "55P03", "23505"
_FAULTS = (DBAPIError, PoolTimeout, psycopg.Error)


class Busy(Exception):  # noqa: N818 - named by what is so
    """The database had no time: nothing was changed, and the request can be repeated."""


class Waiting(Exception):  # noqa: N818 - named by what is so
    """Somebody else has been working on the same for long: nothing was changed."""


class Twice(Exception):  # noqa: N818 - named by what is so
    """A row's key is there already: nothing was changed."""


class Overtaken(Exception):  # noqa: N818 - named by what is so
    """Somebody has changed what was seen without a lock: nothing was changed here."""


class LocksNeeded(Exception):  # noqa: N818 - named by what is so
    """What is to be written without a lock needs one: nothing was changed."""


class Unavailable(Exception):  # noqa: N818 - named by what is so
    """The database cannot be reached, or its disk is full; a commit may have come before that."""


@dataclass
class Direct:
    """Stands for a connection in one operation that sends `Look`s and at last one `Changes`.

    They go straight through libpq, each a transaction of its own.
    """

    connections: Connections
    dialect: Dialect
    has_changed: bool = False

    def __getattr__(self, name: str) -> object:
        """Have what else is asked of a connection asked in a transaction."""
        raise LocksNeeded

    def note_change(self) -> None:
        """Note that changes are sent now, and are there to stay; a second time is our mistake."""
        assert not self.has_changed, "what is changed in two steps needs a transaction"
        self.has_changed = True


@dataclass(frozen=True)
class Database:
    """Where the books are; `url` as SQLAlchemy writes it."""

    url: str
    connections: int = 8

    @cached_property
    def engine(self) -> Engine:
        """Return the engine, made at first use: after a fork, each process has its own."""
        if self.is_sqlite:
            return _sqlite_engine(self.url, self.connections)
        return self._postgresql_engine("READ COMMITTED", self.connections)

    @cached_property
    def _engine_of_single_statements(self) -> Engine:
        if self.is_sqlite:
            return self.engine
        return self._postgresql_engine("AUTOCOMMIT", min(self.connections, READERS))

    def _direct(self) -> Connection:
        # It is one as far as `Look` and `Changes` ask it, and says so where somebody asks more.
        return cast("Connection", Direct(self._connections, self.engine.dialect))

    @cached_property
    def _connections(self) -> Connections:
        _, address = self.engine.dialect.create_connect_args(parsed(self.url))
        return Connections(partial(psycopg.connect, **{**address, **_CONNECT, "autocommit": True}))

    def _postgresql_engine(
        self, isolation: Literal["AUTOCOMMIT", "READ COMMITTED"], connections: int
    ) -> Engine:
        engine = create_engine(
            parsed(self.url),
            isolation_level=isolation,
            hide_parameters=True,  # an error's words stand in the log
            pool_size=connections,
            max_overflow=0,
            pool_timeout=LOCK_WAIT_MS / 1000,
            # Every connection comes back without a transaction: they end where they begin, here.
            pool_reset_on_return=None,
            connect_args=_CONNECT,
        )
        event.listen(engine, "connect", _send_one_kind_of_integer)
        return engine

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
        except _FAULTS as error:
            raise _told(error) from error

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
        except _FAULTS as error:
            raise _told(error) from error

    def hopefully(self, operation: Callable[[Connection], Result]) -> Result:
        """Run an operation that looks, and sends one `Changes`. Raise as `transaction` does.

        On PostgreSQL first without locks, which halves the journeys: the changes happen only if
        all rows are as they were seen. If they are not, or the operation wants more, it is run
        again in a transaction with locks; it decides by the same rules both times.
        """
        if not self.is_sqlite:
            try:
                return operation(self._direct())
            except LocksNeeded:
                pass
            except _FAULTS as error:
                told = _told(error)
                if not isinstance(told, Overtaken | Busy):
                    raise told from error
        return self.transaction(operation)

    def transaction(self, operation: Callable[[Connection], Result]) -> Result:
        """Run an operation in one transaction. Raise Busy, which changed nothing, or Unavailable.

        The operation may run several times; what it does outside the database must bear that.
        """
        began_s = time.monotonic()
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                with self._turn(), self.engine.begin() as connection:
                    return operation(connection)
            except _FAULTS as error:
                told = _told(error)
                # SQLite has waited for a locked file itself: who asks should not wait six times.
                is_late = time.monotonic() - began_s >= LOCK_WAIT_MS / 1000
                if not isinstance(told, Busy) or attempt == ATTEMPTS_MAX or is_late:
                    raise told from error
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
        """Give all connections back."""
        self.engine.dispose()
        self._engine_of_single_statements.dispose()
        if not self.is_sqlite:
            self._connections.close()


def _send_one_kind_of_integer(driver: psycopg.Connection, _entry: ConnectionPoolEntry) -> None:
    # By the size of each, one statement would be prepared over and over for other types.
    driver.adapters.register_dumper(int, Int8Dumper)


def _told(error: DBAPIError | PoolTimeout | psycopg.Error) -> Exception:
    """Return what an error of the driver, or of waiting for a connection, comes to for a caller."""
    fault = error.orig if isinstance(error, DBAPIError) else error
    state, words = getattr(fault, "sqlstate", None), str(fault)
    if state == _LOCK_NOT_AVAILABLE:
        return Waiting()
    is_outrun = state in {_DEADLOCK, _SERIALIZATION_FAILURE} or "is locked" in words
    if is_outrun or isinstance(error, PoolTimeout):
        return Busy()
    if state == _UNIQUE_VIOLATION or "UNIQUE constraint failed" in words:
        return Twice()
    if state == _DIVISION_BY_ZERO:  # see `service.statements`
        return Overtaken()
    if isinstance(error, OperationalError | psycopg.OperationalError):
        return Unavailable(words.splitlines()[0] if words else "")
    return error


def _sqlite_engine(url: str, connections: int) -> Engine:
    engine = create_engine(
        parsed(url),
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # an error's words stand in the log
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - the driver's
        connection.isolation_level = None  # we say BEGIN ourselves
        for rule in (
            "journal_mode=WAL",
            "synchronous=FULL",  # what was answered survives a power cut
            "foreign_keys=ON",
            f"busy_timeout={LOCK_WAIT_MS}",
        ):
            connection.execute(f"PRAGMA {rule}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("wanghuiyi_reads")
        connection.exec_driver_sql("BEGIN") if reads else _begin_writing(connection)

    return engine


def _begin_writing(connection: Connection) -> None:
    # SQLite looks every 100 ms: where another process writes all the time, that is too seldom.
    driver: Any = connection.connection.driver_connection
    until_s = time.monotonic() + LOCK_WAIT_MS / 1000
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until_s:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if "is locked" not in str(error):
                    break
            else:
                return
            time.sleep(LOOK_S * random.random())  # noqa: S311 - no secret
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={LOCK_WAIT_MS}")
