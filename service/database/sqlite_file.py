"""The file of SQLite: how it is opened, how a transaction that writes begins, and its disk."""

import os
import random
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from service.database.name import parsed

LOOK_S = 0.004
_FILE = "wanghuiyi_file"
_NONE = (-1, -1)


def has_room(url: str) -> bool:
    """Tell whether anything more can be written to the disk of a file."""
    folder = Path(parsed(url).database or "").resolve().parent
    try:
        return os.statvfs(folder).f_bavail > 0
    except OSError:  # the folder is gone
        return False


def is_in_place(connection: Connection) -> bool:
    """Tell whether what is open is still the file that its name leads to.

    SQLite goes on writing to a file that was moved away, or replaced by another.
    """
    file: _File | None = connection.get_execution_options().get(_FILE)
    return file is None or file.is_in_place  # in memory it has no name


@dataclass
class _File:
    """A file by its name, and which one that was when it was opened first."""

    name: Path
    _first: tuple[int, int] | None = None

    @property
    def is_in_place(self) -> bool:
        """Tell whether the name still leads to that file, if one was opened."""
        return self._first in (None, self._found())

    def note_opened(self) -> None:
        """Note which file is open."""
        self._first = self._first or self._found()

    def _found(self) -> tuple[int, int]:
        try:
            found = self.name.stat()
        except OSError:
            return _NONE
        return found.st_dev, found.st_ino


def sqlite_engine(url: str, connections: int, lock_wait_ms: int) -> Engine:
    """Return an engine for a file of ours: it waits so long for whoever has locked it."""
    file = _File(Path(parsed(url).database or "").absolute())
    engine = create_engine(
        parsed(url),
        execution_options={_FILE: file},
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # an error's words stand in the log
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "do_connect")
    def _find(*_how: object) -> None:
        if not file.is_in_place:  # SQLite would make an empty one
            error = sqlite3.OperationalError("the file of the database is not in its place")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - the driver's
        connection.isolation_level = None  # we say BEGIN ourselves
        for rule in (
            "journal_mode=WAL",
            "synchronous=FULL",  # what was answered survives a power cut
            "foreign_keys=ON",
            f"busy_timeout={lock_wait_ms}",
        ):
            connection.execute(f"PRAGMA {rule}")
        file.note_opened()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("wanghuiyi_reads")
        if reads:
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_writing(connection, lock_wait_ms)

    return engine


def _begin_writing(connection: Connection, lock_wait_ms: int) -> None:
    # SQLite looks every 100 ms: where another process writes all the time, that is too seldom.
    driver: Any = connection.connection.driver_connection
    until_s = time.monotonic() + lock_wait_ms / 1000
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
        driver.execute(f"PRAGMA busy_timeout={lock_wait_ms}")
