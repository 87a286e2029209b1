"""Disputed orders, and what an arbiter or either side makes of them."""

import pytest

from tests.service.api.market import AMOUNT_FEN, EVIDENCE, Market
from tests.service.servers import money, taken


@pytest.mark.parametrize(
    ("refund_fen", "state"), [(AMOUNT_FEN, "refunded"), (0, "released"), (4_001, "refunded")]
)
def test_a_dispute_is_won_lost_or_shared_by_an_arbiters_decision(
    market: Market, refund_fen: int, state: str
) -> None:
    order_id = market.disputed()
    body = {"refund": money(refund_fen), "because": "So it was weighed"}

    said = market.must(market.arbiter, order_id, "decisions", body)

    assert (said["state"], said["refunded"]) == (state, money(refund_fen))
    assert market.held_fen() == 17_500 - AMOUNT_FEN + refund_fen
    assert (market.owed_fen(), market.is_sound()) == (AMOUNT_FEN - refund_fen, True)
    dispute = taken(market.service.get(market.shop, f"/v1/orders/{order_id}/disputes"))
    assert (dispute["decided_by"], dispute["refund"]) == ("arbiter", money(refund_fen))
    expected = {0: ["order.released"], 4_001: ["order.refunded", "order.released"]}
    notified = ["order.decided", *expected.get(refund_fen, ["order.refunded"])]
    assert market.events(order_id)[5:] == [*notified, *(["wallet.credited"] if refund_fen else [])]


@pytest.mark.parametrize(("side", "state"), [("buyer", "released"), ("seller", "refunded")])
def test_a_side_may_give_in(market: Market, side: str, state: str) -> None:
    order_id = market.disputed()

    if side == "buyer":
        market.must(market.service.provider, order_id, "confirmations")
    else:
        market.must(market.shop, order_id, "refunds", {"reason": "other"})

    dispute = taken(market.service.get(market.arbiter, f"/v1/orders/{order_id}/disputes"))
    assert (dispute["state"], dispute["decided_by"]) == (state, side)
    assert market.is_sound()


def test_each_side_sees_its_own_words_and_arbiters_see_all(market: Market) -> None:
    order_id = market.disputed()
    market.service.clock.advance(ms=1)
    answer = {"text": "It was tea when it left", "uri": "https://shop.example/video"}
    market.must(market.shop, order_id, "evidence", {"evidence": answer})

    path = f"/v1/orders/{order_id}/disputes"
    seen = {
        who: [
            (one["side"], one["text"], one["uri"], one["sha256"])
            for one in taken(market.service.get(key, path))["evidence"]
        ]
        for who, key in (
            ("buyer", market.service.provider),
            ("seller", market.shop),
            ("arbiter", market.arbiter),
            ("auditor", market.service.auditor),
        )
    }

    digest = EVIDENCE["sha256"]
    assert seen == {
        "buyer": [("buyer", EVIDENCE["text"], None, digest), ("seller", None, None, None)],
        "seller": [("buyer", None, None, digest), ("seller", answer["text"], answer["uri"], None)],
        "arbiter": [
            ("buyer", EVIDENCE["text"], None, digest),
            ("seller", answer["text"], answer["uri"], None),
        ],
        "auditor": [("buyer", None, None, digest), ("seller", None, None, None)],
    }
    for event in market.event_rows(order_id):
        assert "Wang Li" not in event["data"]
