"""SQLite databases in memory: made of bytes in milliseconds, for worlds that tests throw away.

Each has one connection, because what it holds is the connection's own: who needs it waits for the
others. All share what SQLAlchemy knows of SQLite and has compiled, so that a new one is quick.
"""

import sqlite3
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache

from service.database.schema import empty_sqlite
from service.database.transactions import Database

PAGE_BYTES = 1024
"""Most tables of a test hold one row: small pages make an empty database a third as large."""
_COMPILED_MAX = 500
# Bytes 18 and 19 of a file say that it has a write-ahead log, which memory has not.
# Source: https://www.sqlite.org/c3ref/deserialize.html
_HAS_A_LOG, _HAS_NONE = b"\x02\x02", b"\x01\x01"
_MARK = slice(18, 20)


@dataclass(frozen=True, eq=False)
class MemoryDatabase(Database):
    """A database in memory, empty until something is loaded; `discard` ends it."""

    url: str = "sqlite://"
    connections: int = 1

    @cached_property
    def _driver(self) -> sqlite3.Connection:
        driver = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        driver.execute("PRAGMA foreign_keys=ON")
        return driver

    @cached_property
    def engine(self) -> Engine:
        """Return an engine of the one connection."""
        model, compiled = _shared()
        pool = QueuePool(lambda: cast("Any", self._driver), pool_size=1, max_overflow=0)
        engine = Engine(
            pool,
            model.dialect,
            model.url,
            hide_parameters=True,
            execution_options={"compiled_cache": compiled},
        )

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN")

        return engine

    def load(self, content: bytes | bytearray) -> None:
        """Replace all that it holds."""
        lent = self.engine.raw_connection()
        try:
            self._driver.deserialize(content)
        finally:
            lent.close()

    def require_writable(self) -> None:
        """Let pass: it has no file that could be away."""

    def close(self) -> None:
        """Keep the connection, with which everything would go."""

    def discard(self) -> None:
        """Forget everything; nobody uses it any more."""
        self.engine.dispose()
        self._driver.close()


def content_of(database: Database) -> bytearray:
    """Return all that a database of SQLite holds, as it is between two transactions."""
    assert database.is_sqlite, "PostgreSQL's is no bytes"
    lent = database.engine.raw_connection()
    try:
        driver = cast("sqlite3.Connection", lent.driver_connection)
        content = bytearray(driver.serialize())
    finally:
        lent.close()
    if content[_MARK] == _HAS_A_LOG:
        content[_MARK] = _HAS_NONE
    return content


@cache
def empty_content() -> bytes:
    """Return what an empty database with the schema holds."""
    return empty_sqlite(PAGE_BYTES)


@cache
def _shared() -> tuple[Engine, Any]:
    model = create_engine("sqlite://", hide_parameters=True)
    with model.connect():
        pass  # its dialect asks which SQLite this is
    return model, LRUCache(_COMPILED_MAX)
