"""Orders in escrow from end to end, and each way in which one fails."""

import pytest

from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.servers import Service, money, refused


@pytest.fixture
def market(service: Service) -> Market:
    return Market(service)


def sound(market: Market) -> bool:
    return not market.service.books()["findings"]


def test_money_goes_from_the_buyer_through_escrow_to_the_seller(market: Market) -> None:
    order_id = market.delivered()
    assert market.held_fen() == 17_500 - AMOUNT_FEN
    assert (market.owed_fen(), market.stock_left(), sound(market)) == (0, 4, True)

    said = market.must(market.service.provider, order_id, "confirmations")

    assert (said["state"], said["money"]) == ("released", money(AMOUNT_FEN))
    assert (market.owed_fen(), market.state(order_id), sound(market)) == (
        AMOUNT_FEN,
        "released",
        True,
    )
    assert market.events(order_id) == [
        f"order.{step}"
        for step in ("placed", "paid", "shipped", "delivered", "confirmed", "released")
    ]


def test_a_buyer_may_confirm_before_the_last_scan(market: Market) -> None:
    order_id = market.shipped()

    market.must(market.service.provider, order_id, "confirmations")

    assert market.owed_fen() == AMOUNT_FEN


def test_a_cancelled_order_gives_its_goods_back(market: Market) -> None:
    order_id = market.placed(3)
    assert market.stock_left() == 2

    market.must(market.shop, order_id, "cancellations")

    assert (market.state(order_id), market.stock_left()) == ("cancelled", 5)
    assert refused(market.step(market.service.provider, order_id, "payments", {})) == (
        409,
        "order_not_ready",
    )
