"""Each rule judges what was asked and what was found, without a database, a file or a socket."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from service.database.schema import SchemaState
from service.database.transactions import Unavailable
from service.errors import ConfigError
from service.server.checks import (
    TO_OPEN,
    TO_SERVE,
    TO_WORK,
    Rule,
    address_faults,
    database_faults,
    faults_of,
    missing_tables,
    mode_faults,
    outbox_faults,
    require,
    secret_faults,
)
from service.server.config import OutboxConfig, ServerConfig, TestMode
from service.server.inspection import Found

CONFIG = ServerConfig("sqlite:////books/books.db")
CURRENT = Found(schema=SchemaState.CURRENT, root_fingerprint=bytes(32), is_secret_known=True)
FILE = "/books/books.db.secret"
NO_SUCH_FILE = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
NOT_ALLOWED = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
IN_USE = OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
POSTGRESQL = ServerConfig("postgresql+psycopg://nobody:pass@127.0.0.1:1/none")


@pytest.mark.parametrize("rules", [TO_OPEN, TO_WORK, TO_SERVE])
@pytest.mark.parametrize("found", [CURRENT, Found(secret_error=NO_SUCH_FILE)])
def test_a_first_start_and_a_later_one_are_fine(rules: tuple[Rule, ...], found: Found) -> None:
    assert faults_of(rules, CONFIG, found) == ()
    require(rules, CONFIG, found)


def test_a_name_that_is_wrong_is_the_only_fault_of_database_and_secret() -> None:
    found = Found(url_faults=("--database is no URL",), secret_error=NOT_ALLOWED)

    assert faults_of(TO_OPEN, CONFIG, found) == ("--database is no URL",)


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (
            Found(database_error=Unavailable("connection refused")),
            (
                "the database postgresql+psycopg://nobody:***@127.0.0.1:1/none cannot be used "
                "(connection refused): start it, or name another"
            ),
        ),
        (
            Found(schema=SchemaState.OTHER),
            (
                "the database has the tables of another version, and is not changed unasked: "
                "back it up, then wanghuiyi database upgrade "
                "--database postgresql+psycopg://nobody:***@127.0.0.1:1/none"
            ),
        ),
    ],
)
def test_a_database_that_fails_or_is_of_another_version_is_refused(
    found: Found, fault: str
) -> None:
    assert tuple(database_faults(POSTGRESQL, found)) == (fault,)


@pytest.mark.parametrize(
    ("config", "found", "fault"),
    [
        (
            POSTGRESQL,
            Found(),
            (
                "--secrets is missing, and PostgreSQL needs it: "
                "write one with wanghuiyi secret FILE, and name it"
            ),
        ),
        (
            replace(CONFIG, secrets=Path("s")),
            Found(secret_error=NO_SUCH_FILE),
            "there is no s: write it with wanghuiyi secret s, or restore it",
        ),
        (
            CONFIG,
            Found(secret_error=NO_SUCH_FILE, schema=SchemaState.CURRENT),
            (
                f"there is no {FILE}, and the database needs the secret that it was made with: "
                "restore the file from its back-up, or name it with --secrets"
            ),
        ),
        (CONFIG, Found(secret_error=ConfigError("it holds no secret")), "it holds no secret"),
        (
            CONFIG,
            Found(secret_error=NOT_ALLOWED),
            f"{FILE} cannot be read (Permission denied): let this user own it, mode 600",
        ),
        (
            CONFIG,
            replace(CURRENT, is_secret_known=False, belongs_elsewhere=True),
            (
                f"{FILE} is not the root secret that sqlite:////books/books.db was made with, and "
                "no number, password or receipt would be right: restore the file that was backed "
                "up with this database, or name it with --secrets, or name the database that this "
                "one belongs to"
            ),
        ),
    ],
)
def test_a_secret_that_is_missing_unreadable_or_of_another_database_is_refused(
    config: ServerConfig, found: Found, fault: str
) -> None:
    assert tuple(secret_faults(config, found)) == (fault,)


def test_debug_and_test_mode_are_for_this_machine_and_one_worker() -> None:
    public = replace(CONFIG, is_debug=True, host="0.0.0.0", workers=2)  # noqa: S104 - it is refused

    assert tuple(mode_faults(public, CURRENT)) == (
        "--debug is on for 0.0.0.0, and lets callers do what nobody may: use --host 127.0.0.1",
        "--debug has 2 workers, and may have one: use --workers 1",
    )
    for host in ("localhost", "127.0.0.2", "::1"):
        assert tuple(mode_faults(replace(CONFIG, test_mode=TestMode(), host=host), CURRENT)) == ()
    assert tuple(mode_faults(replace(CONFIG, is_debug=True, test_mode=TestMode()), CURRENT)) == (
        "--debug and test mode are both on, and one is allowed: leave one out",
    )


def test_local_webhooks_are_for_this_machine_and_a_gateway_needs_its_secret() -> None:
    config = replace(
        CONFIG,
        host="example.org",
        has_local_webhooks=True,
        outbox=OutboxConfig(sms_gateway="https://carrier.example/sms"),
    )

    first, second = outbox_faults(config, CURRENT)

    assert first.startswith("--local-webhooks is on for example.org")
    assert "set WANGHUIYI_SMS_SECRET" in second
    assert tuple(outbox_faults(replace(CONFIG, has_local_webhooks=True), CURRENT)) == ()


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (IN_USE, "Address already in use"),
        (UnicodeError("label too long"), "label too long"),
    ],
)
def test_an_address_that_is_taken_or_none_is_refused(error: OSError, why: str) -> None:
    (fault,) = address_faults(CONFIG, replace(CURRENT, address_error=error))

    assert fault == (
        f"127.0.0.1:8000 cannot be listened at ({why}): stop who listens there, "
        "or choose another --host or --port"
    )


def test_only_a_command_that_needs_tables_refuses_an_empty_database() -> None:
    (fault,) = missing_tables(CONFIG, Found())

    assert "has no tables yet" in fault
    assert tuple(missing_tables(CONFIG, CURRENT)) == ()


def test_all_faults_are_raised_at_once_in_the_order_of_the_rules() -> None:
    config = replace(CONFIG, is_debug=True, workers=2)
    found = Found(schema=SchemaState.OTHER, secret_error=NOT_ALLOWED, address_error=IN_USE)

    with pytest.raises(ConfigError) as refused:
        require(TO_SERVE, config, found)

    assert [fault.split(":")[0] for fault in refused.value.faults] == [
        "the database has the tables of another version, and is not changed unasked",
        f"{FILE} cannot be read (Permission denied)",
        "--debug has 2 workers, and may have one",
        "127.0.0.1",
    ]
