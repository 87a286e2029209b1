"""Statements that go straight through libpq: values, rows, errors, and lost connections."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.pq import Format
from sqlalchemy.engine import make_url

from service.database.libpq import Connections
from service.database.statements import Statement
from tests.service.databases import Databases

DIVIDE = Statement("SELECT $1::bigint / $2::bigint AS whole", (Format.TEXT, Format.TEXT))
WHO = Statement("SELECT pg_backend_pid() AS pid", ())
SLOW = Statement("SELECT pg_backend_pid() AS pid FROM pg_sleep(0.3)", ())


LONG = Statement("SELECT 1 AS one FROM pg_sleep(60)", ())
ASLEEP = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
Connect = Callable[[], psycopg.Connection[Any]]


@pytest.fixture
def connect(databases: Databases) -> Connect:
    url = make_url(databases.new("postgresql").url)
    host = str(url.query["host"])
    return lambda: psycopg.connect(
        dbname=url.database, user=url.username, host=host, autocommit=True
    )


@pytest.fixture
def connections(connect: Connect) -> Iterator[Connections]:
    made = Connections(connect)
    yield made
    made.close()


def test_values_of_every_kind_come_back_as_they_were(connections: Connections) -> None:
    statement = Statement(
        "SELECT $1::bigint AS whole, $2::text AS text, $3::bytea AS bytes, $4::boolean AS is_so, "
        "$5::text AS nothing",
        (Format.TEXT, Format.TEXT, Format.BINARY, Format.TEXT, Format.TEXT),
    )
    values = (-(1 << 63), "固始 ' \\ $1", b"\x00\xff'", False, None)

    (row,) = connections.ask(statement, values)

    assert tuple(row.values()) == values
    assert list(row) == ["whole", "text", "bytes", "is_so", "nothing"]


def test_an_error_is_that_of_psycopg_and_the_connection_goes_on(connections: Connections) -> None:
    before = connections.ask(WHO, ())

    with pytest.raises(psycopg.errors.DivisionByZero):
        connections.ask(DIVIDE, (1, 0))

    assert connections.ask(DIVIDE, (7, 2)) == [{"whole": 3}]
    assert connections.ask(WHO, ()) == before


def test_a_connection_that_was_lost_is_reported_and_made_anew(
    connections: Connections, connect: Connect
) -> None:
    (before,) = connections.ask(WHO, ())
    with connect() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (before["pid"],))

    with pytest.raises(psycopg.OperationalError):
        connections.ask(WHO, ())

    assert connections.ask(WHO, ()) != [before]


def test_a_connection_that_was_cut_is_reported_and_made_anew(connections: Connections) -> None:
    before = connections.ask(WHO, ())
    (free,) = connections._free  # noqa: SLF001 - nobody lends it
    with socket.socket(fileno=os.dup(free.connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)

    with pytest.raises(psycopg.OperationalError):
        connections.ask(WHO, ())

    assert connections.ask(WHO, ()) != before


def test_an_error_that_comes_with_the_commit_is_reported_too(
    connections: Connections, connect: Connect
) -> None:
    with connect() as other:
        other.execute("CREATE TABLE one (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    insert = Statement("INSERT INTO one VALUES ($1::int)", (Format.TEXT,))
    connections.ask(insert, (1,))

    with pytest.raises(psycopg.errors.UniqueViolation) as refused:
        connections.ask(insert, (1,))

    assert refused.value.__cause__ is None
    assert connections.ask(Statement("SELECT count(*) AS n FROM one", ()), ()) == [{"n": 1}]


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_a_text_that_cannot_be_kept_as_it_is_is_refused(
    connections: Connections, text: str
) -> None:
    with pytest.raises((psycopg.DataError, UnicodeEncodeError)):
        connections.ask(Statement("SELECT $1::text AS text", (Format.TEXT,)), (text,))


def test_all_who_lose_their_connections_at_once_get_that_error(
    connections: Connections, connect: Connect
) -> None:
    reported: list[str] = []

    def ask() -> None:
        with pytest.raises(psycopg.OperationalError) as lost:
            connections.ask(LONG, ())
        reported.append(type(lost.value).__name__)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    with connect() as other:
        while other.execute(ASLEEP).fetchone() != (8,):
            pass
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(6%'"
            " AND pid <> pg_backend_pid()"
        )
    for thread in threads:
        thread.join()

    assert reported == ["OperationalError"] * 8


def test_threads_that_ask_at_once_have_each_their_connection(connections: Connections) -> None:
    pids: list[int] = []
    threads = [
        threading.Thread(target=lambda: pids.append(connections.ask(SLOW, ())[0]["pid"]))
        for _ in range(3)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(pids)) == 3
    assert connections.ask(WHO, ())[0]["pid"] in pids
