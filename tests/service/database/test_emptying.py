"""A database that was emptied is as a new one, and is protected as before."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from service.database import transactions
from service.database.emptying import empty
from service.database.transactions import Busy, Database
from service.server.root_secret import adopt
from service.vault import Vault
from tests.service.testing.served import books_in, served

TABLES = [table.name for table in SQLModel.metadata.sorted_tables]
KEPT = {"root_secret"}


def filled(database: Database) -> dict[str, int]:
    """Return how many rows each table has that has any."""
    with database.reading() as connection:
        counts = {
            name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608 - names of our own
            for name in TABLES
        }
    return {name: count for name, count in counts.items() if count}


def test_all_rows_go_but_the_fingerprint_of_the_secret(database: Database) -> None:
    database.transaction(lambda connection: adopt(connection, Vault(bytes(32), cost=2)))
    served(database).deposited()
    assert filled(database).keys() > {"draft", "transfer", "wallet", *KEPT}

    empty(database)

    assert filled(database) == dict.fromkeys(KEPT, 1)


def test_numbers_of_rows_begin_again(database: Database) -> None:
    def last(connection: Connection) -> object:
        return connection.execute(text("SELECT min(seq), max(seq) FROM transfer")).one()

    served(database).deposited()
    first = database.transaction(last)
    empty(database)

    served(database).deposited()

    assert database.transaction(last) == first


def test_what_was_protected_is_protected_still(database: Database) -> None:
    empty(database)
    served(database).deposited()

    for statement in ("DELETE FROM draft", "UPDATE transfer SET amount_fen = 1"):
        with pytest.raises(DBAPIError, match="never"):
            database.transaction(lambda connection, one=statement: connection.execute(text(one)))  # type: ignore[misc]  # bound in this round


def test_a_file_is_then_page_for_page_what_a_new_one_is(tmp_path: Path) -> None:
    database = books_in(tmp_path)
    new = list(sqlite3.connect(tmp_path / "books.db").iterdump())
    served(database).deposited()

    empty(database)

    assert list(sqlite3.connect(tmp_path / "books.db").iterdump()) == new
    assert sqlite3.connect(tmp_path / "books.db").execute("PRAGMA journal_mode").fetchone() == (
        "wal",
    )


def test_a_file_with_pages_of_another_size_is_emptied_too(tmp_path: Path) -> None:
    books_in(tmp_path).close()
    resized = sqlite3.connect(tmp_path / "books.db")
    resized.executescript("PRAGMA journal_mode = DELETE; PRAGMA page_size = 8192; VACUUM")
    resized.close()
    database = Database(f"sqlite:///{tmp_path / 'books.db'}")
    served(database).deposited()

    empty(database)

    assert filled(database) == {}


def test_a_file_that_somebody_else_writes_to_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "LOCK_WAIT_MS", 20)
    database = books_in(tmp_path)
    served(database).deposited()
    writer = sqlite3.connect(tmp_path / "books.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    with pytest.raises(Busy):
        empty(database)

    writer.execute("ROLLBACK")
    assert "draft" in filled(database)
