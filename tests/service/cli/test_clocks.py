"""Commands go by the clock of the service, and go on from where they stopped."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import access
from service.client import Client
from sim.cli import commands
from tests.service.testing.served import START, Served, books_in, served


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Served:
    """Start a test server whose clock stands in 2026, and let commands ask it."""
    there = served(books_in(tmp_path))

    @contextmanager
    def client_for(asked: access.Access) -> Iterator[Client]:
        with Client(
            there.client.application, asked.api_key, idempotency_key=asked.idempotency_key
        ) as client:
            yield client

    monkeypatch.setattr(access, "client_for", client_for)
    return there


def call(server: Served, role: str, *words: str) -> Result:
    """Call a command with the key of a role."""
    return CliRunner().invoke(commands, words, env={"WANGHUIYI_KEY": server.keys[role]})


def test_yesterday_is_that_of_the_service(server: Served) -> None:
    done = call(server, "operator", "settle", "yesterday", "--json")
    today = call(server, "operator", "reconcile", "today", "--json")

    assert json.loads(done.stdout)["day"] == "2026-11-23"
    assert json.loads(today.stdout)["day"] == "2026-11-24"


def test_a_parcel_is_accepted_at_the_moment_of_the_service(server: Served) -> None:
    item = call(server, "shop", "parcel", "blocks", "--new", "1").stdout.strip()
    side = {"name": "Li", "address": "Gushi", "postcode": "465200"}
    label = {"sender": side, "recipient": side, "item_number": item}
    made = server.ask("shop", "POST /v1/parcels", label)
    assert made.status_code == 201, made.text

    words = ("parcel", "accept", item, "--json", "--once", "a-key-of-a-test")
    first, again = (call(server, "outlet", *words) for _ in range(2))

    assert json.loads(first.stdout)["at"] == START
    assert again.stdout == first.stdout


def test_a_statement_is_gone_on_with_from_its_last_page(server: Served) -> None:
    wallet = server.wallets[0]
    empty = call(server, "provider", "wallet", "statement", wallet)
    redeemed(server, wallet)

    first = call(server, "provider", "wallet", "statement", wallet)
    cursor = first.stderr.split()[-1]
    nothing = call(server, "provider", "wallet", "statement", wallet, "--cursor", cursor)
    server.answer_to("PUT /test/clock", {"advance_days": 1})
    redeemed(server, wallet)
    more = call(server, "provider", "wallet", "statement", wallet, "--cursor", cursor)

    assert "--cursor 0\n" in empty.stderr
    assert [len(one.stdout.splitlines()) for one in (first, nothing, more)] == [2, 1, 2]
    assert nothing.stderr == first.stderr


def redeemed(server: Served, wallet: str) -> None:
    """Credit a new draft to a wallet."""
    body = {"number": server.deposited()["number"], "password": "081208", "wallet_id": wallet}
    assert server.ask("provider", "POST /v1/redemptions", body).status_code == 201
