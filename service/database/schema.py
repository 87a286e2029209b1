"""The database's schema: made and changed by Alembic's migrations, never by hand.

Alembic takes longer to import than the schema to inspect, so it is imported only for a change.
A new file of SQLite is made without it, by `migrations/sqlite.sql`: the statements that all
migrations leave in an empty file. `make schema` writes them, and a test compares the two.
"""

import sqlite3
import tempfile
from contextlib import closing
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from service.database.transactions import Database

if TYPE_CHECKING:
    from collections.abc import Callable

    from alembic.config import Config

HEAD = "head"
BASE = "base"
MIGRATIONS = Path(__file__).parents[1] / "migrations"
SQLITE_SCRIPT = MIGRATIONS / "sqlite.sql"
_BETWEEN_STATEMENTS = "\n\n"


def create(database: Database) -> None:
    """Make the newest schema in a database without tables; nothing if another process has."""
    if database.is_sqlite:
        database.transaction(_run_script)
    else:
        upgrade(database)


def empty_sqlite(page_bytes: int) -> bytes:
    """Return what a new file of SQLite holds, in pages of this size."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as driver:
        driver.execute(f"PRAGMA page_size={page_bytes}")
        driver.executescript(SQLITE_SCRIPT.read_text(encoding="utf-8"))
        return driver.serialize()


def upgrade(database: Database, revision: str = HEAD) -> None:
    """Bring a database to a revision, the newest if none is named; nothing if it is there."""
    from alembic import command  # noqa: PLC0415 - see above

    _run(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str) -> None:
    """Take a database back to a revision; what the later ones added is lost."""
    from alembic import command  # noqa: PLC0415 - see above

    _run(database, lambda config: command.downgrade(config, revision))


def sqlite_script() -> str:
    """Return the statements that make what all migrations make in an empty file of SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db")
        upgrade(database)
        with database.reading() as connection:
            driver = connection.connection.driver_connection
            assert driver, "it was made just now"
            _begin, *statements, _commit = driver.iterdump()
        database.close()
    return _BETWEEN_STATEMENTS.join(statements) + "\n"


class SchemaState(Enum):
    """Whose tables a database has."""

    EMPTY = "no table at all"
    CURRENT = "those of this version"
    OTHER = "those of another version, or of another program"


def schema_state(connection: Connection) -> SchemaState:
    """Return whose tables a database has."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return SchemaState.EMPTY
    if "alembic_version" not in tables:
        return SchemaState.OTHER
    revisions = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return SchemaState.CURRENT if revisions == [newest()] else SchemaState.OTHER


def is_current(database: Database) -> bool:
    """Return whether a database has the schema that this program was written for."""
    with database.reading() as connection:
        return schema_state(connection) is SchemaState.CURRENT


@cache
def newest() -> str:
    """Return the revision that no other follows: files of migrations begin with their number."""
    last = max(file.name for file in (MIGRATIONS / "versions").glob("*.py"))
    return last.partition("_")[0]


def _run_script(connection: Connection) -> None:
    if inspect(connection).get_table_names():
        return  # another process has made them
    for statement in SQLITE_SCRIPT.read_text(encoding="utf-8").split(_BETWEEN_STATEMENTS):
        connection.exec_driver_sql(statement)


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _run(database: Database, step: "Callable[[Config], None]") -> None:
    config = _config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        step(config)
