"""The ways to the database: what each may do, and what is told where one is not to be had."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Text, bindparam, func, literal_column, select, text

from service.database import transactions as room
from service.database.statements import Changes, Look
from service.database.transactions import Busy, Database, Direct, Unavailable
from service.store.wallets import ADD_CASH, OUTLET, till
from tests.service.databases import Databases


@pytest.fixture
def one(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Lend a database with one connection of each kind, for which nobody waits long."""
    monkeypatch.setattr(room, "LOCK_WAIT_MS", 50)
    made = Database(databases.new("postgresql").url, connections=1)
    yield made
    made.close()


@pytest.mark.parametrize("query", ["connect_timeout=7", "options=-cgeqo%3Doff"])
def test_what_the_url_says_of_connecting_does_not_stand_in_the_way(
    databases: Databases, query: str
) -> None:
    url = databases.new("postgresql").url
    database = Database(f"{url}{'&' if '?' in url else '?'}{query}")

    assert database.optimistically(asked) == {"one": 1}

    database.close()


def test_texts_are_the_same_by_every_way_whatever_the_environment_says(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "GBK")
    database = databases.new("postgresql")
    look = Look(select(bindparam("outlet", type_=Text).label("outlet")))

    def same(connection: Connection) -> object:
        return dict(look.first(connection, {"outlet": "北京"}) or {})

    assert database.optimistically(same) == database.transaction(same) == {"outlet": "北京"}
    assert (
        database.optimistically(encoding) == database.transaction(encoding) == {"encoding": "UTF8"}
    )
    database.close()


def test_what_needs_a_transaction_gets_one_after_all(databases: Databases) -> None:
    database = databases.new("postgresql")
    ways: list[bool] = []

    def operation(connection: Connection) -> object:
        ways.append(isinstance(connection, Direct))
        return connection.execute(text("SELECT 1")).scalar_one()

    assert database.optimistically(operation) == 1
    assert ways == [True, False]
    database.close()


def test_a_look_that_locks_is_none_without_a_transaction(databases: Databases) -> None:
    database = databases.new("postgresql")
    locking = Look(select(OUTLET).where(OUTLET.c.outlet == bindparam("name")).with_for_update())
    ways: list[bool] = []

    def operation(connection: Connection) -> object:
        ways.append(isinstance(connection, Direct))
        return locking.first(connection, {"name": "nowhere"})

    assert database.optimistically(operation) is None
    assert ways == [True, False]
    database.close()


def test_changes_in_two_steps_are_none_without_a_transaction(databases: Databases) -> None:
    database = databases.new("postgresql")
    change = Changes(ADD_CASH)

    def twice(connection: Connection) -> None:
        change.send(connection, till("nowhere", 1))
        change.send(connection, till("nowhere", 1))

    with pytest.raises(AssertionError, match="two steps"):
        database.optimistically(twice)
    database.close()


def test_a_connection_that_was_lost_is_told_as_unavailable(databases: Databases) -> None:
    database = databases.new("postgresql")
    who = Look(select(func.pg_backend_pid().label("pid")))

    def pid(connection: Connection) -> object:
        row = who.first(connection, {})
        return row["pid"] if row else None

    lost = database.optimistically(pid)
    database.transaction(lambda one: one.execute(select(func.pg_terminate_backend(lost, 5_000))))

    with pytest.raises(Unavailable):
        database.optimistically(pid)
    assert database.optimistically(pid) != lost
    database.close()


def asked(connection: Connection) -> object:
    return dict(Look(select(literal_column("1").label("one"))).first(connection, {}) or {})


def encoding(connection: Connection) -> object:
    query = select(func.current_setting("client_encoding").label("encoding"))
    return dict(Look(query).first(connection, {}) or {})


def test_whoever_waits_for_a_connection_in_vain_is_told_that_it_is_busy(one: Database) -> None:
    with one.reading(), pytest.raises(Busy), one.reading():
        pass

    def ask_again(_: Connection) -> None:
        one.transaction(lambda connection: connection.execute(text("SELECT 1")))

    with pytest.raises(Busy):
        one.transaction(ask_again)
    with one.reading() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
