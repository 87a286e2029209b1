"""Fifty scanners at once over real HTTP, two worker processes, both databases: one compensation."""

from collections import Counter
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from service.clock import now_ms, rfc3339
from tests.proofs.client import IDENTITY, PASSWORD, Client, Journal, fen
from tests.proofs.scene import OPERATOR, OUTLETS, PROVIDERS
from tests.proofs.served import Line, Request, Served
from tests.proofs.soundness import faults
from tests.proofs.test_concurrency import CLIENTS, at_once
from tests.service.parcels import LABEL

pytestmark = pytest.mark.proof

SHOP, HUB = "the shop", "Zhengzhou"
PLACE = {"latitude": 32.18, "longitude": 115.67}


@pytest.fixture
def client(served: Served) -> Iterator[Client]:
    with Line(served) as line:
        yield Client(line, Journal(), Random())


def test_fifty_clients_send_one_loss_and_the_post_pays_once(served: Served, client: Client) -> None:
    number, order_id = shipped_parcel(client)
    body = {"item_number": number, "state": "lost", "at": rfc3339(now_ms())}
    requests = [Request(HUB, "POST", "scans", body, str(uuid4())) for _ in range(CLIENTS)]

    first = at_once(served, requests)
    settled = [client.settled(request) for request in requests]

    assert {one.status for one in first} <= {201, 409, 503}  # busy, or still being worked on
    assert Counter((one.status, one.said["is_new"]) for one in settled) == {
        (201, True): 1,
        (201, False): CLIENTS - 1,
    }
    assert entered(served.url, order_id) == {
        "order_paid": 1,
        "compensation": 2,  # a line in each book
        "order_refund": 1,
    }
    assert told(served.url, number) == Counter(["parcel.lost", "parcel.compensated"])
    assert faults(served.url) == {}


def test_fifty_clients_send_fifty_ends_and_the_money_leaves_escrow_once(
    served: Served, client: Client
) -> None:
    number, order_id = shipped_parcel(client)
    ends, at_ms = ("lost", "damaged", "returned"), now_ms()
    requests = [
        Request(
            HUB,
            "POST",
            "scans",
            {"item_number": number, "state": ends[place % 3], "at": rfc3339(at_ms + place)},
            str(uuid4()),
        )
        for place in range(CLIENTS)
    ]

    at_once(served, requests)
    settled = [client.settled(request) for request in requests]

    assert all(one.said["is_new"] for one in settled)
    lines = entered(served.url, order_id)
    assert (lines["order_paid"], lines["order_refund"]) == (1, 1)
    assert lines["compensation"] in {0, 2}  # as the first that was heard of says
    assert faults(served.url) == {}


def shipped_parcel(client: Client) -> tuple[str, str]:
    """Sell something and make its parcel; return its number and the order's id."""
    shop_id = posted(client, PROVIDERS[0], "wallets", {"tier": "certificate"})["wallet_id"]
    for who, role, holder in ((SHOP, "shop", shop_id), (HUB, "hub", HUB)):
        made = posted(client, OPERATOR, "keys", {"role": role, "holder": holder})
        client.line.learn(who, made["key"])
    posted(client, SHOP, "sellers", {"name": "Tea of Gushi", "place": PLACE})
    offer = {"title": "Tea", "price": fen(1_000), "weight_g": 100, "stock": 5}
    offer_id = posted(client, SHOP, "offers", offer)["offer_id"]
    wallet_id = posted(client, PROVIDERS[0], "wallets", {"tier": "certificate"})["wallet_id"]
    paid_in = {"money": fen(17_500), "password": PASSWORD, "depositor": {"identity": IDENTITY}}
    draft = {
        "number": posted(client, OUTLETS[0], "deposits", paid_in)["number"],
        "password": PASSWORD,
    }
    order = {
        "offer_id": offer_id,
        "wallet_id": wallet_id,
        "quantity": 1,
        "destination": {"latitude": 39.9, "longitude": 116.4},
    }
    order_id = posted(client, PROVIDERS[0], "orders", order)["order_id"]
    posted(client, PROVIDERS[0], f"orders/{order_id}/payments", {"draft": draft})
    posted(client, SHOP, "item-number-blocks", {"count": 1})
    made = posted(client, SHOP, "parcels", {**LABEL, "order_id": order_id})
    return str(made["item_number"]), str(order_id)


def posted(client: Client, who: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Post what must be taken, and return the answer."""
    reply = client.post(who, path, dict(body))
    assert reply.status == 201, reply.content
    return reply.said


def entered(url: str, order_id: str) -> Counter[str]:
    """Return how many lines of each kind the books have about an order."""
    found = _column(url, "SELECT key FROM transfer WHERE key LIKE :asked", f"%:{order_id}")
    return Counter(key.split(":")[0] for key in found)


def told(url: str, subject: str) -> Counter[str]:
    """Return how often what was told of a parcel."""
    return Counter(_column(url, "SELECT kind FROM event WHERE subject = :asked", subject))


def _column(url: str, query: str, asked: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [str(row[0]) for row in connection.execute(text(query), {"asked": asked})]
    engine.dispose()
    return found
