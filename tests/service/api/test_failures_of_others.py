"""What went wrong in other ledgers and payment systems, done to this one.

Wrong days near midnight (sure 2668, bn-api 1521); two answers at one deadline, and stock that was
released twice or never (mojaloop 868, 1877); refusals that were kept, or not (the IETF's draft on
idempotency keys 41, IdempotentAPI 37); a retry that kills a slow first request (mojaloop 2119).
"""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from service.clock import from_rfc3339
from service.testing import create_test_app
from service.web.app import Settings
from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.servers import IDENTITY, PASSWORD, Service, deposit_body, money, refused, taken
from tests.waiting import PATIENCE_S

LAST_MS = from_rfc3339("2026-11-24T15:59:59.999Z")
FIRST, SECOND = "2026-11-24", "2026-11-25"
NAMED = {"Idempotency-Key": "the-same-one"}
DAY_MS = 86_400_000


def settled(service: Service, day: str) -> TestResponse:
    """Close a day."""
    return service.post(service.operator, "/v1/settlements", {"day": day})


@pytest.fixture
def sqlite_market(sqlite_service: Service) -> Market:
    """Return a market where the database does not matter."""
    return Market(sqlite_service)


@pytest.fixture
def tested(service: Service) -> Service:
    """Return a service that is a test server, with faults."""
    service.__dict__["app"] = create_test_app(service.context, Settings(), service.clock(), None)
    return service


def test_each_line_is_in_its_day_of_beijing_and_a_limit_begins_anew_with_it(
    service: Service,
) -> None:
    wallet_id = service.wallet("plain")
    drafts = [str(service.deposit(amount_fen)["number"]) for amount_fen in (100, 20, 3)]

    service.clock.at_ms = LAST_MS
    paid_in_last = service.deposit(7)
    last_of_first = service.redeem(drafts[0], wallet_id)
    one_too_many = service.redeem(drafts[1], wallet_id)
    service.clock.at_ms = LAST_MS + 1
    paid_in_first = service.deposit(9)
    first_of_second = service.redeem(drafts[1], wallet_id)
    too_many_again = service.redeem(drafts[2], wallet_id)
    cancelled = [
        service.post(service.outlet, "/v1/cancellations", {"number": one["number"]})
        for one in (paid_in_last, paid_in_first)
    ]
    closed = settled(service, FIRST)
    service.clock.advance(days=1)
    next_closed, closed_again = settled(service, SECOND), settled(service, FIRST)

    assert [one.status_code for one in (last_of_first, first_of_second)] == [201, 201]
    assert [refused(one)[1] for one in (one_too_many, too_many_again)] == [
        "daily_limit_reached"
    ] * 2
    assert [taken(one)["net_due"] for one in (closed, next_closed)] == [money(100), money(20)]
    assert closed_again.data == closed.data
    assert [one.status_code for one in cancelled] == [409, 201]
    assert refused(cancelled[0])[1] == "cancelled_too_late"
    assert service.books()["findings"] == []


@pytest.mark.parametrize(
    ("paid_in_at", "issued_at"),
    [
        ("2026-11-24T23:59:59.9999+08:00", "2026-11-24T15:59:59.999Z"),
        ("2026-11-24T10:59:59.9999-05:00", "2026-11-24T15:59:59.999Z"),
        ("2026-11-25T05:44:59.9999+13:45", "2026-11-24T15:59:59.999Z"),
        ("2026-11-25T00:00:00+08:00", "2026-11-24T16:00:00.000Z"),
    ],
)
def test_a_deposit_of_the_last_millisecond_stays_in_its_day_and_leaves_a_closed_day_as_it_was(
    sqlite_service: Service, paid_in_at: str, issued_at: str
) -> None:
    service = sqlite_service
    numbers = service.done(service.outlet, "/v1/number-blocks", {"count": 1})["numbers"]
    service.clock.at_ms = LAST_MS + 1
    closed = settled(service, FIRST)
    late = {**deposit_body(), "number": numbers[0], "paid_in_at": paid_in_at}

    entered = service.done(service.outlet, "/v1/deposit-batches", {"deposits": [late]})
    cancelled = service.post(service.outlet, "/v1/cancellations", {"number": numbers[0]})

    result = entered["results"][0]
    assert (result["status"], result["answer"]["issued_at"]) == (201, issued_at)
    is_of_today = issued_at.endswith("16:00:00.000Z")
    assert cancelled.status_code == (201 if is_of_today else 409)
    assert settled(service, FIRST).data == closed.data
    assert service.books()["findings"] == []


@pytest.mark.parametrize("offset_ms", [-1, 0, 1])
def test_each_side_of_a_references_end_has_one_answer_from_every_verb(
    sqlite_market: Market, offset_ms: int
) -> None:
    market = sqlite_market
    provider = market.service.provider
    (order_id, reference), (other_id, _) = market.referenced(), market.referenced()

    market.service.clock.advance(days=3, ms=offset_ms)
    asked = market.service.done(
        market.service.outlet, "/v1/reference-enquiries", {"reference": reference}
    )
    at_counter = market.pay_reference(reference)
    from_wallet = market.step(provider, other_id, "payments", {})
    voucher = market.service.get(provider, f"/v1/orders/{order_id}/references/voucher").text

    if offset_ms < 0:
        assert (asked["state"], "<svg" in voucher) == ("due", False)  # it is paid by now
        assert (at_counter.status_code, from_wallet.status_code) == (201, 201)
    else:
        assert (asked["state"], "no longer be paid" in voucher) == ("ended", True)
        market.swept("order", limit=10)
        at_counter_swept = market.pay_reference(reference)
        from_wallet_swept = market.step(provider, other_id, "payments", {})
        answers = (at_counter, from_wallet, at_counter_swept, from_wallet_swept)
        assert {refused(one) for one in answers} == {(409, "payment_overdue")}


@pytest.mark.parametrize("offset_ms", [-1, 0])
def test_cash_and_sweeps_at_once_at_the_deadline_pay_or_cancel_once(
    market: Market, offset_ms: int
) -> None:
    order_id, reference = market.referenced()
    stock = market.stock_left()
    operator, outlet = market.service.operator, market.service.outlet
    assert operator != outlet  # both are made before the threads begin
    market.service.clock.advance(days=3, ms=offset_ms)

    def raced(place: int) -> TestResponse:
        if place % 2:
            return market.pay_reference(reference)
        return market.service.post(operator, "/v1/order-sweeps", {"limit": 10})

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(raced, range(4)))

    codes = {refused(one)[1] for one in answers[1::2] if one.status_code >= 400}
    swept = [taken(answer) for answer in answers[::2]]
    swept.append(market.swept("order", limit=10))  # those before it leave out what is locked
    cancelled = [one for answer in swept for one in answer["cancelled"]]
    if offset_ms < 0:
        assert (codes, cancelled, market.state(order_id)) == ({"reference_paid"}, [], "paid")
    else:
        assert (codes, cancelled) == ({"payment_overdue"}, [order_id])
        assert market.state(order_id) == "cancelled"
    assert market.stock_left() == stock + (0 if offset_ms < 0 else 1)
    assert market.is_sound()


@pytest.mark.parametrize("offset_ms", [-1, 0, 1])
def test_each_side_of_a_drafts_end_has_one_answer_from_every_verb(
    sqlite_market: Market, offset_ms: int
) -> None:
    market = sqlite_market
    service, provider, outlet = market.service, market.service.provider, market.service.outlet
    service.clock.advance(days=58)
    order_id = market.placed()
    service.clock.advance(days=-58)
    drafts = [str(service.deposit(AMOUNT_FEN)["number"]) for _ in range(5)]
    with_password = {"number": drafts[1], "password": PASSWORD}
    depositor = {"identity": IDENTITY}

    service.clock.advance(days=60, ms=offset_ms)
    paid_out = [
        service.redeem(drafts[0], market.wallet_id),
        service.post(outlet, "/v1/cash-outs", with_password),
        market.step(provider, order_id, "payments", market.draft_body(drafts[2])),
    ]
    refunded = service.post(outlet, "/v1/refunds", {"number": drafts[3], "depositor": depositor})
    cancelled = service.post(outlet, "/v1/cancellations", {"number": drafts[4]})

    if offset_ms < 0:
        assert [one.status_code for one in paid_out] == [201] * 3
        assert refused(refunded) == (409, "draft_not_expired")
        assert refused(cancelled) == (409, "cancelled_too_late")
    else:
        assert [refused(one) for one in paid_out] == [(410, "draft_expired")] * 3
        assert refunded.status_code == 201
        assert refused(cancelled) == (409, "cancelled_too_late")  # since its first midnight
    assert market.is_sound()


@pytest.mark.parametrize("fault", ["", "drop-answer"])
def test_a_refusal_is_kept_under_its_key_and_a_new_key_pays(tested: Service, fault: str) -> None:
    market = Market(tested, balance_fen=AMOUNT_FEN - 1)
    path = f"/v1/orders/{market.placed()}/payments"
    headers = NAMED | ({"Wanghuiyi-Fault": fault} if fault else {})

    first = tested.post(tested.provider, path, {}, headers)
    assert tested.redeem(tested.deposit()["number"], market.wallet_id).status_code == 201
    again = tested.post(tested.provider, path, {}, NAMED)
    anew = tested.post(tested.provider, path, {})

    assert first.status_code == (502 if fault else 409)
    assert (refused(again)[1], again.headers["Idempotency-Replayed"]) == ("balance_too_low", "true")
    assert anew.status_code == 201
    assert market.held_fen() == AMOUNT_FEN - 1 + 17_500 - AMOUNT_FEN


@pytest.mark.parametrize(
    ("fault", "status", "is_done"), [("drop-answer", 502, True), ("error=503", 503, False)]
)
def test_who_asks_again_under_the_same_key_after_a_fault_pays_once(
    tested: Service, fault: str, status: int, *, is_done: bool
) -> None:
    market = Market(tested)
    path = f"/v1/orders/{market.placed()}/payments"

    failed = tested.post(tested.provider, path, {}, NAMED | {"Wanghuiyi-Fault": fault})
    again = [tested.post(tested.provider, path, {}, NAMED) for _ in range(2)]

    assert failed.status_code == status
    assert [one.status_code for one in again] == [201, 201]
    assert ["Idempotency-Replayed" in one.headers for one in again] == [is_done, True]
    assert again[0].data == again[1].data
    assert market.held_fen() == 17_500 - AMOUNT_FEN


def test_retries_beside_a_slow_first_request_get_one_answer_and_one_credit(
    tested: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    wallet_id, number = tested.wallet(), tested.deposit()["number"]
    body: dict[str, Any] = {"number": number, "password": PASSWORD, "wallet_id": wallet_id}
    is_under_way, may_go_on = Event(), Event()

    def sleep(seconds: float) -> None:
        """Let twenty seconds pass when the test says so, and no time otherwise."""
        if seconds:
            assert seconds == 20
            is_under_way.set()
            assert may_go_on.wait(PATIENCE_S)

    clock = SimpleNamespace(sleep=sleep, perf_counter=time.perf_counter)
    monkeypatch.setattr("service.testing.hooks.time", clock)

    def asked(headers: dict[str, str]) -> TestResponse:
        return tested.post(tested.provider, "/v1/redemptions", body, headers)

    assert tested.provider  # made before the threads begin
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(asked, NAMED | {"Wanghuiyi-Fault": "latency=20000"})
        assert is_under_way.wait(PATIENCE_S)
        meanwhile = [asked(NAMED), asked(NAMED)]
        may_go_on.set()
        answers = [*meanwhile, first.result(), asked(NAMED)]

    assert {(one.status_code, one.data) for one in answers} == {(201, answers[0].data)}
    assert ["Idempotency-Replayed" in one.headers for one in answers] == [False, True, True, True]
    shown = taken(tested.get(tested.provider, f"/v1/wallets/{wallet_id}"))
    assert shown["balance"] == money(17_500)
    assert tested.books()["findings"] == []
