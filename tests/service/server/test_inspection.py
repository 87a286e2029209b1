"""A start looks once at its database, secret and address, and changes nothing."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from service.database import schema
from service.database.schema import SchemaState
from service.database.transactions import Database
from service.errors import ConfigError
from service.server.config import ServerConfig
from service.server.inspection import Found, inspect, inspect_to_listen
from service.server.preparation import prepare
from service.server.secret_file import write_new_secret
from service.vault import Vault
from tests.service.databases import Databases
from tests.service.servers import ROOT


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.touch(mode=0o600)
    file.write_text(ROOT.hex(), encoding="ascii")
    return file


@pytest.fixture
def config(database: Database, secret: Path) -> ServerConfig:
    return ServerConfig(database.url, secrets=secret, port=0)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each connection that anybody is lent, and each transaction."""
    lent: list[str] = []
    reading = Database.reading

    @contextmanager
    def noted(self: Database) -> Iterator[Connection]:
        lent.append("reading")
        with reading(self) as connection:
            yield connection

    monkeypatch.setattr(Database, "reading", noted)
    monkeypatch.setattr(Database, "transaction", lambda *_: lent.append("transaction"))
    return lent


def test_nothing_is_there_before_the_first_start_and_nothing_is_made(tmp_path: Path) -> None:
    found = inspect(ServerConfig(f"sqlite:///{tmp_path / 'books.db'}"))

    assert isinstance(found.secret_error, FileNotFoundError)
    assert replace(found, secret_error=None) == Found()
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_wrong_is_all_that_is_found(tmp_path: Path) -> None:
    (fault,) = inspect(ServerConfig("mysql://root@localhost/books")).url_faults
    unread = inspect(ServerConfig(f"sqlite:///{tmp_path}/none/books.db", secrets=tmp_path))

    assert "begins with mysql" in fault
    assert unread == Found(url_faults=unread.url_faults)


def test_tables_fingerprint_and_secret_are_found_in_one_look(
    config: ServerConfig, looks: list[str]
) -> None:
    fingerprint = Vault(ROOT).root_fingerprint

    assert inspect(config) == Found(schema=SchemaState.CURRENT, root_fingerprint=fingerprint)
    assert looks == ["reading"]


def test_a_start_after_the_first_looks_once_and_writes_nothing(
    config: ServerConfig, request: pytest.FixtureRequest
) -> None:
    prepare(config)
    looks = request.getfixturevalue("looks")

    ready = prepare(config)

    assert ready.root_fingerprint == Vault(ROOT).root_fingerprint
    assert looks == ["reading"]


def test_the_secret_of_another_database_is_found(config: ServerConfig, tmp_path: Path) -> None:
    prepare(config)
    write_new_secret(tmp_path / "another")

    own, another = inspect(config), inspect(replace(config, secrets=tmp_path / "another"))

    assert (own.is_secret_known, own.belongs_elsewhere) == (True, False)
    assert (another.is_secret_known, another.belongs_elsewhere) == (False, True)


def test_tables_of_another_version_or_program_are_reported_from_none(
    databases: Databases, dialect: str, secret: Path
) -> None:
    database = databases.empty(dialect)
    config = ServerConfig(database.url, secrets=secret)
    states = [inspect(config).schema]

    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE another (one INTEGER)"))
    states.append(inspect(config).schema)
    schema.upgrade(database, "0007")
    states.append(inspect(config).schema)
    schema.upgrade(database)
    states.append(inspect(config).schema)
    database.close()

    assert states == [
        SchemaState.EMPTY,
        SchemaState.OTHER,
        SchemaState.OTHER,
        SchemaState.CURRENT,
    ]


def test_what_fails_is_found_as_its_error(tmp_path: Path) -> None:
    books = tmp_path / "books.db"
    books.write_bytes(b"SQLite format 3\x00" + bytes(range(256)) * 16)
    (tmp_path / "books.db.secret").touch(mode=0o640)

    found = inspect(ServerConfig(f"sqlite:///{books}"))

    assert found.database_error is not None
    assert isinstance(found.secret_error, ConfigError)


def test_the_address_is_tried_only_by_who_is_to_listen_there(tmp_path: Path) -> None:
    config = ServerConfig(f"sqlite:///{tmp_path / 'books.db'}", port=0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = replace(config, port=other.getsockname()[1])

        assert inspect(taken).address_error is None
        assert isinstance(inspect_to_listen(taken).address_error, OSError)
    assert inspect_to_listen(config).port > 0
    assert inspect_to_listen(taken).port == taken.port
