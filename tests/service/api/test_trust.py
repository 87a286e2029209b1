"""Trustpass: who vouches for a seller is seen before paying, and what a revocation means."""

import json

from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.servers import refused, taken


def test_a_buyer_sees_who_vouches_on_the_offer_and_on_the_order(market: Market) -> None:
    certification_id = market.certified(days=365)
    offer = taken(market.service.get(market.service.provider, f"/v1/offers/{market.offer_id}"))
    order = market.order(market.placed())

    trust = offer["seller"]["trust"]
    assert (trust["certification_id"], trust["certified_by"], trust["since"]) == (
        certification_id,
        "Trustpass, office of Xinyang",
        "2026-11-24T01:00:00.000Z",
    )
    assert trust["evidence"]["text"] == "Licence seen"
    assert trust["expires_at"] == "2027-11-24T01:00:00.000Z"
    assert (order["seller"]["trust"], order["was_certified"]) == (trust, True)


def test_nobody_vouches_for_a_new_seller_nor_after_the_certificate_expired(market: Market) -> None:
    before = market.order(market.placed())
    market.certified(days=1)
    market.service.clock.advance(days=1)
    after = market.order(market.placed())

    for order in (before, after):
        assert (order["seller"]["trust"], order["was_certified"]) == (None, False)


def test_a_sellers_history_is_kept(market: Market) -> None:
    first = market.certified(days=1)
    market.service.clock.advance(days=1)
    second = market.certified()
    market.revoked(second)
    third = market.certified()

    path = f"/v1/sellers/{market.seller_id}"
    seller = taken(market.service.get(market.service.provider, path))

    assert [(one["certification_id"], one["standing"]) for one in seller["certifications"]] == [
        (first, "expired"),
        *sorted([(second, "revoked"), (third, "in_force")]),
    ]
    assert (seller["trust"]["certification_id"], seller["balance"]) == (third, None)
    assert market.events(market.seller_id) == [
        "seller.certified",
        "seller.certified",
        "seller.revoked",
        "seller.certified",
    ]


def test_when_the_certificate_is_revoked_before_shipping_the_buyer_is_notified_and_may_go(
    market: Market,
) -> None:
    certification_id = market.certified()
    order_id, body = market.paid(), {"reason": "certificate_revoked"}
    early = market.step(market.service.provider, order_id, "refunds", body)

    market.revoked(certification_id)
    shown = market.order(order_id)
    said = market.must(market.service.provider, order_id, "refunds", body)

    assert refused(early) == (409, "refund_not_due")
    assert (shown["was_certified"], shown["seller"]["trust"]) == (True, None)
    assert shown["certificate_revoked_at"] == "2026-11-24T01:00:00.000Z"
    assert (said["state"], market.held_fen()) == ("refunded", 17_500)
    assert "order.certificate_revoked" in market.events(order_id)


def test_when_it_is_revoked_after_shipping_the_order_goes_on_and_may_be_disputed(
    market: Market,
) -> None:
    certification_id = market.certified()
    order_id = market.shipped()
    market.revoked(certification_id)

    body = {"reason": "certificate_revoked"}
    refund = market.step(market.service.provider, order_id, "refunds", body)
    market.must(market.service.operator, order_id, "deliveries")
    market.must(market.service.provider, order_id, "confirmations")

    assert refused(refund) == (409, "order_not_ready")
    assert market.owed_fen() == AMOUNT_FEN


def test_only_buyers_of_orders_under_way_that_trusted_it_are_notified(market: Market) -> None:
    before = market.placed()
    certification_id = market.certified()
    market.balance_fen = 100_000
    ended, waiting = market.placed(), market.placed()
    market.must(market.shop, ended, "cancellations")

    market.revoked(certification_id)

    reported = {one: market.event_rows(one)[-1] for one in (before, ended, waiting)}
    assert {one: row["kind"] for one, row in reported.items()} == {
        before: "order.placed",
        ended: "order.cancelled",
        waiting: "order.certificate_revoked",
    }
    row = reported[waiting]
    assert (row["wallet_id"], row["seller_id"]) == (market.wallet_id, market.seller_id)
    assert json.loads(row["data"]) == {"order_id": waiting}
    assert len(row["event_id"]) > len(waiting)


def test_a_renewed_certificate_does_not_undo_what_a_revocation_gave_the_buyer(
    market: Market,
) -> None:
    certification_id = market.certified()
    order_id = market.paid()
    market.revoked(certification_id)
    market.certified()

    said = market.must(
        market.service.provider, order_id, "refunds", {"reason": "certificate_revoked"}
    )

    assert said["state"] == "refunded"
