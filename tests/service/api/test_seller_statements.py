"""The statement of a seller: what was sold, and what came of it."""

from service.clock import rfc3339
from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.servers import money, taken

DAY_MS = 86_400_000


def test_a_sellers_statement_says_what_was_sold_and_what_came_of_it(market: Market) -> None:
    market.balance_fen = 100_000
    released = market.delivered()
    market.service.clock.advance(days=2)
    market.must(market.service.provider, released, "confirmations")
    delivered, refunded_order, placed = market.delivered(), market.paid(), market.placed()
    market.must(market.shop, refunded_order, "refunds", {"reason": "other"})
    path = f"/v1/sellers/{market.seller_id}/statement"

    first = taken(market.service.get(market.shop, f"{path}?limit=3"))
    last = taken(market.service.get(market.shop, f"{path}?limit=3&cursor={first['next_cursor']}"))

    assert first["totals"] == {
        "placed_count": 4,
        "sold_count": 3,
        "sold": money(3 * AMOUNT_FEN),
        "in_escrow_count": 1,
        "in_escrow": money(AMOUNT_FEN),
        "released": money(AMOUNT_FEN),
        "commission": money(0),
        "refunded": money(AMOUNT_FEN),
        "days_to_money": 2.0,
    }
    rows = {one["order_id"]: one for one in first["orders"] + last["orders"]}
    assert rows.keys() == {released, delivered, refunded_order, placed}
    assert (last["totals"], last["next_cursor"]) == (None, None)
    assert rows[released]["days_to_money"] == 2.0
    assert rows[delivered]["in_escrow"] == money(AMOUNT_FEN)
    assert rows[delivered]["due_at"] == rfc3339(market.service.clock() + 7 * DAY_MS)
    assert rows[refunded_order]["refunded"] == money(AMOUNT_FEN)
    assert rows[placed]["paid_at"] is None


def test_a_statement_is_of_some_days(market: Market) -> None:
    market.placed()
    market.service.clock.advance(days=1)
    second = market.placed()
    path = f"/v1/sellers/{market.seller_id}/statement"

    of_second = taken(market.service.get(market.shop, f"{path}?from_day=2026-11-25"))
    of_none = taken(market.service.get(market.shop, f"{path}?until_day=2026-11-23"))

    assert [one["order_id"] for one in of_second["orders"]] == [second]
    assert (of_second["totals"]["placed_count"], of_none["orders"]) == (1, [])
