"""PostgreSQL: how it is connected to and asked. Imported where needed: psycopg loads slowly."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import psycopg
from psycopg.rows import dict_row
from psycopg.types.numeric import Int8Dumper
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

Isolation = Literal["AUTOCOMMIT", "READ COMMITTED"]


class NotConnected(psycopg.OperationalError):
    """No connection was to be had; libpq has no code for why. Those that there are may be fine."""


def options_of(lock_wait_ms: int) -> dict[str, Any]:
    """Return how every connection is made; it waits so long for whoever has locked a row."""
    return {
        "options": f"-c lock_timeout={lock_wait_ms} -c timezone=UTC",
        "connect_timeout": 5,
        "client_encoding": "utf8",  # whatever the environment or the database says
        "tcp_user_timeout": 15_000,  # of who vanished without a word: not a quarter of an hour
    }


def postgresql_engine(
    url: URL, isolation: Isolation, connections: int, lock_wait_ms: int
) -> Engine:
    """Return an engine for a database on a server."""
    engine = create_engine(
        url,
        isolation_level=isolation,
        hide_parameters=True,  # an error's words stand in the log
        pool_size=connections,
        max_overflow=0,
        pool_timeout=lock_wait_ms / 1000,
        # Every connection comes back without a transaction: they end where they begin.
        pool_reset_on_return=None,
        connect_args=options_of(lock_wait_ms),
    )
    event.listen(
        engine,
        "do_connect",
        lambda dialect, _entry, args, how: connected(dialect.connect, *args, **how),
    )
    event.listen(engine, "connect", _send_one_kind_of_integer)
    return engine


def connected(connect: Callable[..., Any], *args: Any, **how: Any) -> Any:  # noqa: ANN401 - the driver's
    """Return a connection. Raise NotConnected."""
    try:
        return connect(*args, **how)
    except psycopg.OperationalError as error:
        raise NotConnected(*error.args) from error


def rows_of(connection: Connection, text: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the rows that a statement gives, asked of the driver within SQLAlchemy's transaction.

    Raise psycopg's errors.
    """
    driver: Any = connection.connection.driver_connection
    cursor: psycopg.Cursor[dict[str, Any]] = psycopg.RawCursor(driver, row_factory=dict_row)
    try:
        cursor.execute(text, values)
    except psycopg.Error:
        if driver.closed:
            connection.invalidate()  # SQLAlchemy sees no error, and would lend it again
        raise
    return cursor.fetchall() if cursor.description else []


def _send_one_kind_of_integer(driver: psycopg.Connection, _entry: ConnectionPoolEntry) -> None:
    # By the size of each, one statement would be prepared over and over for other types.
    driver.adapters.register_dumper(int, Int8Dumper)
