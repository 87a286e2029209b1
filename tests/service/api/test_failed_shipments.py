"""Orders whose parcels are lost, damaged, refused, left behind, or scanned too late."""

import json

import pytest

from service.domain.parcel import KEPT_MS
from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.parcels import (
    HELD,
    LABEL,
    MADE_GOOD,
    PAID_OUT,
    UNPAID,
    block,
    money_of,
    require_kept_standing,
    scan,
    scanned,
    sent,
    tracking,
)
from tests.service.servers import Service, taken


@pytest.mark.parametrize("state", ["lost", "damaged"])
def test_a_parcel_lost_or_damaged_is_made_good_in_full_by_the_post(
    market: Market, state: str
) -> None:
    order_id = market.paid()
    number = sent(market, order_id)
    scanned(market.service, number, "accepted", "departed", state)

    order = market.order(order_id)
    assert (order["state"], order["refunded"]["amount"]) == ("refunded", AMOUNT_FEN)
    assert money_of(market) == MADE_GOOD
    assert market.events(number)[-2:] == [f"parcel.{state}", "parcel.compensated"]
    said = json.loads(market.event_rows(number)[-1]["data"])
    assert said == {
        "item_number": number,
        "order_id": order_id,
        "reason": state,
        "compensation": {"amount": AMOUNT_FEN, "currency": "CNY"},
    }
    assert market.events(order_id)[-2:] == ["order.refunded", "wallet.credited"]


def test_a_parcel_lost_before_it_was_ever_scanned_is_made_good_too(market: Market) -> None:
    order_id = market.paid()

    scanned(market.service, sent(market, order_id), "lost")

    assert market.state(order_id) == "refunded"
    assert money_of(market) == MADE_GOOD
    assert market.stock_left() == 4  # the goods are gone


def test_who_refuses_at_the_door_is_paid_back_when_the_seller_has_the_goods(
    market: Market,
) -> None:
    order_id = market.paid()
    number = sent(market, order_id)

    scanned(market.service, number, "accepted", "out_for_delivery", "refused")
    at_the_door = market.state(order_id), money_of(market)
    scanned(market.service, number, "departed", "returned")

    assert at_the_door == ("shipped", HELD)
    assert (market.state(order_id), money_of(market)) == ("refunded", UNPAID)
    assert json.loads(market.event_rows(order_id)[-2]["data"])["reason"] == "sent_back"


def test_what_was_refused_and_is_lost_on_its_way_back_is_made_good(market: Market) -> None:
    order_id = market.paid()

    scanned(market.service, sent(market, order_id), "accepted", "refused", "lost")

    assert money_of(market) == MADE_GOOD


def test_what_nobody_collects_goes_back_after_its_time_and_the_buyer_is_paid_back(
    market: Market,
) -> None:
    order_id = market.paid()
    number = sent(market, order_id)
    scanned(market.service, number, "accepted", "awaiting_pick_up")

    market.service.clock.advance(ms=KEPT_MS - 1)
    too_soon = market.swept("parcel")
    market.service.clock.advance(ms=1)
    in_time, again = market.swept("parcel"), market.swept("parcel")

    assert too_soon == again == {"returned": [], "is_done": True}
    assert in_time == {"returned": [number], "is_done": True}
    assert (market.state(order_id), money_of(market)) == ("refunded", UNPAID)
    assert tracking(market.service, number)["state"] == "returned"
    assert market.events(number)[-1] == "parcel.returned"
    require_kept_standing(market.service, number)


def test_a_sweep_goes_on_until_it_is_done_the_longest_waiting_first(market: Market) -> None:
    numbers = [sent(market, market.paid()) for _ in range(1)]
    numbers += block(market.service, 2, market.shop)
    for number in numbers[1:]:
        body = {**LABEL, "item_number": number}
        market.service.done(market.shop, "/v1/parcels", body)
    for number in numbers:
        scanned(market.service, number, "awaiting_pick_up")
    market.service.clock.advance(ms=KEPT_MS)

    path, operator = "/v1/parcel-sweeps", market.service.operator
    sweeps = [market.service.done(operator, path, {"limit": 2}) for _ in range(2)]

    assert sweeps == [
        {"returned": numbers[:2], "is_done": False},
        {"returned": numbers[2:], "is_done": True},
    ]


def test_who_collects_at_the_last_moment_has_it(market: Market) -> None:
    order_id = market.paid()
    number = sent(market, order_id)
    scanned(market.service, number, "awaiting_pick_up")
    market.service.clock.advance(ms=2 * KEPT_MS)

    scanned(market.service, number, "delivered")

    assert market.swept("parcel")["returned"] == []
    assert market.state(order_id) == "delivered"


@pytest.mark.parametrize("end", ["delivered", "returned", "lost", "damaged"])
@pytest.mark.parametrize("late", ["returned", "lost", "damaged", "delivered", "arrived"])
def test_what_is_scanned_after_the_end_moves_no_money(
    sqlite_service: Service, end: str, late: str
) -> None:
    market = Market(sqlite_service)
    order_id = market.paid()
    number = sent(market, order_id)
    scanned(sqlite_service, number, "accepted", end)
    before = market.state(order_id), money_of(market)

    scanned(sqlite_service, number, late)

    assert (market.state(order_id), money_of(market)) == before
    assert tracking(sqlite_service, number)["state"] == end


@pytest.mark.parametrize("late", ["returned", "lost", "damaged"])
def test_a_seller_who_was_paid_keeps_the_money_whatever_is_scanned_late(
    sqlite_service: Service, late: str
) -> None:
    market = Market(sqlite_service)
    order_id = market.paid()
    number, at_ms = sent(market, order_id), sqlite_service.clock()
    scanned(sqlite_service, number, "delivered")
    market.must(sqlite_service.provider, order_id, "confirmations")

    earlier = scan(sqlite_service, number, late, at_ms)

    assert taken(earlier)["stands"]["state"] == late  # it was first, by its moment
    assert (market.state(order_id), money_of(market)) == ("released", PAID_OUT)
    assert "parcel.compensated" not in market.events(number)


def test_a_dispute_over_a_lost_parcel_ends_with_its_compensation(market: Market) -> None:
    order_id = market.paid()
    number = sent(market, order_id)
    scanned(market.service, number, "accepted")
    evidence = {"evidence": {"text": "Nothing has come"}}
    market.must(market.service.provider, order_id, "disputes", evidence)

    scanned(market.service, number, "lost")

    assert (market.state(order_id), money_of(market)) == ("refunded", MADE_GOOD)
    path = f"/v1/orders/{order_id}/disputes"
    assert taken(market.service.get(market.arbiter, path))["decided_by"] == "post"


def test_a_dispute_is_not_decided_by_a_parcel_that_comes(market: Market) -> None:
    order_id = market.paid()
    number = sent(market, order_id)
    scanned(market.service, number, "accepted")
    evidence = {"evidence": {"text": "It takes too long"}}
    market.must(market.service.provider, order_id, "disputes", evidence)

    scanned(market.service, number, "delivered")

    assert (market.state(order_id), money_of(market)) == ("disputed", HELD)


def test_a_buyer_who_took_the_money_back_is_not_charged_by_a_late_first_scan(
    market: Market,
) -> None:
    order_id = market.paid()
    number = sent(market, order_id)
    market.service.clock.advance(days=3)
    body = {"reason": "never_shipped"}
    response = market.step(market.service.provider, order_id, "refunds", body)
    assert response.status_code == 201, response.text

    scanned(market.service, number, "accepted", "delivered")

    assert (market.state(order_id), money_of(market)) == ("refunded", UNPAID)
