"""Forty who want one draft, each in its way and each delayed, at a test server."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from werkzeug.test import TestResponse

from service.database.transactions import Database
from service.testing.faults import HEADER
from tests.service.testing.served import Served, served
from tests.waiting import PATIENCE_S

REDEMPTIONS, CASH_OUTS, ORDERS = 20, 10, 10
AMOUNT_FEN = 17_500
HERE = {"latitude": 32.18, "longitude": 115.67}
TEA = {"title": "Tea", "price": {"amount": 9_000, "currency": "CNY"}, "weight_g": 300}


def made(server: Served, role: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Post what has to be taken."""
    response = server.ask(role, f"POST /v1/{path}", body)
    assert response.status_code == 201, response.text
    answer: dict[str, Any] = response.get_json()
    return answer


def balance_fen(server: Served, wallet_id: str) -> int:
    """Return what a wallet holds."""
    shown = server.ask("provider", f"GET /v1/wallets/{wallet_id}").get_json()
    return int(shown["balance"]["amount"])


def test_with_latency_too_one_of_forty_gets_the_draft_and_the_others_are_told_that_it_ended(
    database: Database,
) -> None:
    """Experiment E3, with `latency=5`: see also the proof over HTTP with two processes."""
    server = served(database, seed=None)
    made(server, "shop", "sellers", {"name": "Tea of Gushi", "place": HERE})
    offer_id = made(server, "shop", "offers", {**TEA, "stock": ORDERS})["offer_id"]
    draft = {"number": server.deposited()["number"], "password": "081208"}
    wallets = [
        str(made(server, "provider", "wallets", {"tier": "certificate"})["wallet_id"])
        for _ in range(REDEMPTIONS + ORDERS)
    ]
    goods = {"offer_id": offer_id, "quantity": 1, "destination": HERE}
    orders = [
        made(server, "provider", "orders", {**goods, "wallet_id": one})["order_id"]
        for one in wallets[REDEMPTIONS:]
    ]
    requests = [
        *(
            ("provider", "redemptions", {**draft, "wallet_id": one})
            for one in wallets[:REDEMPTIONS]
        ),
        *[("outlet", "cash-outs", draft)] * CASH_OUTS,
        *(("provider", f"orders/{one}/payments", {"draft": draft}) for one in orders),
    ]
    all_are_there = threading.Barrier(len(requests))

    def asked(request: tuple[str, str, dict[str, Any]]) -> TestResponse:
        role, path, body = request
        all_are_there.wait(PATIENCE_S)
        return server.ask(role, f"POST /v1/{path}", body, **{HEADER: "latency=5"})

    with ThreadPoolExecutor(len(requests)) as pool:
        responses = list(pool.map(asked, requests))

    said = [(one.status_code, one.get_json().get("code")) for one in responses]
    assert Counter(said) == {(201, None): 1, (409, "draft_ended"): len(requests) - 1}
    winner = next(one for one in responses if one.status_code == 201).get_json()
    path = requests[said.index((201, None))][1]
    elsewhere_fen = 0 if path == "redemptions" else winner["money"]["amount"]
    assert sum(balance_fen(server, one) for one in wallets) + elsewhere_fen == AMOUNT_FEN
    check = server.ask("auditor", "GET /v1/books/check").get_json()
    assert check["findings"] == []
