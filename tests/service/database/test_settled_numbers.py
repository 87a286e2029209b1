"""A number is settled once nobody who was writing may still come before it; writers do not wait."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Table, text

from service.database import numbers
from service.database.change import send
from service.database.numbers import settled_number
from service.database.transactions import Busy, Database
from service.domain.wallet import Tier, Wallet
from service.store import wallets
from service.store.wallets import WALLET
from service.web import steps
from tests.service.databases import Databases
from tests.service.servers import PROVIDER, Service, taken
from tests.waiting import wait_for

LOOKS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND query LIKE '%pg_locks%' AND pid <> pg_backend_pid()"
)


@pytest.fixture
def postgresql(databases: Databases) -> Iterator[Service]:
    service = Service(databases.new("postgresql"))
    _ = service.provider
    yield service
    service.database.close()


def open_wallet(connection: Connection, name: str) -> None:
    """Write a wallet, and so draw its number."""
    send(connection, [wallets.inserted(Wallet(name, Tier("plain")), PROVIDER, 0)])


def opened(database: Database, name: str) -> None:
    database.transaction(lambda connection: open_wallet(connection, name))


def number_of(database: Database, name: str) -> int:
    with database.reading() as connection:
        query = text("SELECT seq FROM wallet WHERE wallet_id = :name")
        return int(connection.execute(query, {"name": name}).scalar_one())


def is_waiting(looks: "Future[int]", database: Database) -> bool:
    with database.reading() as connection:
        return not looks.done() and connection.execute(text(LOOKS)).scalar_one() > 0


def test_nobody_may_read_past_a_number_whose_transaction_is_open(postgresql: Service) -> None:
    database = postgresql.database
    with ThreadPoolExecutor(1) as thread:
        with database.engine.begin() as connection:
            open_wallet(connection, "first")
            opened(database, "second")
            looks = thread.submit(settled_number, database, WALLET)
            wait_for(lambda: is_waiting(looks, database))
            opened(database, "third")  # whoever writes meanwhile is not kept waiting
            is_settled_before = looks.done()
        settled = looks.result()

    assert not is_settled_before
    first, second, third = (number_of(database, name) for name in ("first", "second", "third"))
    assert first < second == settled < third


def test_a_transaction_that_is_undone_holds_nobody_up(postgresql: Service) -> None:
    database = postgresql.database
    with database.engine.connect() as connection, connection.begin() as undone:
        open_wallet(connection, "never")
        undone.rollback()

    assert settled_number(database, WALLET) == 1
    opened(database, "one")
    assert number_of(database, "one") == 2


def test_who_writes_for_too_long_makes_readers_come_again(
    postgresql: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "LOCK_WAIT_MS", 20)
    database = postgresql.database
    with database.engine.begin() as connection:
        open_wallet(connection, "first")

        with pytest.raises(Busy):
            settled_number(database, WALLET)
        response = postgresql.get(postgresql.provider, "/v1/wallets")

    assert (response.status_code, taken(response)["code"]) == (503, "busy")
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("waits", [True, False])
def test_a_list_misses_what_commits_late_only_if_it_does_not_wait(
    postgresql: Service, monkeypatch: pytest.MonkeyPatch, *, waits: bool
) -> None:
    database, provider = postgresql.database, postgresql.provider
    seen: list[str] = []

    def hasty(asked: Database, _: Table) -> int:
        with asked.reading() as connection:
            return int(
                connection.execute(text("SELECT last_value FROM wallet_seq_seq")).scalar_one()
            )

    def read_on(cursor: str) -> str:
        page = taken(postgresql.get(provider, f"/v1/wallets?cursor={cursor}"))
        seen.extend(one["wallet_id"] for one in page["wallets"])
        return str(page["end_cursor"])

    if not waits:
        monkeypatch.setattr(steps, "settled_number", hasty)
    held, commit = threading.Event(), threading.Event()

    def late(connection: Connection) -> None:
        open_wallet(connection, "late")
        held.set()
        commit.wait()

    with ThreadPoolExecutor(2) as threads:
        writing = threads.submit(database.transaction, late)
        held.wait()
        opened(database, "early")
        reading = threads.submit(read_on, "0")
        if waits:
            wait_for(lambda: is_waiting(reading, database))  # type: ignore[arg-type]  # of any result
        else:
            reading.result()
        commit.set()
        writing.result()
        read_on(reading.result())

    assert seen == (["late", "early"] if waits else ["early"])
