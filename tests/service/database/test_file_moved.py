"""The file of SQLite, moved away under a service: nothing is taken until it is back."""

import shutil
from pathlib import Path

import pytest

from service.database.transactions import Database, Unavailable
from tests.service.database.test_away import AWAY, deposited, ready
from tests.service.databases import Databases
from tests.service.servers import Service


@pytest.fixture
def service(databases: Databases, tmp_path: Path) -> Service:
    made = databases.new("sqlite")
    made.close()
    folder = tmp_path / "books"
    folder.mkdir()
    shutil.copy(made.url.removeprefix("sqlite:///"), folder / "books.db")
    return Service(Database(f"sqlite:///{folder / 'books.db'}", connections=4))


def test_a_file_that_was_moved_away_takes_nothing_until_it_is_back(
    service: Service, tmp_path: Path
) -> None:
    file, other = tmp_path / "books/books.db", tmp_path / "books/other.db"
    before = deposited(service)[0]

    file.rename(other)
    moved = (deposited(service), ready(service))
    was_made = file.exists()
    other.rename(file)

    assert moved == (AWAY, AWAY)
    assert not was_made
    assert (before, ready(service)[0], deposited(service)[0]) == (201, 200, 201)
    assert service.count("draft") == 2


def test_a_folder_that_was_moved_away_takes_nothing(service: Service, tmp_path: Path) -> None:
    assert deposited(service)[0] == 201

    (tmp_path / "books").rename(tmp_path / "elsewhere")

    assert (deposited(service), ready(service)) == (AWAY, AWAY)


def test_a_file_that_another_was_put_in_place_of_takes_nothing(
    service: Service, tmp_path: Path
) -> None:
    assert deposited(service)[0] == 201
    file = tmp_path / "books/books.db"
    shutil.copy(file, tmp_path / "copy.db")

    (tmp_path / "copy.db").rename(file)

    assert (deposited(service), ready(service)) == (AWAY, AWAY)
    with pytest.raises(Unavailable, match="put it back, or start the service anew"):
        service.database.require_writable()


def test_a_connection_made_anew_makes_no_empty_file_in_place_of_one_moved_away(
    service: Service, tmp_path: Path
) -> None:
    file = tmp_path / "books/books.db"
    assert deposited(service)[0] == 201

    file.rename(tmp_path / "other.db")
    service.database.close()
    moved = deposited(service)

    assert moved == AWAY
    assert not file.exists()
