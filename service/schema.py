"""The database's schema: made and changed by Alembic's migrations, never by hand."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from service.database import Database

HEAD = "head"
BASE = "base"


def upgrade(database: Database, revision: str = HEAD) -> None:
    """Bring a database to a revision, the newest if none is named; nothing if it is there."""
    _run(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str) -> None:
    """Take a database back to a revision; what the later ones added is lost."""
    _run(database, lambda config: command.downgrade(config, revision))


def is_empty(database: Database) -> bool:
    """Tell whether there is no table at all."""
    with database.reading() as connection:
        return not inspect(connection).get_table_names()


def is_current(database: Database) -> bool:
    """Tell whether a database has the schema that this program was written for."""
    with database.reading() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _run(database: Database, step: Callable[[Config], None]) -> None:
    config = _config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        step(config)
