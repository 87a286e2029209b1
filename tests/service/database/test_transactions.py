"""The ways to the database: what each may do, and what is raised where none is to be had."""

from collections.abc import Iterator
from functools import partial

import pytest
from sqlalchemy import Connection, Text, bindparam, func, select, text

from service.database import transactions as room
from service.database.optimistic import with_locks
from service.database.statements import Query
from service.database.transactions import Busy, Database, Unavailable
from tests.service.database.deciding import ONE, first
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

    assert database.optimistically(first(ONE)) == {"one": 1}

    database.close()


def test_texts_are_the_same_by_every_way_whatever_the_environment_says(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "GBK")
    database = databases.new("postgresql")
    outlet = Query(select(bindparam("outlet", type_=Text).label("outlet")))
    encoding = Query(select(func.current_setting("client_encoding").label("encoding")))
    for query, expected in ((outlet, {"outlet": "北京"}), (encoding, {"encoding": "UTF8"})):
        decide = first(query, outlet="北京")

        assert database.optimistically(decide) == expected
        assert database.transaction(partial(with_locks, decide=decide)) == expected

    database.close()


def test_a_connection_that_was_lost_is_reported_as_unavailable(databases: Databases) -> None:
    database = databases.new("postgresql")
    who = first(Query(select(func.pg_backend_pid().label("pid"))))

    lost = database.optimistically(who)["pid"]
    database.transaction(lambda one: one.execute(select(func.pg_terminate_backend(lost, 5_000))))

    with pytest.raises(Unavailable):
        database.optimistically(who)
    assert database.optimistically(who) != {"pid": lost}
    database.close()


def test_whoever_waits_for_a_connection_in_vain_is_refused_as_busy(one: Database) -> None:
    with one.reading(), pytest.raises(Busy), one.reading():
        pass

    def ask_again(_: Connection) -> None:
        one.transaction(lambda connection: connection.execute(text("SELECT 1")))

    with pytest.raises(Busy):
        one.transaction(ask_again)
    with one.reading() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
