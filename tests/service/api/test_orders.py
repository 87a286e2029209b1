"""Orders in escrow from end to end, and each way in which one fails."""

import json

import pytest

from service.domain.sale import SaleTerms
from tests.service.api.market import AMOUNT_FEN, BEIJING, EVIDENCE, PRICE_FEN, Market
from tests.service.servers import Service, money, refused, taken

# All goes well.


def test_money_goes_from_the_buyer_through_escrow_to_the_seller(market: Market) -> None:
    order_id = market.delivered()
    assert market.held_fen() == 17_500 - AMOUNT_FEN
    assert (market.owed_fen(), market.stock_left(), market.is_sound()) == (0, 4, True)

    said = market.must(market.service.provider, order_id, "confirmations")

    assert (said["state"], said["money"]) == ("released", money(AMOUNT_FEN))
    assert market.state(order_id) == "released"
    assert (market.owed_fen(), market.is_sound()) == (AMOUNT_FEN, True)
    assert market.events(order_id) == [
        f"order.{step}"
        for step in ("placed", "paid", "shipped", "delivered", "confirmed", "released")
    ]


def test_the_price_is_that_of_the_moment_of_ordering_with_postage_by_distance(
    market: Market,
) -> None:
    path = f"/v1/offers/{market.offer_id}"
    query = f"latitude={BEIJING['latitude']}&longitude={BEIJING['longitude']}&quantity=2"
    quoted = taken(market.service.get(market.service.provider, f"{path}/quote?{query}"))
    order_id = market.placed(2)

    market.service.ask(market.shop, "PATCH", path, {"price": money(99_000)})

    # 600 g are two steps of e-youbao: 55% of 20 yuan and of 6, for 500 to 1000 km.
    assert (quoted["distance_km"], quoted["postage"]) == (861, money(1_430))
    shown = market.order(order_id)
    assert (shown["price"], shown["postage"]) == (money(PRICE_FEN), money(1_430))
    assert shown["money"] == quoted["money"] == money(2 * PRICE_FEN + 1_430)


def test_a_seller_is_paid_out_to_its_wallet_and_to_its_bank(market: Market) -> None:
    market.must(market.service.provider, market.shipped(), "confirmations")

    for to in ("wallet", "bank"):
        body = {"money": money(4_000), "to": to}
        said = market.service.done(market.shop, "/v1/payouts", body)

    assert (said["balance"], market.owed_fen()) == (money(AMOUNT_FEN - 8_000), AMOUNT_FEN - 8_000)
    assert (market.held_fen(market.seller_id), market.is_sound()) == (4_000, True)


def test_a_commission_stays_with_the_gateway(service: Service) -> None:
    service.sale_terms = SaleTerms(commission_basis_points=250)
    market = Market(service)

    market.must(service.provider, market.shipped(), "confirmations")

    commission_fen = PRICE_FEN * 250 // 10_000
    assert market.owed_fen() == AMOUNT_FEN - commission_fen
    assert service.books()["balances"]["gateway:commission"] == commission_fen


# Paying by a draft, in one step.


def test_number_and_password_pay_an_order_in_one_step_and_the_rest_stays(market: Market) -> None:
    market.wallet_id = market.service.wallet()
    number = market.service.deposit(17_500)["number"]
    order_id = market.placed()

    said = market.must(market.service.provider, order_id, "payments", market.draft_body(number))

    assert (said["state"], said["balance"]) == ("paid", money(17_500 - AMOUNT_FEN))
    assert (market.held_fen(), market.is_sound()) == (17_500 - AMOUNT_FEN, True)
    assert market.events(said["draft_id"]) == ["wallet.credited"]
    again = market.step(market.service.provider, order_id, "payments", market.draft_body(number))
    assert refused(again) == (409, "draft_ended")


def test_a_smaller_draft_is_topped_up_from_the_wallet(market: Market) -> None:
    market.balance_fen = 3_000
    order_id, draft = market.placed(), market.service.deposit(AMOUNT_FEN - 3_000)

    body = market.draft_body(draft["number"])
    said = market.must(market.service.provider, order_id, "payments", body)

    assert (said["balance"], market.state(order_id)) == (money(0), "paid")


@pytest.mark.parametrize("why", ["too little", "already paid", "overdue"])
def test_where_the_order_cannot_be_paid_nothing_is_redeemed(market: Market, why: str) -> None:
    if why == "too little":
        market.balance_fen = 3_000
    number = market.service.deposit(AMOUNT_FEN - 3_001)["number"]
    order_id = market.paid() if why == "already paid" else market.placed()
    if why == "overdue":
        market.service.clock.advance(days=3)
    before_fen = market.held_fen()

    body = market.draft_body(number)
    response = market.step(market.service.provider, order_id, "payments", body)

    codes = {
        "too little": "balance_too_low",
        "already paid": "order_not_ready",
        "overdue": "payment_overdue",
    }
    assert refused(response) == (409, codes[why])
    assert (market.held_fen(), market.is_sound()) == (before_fen, True)
    assert market.service.redeem(number, market.service.wallet()).status_code == 201


# It comes to nothing.


def test_a_cancelled_order_gives_its_goods_back(market: Market) -> None:
    order_id = market.placed(3)
    assert market.stock_left() == 2

    market.must(market.shop, order_id, "cancellations")

    assert (market.state(order_id), market.stock_left()) == ("cancelled", 5)
    response = market.step(market.service.provider, order_id, "payments", {})
    assert refused(response) == (409, "order_not_ready")


def test_what_is_never_shipped_is_refunded_at_the_buyers_word_after_three_days(
    market: Market,
) -> None:
    order_id, body = market.paid(), {"reason": "never_shipped"}
    ship_by = market.order(order_id)["ship_by"]
    market.service.clock.advance(days=3, ms=-1)
    early = market.step(market.service.provider, order_id, "refunds", body)
    market.service.clock.advance(ms=1)

    said = market.must(market.service.provider, order_id, "refunds", body)

    assert refused(early) == (409, "refund_not_due")
    assert ship_by == said["at"]
    assert (said["state"], said["refunded"]) == ("refunded", money(AMOUNT_FEN))
    assert (market.held_fen(), market.stock_left(), market.is_sound()) == (17_500, 5, True)
    assert market.events(order_id)[-2:] == ["order.refunded", "wallet.credited"]


def test_a_seller_that_is_out_of_stock_refunds_and_sells_no_more_of_it(market: Market) -> None:
    market.balance_fen = 30_000
    order_id = market.paid(2)

    market.must(market.shop, order_id, "refunds", {"reason": "out_of_stock"})

    assert (market.held_fen(), market.stock_left()) == (30_000, 3)
    assert json.loads(market.event_rows(order_id)[-2]["data"])["reason"] == "out_of_stock"


def test_a_buyer_cannot_say_what_a_seller_has_not_got(market: Market) -> None:
    order_id = market.paid()
    market.service.clock.advance(days=3)

    market.must(market.service.provider, order_id, "refunds", {"reason": "out_of_stock"})

    assert market.stock_left() == 5


def test_goods_that_were_shipped_do_not_go_back_into_the_stock_by_themselves(
    market: Market,
) -> None:
    order_id = market.shipped()

    market.must(market.shop, order_id, "refunds", {"reason": "sent_back"})

    assert (market.held_fen(), market.stock_left(), market.is_sound()) == (17_500, 4, True)


def test_a_buyer_takes_no_money_back_once_it_is_shipped_and_may_dispute(market: Market) -> None:
    order_id = market.shipped()
    market.service.clock.advance(days=30)

    body = {"reason": "never_shipped"}
    response = market.step(market.service.provider, order_id, "refunds", body)

    assert refused(response) == (409, "order_not_ready")
    assert (
        market.must(market.service.provider, order_id, "disputes", {"evidence": EVIDENCE})["state"]
        == "disputed"
    )


# Who sees what.


def test_seller_and_buyer_each_see_what_is_theirs(market: Market) -> None:
    order_id = market.placed()

    to_buyer, to_seller = market.order(order_id), market.order(order_id, market.shop)

    assert (to_buyer["wallet_id"], to_seller["wallet_id"]) == (market.wallet_id, None)
    assert (to_buyer["commission"], to_seller["commission"]) == (None, money(0))
    assert str(BEIJING["latitude"]) not in json.dumps([to_buyer, to_seller])


def test_a_stranger_takes_no_step_of_an_order(market: Market) -> None:
    order_id, elsewhere = market.placed(), Market(market.service)
    stranger = market.service.key("provider", "tenpay")

    responses = [
        market.step(stranger, order_id, "payments", {}),
        market.step(stranger, order_id, "cancellations"),
        market.step(elsewhere.shop, order_id, "cancellations"),
        market.step(elsewhere.shop, order_id, "shipments"),
    ]

    assert {refused(one) for one in responses} == {(404, "order_unknown")}
    assert market.state(order_id) == "placed"


def test_a_shop_places_an_order_of_its_own_offer_for_a_buyer(market: Market) -> None:
    said = market.service.done(market.shop, "/v1/orders", market.order_body())
    others = market.service.post(Market(market.service).shop, "/v1/orders", market.order_body())

    assert (said["state"], said["wallet_id"]) == ("placed", None)
    assert market.must(market.service.provider, said["order_id"], "payments", {})
    assert refused(others) == (404, "offer_unknown")
