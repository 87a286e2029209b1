"""Stories of orders: placed, and every step that the buyer, the seller and the post take."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from tests.service.api.market import AMOUNT_FEN, EVIDENCE, Market
from tests.service.api.stories.story import GOOD, Request, good, stories, story
from tests.service.servers import Service, money

Body = dict[str, Any]
ORDER = "/v1/orders/{order_id}"
VOUCHER = f"GET {ORDER}/references/voucher"
NOTHING = "nothing"
DECISION = {"refund": money(100), "because": "Half of it was spoilt"}
PROVIDER, OPERATOR = attrgetter("service.provider"), attrgetter("service.operator")
SHOP, ARBITER = attrgetter("shop"), attrgetter("arbiter")
# Who takes each step, with which body, and how far the order must have come.
STEPS: dict[str, tuple[Callable[[Market], str], Body | None, Callable[[Market], str]]] = {
    "payments": (PROVIDER, {}, Market.placed),
    "references": (PROVIDER, {"valid_days": 3}, Market.placed),
    "cancellations": (PROVIDER, None, Market.placed),
    "shipments": (SHOP, None, Market.paid),
    "deliveries": (OPERATOR, None, Market.shipped),
    "confirmations": (PROVIDER, None, Market.delivered),
    "refunds": (PROVIDER, {"reason": "never_shipped"}, Market.paid),
    "disputes": (PROVIDER, {"evidence": EVIDENCE}, Market.delivered),
    "evidence": (SHOP, {"evidence": EVIDENCE}, Market.disputed),
    "decisions": (ARBITER, DECISION, Market.disputed),
}
FIRST_STEPS = {"payments", "references", "cancellations"}


def step(market: Market, order_id: str, noun: str, body: Body | None = None) -> Request:
    """Take a step of an order, as who takes it."""
    who, usual_body, _ = STEPS[noun]
    path = f"/v1/orders/{order_id}/{noun}"
    return Request(who(market), "POST", path, usual_body if body is None else body)


def order(market: Market, quantity: int = 1, **changed: str) -> Request:
    """Order what the market's shop offers."""
    body = market.order_body(quantity) | changed
    return Request(market.service.provider, "POST", "/v1/orders", body)


# What is taken.


def step_in_time(service: Service, noun: str) -> Request:
    market, (_, _, come_so_far) = Market(service), STEPS[noun]
    return step(market, come_so_far(market), noun)


for _noun in STEPS:
    GOOD[f"POST {ORDER}/{_noun}"] = partial(step_in_time, noun=_noun)


def refund_by_the_shop(service: Service) -> Request:
    market = Market(service)
    path = f"/v1/orders/{market.paid()}/refunds"
    return Request(market.shop, "POST", path, {"reason": "out_of_stock"})


GOOD[f"POST {ORDER}/refunds"] = refund_by_the_shop  # the buyer's needs three days more


@good("POST /v1/orders")
def order_from_a_certified_seller(service: Service) -> Request:
    market = Market(service)
    market.certified()
    return order(market)


@good(f"GET {ORDER}")
def shown_order(service: Service) -> Request:
    return Request(service.provider, "GET", f"/v1/orders/{Market(service).delivered()}")


@good(f"GET {ORDER}/disputes")
def shown_dispute(service: Service) -> Request:
    market = Market(service)
    return Request(market.arbiter, "GET", f"/v1/orders/{market.disputed()}/disputes")


def voucher(key: str, order_id: str) -> Request:
    """Print the voucher of an order's payment reference."""
    return Request(key, "GET", f"/v1/orders/{order_id}/references/voucher")


@good(VOUCHER)
def voucher_of_a_reference(service: Service) -> Request:
    return voucher(service.provider, Market(service).referenced()[0])


@good("POST /v1/order-sweeps")
def sweep(service: Service) -> Request:
    Market(service).delivered()
    service.clock.advance(days=7)
    return Request(service.operator, "POST", "/v1/order-sweeps", {"limit": 10})


# What is refused: to order.


def order_from_oneself(service: Service) -> Request:
    market = Market(service)
    return order(market, wallet_id=market.seller_id)


def order_of_what_is_closed(service: Service) -> Request:
    market = Market(service)
    path = f"/v1/offers/{market.offer_id}"
    assert service.ask(market.shop, "PATCH", path, {"is_open": False}).status_code == 200
    return order(market)


TO_ORDER: dict[str, Callable[[Service], Request]] = {
    "offer_unknown": lambda service: order(Market(service), offer_id=NOTHING),
    "wallet_unknown": lambda service: order(Market(service), wallet_id="nobody"),
    "own_offer": order_from_oneself,
    "offer_closed": order_of_what_is_closed,
    "out_of_stock": lambda service: order(Market(service), 6),
    "parcel_too_heavy": lambda service: order(Market(service, 101), 101),
}
for _code, _prepare in TO_ORDER.items():
    story("POST /v1/orders", _code, _prepare)


# What is refused: a step of no order, too early, or too late.


def look_at_anothers_order(service: Service) -> Request:
    order_id = Market(service).placed()
    return Request(service.key("provider", "tenpay"), "GET", f"/v1/orders/{order_id}")


def look_at_no_dispute(service: Service) -> Request:
    path = f"/v1/orders/{Market(service).delivered()}/disputes"
    return Request(service.provider, "GET", path)


def step_of_no_order(service: Service, noun: str) -> Request:
    return step(Market(service), NOTHING, noun)


def step_too_early_or_too_late(service: Service, noun: str) -> Request:
    market = Market(service)
    return step(market, market.paid() if noun in FIRST_STEPS else market.placed(), noun)


stories("order_unknown", {f"GET {ORDER}": look_at_anothers_order})
stories("order_unknown", {f"GET {ORDER}/disputes": look_at_no_dispute})
story(VOUCHER, "order_unknown", lambda service: voucher(service.provider, NOTHING))
story(
    VOUCHER,
    "reference_not_issued",
    lambda service: voucher(service.provider, Market(service).placed()),
)
for _noun in STEPS:
    _route = f"POST {ORDER}/{_noun}"
    story(_route, "order_unknown", partial(step_of_no_order, noun=_noun))
    story(_route, "order_not_ready", partial(step_too_early_or_too_late, noun=_noun))


def reference_for_what_is_overdue(service: Service) -> Request:
    market = Market(service)
    order_id = market.placed()
    service.clock.advance(days=3)
    return step(market, order_id, "references")


def second_reference(service: Service) -> Request:
    market = Market(service)
    order_id, _ = market.referenced()
    return step(market, order_id, "references")


def refund_at_once(service: Service) -> Request:
    market = Market(service)
    order_id = market.paid()
    service.clock.advance(days=3, ms=-1)
    return step(market, order_id, "refunds")


def decision_on_more_than_was_paid(service: Service) -> Request:
    market = Market(service)
    body = DECISION | {"refund": money(AMOUNT_FEN + 1)}
    return step(market, market.disputed(), "decisions", body)


def more_evidence_than_anybody_reads(service: Service) -> Request:
    market = Market(service)
    order_id = market.disputed()
    service.run(
        "INSERT INTO evidence WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c "
        "WHERE n < 99) SELECT evidence_id || '-' || n, order_id, side, text, uri, sha256, given_ms "
        "FROM evidence, c"
    )
    return step(market, order_id, "evidence")


story(f"POST {ORDER}/references", "payment_overdue", reference_for_what_is_overdue)
story(f"POST {ORDER}/references", "reference_issued", second_reference)
story(f"POST {ORDER}/refunds", "refund_not_due", refund_at_once)
story(f"POST {ORDER}/decisions", "refund_over_amount", decision_on_more_than_was_paid)
story(f"POST {ORDER}/evidence", "evidence_full", more_evidence_than_anybody_reads)
