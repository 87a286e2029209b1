"""As `stories`, for sellers, offers, orders and references: it adds to the same two tables."""

from typing import Any

from werkzeug.test import TestResponse

from service.domain.reference import reference_number
from tests.service.api.market import AMOUNT_FEN, EVIDENCE, GUSHI, Market
from tests.service.api.stories import (
    WRONG_PASSWORD,
    Request,
    Story,
    ends_in,
    good,
    mistyped,
    nobodys_numbers,
)
from tests.service.servers import Service, money

NOBODYS = reference_number("0" * 13)
ORDER, REFERENCE = "POST /v1/orders/{order_id}/", "POST /v1/reference-"
DECISION = {"refund": money(100), "because": "Half of it was spoilt"}


# What is taken: sellers and offers.


@good("POST /v1/sellers")
def seller(service: Service) -> Request:
    shop = service.key("shop", service.wallet())
    return Request(shop, "POST", "/v1/sellers", {"name": "Tea of Gushi", "place": GUSHI})


@good("GET /v1/sellers/{seller_id}")
def shown_seller(service: Service) -> Request:
    market = Market(service)
    market.revoked(market.certified())
    return Request(market.shop, "GET", f"/v1/sellers/{market.seller_id}")


@good("POST /v1/sellers/{seller_id}/certifications")
def certification(service: Service) -> Request:
    market = Market(service)
    path = f"/v1/sellers/{market.seller_id}/certifications"
    return Request(service.operator, "POST", path, market.certification_body())


@good("POST /v1/certifications/{certification_id}/revocations")
def revocation_of_trust(service: Service) -> Request:
    return _revocation(service, Market(service).certified())


@good("GET /v1/sellers/{seller_id}/statement")
def seller_statement(service: Service) -> Request:
    market = Market(service)
    market.must(service.provider, market.delivered(), "confirmations")
    path = f"/v1/sellers/{market.seller_id}/statement?from_day=2026-11-24&limit=10"
    return Request(market.shop, "GET", path)


@good("POST /v1/payouts")
def payout(service: Service) -> Request:
    market = Market(service)
    market.must(service.provider, market.delivered(), "confirmations")
    return _payout(market, AMOUNT_FEN)


@good("POST /v1/offers")
def offer(service: Service) -> Request:
    market = Market(service)
    return Request(market.shop, "POST", "/v1/offers", market.offer_body())


@good("GET /v1/sellers/{seller_id}/offers")
def offers(service: Service) -> Request:
    market = Market(service)
    assert market.offer_id
    path = f"/v1/sellers/{market.seller_id}/offers?limit=1"
    return Request(service.provider, "GET", path)


@good("GET /v1/offers/{offer_id}")
def shown_offer(service: Service) -> Request:
    market = Market(service)
    market.certified()
    return Request(service.provider, "GET", f"/v1/offers/{market.offer_id}")


@good("PATCH /v1/offers/{offer_id}")
def changed_offer(service: Service) -> Request:
    market = Market(service)
    body = {"title": "Maojian tea", "price": money(9_500), "is_open": False}
    return Request(market.shop, "PATCH", f"/v1/offers/{market.offer_id}", body)


@good("POST /v1/offers/{offer_id}/restocks")
def restock(service: Service) -> Request:
    return _restock(Market(service), 7)


@good("GET /v1/offers/{offer_id}/quote")
def quote(service: Service) -> Request:
    path = f"/v1/offers/{Market(service).offer_id}/quote?latitude=39.9&longitude=116.4&quantity=2"
    return Request(service.provider, "GET", path)


# What is taken: orders.


@good("POST /v1/orders")
def order(service: Service) -> Request:
    market = Market(service)
    market.certified()
    return Request(service.provider, "POST", "/v1/orders", market.order_body())


@good("GET /v1/orders/{order_id}")
def shown_order(service: Service) -> Request:
    return Request(service.provider, "GET", f"/v1/orders/{Market(service).delivered()}")


@good(f"{ORDER}payments")
def order_payment(service: Service) -> Request:
    return _step(service.provider, Market(service).placed(), "payments", {})


@good(f"{ORDER}references")
def order_reference(service: Service) -> Request:
    return _step(service.provider, Market(service).placed(), "references", {"valid_days": 3})


@good(f"{ORDER}cancellations")
def order_cancellation(service: Service) -> Request:
    return _step(service.provider, Market(service).placed(), "cancellations")


@good(f"{ORDER}shipments")
def order_shipment(service: Service) -> Request:
    market = Market(service)
    return _step(market.shop, market.paid(), "shipments")


@good(f"{ORDER}deliveries")
def order_delivery(service: Service) -> Request:
    return _step(service.operator, Market(service).shipped(), "deliveries")


@good(f"{ORDER}confirmations")
def order_confirmation(service: Service) -> Request:
    return _step(service.provider, Market(service).delivered(), "confirmations")


@good(f"{ORDER}refunds")
def order_refund(service: Service) -> Request:
    market = Market(service)
    return _step(market.shop, market.paid(), "refunds", {"reason": "out_of_stock"})


@good(f"{ORDER}disputes")
def order_dispute(service: Service) -> Request:
    order_id = Market(service).delivered()
    return _step(service.provider, order_id, "disputes", {"evidence": EVIDENCE})


@good("GET /v1/orders/{order_id}/disputes")
def shown_dispute(service: Service) -> Request:
    market = Market(service)
    return Request(market.arbiter, "GET", f"/v1/orders/{market.disputed()}/disputes")


@good(f"{ORDER}evidence")
def order_evidence(service: Service) -> Request:
    market = Market(service)
    return _step(market.shop, market.disputed(), "evidence", {"evidence": EVIDENCE})


@good(f"{ORDER}decisions")
def order_decision(service: Service) -> Request:
    market = Market(service)
    return _step(market.arbiter, market.disputed(), "decisions", DECISION)


@good("POST /v1/order-sweeps")
def sweep(service: Service) -> Request:
    market = Market(service)
    market.delivered()
    service.clock.advance(days=7)
    return Request(service.operator, "POST", "/v1/order-sweeps", {"limit": 10})


@good(f"{REFERENCE}enquiries")
def reference_enquiry(service: Service) -> Request:
    _, reference = Market(service).referenced()
    return _enquiry(service, reference)


@good(f"{REFERENCE}payments")
def reference_payment(service: Service) -> Request:
    _, reference = Market(service).referenced()
    return _cash(service, reference)


# What is refused: sellers and offers.


@ends_in("seller_known", "POST /v1/sellers")
def register_twice(service: Service) -> TestResponse:
    request = seller(service)
    assert request.send(service).status_code == 201
    return request.send(service)


@ends_in("seller_unknown", "GET /v1/sellers/{seller_id}")
def look_at_no_seller(service: Service) -> TestResponse:
    return service.get(service.provider, "/v1/sellers/nobody")


@ends_in("seller_unknown", "GET /v1/sellers/{seller_id}/offers")
def look_at_the_offers_of_nobody(service: Service) -> TestResponse:
    return service.get(service.provider, "/v1/sellers/nobody/offers")


@ends_in("seller_unknown", "GET /v1/sellers/{seller_id}/statement")
def look_at_anothers_statement(service: Service) -> TestResponse:
    return service.get(Market(service).shop, f"/v1/sellers/{Market(service).seller_id}/statement")


@ends_in("seller_unknown", "POST /v1/sellers/{seller_id}/certifications")
def certify_nobody(service: Service) -> TestResponse:
    body = Market(service).certification_body()
    return service.post(service.operator, "/v1/sellers/nobody/certifications", body)


@ends_in("seller_unknown", "POST /v1/offers")
def offer_without_being_registered(service: Service) -> TestResponse:
    shop = service.key("shop", service.wallet())
    return service.post(shop, "/v1/offers", Market(service).offer_body())


@ends_in("seller_unknown", "POST /v1/payouts")
def be_paid_out_without_being_registered(service: Service) -> TestResponse:
    shop = service.key("shop", service.wallet())
    return service.post(shop, "/v1/payouts", {"money": money(1), "to": "bank"})


@ends_in("certification_over", "POST /v1/sellers/{seller_id}/certifications")
def certify_until_now(service: Service) -> TestResponse:
    market = Market(service)
    path = f"/v1/sellers/{market.seller_id}/certifications"
    return service.post(service.operator, path, market.certification_body(days=0))


@ends_in("certification_unknown", "POST /v1/certifications/{certification_id}/revocations")
def revoke_nothing(service: Service) -> TestResponse:
    return _revocation(service, "nothing").send(service)


@ends_in("certification_ended", "POST /v1/certifications/{certification_id}/revocations")
def revoke_twice(service: Service) -> TestResponse:
    certification_id = Market(service).certified()
    assert _revocation(service, certification_id).send(service).status_code == 201
    return _revocation(service, certification_id).send(service)


@ends_in("wallet_frozen", "POST /v1/payouts")
def pay_out_to_the_bank_of_a_frozen_shop(service: Service) -> TestResponse:
    market = Market(service)
    market.must(service.provider, market.delivered(), "confirmations")
    frozen = {"is_frozen": True}
    service.ask(service.provider, "PATCH", f"/v1/wallets/{market.seller_id}", frozen)
    return service.post(market.shop, "/v1/payouts", {"money": money(1), "to": "bank"})


@ends_in("balance_too_low", "POST /v1/payouts")
def pay_out_more_than_was_released(service: Service) -> TestResponse:
    market = Market(service)
    market.must(service.provider, market.delivered(), "confirmations")
    return _payout(market, AMOUNT_FEN + 1).send(service)


@ends_in("offer_unknown", "GET /v1/offers/{offer_id}")
def look_at_no_offer(service: Service) -> TestResponse:
    return service.get(service.provider, "/v1/offers/nothing")


@ends_in("offer_unknown", "GET /v1/offers/{offer_id}/quote")
def ask_for_the_price_of_nothing(service: Service) -> TestResponse:
    path = "/v1/offers/nothing/quote?latitude=0&longitude=0"
    return service.get(service.provider, path)


@ends_in("parcel_too_heavy", "GET /v1/offers/{offer_id}/quote")
def ask_for_the_price_of_more_than_a_parcel_holds(service: Service) -> TestResponse:
    offer_id = Market(service).offer_id
    path = f"/v1/offers/{offer_id}/quote?latitude=0&longitude=0&quantity=101"
    return service.get(service.provider, path)


@ends_in("offer_unknown", "PATCH /v1/offers/{offer_id}")
def change_anothers_offer(service: Service) -> TestResponse:
    other = Market(service)
    path = f"/v1/offers/{Market(service).offer_id}"
    return service.ask(other.shop, "PATCH", path, {"is_open": False})


@ends_in("offer_unknown", "POST /v1/offers/{offer_id}/restocks")
def restock_nothing(service: Service) -> TestResponse:
    shop = Market(service).shop
    return service.post(shop, "/v1/offers/nothing/restocks", {"change": 1})


@ends_in("out_of_stock", "POST /v1/offers/{offer_id}/restocks")
def take_away_more_than_there_is(service: Service) -> TestResponse:
    return _restock(Market(service), -6).send(service)


# What is refused: orders.


@ends_in("offer_unknown", "POST /v1/orders")
def order_nothing(service: Service) -> TestResponse:
    body = Market(service).order_body() | {"offer_id": "nothing"}
    return service.post(service.provider, "/v1/orders", body)


@ends_in("wallet_unknown", "POST /v1/orders")
def order_for_nobody(service: Service) -> TestResponse:
    body = Market(service).order_body() | {"wallet_id": "nobody"}
    return service.post(service.provider, "/v1/orders", body)


@ends_in("own_offer", "POST /v1/orders")
def order_from_oneself(service: Service) -> TestResponse:
    market = Market(service)
    body = market.order_body() | {"wallet_id": market.seller_id}
    return service.post(service.provider, "/v1/orders", body)


@ends_in("offer_closed", "POST /v1/orders")
def order_what_is_closed(service: Service) -> TestResponse:
    market = Market(service)
    path = f"/v1/offers/{market.offer_id}"
    assert service.ask(market.shop, "PATCH", path, {"is_open": False}).status_code == 200
    return service.post(service.provider, "/v1/orders", market.order_body())


@ends_in("out_of_stock", "POST /v1/orders")
def order_more_than_there_is(service: Service) -> TestResponse:
    return service.post(service.provider, "/v1/orders", Market(service).order_body(6))


@ends_in("parcel_too_heavy", "POST /v1/orders")
def order_more_than_a_parcel_holds(service: Service) -> TestResponse:
    return service.post(service.provider, "/v1/orders", Market(service, 101).order_body(101))


@ends_in("order_unknown", "GET /v1/orders/{order_id}")
def look_at_anothers_order(service: Service) -> TestResponse:
    order_id = Market(service).placed()
    return service.get(service.key("provider", "tenpay"), f"/v1/orders/{order_id}")


@ends_in("order_unknown", "GET /v1/orders/{order_id}/disputes")
def look_at_no_dispute(service: Service) -> TestResponse:
    return service.get(service.provider, f"/v1/orders/{Market(service).delivered()}/disputes")


def _is_unknown(noun: str, role: str, body: dict[str, Any] | None = None) -> Story:
    def step_of_no_order(service: Service) -> TestResponse:
        key = {"provider": service.provider, "operator": service.operator}.get(role)
        market = Market(service)
        key = key or {"shop": lambda: market.shop, "arbiter": lambda: market.arbiter}[role]()
        return _step(key, "nothing", noun, body).send(service)

    return step_of_no_order


STEPS: dict[str, tuple[str, dict[str, Any] | None]] = {
    "payments": ("provider", {}),
    "references": ("provider", {"valid_days": 1}),
    "cancellations": ("provider", None),
    "shipments": ("shop", None),
    "deliveries": ("operator", None),
    "confirmations": ("provider", None),
    "refunds": ("provider", {"reason": "never_shipped"}),
    "disputes": ("provider", {"evidence": EVIDENCE}),
    "evidence": ("shop", {"evidence": EVIDENCE}),
    "decisions": ("arbiter", DECISION),
}
for _noun, (_role, _body) in STEPS.items():
    ends_in("order_unknown", f"{ORDER}{_noun}")(_is_unknown(_noun, _role, _body))


def _is_not_ready(noun: str, role: str, body: dict[str, Any] | None) -> Story:
    def step_too_early_or_too_late(service: Service) -> TestResponse:
        market = Market(service)
        is_first_step = noun in {"payments", "references", "cancellations"}
        order_id = market.paid() if is_first_step else market.placed()
        key = {
            "provider": lambda: service.provider,
            "operator": lambda: service.operator,
            "shop": lambda: market.shop,
            "arbiter": lambda: market.arbiter,
        }[role]()
        return _step(key, order_id, noun, body).send(service)

    return step_too_early_or_too_late


for _noun, (_role, _body) in STEPS.items():
    ends_in("order_not_ready", f"{ORDER}{_noun}")(_is_not_ready(_noun, _role, _body))


@ends_in("evidence_full", f"{ORDER}evidence")
def bring_more_evidence_than_anybody_reads(service: Service) -> TestResponse:
    market = Market(service)
    order_id = market.disputed()
    service.run(
        "INSERT INTO evidence SELECT evidence_id || '-' || (a.n * 10 + b.n), order_id, side, "
        "text, uri, sha256, given_ms FROM evidence, "
        "(VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)) AS a(n), "
        "(VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)) AS b(n)"
        if not service.database.is_sqlite
        else "INSERT INTO evidence WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c "
        "WHERE n < 99) SELECT evidence_id || '-' || n, order_id, side, text, uri, sha256, given_ms "
        "FROM evidence, c"
    )
    return _step(market.shop, order_id, "evidence", {"evidence": EVIDENCE}).send(service)


@ends_in("refund_not_due", f"{ORDER}refunds")
def want_the_money_back_at_once(service: Service) -> TestResponse:
    order_id = Market(service).paid()
    service.clock.advance(days=3, ms=-1)
    return _step(service.provider, order_id, "refunds", {"reason": "never_shipped"}).send(service)


@ends_in("refund_over_amount", f"{ORDER}decisions")
def decide_on_more_than_was_paid(service: Service) -> TestResponse:
    market = Market(service)
    body = DECISION | {"refund": money(AMOUNT_FEN + 1)}
    return _step(market.arbiter, market.disputed(), "decisions", body).send(service)


@ends_in("payment_overdue", f"{ORDER}payments")
def pay_too_late(service: Service) -> TestResponse:
    order_id = Market(service).placed()
    service.clock.advance(days=3)
    return _step(service.provider, order_id, "payments", {}).send(service)


@ends_in("payment_overdue", f"{ORDER}references")
def want_a_reference_too_late(service: Service) -> TestResponse:
    order_id = Market(service).placed()
    service.clock.advance(days=3)
    return _step(service.provider, order_id, "references", {"valid_days": 1}).send(service)


@ends_in("reference_issued", f"{ORDER}references")
def want_a_second_reference(service: Service) -> TestResponse:
    order_id, _ = Market(service).referenced()
    return _step(service.provider, order_id, "references", {"valid_days": 1}).send(service)


@ends_in("balance_too_low", f"{ORDER}payments")
def pay_more_than_one_has(service: Service) -> TestResponse:
    market = Market(service, balance_fen=AMOUNT_FEN - 1)
    return _step(service.provider, market.placed(), "payments", {}).send(service)


@ends_in("wallet_frozen", f"{ORDER}payments")
def pay_an_order_from_a_frozen_wallet(service: Service) -> TestResponse:
    market = Market(service)
    order_id = market.placed()
    frozen = {"is_frozen": True}
    service.ask(service.provider, "PATCH", f"/v1/wallets/{market.wallet_id}", frozen)
    return _step(service.provider, order_id, "payments", {}).send(service)


# What is refused: paying by a draft.


def _by_draft(service: Service, number: str, **more: str) -> Request:
    market = Market(service)
    body = market.draft_body(number, **more)
    return _step(service.provider, market.placed(), "payments", body)


@ends_in("number_malformed", f"{ORDER}payments")
def pay_by_a_long_number(service: Service) -> TestResponse:
    return _by_draft(service, "0" * 17).send(service)


@ends_in("number_mistyped", f"{ORDER}payments")
def pay_by_a_mistyped_number(service: Service) -> TestResponse:
    return _by_draft(service, mistyped(service.deposit()["number"])).send(service)


@ends_in("too_many_wrong_tries", f"{ORDER}payments")
def pay_after_guessing(service: Service) -> TestResponse:
    service.wrong_tries_an_hour = 2
    service.restart()
    market, numbers = Market(service), nobodys_numbers()
    order_id = market.placed()
    for _ in range(2):
        body = market.draft_body(next(numbers))
        assert market.step(service.provider, order_id, "payments", body).status_code == 403
    body = market.draft_body(next(numbers))
    return market.step(service.provider, order_id, "payments", body)


@ends_in("draft_locked", f"{ORDER}payments")
def pay_by_a_locked_draft(service: Service) -> TestResponse:
    market, number = Market(service), service.deposit()["number"]
    order_id = market.placed()
    for _ in range(5):
        body = market.draft_body(number, WRONG_PASSWORD)
        assert market.step(service.provider, order_id, "payments", body).status_code == 403
    return market.step(service.provider, order_id, "payments", market.draft_body(number))


@ends_in("number_or_password_wrong", f"{ORDER}payments")
def pay_by_a_wrong_password(service: Service) -> TestResponse:
    number = service.deposit()["number"]
    return _by_draft(service, number, password=WRONG_PASSWORD).send(service)


@ends_in("draft_ended", f"{ORDER}payments")
def pay_by_a_redeemed_draft(service: Service) -> TestResponse:
    number = service.deposit()["number"]
    assert service.redeem(number, service.wallet()).status_code == 201
    return _by_draft(service, number).send(service)


@ends_in("draft_expired", f"{ORDER}payments")
def pay_by_an_expired_draft(service: Service) -> TestResponse:
    number = service.deposit()["number"]
    service.clock.advance(days=60)
    return _by_draft(service, number).send(service)


@ends_in("daily_limit_reached", f"{ORDER}payments")
def pay_by_a_second_draft_into_a_plain_wallet(service: Service) -> TestResponse:
    market = Market(service)
    market.wallet_id = service.wallet("plain")
    assert service.redeem(service.deposit()["number"], market.wallet_id).status_code == 201
    body = market.draft_body(service.deposit()["number"])
    return market.step(service.provider, market.placed(), "payments", body)


# What is refused: references at the counter.


@ends_in("reference_malformed", f"{REFERENCE}enquiries")
def ask_about_a_long_reference(service: Service) -> TestResponse:
    return _enquiry(service, "0" * 16).send(service)


@ends_in("reference_malformed", f"{REFERENCE}payments")
def pay_a_long_reference(service: Service) -> TestResponse:
    return _cash(service, "0" * 16).send(service)


@ends_in("reference_mistyped", f"{REFERENCE}enquiries")
def ask_about_a_mistyped_reference(service: Service) -> TestResponse:
    return _enquiry(service, mistyped(NOBODYS)).send(service)


@ends_in("reference_mistyped", f"{REFERENCE}payments")
def pay_a_mistyped_reference(service: Service) -> TestResponse:
    return _cash(service, mistyped(NOBODYS)).send(service)


@ends_in("reference_unknown", f"{REFERENCE}enquiries")
def ask_about_nobodys_reference(service: Service) -> TestResponse:
    return _enquiry(service, NOBODYS).send(service)


@ends_in("reference_unknown", f"{REFERENCE}payments")
def pay_nobodys_reference(service: Service) -> TestResponse:
    return _cash(service, NOBODYS).send(service)


@ends_in("too_many_wrong_tries", f"{REFERENCE}enquiries")
def ask_after_guessing(service: Service) -> TestResponse:
    return _guessed(service).send(service)


@ends_in("too_many_wrong_tries", f"{REFERENCE}payments")
def pay_a_reference_after_guessing(service: Service) -> TestResponse:
    _guessed(service)
    return _cash(service, NOBODYS).send(service)


@ends_in("paid_in_moment_wrong", f"{REFERENCE}payments")
def enter_cash_of_tomorrow(service: Service) -> TestResponse:
    return Market(service).pay_reference(NOBODYS, taken_at="2026-11-25T09:00:00+08:00")


@ends_in("reference_paid", f"{REFERENCE}payments")
def pay_a_reference_twice(service: Service) -> TestResponse:
    _, reference = Market(service).referenced()
    assert _cash(service, reference).send(service).status_code == 201
    return _cash(service, reference).send(service)


@ends_in("reference_ended", f"{REFERENCE}payments")
def pay_a_reference_too_late(service: Service) -> TestResponse:
    _, reference = Market(service).referenced()
    service.clock.advance(days=3)
    return _cash(service, reference).send(service)


@ends_in("cash_not_exact", f"{REFERENCE}payments")
def pay_a_reference_short(service: Service) -> TestResponse:
    _, reference = Market(service).referenced()
    return Market(service).pay_reference(reference, AMOUNT_FEN - 1)


# Requests by their facts.


def _step(key: str, order_id: str, noun: str, body: dict[str, Any] | None = None) -> Request:
    return Request(key, "POST", f"/v1/orders/{order_id}/{noun}", body)


def _revocation(service: Service, certification_id: str) -> Request:
    path = f"/v1/certifications/{certification_id}/revocations"
    return Request(service.operator, "POST", path, {"because": "The licence was forged"})


def _payout(market: Market, amount_fen: int) -> Request:
    body = {"money": money(amount_fen), "to": "wallet"}
    return Request(market.shop, "POST", "/v1/payouts", body)


def _restock(market: Market, change: int) -> Request:
    path = f"/v1/offers/{market.offer_id}/restocks"
    return Request(market.shop, "POST", path, {"change": change})


def _enquiry(service: Service, reference: str) -> Request:
    return Request(service.outlet, "POST", "/v1/reference-enquiries", {"reference": reference})


def _cash(service: Service, reference: str) -> Request:
    body = {"reference": reference, "money": money(AMOUNT_FEN)}
    return Request(service.outlet, "POST", "/v1/reference-payments", body)


def _guessed(service: Service) -> Request:
    service.wrong_tries_an_hour = 2
    service.restart()
    for _ in range(2):
        assert _enquiry(service, NOBODYS).send(service).status_code == 404
    return _enquiry(service, NOBODYS)
