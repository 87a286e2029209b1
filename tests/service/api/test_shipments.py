"""Orders and their parcels: what a scan does to order and money, and how sending fails."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from service.domain.parcel import ENDS, KEPT_MS, ParcelState, Scan
from tests.proofs.lengths import examples
from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.parcels import (
    HUB,
    LABEL,
    block,
    require_kept_standing,
    scan,
    scanned,
    send_in_batches,
    sent,
    tracking,
)
from tests.service.servers import OUTLET, Service, refused, taken

BALANCE_FEN = 17_500
PLACES = (OUTLET, HUB)


@pytest.fixture
def market(service: Service) -> Market:
    """Open a market on both databases."""
    return Market(service)


def money_of(market: Market) -> dict[str, int]:
    """Return who has what: buyer, seller, and the Post's expense; the books must be sound."""
    books = market.service.books()
    assert books["findings"] == []
    spent_fen = books["balances"].get("post:parcel_compensation", 0)
    return {"buyer": market.held_fen(), "seller": market.owed_fen(), "post": -spent_fen}


def swept(market: Market, noun: str) -> dict[str, Any]:
    """Let the operator do what is due."""
    return market.service.done(market.service.operator, f"/v1/{noun}-sweeps", {})


UNPAID = {"buyer": BALANCE_FEN, "seller": 0, "post": 0}
HELD = {"buyer": BALANCE_FEN - AMOUNT_FEN, "seller": 0, "post": 0}
PAID_OUT = {"buyer": BALANCE_FEN - AMOUNT_FEN, "seller": AMOUNT_FEN, "post": 0}
MADE_GOOD = {"buyer": BALANCE_FEN, "seller": AMOUNT_FEN, "post": -AMOUNT_FEN}


# As it should be.


def test_an_order_ships_with_the_first_scan_and_is_delivered_with_its_parcel(
    market: Market,
) -> None:
    order_id = market.paid()
    number = sent(market, order_id)
    states = [market.state(order_id)]

    for state in ("accepted", "departed", "arrived", "out_for_delivery", "delivered"):
        scanned(market.service, number, state)
        states.append(market.state(order_id))

    assert states == ["paid", "shipped", "shipped", "shipped", "shipped", "delivered"]
    assert market.order(order_id)["item_number"] == number
    assert market.events(order_id)[-2:] == ["order.shipped", "order.delivered"]
    assert {one["item_number"] for one in map(_data, market.told(order_id)[-2:])} == {number}
    assert market.events(number) == [
        "parcel.accepted",
        "parcel.departed",
        "parcel.arrived",
        "parcel.out_for_delivery",
        "parcel.delivered",
    ]
    sides = {(one["wallet_id"], one["seller_id"]) for one in market.told(number)}
    assert sides == {(market.wallet_id, market.seller_id)}
    assert money_of(market) == HELD


def test_who_is_delivered_and_forgets_to_confirm_pays_when_the_time_is_over(
    market: Market,
) -> None:
    order_id = market.paid()
    scanned(market.service, sent(market, order_id), "accepted", "delivered")

    market.service.clock.advance(days=7, ms=-1)
    assert swept(market, "order")["confirmed"] == []
    market.service.clock.advance(ms=1)
    assert swept(market, "order")["confirmed"] == [order_id]

    assert money_of(market) == PAID_OUT


def test_the_time_to_confirm_begins_when_the_delivery_is_heard_of(market: Market) -> None:
    order_id = market.paid()
    number, delivered_ms = sent(market, order_id), market.service.clock()
    market.service.clock.advance(days=8)

    assert scan(market.service, number, "delivered", delivered_ms).status_code == 201

    assert swept(market, "order")["confirmed"] == []
    assert tracking(market.service, number)["at"] == "2026-11-24T01:00:00.000Z"


def test_a_shops_word_and_the_first_scan_ship_an_order_once(market: Market) -> None:
    order_id = market.shipped()
    number = sent(market, order_id)

    scanned(market.service, number, "accepted")

    assert market.events(order_id).count("order.shipped") == 1


def test_an_outlet_sends_for_a_seller_who_comes_with_the_goods(market: Market) -> None:
    order_id = market.paid()
    number = sent(market, order_id, market.service.outlet)

    scanned(market.service, number, "accepted")

    assert market.state(order_id) == "shipped"
    assert refused(market.service.get(market.shop, f"/v1/parcels/{number}"))[0] == 404


def test_scans_that_come_the_wrong_way_round_come_to_the_same(market: Market) -> None:
    order_id = market.paid()
    number, at_ms = sent(market, order_id), market.service.clock()

    for place, state in reversed(list(enumerate(("accepted", "arrived", "delivered")))):
        assert scan(market.service, number, state, at_ms + place).status_code == 201

    assert market.state(order_id) == "delivered"
    assert market.events(order_id)[-2:] == ["order.shipped", "order.delivered"]
    assert market.events(number) == ["parcel.delivered"]


# As it should not be.


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
    said = _data(market.told(number)[-1])
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
    assert _data(market.told(order_id)[-2])["reason"] == "sent_back"


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
    too_soon = swept(market, "parcel")
    market.service.clock.advance(ms=1)
    in_time, again = swept(market, "parcel"), swept(market, "parcel")

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

    assert swept(market, "parcel")["returned"] == []
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


# Whatever the order of scans.


def test_any_order_repetition_and_cut_into_batches_moves_the_same_order_and_money(
    sqlite_service: Service,
) -> None:
    service = sqlite_service
    market = Market(service, stock=10_000, balance_fen=500_000)

    def came_to(order_id: str) -> tuple[str, list[tuple[str, int]], list[str]]:
        query = text("SELECT key, amount_fen FROM transfer WHERE key LIKE :key ORDER BY key")
        with service.database.reading() as connection:
            rows = connection.execute(query, {"key": f"%:{order_id}"}).all()
        moved = [(row.key.split(":")[0], row.amount_fen) for row in rows]
        return market.state(order_id), moved, market.events(order_id)

    @settings(max_examples=examples(15), suppress_health_check=list(HealthCheck))
    @given(_histories(), st.data())
    def same(seen: list[Scan], data: st.DataObject) -> None:
        if market.held_fen() < 2 * AMOUNT_FEN:
            service.redeem(service.deposit(500_000)["number"], market.wallet_id)
        again = data.draw(st.permutations(seen + seen[::2]))
        straight, shuffled = market.paid(), market.paid()
        numbers = sent(market, straight), sent(market, shuffled)

        send_in_batches(service, numbers[0], seen, 1)
        send_in_batches(service, numbers[1], again, data.draw(st.integers(1, 8)))

        assert came_to(straight) == came_to(shuffled)
        assert require_kept_standing(service, numbers[0]) == require_kept_standing(
            service, numbers[1]
        )

    same()
    assert service.books()["findings"] == []


def _histories() -> st.SearchStrategy[list[Scan]]:
    """Return histories with ends of one kind, for of two kinds the one heard of first pays."""
    on_the_way = sorted(set(ParcelState) - ENDS, key=lambda state: state.value)

    def of(end: ParcelState) -> st.SearchStrategy[list[Scan]]:
        states = st.sampled_from([*on_the_way, end])
        scans = st.builds(Scan, states, st.integers(0, 9), st.sampled_from(PLACES))
        return st.lists(scans, min_size=1, max_size=6)

    return st.sampled_from(sorted(ENDS, key=lambda state: state.value)).flatmap(of)


def _data(event: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(event["data"])
    return said
