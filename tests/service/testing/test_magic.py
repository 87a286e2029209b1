"""Magic amounts set simulations off, on a test server alone."""

import pytest

from service.database.memory import MemoryDatabase, empty_content
from service.testing import create_test_app, magic
from service.web.app import Settings
from tests.service.api.market import POSTAGE_FEN, Market
from tests.service.servers import Service, taken


def market_of(price_fen: int, *, is_test: bool = True) -> Market:
    """Return a market whose offer has a price, upon a test server or any other."""
    database = MemoryDatabase()
    database.load(empty_content())
    service = Service(database)
    if is_test:
        app = create_test_app(service.context, Settings(), service.clock(), None)
        service.__dict__["app"] = app
    market = Market(service)
    body = market.offer_body() | {"price": {"amount": price_fen, "currency": "CNY"}}
    market.__dict__["offer_id"] = service.done(market.shop, "/v1/offers", body)["offer_id"]
    return market


def paid(market: Market, price_fen: int) -> str:
    """Place an order, and pay it from a wallet that has just enough."""
    market.balance_fen = price_fen + POSTAGE_FEN
    return market.paid()


@pytest.mark.parametrize(
    ("amount_fen", "code"),
    [
        (magic.EXPIRES_EARLY_FEN, "draft_expired"),
        (magic.EXPIRES_EARLY_FEN + 10, None),
        (magic.LOCKED_FEN, "draft_locked"),
    ],
)
def test_a_deposit_of_a_magic_amount_expires_early_or_is_locked(
    amount_fen: int, code: str | None
) -> None:
    service = market_of(1).service
    wallet_id = service.wallet()
    number = str(service.deposit(amount_fen)["number"])
    days = 0 if code == "draft_locked" else 1
    service.ask(None, "PUT", "/test/clock", {"advance_days": days, "is_frozen": True})

    redeemed = service.redeem(number, wallet_id)

    assert taken(redeemed).get("code") == code


@pytest.mark.parametrize(
    ("how", "state", "credited_fen"),
    [
        ("on_time", "paid", 0),
        ("short", "placed", None),
        ("over", "paid", 100),
        ("twice", "paid", None),
    ],
)
def test_a_reference_for_goods_of_a_magic_price_is_paid_at_once(
    how: str, state: str, credited_fen: int | None
) -> None:
    price_fen = next(fen for fen, name in magic.PAID_BY_PRICE_FEN.items() if name == how)
    market = market_of(price_fen)
    due_fen = price_fen + POSTAGE_FEN
    expected_fen = {"short": due_fen - 100, "twice": due_fen}.get(how, credited_fen)

    order_id, _ = market.referenced()

    assert market.state(order_id) == state
    assert market.held_fen() == market.balance_fen + (expected_fen or 0)
    assert market.is_sound()


@pytest.mark.parametrize(
    ("becomes", "state"),
    [("lost", "refunded"), ("delivered", "delivered"), ("damaged", "refunded")],
)
def test_goods_of_a_magic_price_have_their_fate_in_the_post(becomes: str, state: str) -> None:
    price_fen = next(fen for fen, name in magic.BECOMES_BY_PRICE_FEN.items() if name == becomes)
    market = market_of(price_fen)
    order_id = paid(market, price_fen)

    market.must(market.shop, order_id, "shipments")

    assert market.state(order_id) == state
    assert market.is_sound()


def test_on_a_server_that_is_not_for_tests_an_amount_is_an_amount() -> None:
    price_fen = next(iter(magic.BECOMES_BY_PRICE_FEN))
    market = market_of(price_fen, is_test=False)
    order_id = paid(market, price_fen)
    market.must(market.shop, order_id, "shipments")
    wallet_id = market.service.wallet()
    early, locked = (
        str(market.service.deposit(fen)["number"])
        for fen in (magic.EXPIRES_EARLY_FEN, magic.LOCKED_FEN)
    )

    market.service.clock.advance(days=1)

    assert market.state(order_id) == "shipped"
    assert market.service.redeem(early, wallet_id).status_code == 201
    assert market.service.redeem(locked, wallet_id).status_code == 201
