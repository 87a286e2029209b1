"""Many at once on the same wallets and orders: each outcome is the right one, and none is a fault.

A refusal that only says to come again is followed, under the same key, as every client should.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from tests.service.api.market import AMOUNT_FEN, EVIDENCE, Market
from tests.service.api.stories import holds
from tests.service.api.stories.orders import DECISION
from tests.service.api.stories.story import Request
from tests.service.api.stories.wallets import payment
from tests.service.parcels import scan_body, scanned, sent
from tests.service.servers import Service, money, taken
from tests.waiting import PATIENCE_S

CLIENTS = 16
ROUNDS = 6
PAUSE_S = 0.01
COME_AGAIN = {"busy", "unavailable", "request_in_progress"}


@dataclass(frozen=True)
class Final:
    """The final answer to a request."""

    status: int
    code: str
    said: dict[str, Any]


def settled(service: Service, request: Request, name: str) -> Final:
    """Ask under one key until there is a final answer; who is to come again is told when."""
    deadline_s = time.monotonic() + PATIENCE_S
    while True:
        answer = service.ask(
            request.key, request.method, request.path, request.body, {"Idempotency-Key": name}
        )
        said = answer.get_json()
        code = str(said.get("code", ""))
        if code not in COME_AGAIN:
            assert answer.status_code < 500, answer.text
            return Final(answer.status_code, code, said)
        assert answer.headers["Retry-After"], answer.text
        assert time.monotonic() < deadline_s, "there was no final answer"
        time.sleep(PAUSE_S)


def at_once(service: Service, requests: Iterable[Request]) -> list[Final]:
    """Send all requests, each with a key of its own, as many at a time as there are clients."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        sending = [pool.submit(settled, service, request, str(uuid4())) for request in requests]
        return [one.result() for one in sending]


def outcomes(answers: Iterable[Final]) -> Counter[tuple[int, str]]:
    return Counter((one.status, one.code) for one in answers)


def balance_fen(service: Service, wallet_id: str) -> int:
    shown = taken(service.get(service.provider, f"/v1/wallets/{wallet_id}"))
    return int(shown["balance"]["amount"]) + int(shown["held"]["amount"])


def order_payment(service: Service, order_id: str) -> Request:
    return Request(service.provider, "POST", f"/v1/orders/{order_id}/payments", {})


# Experiment E4: Blnk #181 (holds not counted), five-bells-ledger #402 (concurrency told as a
# balance that is too low).


def test_of_six_orders_paid_at_once_five_are_paid_and_the_sixth_can_be_later(
    service: Service,
) -> None:
    """Experiment E4, the first half."""
    market = Market(service, stock=6, balance_fen=5 * AMOUNT_FEN)
    orders = [market.placed() for _ in range(6)]

    answers = at_once(service, (order_payment(service, one) for one in orders))

    assert outcomes(answers) == {(201, ""): 5, (409, "balance_too_low"): 1}
    late = orders[[one.status for one in answers].index(409)]
    assert market.state(late) == "placed"
    topped = service.redeem(service.deposit(AMOUNT_FEN)["number"], market.wallet_id)
    assert topped.status_code == 201
    assert order_payment(service, late).send(service).status_code == 201
    assert market.is_sound()


def test_of_six_holds_placed_at_once_five_are_and_what_they_keep_buys_nothing(
    service: Service,
) -> None:
    """Experiment E4 with holds: what one keeps is nobody else's, at no moment."""
    wallet_id, payee_id = service.full_wallet(5_000), service.wallet()

    placed = at_once(service, (holds.hold(service, wallet_id, 1_000) for _ in range(6)))
    spent = payment(service, wallet_id, payee_id).send(service)

    assert outcomes(placed) == {(201, ""): 5, (409, "balance_too_low"): 1}
    assert spent.get_json()["code"] == "balance_too_low"
    assert service.books()["is_sound"]


@pytest.mark.parametrize("kept_fen", [0, 9_000])
def test_where_there_is_enough_for_all_nobody_is_told_that_there_is_not(
    service: Service, kept_fen: int
) -> None:
    """Experiment E4, the second half: forty payments of 100, alone and beside a hold."""
    wallet_id, payee_id = service.full_wallet(4_000 + kept_fen), service.wallet()
    if kept_fen:
        taken(holds.hold(service, wallet_id, kept_fen).send(service))

    answers = at_once(service, (payment(service, wallet_id, payee_id) for _ in range(40)))

    assert outcomes(answers) == {(201, ""): 40}
    assert (balance_fen(service, wallet_id), balance_fen(service, payee_id)) == (kept_fen, 4_000)
    assert service.books()["is_sound"]


# Experiment E5: Blnk #152 (refunded twice), open-bank-oss PR 528 (reversed twice); reversals of
# payments are in `test_reversals`.


@pytest.mark.parametrize("seed", range(3))
def test_escrow_leaves_once_whoever_ends_the_order_at_the_same_moment(
    service: Service, seed: int
) -> None:
    """Experiment E5: twenty refunds with new keys against buyer, arbiter and the lost parcel."""
    market = Market(service)
    order_id = market.paid()
    number = sent(market, order_id)
    scanned(service, number, "accepted")
    market.must(service.provider, order_id, "disputes", {"evidence": EVIDENCE})
    path = f"/v1/orders/{order_id}"
    lost = scan_body(number, "lost", service.clock())
    requests = [
        *(Request(market.shop, "POST", f"{path}/refunds", {"reason": "other"}) for _ in range(20)),
        Request(service.provider, "POST", f"{path}/confirmations"),
        Request(market.arbiter, "POST", f"{path}/decisions", DECISION),
        Request(service.outlet, "POST", "/v1/scans", lost),
    ]
    Random(seed).shuffle(requests)

    answers = at_once(service, requests)

    scans = [one for one, asked in zip(answers, requests, strict=True) if "scans" in asked.path]
    steps = [one for one in answers if one not in scans]
    assert outcomes(scans) == {(201, ""): 1}
    done = outcomes(steps)[201, ""]
    assert done <= 1
    assert outcomes(steps) - Counter({(201, ""): done}) == {(409, "order_not_ready"): 22 - done}
    kinds = market.events(order_id)
    ends = {one: kinds.count(one) for one in ("order.refunded", "order.released")}
    assert max(ends.values()) == 1
    assert market.state(order_id) in {"refunded", "released"}
    assert market.is_sound()


# Experiment E6: five-bells-ledger #323, revolut_coding #1, liberapay #808 (deadlocks).


def test_payments_that_cross_each_other_and_all_else_deadlock_nobody(service: Service) -> None:
    """Experiment E6: A to B and B to A beside payouts, references, holds, and reversals."""
    market = Market(service, stock=CLIENTS, balance_fen=500_000)
    buyer, shop = market.wallet_id, market.seller_id
    taken(payment(service, buyer, shop).send(service))
    for _ in range(2):
        market.must(service.provider, market.shipped(), "confirmations")
    references = [market.referenced()[1] for _ in range(CLIENTS // 8)]
    began_fen = balance_fen(service, buyer) + balance_fen(service, shop)
    paid_out = {"money": money(50), "to": "wallet"}
    ways: list[Callable[[int], Request]] = [
        lambda _: payment(service, buyer, shop),
        lambda _: payment(service, shop, buyer),
        lambda _: Request(market.shop, "POST", "/v1/payouts", paid_out),
        lambda place: Request(
            service.outlet,
            "POST",
            "/v1/reference-payments",
            {
                "reference": references[place % len(references)],
                "money": money(30),
                "taken_at": "2026-11-24T01:00:00Z",
            },
        ),
        lambda _: holds.hold(service, buyer, 70, payee_wallet_id=shop),
        lambda _: holds.hold(service, shop, 70, payee_wallet_id=buyer),
    ]

    first = at_once(service, (ways[place % 6](place) for place in range(CLIENTS * ROUNDS)))
    held = [one.said["hold_id"] for one in first if "hold_id" in one.said]
    made = [one.said["payment_id"] for one in first if "payer_wallet_id" in one.said]
    ends = [
        Request(service.provider, "POST", f"/v1/holds/{hold_id}/captures", {"money": money(40)})
        for hold_id in held
    ]
    ends += [Request(service.provider, "POST", f"/v1/holds/{one}/releases") for one in held]
    ends += [holds.reversal_of(service, one, 60) for one in made for _ in range(2)]
    Random(6).shuffle(ends)
    last = at_once(service, (*ends, *(ways[place % 2](place) for place in range(CLIENTS))))

    codes = outcomes(first) + outcomes(last)
    assert {code for status, code in codes if status > 201} <= {
        "hold_ended",
        "reversal_over_payment",
        "balance_too_low",
        "holds_full",
    }
    given_back = Counter(one.said["payment_id"] for one in last if "reversal_id" in one.said)
    assert given_back.keys() <= set(made)
    assert set(given_back.values()) == {1}, "60 of 100 are given back once"
    came = outcomes(one for one in first if "became" in one.said)[201, ""] * 30
    came += outcomes(one for one in first if "payout_id" in one.said)[201, ""] * 50
    ended_fen = balance_fen(service, buyer) + balance_fen(service, shop)
    assert ended_fen == began_fen + came
    assert service.books()["is_sound"]
