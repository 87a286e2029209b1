"""Numbers by which somebody reads on are drawn once the row is locked that they are read with."""

import threading
from collections.abc import Iterator
from itertools import permutations

import pytest
from sqlalchemy import Connection, text

from service.database.change import send
from service.database.transactions import Database
from service.domain.event import Event
from service.domain.postings import order_refund_transfers
from service.store import books, events, wallets
from tests.service.databases import Databases
from tests.service.servers import Service
from tests.waiting import wait_for

TRANSFERS = order_refund_transfers("an order", "a wallet", 100, 0)
CHANGES = {
    "balance": wallets.balance_added("a wallet", 100),
    "transfer": books.entered(TRANSFERS),
    "event": events.inserted([Event("order.refunded", "an order", {})], ["an id"], 0),
}
WAITING = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
DRAWN = (
    "SELECT one.last_value, one.is_called, other.last_value, other.is_called "
    "FROM transfer_seq_seq AS one, event_seq_seq AS other"
)


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    service = Service(databases.new("postgresql"))
    wallet = service.wallet()
    service.run("UPDATE wallet SET wallet_id = 'a wallet' WHERE wallet_id = :was", was=wallet)
    yield service.database
    service.database.close()


@pytest.mark.parametrize("order", [*permutations(CHANGES)])
def test_numbers_are_drawn_after_the_lock_however_the_changes_stand(
    database: Database, order: tuple[str, ...]
) -> None:
    changes = [CHANGES[name] for name in order]
    credit = threading.Thread(
        target=lambda: database.transaction(lambda other: send(other, changes))
    )

    with database.engine.begin() as first:
        first.execute(text("SELECT 1 FROM wallet FOR UPDATE"))
        before = drawn(database)
        credit.start()
        wait_for_a_lock(database)
        while_waiting = drawn(database)
    credit.join()

    assert while_waiting == before
    assert credited(database) == (100, 1, 1)


def test_several_rows_stand_in_the_order_in_which_they_were_given(database: Database) -> None:
    transfers = [
        transfer
        for name in ("a", "b", "c")
        for transfer in order_refund_transfers(name, "a wallet", 100, 0)
    ]
    changes = [books.entered(transfers), wallets.balance_added("a wallet", 300)]

    database.transaction(lambda one: send(one, changes))

    with database.snapshot() as connection:
        assert [one.key for one in books.transfers(connection)] == [one.key for one in transfers]


def drawn(database: Database) -> tuple[int, ...]:
    with database.reading() as connection:
        return tuple(connection.execute(text(DRAWN)).one())


def credited(database: Database) -> tuple[int, ...]:
    """Return the balance, and how many transfers and events there are."""

    def counted(connection: Connection) -> tuple[int, ...]:
        query = (
            "SELECT balance_fen, (SELECT count(*) FROM transfer), (SELECT count(*) FROM event) "
            "FROM wallet"
        )
        return tuple(connection.execute(text(query)).one())

    return database.transaction(counted)


def wait_for_a_lock(database: Database) -> None:
    with database.reading() as connection:
        wait_for(lambda: connection.execute(text(WAITING)).scalar_one() > 0)
