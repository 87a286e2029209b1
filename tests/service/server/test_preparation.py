"""A start refuses what is unsafe, all of it at once, and makes what a first start makes."""

import socket
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from service.database.schema import BASE, downgrade, is_current
from service.errors import ConfigError
from service.server import checks
from service.server.config import ServerConfig, TestMode, open_database
from service.server.inspection import inspect_to_listen
from service.server.preparation import prepare, require_database
from service.server.secret_file import read_secret


@pytest.fixture
def config(tmp_path: Path) -> ServerConfig:
    return ServerConfig(f"sqlite:///{tmp_path / 'books.db'}", port=0)


def faults_of(config: ServerConfig) -> tuple[str, ...]:
    """Return why a server would not start."""
    return checks.faults_of(checks.TO_SERVE, config, inspect_to_listen(config))


def test_a_first_start_makes_the_secret_for_its_owner_alone_and_the_tables(
    config: ServerConfig, tmp_path: Path
) -> None:
    ready = prepare(config)

    secret = tmp_path / "books.db.secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert len(read_secret(secret)) == 32
    database = open_database(config)
    assert is_current(database)
    database.close()
    assert ready.port > 0


def test_a_second_start_keeps_the_secret(config: ServerConfig, tmp_path: Path) -> None:
    prepare(config)
    secret = (tmp_path / "books.db.secret").read_bytes()

    prepare(config)

    assert (tmp_path / "books.db.secret").read_bytes() == secret


def test_a_secret_that_others_can_read_is_refused(config: ServerConfig, tmp_path: Path) -> None:
    prepare(config)
    (tmp_path / "books.db.secret").chmod(0o640)

    (fault,) = faults_of(config)

    assert "can be read by others" in fault
    assert "chmod 600" in fault


def test_a_secret_that_is_gone_is_not_replaced_by_another(
    config: ServerConfig, tmp_path: Path
) -> None:
    prepare(config)
    (tmp_path / "books.db.secret").unlink()

    (fault,) = faults_of(config)

    assert "restore the file from its back-up" in fault
    assert not (tmp_path / "books.db.secret").exists()


def test_a_file_that_holds_no_secret_is_refused_without_telling_what_it_holds(
    config: ServerConfig, tmp_path: Path
) -> None:
    secret = tmp_path / "books.db.secret"
    secret.write_text("deadbeef", encoding="ascii")
    secret.chmod(0o600)

    (fault,) = faults_of(config)

    assert "holds no secret, which is 64 hex digits" in fault
    assert "deadbeef" not in fault


def test_a_named_secret_has_to_be_there(config: ServerConfig, tmp_path: Path) -> None:
    (fault,) = faults_of(replace(config, secrets=tmp_path / "elsewhere"))

    assert f"wanghuiyi secret {tmp_path / 'elsewhere'}" in fault


def test_the_tables_of_another_version_are_not_changed_unasked(config: ServerConfig) -> None:
    prepare(config)
    database = open_database(config)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'of_another'"))
    database.close()

    (fault,) = faults_of(config)

    assert "wanghuiyi database upgrade --database sqlite:///" in fault


def test_tables_that_were_taken_away_leave_the_name_of_the_schema(config: ServerConfig) -> None:
    prepare(config)
    database = open_database(config)

    downgrade(database, BASE)

    assert not is_current(database)
    database.close()
    assert "tables of another version" in faults_of(config)[0]


def test_postgresql_needs_a_named_secret() -> None:
    faults = faults_of(ServerConfig("postgresql+psycopg://nobody:pass@127.0.0.1:1/none", port=0))

    assert [fault.split(":")[0] for fault in faults] == [
        "the database postgresql+psycopg",
        "--secrets is missing, and PostgreSQL needs it",
    ]
    assert "pass@" not in faults[0]


@pytest.mark.parametrize(
    ("url", "reported"),
    [
        ("books.db", "is no URL"),
        ("mysql://root@localhost/books", "begins with mysql"),
        ("postgresql://localhost/books", "begins with postgresql"),
        ("sqlite://", "is in memory"),
        ("sqlite:///:memory:", "is in memory"),
    ],
)
def test_a_database_that_cannot_hold_books_is_refused(url: str, reported: str) -> None:
    (fault,) = faults_of(ServerConfig(url, port=0))

    assert reported in fault


def test_debug_and_tests_are_for_this_machine_alone(config: ServerConfig) -> None:
    faults = faults_of(replace(config, is_debug=True, host="0.0.0.0", workers=2))  # noqa: S104 - it is refused

    assert faults == (
        "--debug is on for 0.0.0.0, and lets callers do what nobody may: use --host 127.0.0.1",
        "--debug has 2 workers, and may have one: use --workers 1",
    )
    assert faults_of(replace(config, test_mode=TestMode(), workers=2)) == (
        "test mode has 2 workers, and may have one: use --workers 1",
    )
    assert faults_of(replace(config, test_mode=TestMode(), host="localhost")) == ()
    assert len(faults_of(replace(config, test_mode=TestMode(), is_debug=True))) == 1


def test_an_address_at_which_somebody_listens_is_refused(config: ServerConfig) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        (fault,) = faults_of(replace(config, port=port))

    assert fault.startswith(f"127.0.0.1:{port} cannot be listened at")


def test_all_faults_are_reported_at_once_and_nothing_is_made(tmp_path: Path) -> None:
    config = ServerConfig(
        f"sqlite:///{tmp_path / 'books.db'}",
        secrets=tmp_path / "none",
        host="203.0.113.1",
        is_debug=True,
        workers=2,
    )

    with pytest.raises(ConfigError) as unsafe:
        prepare(config)

    assert len(unsafe.value.faults) == 4
    assert list(tmp_path.iterdir()) == []


def test_a_command_does_not_make_the_database_whose_name_was_mistyped(
    config: ServerConfig, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="has no tables yet"):
        require_database(config)

    assert list(tmp_path.iterdir()) == []
