"""Races for one key and one draft over real HTTP, two worker processes, both databases.

Each is an experiment after what went wrong elsewhere, with the answer that is right.
"""

from collections import Counter
from itertools import cycle
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from tests.proofs.client import IDENTITY, PASSWORD, Client, Journal, fen
from tests.proofs.lengths import chosen, note
from tests.proofs.reckoning import reckoned
from tests.proofs.scene import AUDITOR, OPERATOR, OUTLETS, PROVIDERS
from tests.proofs.served import Reply, Request, Served
from tests.proofs.soundness import faults
from tests.proofs.test_concurrency import (
    AMOUNT_FEN,
    at_once,
    balance_of,
    client_of,
    deposit,
    offered,
    open_wallet,
    order_of,
)

pytestmark = pytest.mark.proof

DEPOSITS = 50
PAYMENT_ROUNDS = chosen(usual=10, long=200)
DRAFT_ROUNDS = chosen(usual=2, long=20)
REDEMPTIONS, CASH_OUTS, ORDERS = 20, 10, 10
DEPOSIT = {"money": fen(AMOUNT_FEN), "password": PASSWORD, "depositor": {"identity": IDENTITY}}
REUSED = (422, "idempotency_key_reused")


def is_sound(client: Client) -> bool:
    """Return whether the service's own check finds nothing."""
    return not client.read(AUDITOR, "books/check").said["findings"]


def test_fifty_deposits_at_once_are_fifty_and_fifty_of_one_key_are_one(served: Served) -> None:
    """Experiment E1, after Formance #364: answers of 200 with an empty body, and doubled ids."""
    with reckoned(served) as journal, client_of(served, journal) as client:
        apart = [
            Request(OUTLETS[0], "POST", "deposits", DEPOSIT, str(uuid4())) for _ in range(DEPOSITS)
        ]
        replies = at_once(served, apart)
        drafts = [client.settled(one) for one in apart]
        assert {one.status for one in replies} == {201}
        assert len({one.said["number"] for one in replies}) == DEPOSITS
        assert {one.content for one in replies} == {one.content for one in drafts}

        once = Request(OUTLETS[0], "POST", "deposits", DEPOSIT, str(uuid4()))
        replies = at_once(served, [once] * DEPOSITS)
        first = client.settled(once)

        answered = [one for one in replies if one.is_final]
        assert {(one.status, one.content) for one in answered} == {(201, first.content)}
        assert sum(not one.is_repeated for one in answered) == 1
        waiting = [one for one in replies if not one.is_final]
        assert {(one.status, one.code, one.retry_after_s) for one in waiting} <= {
            (409, "request_in_progress", "1")
        }
        assert is_sound(client)


def test_of_two_payments_with_one_key_and_other_amounts_one_is_booked(served: Served) -> None:
    """Experiment E2, after runvendo/vendo #1297: one key, another body, and both were written."""
    won = Counter[int]()
    with client_of(served, Journal()) as client:
        payer, payee = open_wallet(client), open_wallet(client)
        for _ in range(chosen(usual=1, long=3)):
            body = {"number": deposit(client), "password": PASSWORD, "wallet_id": payer}
            client.made(PROVIDERS[0], "redemptions", body)
        held_fen = balance_of(client, payer)
        for _ in range(PAYMENT_ROUNDS):
            one_key = str(uuid4())
            requests = [
                Request(PROVIDERS[0], "POST", "payments", payment(payer, payee, fen_), one_key)
                for fen_ in (100, 200)
            ]

            replies = at_once(served, requests)
            last = [client.settled(one) for one in requests]

            ((booked, answer),) = [
                (place, one) for place, one in enumerate(last) if one.status == 201
            ]
            other = last[1 - booked]
            assert (other.status, other.code) == REUSED
            assert replies[booked].content == answer.content or not replies[booked].is_final
            assert (replies[1 - booked].status, replies[1 - booked].code) in {
                REUSED,
                (409, "request_in_progress"),
            }
            won[(100, 200)[booked]] += 1
        paid_fen = sum(amount_fen * count for amount_fen, count in won.items())
        assert balance_of(client, payer) == held_fen - paid_fen
        assert balance_of(client, payee) == paid_fen
        entries = client.read(PROVIDERS[0], f"wallets/{payee}/entries?limit=1000").said["entries"]
        assert Counter(one["change"]["amount"] for one in entries) == won
        assert is_sound(client)
    note(f"{served.kind}: of {PAYMENT_ROUNDS} races the payments of {dict(won)} fen were booked")


def test_of_forty_who_want_one_draft_each_in_its_way_one_gets_it(served: Served) -> None:
    """Experiment E3, after opencart #4812 and others: one voucher was spent twice at once."""
    won = Counter[str]()
    with client_of(served, Journal()) as client:
        wallets = [open_wallet(client) for _ in range(REDEMPTIONS)]
        for _ in range(DRAFT_ROUNDS):
            won[raced_for(client, served, wallets)] += 1
        assert is_sound(client)
    assert faults(served.url) == {}
    note(f"{served.kind}: the draft went to {dict(won)}")


def raced_for(client: Client, served: Served, wallets: list[str]) -> str:
    """Let all run for one draft; return who got it."""
    offer_id = offered(client, stock=ORDERS)
    buyers = [open_wallet(client) for _ in range(ORDERS)]
    orders = [
        client.made(PROVIDERS[0], "orders", order_of(offer_id, buyer))["order_id"]
        for buyer in buyers
    ]
    for outlet in OUTLETS:  # each till could pay
        supply = {"outlet": outlet, "direction": "supply", "money": fen(AMOUNT_FEN)}
        client.made(OPERATOR, "cash-movements", supply)
    draft = {"number": deposit(client), "password": PASSWORD}
    requests = [
        *(asked(PROVIDERS[0], "redemptions", {**draft, "wallet_id": one}) for one in wallets),
        *(asked(outlet, "cash-outs", draft) for outlet, _ in zip(cycle(OUTLETS), range(CASH_OUTS))),
        *(asked(PROVIDERS[0], f"orders/{one}/payments", {"draft": draft}) for one in orders),
    ]
    Random(draft["number"]).shuffle(requests)
    before_fen = sum(balance_of(client, one) for one in (*wallets, *buyers))

    replies = [
        settled(client, *pair) for pair in zip(requests, at_once(served, requests), strict=True)
    ]

    assert Counter((one.status, one.code) for one in replies) == {
        (201, None): 1,
        (409, "draft_ended"): REDEMPTIONS + CASH_OUTS + ORDERS - 1,
    }
    ((request, reply),) = [
        pair for pair in zip(requests, replies, strict=True) if pair[1].status == 201
    ]
    credited_fen = sum(balance_of(client, one) for one in (*wallets, *buyers)) - before_fen
    elsewhere_fen = {"cash-outs": AMOUNT_FEN, "redemptions": 0}.get(
        request.path, reply.said["money"]["amount"]
    )
    assert credited_fen + elsewhere_fen == AMOUNT_FEN
    return request.path.split("/")[-1]


def settled(client: Client, request: Request, reply: Reply) -> Reply:
    """Return a final answer: this one, or after a busy database another."""
    return reply if reply.is_final else client.settled(request)


def asked(who: str, path: str, body: dict[str, Any]) -> Request:
    """Return a request under a key of its own."""
    return Request(who, "POST", path, body, str(uuid4()))


def payment(payer: str, payee: str, amount_fen: int) -> dict[str, Any]:
    """Return what is paid."""
    return {"payer_wallet_id": payer, "payee_wallet_id": payee, "money": fen(amount_fen)}
