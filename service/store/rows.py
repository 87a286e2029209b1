"""Rows of what is asked for seldom, loaded and saved by an SQLModel session.

A session joins the transaction of the operation, and never ends it: what an operation decides is
saved with its answer, as the statements of the hot paths are. A row outlives its session, and what
is changed of it is written when it is saved.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlmodel import Session, SQLModel


@contextmanager
def session_on(connection: Connection) -> Iterator[Session]:
    """Yield a session inside the transaction of a connection."""
    with Session(bind=connection, autoflush=False) as session:
        yield session


def save(connection: Connection, rows: Iterable[SQLModel]) -> None:
    """Write rows: each that is new, and of those that were loaded what has changed."""
    with session_on(connection) as session:
        session.add_all(rows)
        session.flush()
