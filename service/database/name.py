"""How a database is named: by a URL, as SQLAlchemy writes it, and what can be wrong with one."""

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SQLITE_DRIVERS = ("sqlite", "sqlite+pysqlite")
_DRIVERS = (*SQLITE_DRIVERS, "postgresql+psycopg")
_FORMS = "sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
_SQLITE_BEGINS = b"SQLite format 3\x00"

Faults = Iterator[str]


def parsed(url: str) -> URL:
    """Return what a name says. Raise ArgumentError, or ValueError for a port that is none.

    The file of SQLite is what stands there, letter for letter: nothing in it is an escape.
    """
    driver, slashes, file = url.partition(":///")
    if slashes and driver in SQLITE_DRIVERS:
        return URL.create(driver, database=file or None)
    return make_url(url)


def url_faults(url: str) -> Faults:
    """Yield what is wrong with a name. It may hold a password: it is not told."""
    try:
        name = parsed(url)
    except (ArgumentError, ValueError):
        yield f"--database is no URL, and has the form {_FORMS}: write it so"
        return
    if name.drivername not in _DRIVERS:
        yield f"--database begins with {name.drivername}, and has the form {_FORMS}: write it so"
    elif name.drivername not in SQLITE_DRIVERS:
        yield from _option_faults(name)
    elif name.host or name.query:
        yield "--database names a host, and SQLite is a file: write sqlite:/// and its path"
    elif name.database in (None, "", ":memory:"):
        yield "--database is in memory, and books are kept in a file: name it, sqlite:///FILE"
    else:
        yield from _file_faults(name.database or "")


def _option_faults(name: URL) -> Faults:
    from psycopg import ProgrammingError  # noqa: PLC0415 - a file of SQLite does without
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - as above

    try:
        make_conninfo(
            "", **{option: values[-1] for option, values in name.normalized_query.items()}
        )
    except ProgrammingError as error:
        yield f"--database has an option that PostgreSQL does not ({error}): leave it out"


def _file_faults(name: str) -> Faults:
    """Yield why a file can be no database, without making one."""
    if "?" in name:
        yield (
            f"--database names {name}, and where a ? stands, options would follow, which SQLite is "
            "not given here: take a name without"
        )
        return
    file = Path(name)
    try:
        yield from _old_faults(file) if file.exists() else _new_faults(file)
    except OSError as error:
        yield f"--database names {name}, which cannot be used ({error.strerror}): name another file"


def _old_faults(file: Path) -> Faults:
    if not file.is_file():
        yield f"--database names {file}, which is no file: name one in a folder"
        return
    with file.open("rb") as content:
        begins = content.read(len(_SQLITE_BEGINS))
    if begins and begins != _SQLITE_BEGINS:
        yield f"--database names {file}, which is no SQLite database: name another file"
    elif not os.access(file, os.W_OK):
        yield f"--database names {file}, which cannot be written: let this user write it"


def _new_faults(file: Path) -> Faults:
    if not file.parent.is_dir():
        yield f"--database names {file}, and there is no folder {file.parent}: make it first"
    elif not os.access(file.parent, os.W_OK):
        yield f"--database names {file}, and {file.parent} cannot be written: let this user do so"
