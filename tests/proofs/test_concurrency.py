"""Many clients at once over real HTTP, two worker processes, both databases."""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from random import Random
from uuid import uuid4

import pytest

from service.api import messages
from service.web.app import ROUTES
from tests.proofs.client import IDENTITY, PASSWORD, Client, Journal, fen
from tests.proofs.lengths import chosen, note
from tests.proofs.load import ACTS, run_load
from tests.proofs.reckoning import gets_the_first_answers_again, reckoned
from tests.proofs.scene import OUTLETS, PROVIDERS, SHOP
from tests.proofs.served import Line, Reply, Request, Served
from tests.proofs.soundness import faults

pytestmark = pytest.mark.proof

CLIENTS = 50
LOADING = 16
ROUNDS = chosen(usual=5, long=40)
MIXED_S = chosen(usual=8, long=60)
AMOUNT_FEN = 17_500
NOT_SURE = {
    "/v1/refunds",  # no draft expires in so short a time
    "/v1/cash-outs",  # another may have taken the cash out of the till
    "/v1/cancellations",
    "/v1/float-withdrawals",
    "/v1/float-recalls",
    "/v1/outlet-commission-payouts",  # nothing is earned until a day is closed
}
HERE = {"latitude": 32.18, "longitude": 115.67}


def test_fifty_clients_redeem_one_draft_and_one_wallet_gets_it(served: Served) -> None:
    with client_of(served, Journal()) as client:
        for _ in range(ROUNDS):
            number = deposit(client)
            wallets = [open_wallet(client) for _ in range(4)]
            body = {"number": number, "password": PASSWORD}
            requests = [
                Request(
                    PROVIDERS[0], "POST", "redemptions", body | {"wallet_id": one}, str(uuid4())
                )
                for one in islice(cycle(wallets), CLIENTS)
            ]

            replies = at_once(served, requests)

            assert Counter((one.status, one.code) for one in replies) == {
                (201, None): 1,
                (409, "draft_ended"): CLIENTS - 1,
            }
            assert sum(balance_of(client, wallet_id) for wallet_id in wallets) == AMOUNT_FEN


def test_fifty_clients_send_one_request_and_it_is_done_once(served: Served) -> None:
    body = {"money": fen(AMOUNT_FEN), "password": PASSWORD, "depositor": {"identity": IDENTITY}}
    with reckoned(served) as journal, client_of(served, journal) as client:
        for _ in range(ROUNDS):
            request = Request(OUTLETS[0], "POST", "deposits", body, str(uuid4()))

            replies = at_once(served, [request] * CLIENTS)

            first = client.settled(request)
            assert {(one.status, one.content) for one in replies if one.is_final} <= {
                (201, first.content)
            }
            assert {(one.status, one.retry_after_s) for one in replies if not one.is_final} <= {
                (409, "1")
            }


def test_fifty_clients_pay_one_order_and_escrow_gets_it_once(served: Served) -> None:
    with client_of(served, Journal()) as client:
        offer_id = offered(client, stock=ROUNDS)
        for _ in range(ROUNDS):
            buyer = open_wallet(client)
            redeem = {"number": deposit(client), "password": PASSWORD, "wallet_id": buyer}
            client.post(PROVIDERS[0], "redemptions", redeem)
            order = client.post(PROVIDERS[0], "orders", order_of(offer_id, buyer)).said
            path = f"orders/{order['order_id']}/payments"
            requests = [
                Request(PROVIDERS[0], "POST", path, {}, str(uuid4())) for _ in range(CLIENTS)
            ]

            replies = at_once(served, requests)

            assert Counter((one.status, one.code) for one in replies) == {
                (201, None): 1,
                (409, "order_not_ready"): CLIENTS - 1,
            }
            assert balance_of(client, buyer) == AMOUNT_FEN - order["money"]["amount"]
    assert faults(served.url) == {}


def test_of_fifty_buyers_one_gets_the_last_piece(served: Served) -> None:
    with client_of(served, Journal()) as client:
        for _ in range(ROUNDS):
            offer_id = offered(client, stock=1)
            buyers = [open_wallet(client) for _ in range(4)]
            requests = [
                Request(PROVIDERS[0], "POST", "orders", order_of(offer_id, one), str(uuid4()))
                for one in islice(cycle(buyers), CLIENTS)
            ]

            replies = at_once(served, requests)

            assert Counter((one.status, one.code) for one in replies) == {
                (201, None): 1,
                (409, "out_of_stock"): CLIENTS - 1,
            }
            assert client.read(PROVIDERS[0], f"offers/{offer_id}").said["stock"] == 0


def test_a_mixed_load_leaves_sound_books_and_no_fault(served: Served) -> None:
    with reckoned(served) as journal:
        count = run_load(served, journal, LOADING, meanwhile=lambda: time.sleep(MIXED_S))

    assert count > len(ACTS), "more was done than everything once"
    assert not_done(journal) <= NOT_SURE, "the load is of all operations"
    assert {kind for kind in journal.raw if kind.startswith(("lost", "5"))} == set()
    gets_the_first_answers_again(served, journal.done[-chosen(usual=100, long=5_000) :])
    said = f"{len(journal.done)} requests of {count} acts in {MIXED_S} s, {dict(journal.raw)}"
    note(f"mixed load on {served.kind}: {said}")


def not_done(journal: Journal) -> set[str]:
    """Return the addresses that do something once, and of which the journal has nothing done.

    Of webhooks and messages the proofs of the outbox tell, which have somebody who hears them.
    """
    done = {f"/v1/{one.request.path}" for one in journal.done if one.reply.status in {200, 201}}
    heard = {route.path for route in (*messages.WEBHOOK_ROUTES, *messages.MESSAGE_ROUTES)}
    addresses = {route.path for route in ROUTES if route.needs_key} - heard
    forms = {address: re.compile(re.sub(r"{\w+}", "[^/]+", address)) for address in addresses}
    return {
        address for address, form in forms.items() if not any(form.fullmatch(one) for one in done)
    }


def at_once(served: Served, requests: list[Request]) -> list[Reply]:
    """Send all requests at the same moment, each on a line of its own."""
    everybody_is_there = threading.Barrier(len(requests))

    def ask(request: Request) -> Reply:
        with Line(served) as line:
            everybody_is_there.wait()
            return line.ask(request)

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(ask, requests))


@contextmanager
def client_of(served: Served, journal: Journal) -> Iterator[Client]:
    """Lend a client."""
    with Line(served) as line:
        yield Client(line, journal, Random())


def deposit(client: Client) -> str:
    """Pay in, and return the number."""
    body = {"money": fen(AMOUNT_FEN), "password": PASSWORD, "depositor": {"identity": IDENTITY}}
    return str(client.post(OUTLETS[0], "deposits", body).said["number"])


def offered(client: Client, stock: int) -> str:
    """Let the shop offer so many pieces, and return the offer's id."""
    client.post(
        SHOP, "sellers", {"name": "Tea of Gushi", "place": HERE}
    )  # known from the second on
    body = {"title": "Tea", "price": fen(9_000), "weight_g": 300, "stock": stock}
    return str(client.post(SHOP, "offers", body).said["offer_id"])


def order_of(offer_id: str, wallet_id: str) -> dict[str, object]:
    """Return what one piece is ordered with."""
    return {"offer_id": offer_id, "wallet_id": wallet_id, "quantity": 1, "destination": HERE}


def open_wallet(client: Client) -> str:
    """Open a wallet, and return its id."""
    return str(client.post(PROVIDERS[0], "wallets", {"tier": "certificate"}).said["wallet_id"])


def balance_of(client: Client, wallet_id: str) -> int:
    """Return what a wallet holds."""
    return int(client.read(PROVIDERS[0], f"wallets/{wallet_id}").said["balance"]["amount"])
