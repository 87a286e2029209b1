"""A database emptied in a few milliseconds, for a test server: all rows go, whatever protects them.

The schema stays, and so does the fingerprint of the root secret, for it is the same database. In a
file of SQLite, the pages of an empty one are copied over its own, so that no trigger is asked. On
PostgreSQL, the triggers of tables with rows are disabled in the transaction that deletes them;
TRUNCATE makes new files for each table and index, and takes five times as long for few rows.
"""

import sqlite3
from contextlib import closing
from functools import cache
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from service.database.memory import MemoryDatabase, empty_content
from service.database.schema import empty_sqlite
from service.database.transactions import Busy, Database
from service.tables import KeyRow, RootSecretRow

_SECRET = str(RootSecretRow.__tablename__)
_BEFORE_ANYTHING = {_SECRET, str(KeyRow.__tablename__)}
_SEQUENCES_IN_USE = text(
    "SELECT quote_ident(sequencename) FROM pg_sequences"
    " WHERE schemaname = current_schema() AND last_value IS NOT NULL"
)


def empty(database: Database) -> None:
    """Empty a database that nobody else uses. Raise Busy, LockTimeout or Unavailable."""
    if not database.is_sqlite:
        database.transaction(_delete_all)
        return
    if isinstance(database, MemoryDatabase):
        database.load(empty_content())
        return
    database.require_writable()
    with database.engine.connect() as connection:
        _restore(connection.connection.driver_connection)


def is_empty(database: Database) -> bool:
    """Return whether a database has nothing but its secret, and perhaps API keys."""
    tables = [name for name in SQLModel.metadata.tables if name not in _BEFORE_ANYTHING]
    looks = [f"SELECT 1 WHERE EXISTS (SELECT 1 FROM {name})" for name in tables]  # noqa: S608 - names of our own
    with database.reading() as connection:
        return connection.execute(text(" UNION ALL ".join(looks))).first() is None


def _restore(file: Any) -> None:  # noqa: ANN401 - the driver's
    (page_bytes,) = file.execute("PRAGMA page_size").fetchone()
    secrets = file.execute("SELECT place, fingerprint FROM root_secret").fetchall()
    with closing(sqlite3.connect(":memory:")) as fresh:
        _schema(page_bytes).backup(fresh)
        fresh.executemany("INSERT INTO root_secret (place, fingerprint) VALUES (?, ?)", secrets)
        fresh.commit()
        fresh.backup(file, progress=_give_up_if_locked)


def _give_up_if_locked(status: int, _remaining: int, _pages: int) -> None:
    # The driver has waited as long as for any lock, and would go on for ever.
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise Busy


@cache
def _schema(page_bytes: int) -> sqlite3.Connection:
    """Return an empty database in memory; pages can only be copied to a file that has their size.

    Whichever thread resets uses it, one at a time: there is one file, and worlds are in memory.
    """
    made = sqlite3.connect(":memory:", check_same_thread=False)
    made.deserialize(empty_sqlite(page_bytes))
    return made


def _delete_all(connection: Connection) -> None:
    # Rows before those that they refer to.
    tables = [table.name for table in reversed(SQLModel.metadata.sorted_tables)]
    tables.remove(_SECRET)
    looks = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables]  # noqa: S608 - names of our own
    found = set(connection.execute(text(" UNION ALL ".join(looks))).scalars())
    filled = [name for name in tables if name in found]
    sequences = connection.execute(_SEQUENCES_IN_USE).scalars()
    statements = [
        *(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in filled),
        *(f"DELETE FROM {name}" for name in filled),  # noqa: S608 - as above
        *(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in filled),
        *(f"ALTER SEQUENCE {name} RESTART" for name in sequences),
    ]
    if statements:
        connection.exec_driver_sql("; ".join(statements))
