"""What is forgotten is done by time: sweeps of orders."""

from service.clock import rfc3339
from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.servers import refused


def test_a_forgotten_confirmation_is_made_by_time_and_the_seller_is_paid(market: Market) -> None:
    order_id = market.delivered()
    confirm_by = market.order(order_id)["confirm_by"]
    market.service.clock.advance(days=7, ms=-1)
    early = market.swept("order", limit=100)
    market.service.clock.advance(ms=1)

    said = market.swept("order", limit=100)

    assert early == {"confirmed": [], "cancelled": [], "is_done": True}
    assert said == {"confirmed": [order_id], "cancelled": [], "is_done": True}
    assert confirm_by == rfc3339(market.service.clock())
    assert (market.owed_fen(), market.is_sound()) == (AMOUNT_FEN, True)
    assert market.swept("order", limit=100) == early
    assert market.owed_fen() == AMOUNT_FEN


def test_what_is_disputed_is_not_confirmed_by_time(market: Market) -> None:
    order_id = market.disputed()
    market.service.clock.advance(days=70)

    assert market.swept("order", limit=100)["confirmed"] == []
    assert market.state(order_id) == "disputed"


def test_what_nobody_pays_is_cancelled_and_its_goods_go_to_others(market: Market) -> None:
    order_id = market.placed(5)
    full = market.service.post(market.service.provider, "/v1/orders", market.order_body())
    market.service.clock.advance(days=3)

    said = market.swept("order", limit=100)

    assert refused(full) == (409, "out_of_stock")
    assert (said["cancelled"], market.stock_left()) == ([order_id], 5)
    assert market.events(order_id) == ["order.placed", "order.cancelled"]


def test_a_sweep_is_bounded_and_says_whether_it_is_done(market: Market) -> None:
    order_ids = [market.placed() for _ in range(3)]
    market.service.clock.advance(days=3)

    said = [
        market.swept("order", limit=2),
        market.swept("order", limit=2),
        market.swept("order", limit=2),
    ]

    assert [one["is_done"] for one in said] == [False, True, True]
    assert sorted(said[0]["cancelled"] + said[1]["cancelled"]) == sorted(order_ids)
