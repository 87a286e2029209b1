"""A disk that is full, a database that another has locked: refused in words, nothing lost."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from random import Random
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.proofs.client import IDENTITY, PASSWORD, Client, fen
from tests.proofs.reckoning import gets_the_first_answers_again, reckoned
from tests.proofs.scene import OUTLETS
from tests.proofs.served import Line, Reply, Request, Served

pytestmark = pytest.mark.proof

FILE_MAX_BYTES = 1 << 20
TRIED_MAX = 300
LOCKED = {(503, "busy", "1"), (409, "request_in_progress", "1")}
"""PostgreSQL's locks are waited for as the same request is that is worked on."""


def test_while_another_has_locked_the_database_who_asks_is_told_to_come_again(
    served: Served,
) -> None:
    request = deposit()
    with reckoned(served) as journal, Line(served) as line:
        with locked(served):
            refused = line.ask(request)

        settled = Client(line, journal, Random()).settled(request)

    assert (refused.status, refused.code, refused.retry_after_s) in LOCKED
    assert (settled.status, settled.is_repeated) == (201, False)


def test_while_the_disk_is_full_who_asks_is_told_so_and_nothing_is_lost(served: Served) -> None:
    with reckoned(served) as journal, Line(served) as line:
        client = Client(line, journal, Random())
        for _ in range(3):
            client.settled(deposit())
        with full(served):
            request, refused = refused_deposit(client)

        settled = client.settled(request)

    assert (refused.status, refused.code, refused.retry_after_s) == (503, "unavailable", "5")
    assert (settled.status, settled.is_repeated) == (201, False)
    gets_the_first_answers_again(served, journal.done)


def refused_deposit(client: Client) -> tuple[Request, Reply]:
    """Pay in until the disk is full; return what was refused."""
    for tried in count():
        assert tried < TRIED_MAX, "the disk was never full"
        request = deposit()
        reply = client.line.ask(request)
        if not reply.is_final:
            return request, reply
        client.settled(request)
    raise AssertionError


def deposit() -> Request:
    """Return a new request."""
    body = {"money": fen(17_500), "password": PASSWORD, "depositor": {"identity": IDENTITY}}
    return Request(OUTLETS[0], "POST", "deposits", body, str(uuid4()))


@contextmanager
def locked(served: Served) -> Iterator[None]:
    """Hold what a deposit needs, from outside of the service."""
    if served.kind == "sqlite":
        other = sqlite3.connect(make_url(served.url).database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    with psycopg.connect(driver_url(served.url)) as connection:
        connection.execute("SELECT cash_fen FROM outlet FOR UPDATE")
        yield
        connection.rollback()


@contextmanager
def full(served: Served) -> Iterator[None]:
    """Let no file of the workers grow, or let PostgreSQL say what it says when its disk is full."""
    if served.kind == "sqlite":
        workers = served.workers()
        before = {one: resource.prlimit(one, resource.RLIMIT_FSIZE) for one in workers}
        for one, (_, hard) in before.items():
            resource.prlimit(one, resource.RLIMIT_FSIZE, (FILE_MAX_BYTES, hard))
        yield
        for one, limits in before.items():
            resource.prlimit(one, resource.RLIMIT_FSIZE, limits)
        return
    with psycopg.connect(driver_url(served.url), autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
        )
        connection.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON answer "
            "FOR EACH ROW EXECUTE FUNCTION full_disk()"
        )
        yield
        connection.execute("DROP TRIGGER full_disk ON answer")


def driver_url(url: str) -> str:
    """Return an address as the driver itself has it."""
    return url.replace("+psycopg", "", 1)
