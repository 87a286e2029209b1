"""Orders and their parcels: what a scan does to order and money."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from service.domain.parcel import ENDS, ParcelState, Scan
from tests.proofs.lengths import examples
from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.parcels import (
    HELD,
    HUB,
    PAID_OUT,
    money_of,
    require_kept_standing,
    scan,
    scanned,
    send_in_batches,
    sent,
    tracking,
)
from tests.service.servers import OUTLET, Service, refused

PLACES = (OUTLET, HUB)


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
    shipped, delivered = (json.loads(one["data"]) for one in market.event_rows(order_id)[-2:])
    assert shipped["item_number"] == delivered["item_number"] == number
    assert market.events(number) == [
        "parcel.accepted",
        "parcel.departed",
        "parcel.arrived",
        "parcel.out_for_delivery",
        "parcel.delivered",
    ]
    sides = {(one["wallet_id"], one["seller_id"]) for one in market.event_rows(number)}
    assert sides == {(market.wallet_id, market.seller_id)}
    assert money_of(market) == HELD


def test_who_is_delivered_and_forgets_to_confirm_pays_when_the_time_is_over(
    market: Market,
) -> None:
    order_id = market.paid()
    scanned(market.service, sent(market, order_id), "accepted", "delivered")

    market.service.clock.advance(days=7, ms=-1)
    assert market.swept("order")["confirmed"] == []
    market.service.clock.advance(ms=1)
    assert market.swept("order")["confirmed"] == [order_id]

    assert money_of(market) == PAID_OUT


def test_the_time_to_confirm_begins_when_the_delivery_is_known(market: Market) -> None:
    order_id = market.paid()
    number, delivered_ms = sent(market, order_id), market.service.clock()
    market.service.clock.advance(days=8)

    assert scan(market.service, number, "delivered", delivered_ms).status_code == 201

    assert market.swept("order")["confirmed"] == []
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
