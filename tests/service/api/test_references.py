"""Order first, pay the reference later: in time, late, twice, short, over, and by whom."""

import json

import pytest

from service.clock import rfc3339
from service.domain.draft import Terms
from service.domain.tariff import LISTED
from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.servers import OTHER_OUTLET, Service, money, refused, taken


def till_fen(market: Market) -> int:
    """Return the cash of all outlets, as the books have it."""
    with market.service.database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT SUM(cash_fen) FROM outlet").scalar_one())


def test_cash_for_a_reference_goes_straight_into_escrow(market: Market) -> None:
    order_id, reference = market.referenced()
    before_fen = till_fen(market)

    said = taken(market.pay_reference(reference))

    assert (said["became"], said["credited"]) == ("paid", money(0))
    assert market.state(order_id) == "paid"
    assert (till_fen(market) - before_fen, market.held_fen()) == (AMOUNT_FEN, 17_500)
    assert market.is_sound()
    assert market.events(order_id)[1:] == ["reference.issued", "reference.paid", "order.paid"]


def test_a_counter_sees_the_shops_name_and_what_is_due_and_no_more(service: Service) -> None:
    service.terms = Terms(tariff=LISTED)
    market = Market(service)
    _, reference = market.referenced()
    body = {"reference": reference.replace(" ", "")}

    said = service.done(service.outlet, "/v1/reference-enquiries", body)

    assert said == {
        "reference": reference,
        "shop": "Maojian tea of Gushi",
        "state": "due",
        "money": money(AMOUNT_FEN),
        "fee": money(200),
        "due": money(AMOUNT_FEN + 200),
        "expires_at": rfc3339(service.clock() + 3 * 86_400_000),
    }


def test_the_fee_comes_on_top_and_is_the_posts(service: Service) -> None:
    service.terms = Terms(tariff=LISTED)
    market = Market(service)
    order_id, reference = market.referenced()
    fees_fen = service.books()["balances"]["post:fee_income"]

    without = market.pay_reference(reference, AMOUNT_FEN)
    said = taken(market.pay_reference(reference, AMOUNT_FEN + 200))

    assert refused(without) == (422, "cash_not_exact")
    assert f"{AMOUNT_FEN + 200} is due" in taken(without)["detail"]
    assert (said["fee"], market.state(order_id)) == (money(200), "paid")
    assert service.books()["balances"]["post:fee_income"] == fees_fen + 200


@pytest.mark.parametrize("amount_fen", [AMOUNT_FEN - 1, AMOUNT_FEN + 1])
def test_short_or_over_is_refused_at_the_counter_and_nothing_is_booked(
    market: Market, amount_fen: int
) -> None:
    order_id, reference = market.referenced()
    before_fen = till_fen(market)

    response = market.pay_reference(reference, amount_fen)

    assert refused(response) == (422, "cash_not_exact")
    assert (market.state(order_id), till_fen(market)) == ("placed", before_fen)


def test_paid_twice_or_late_is_refused_while_the_cash_lies_on_the_counter(market: Market) -> None:
    _, reference = market.referenced()
    assert market.pay_reference(reference).status_code == 201
    late_order, late = market.referenced()
    before_fen = till_fen(market)

    twice = market.pay_reference(reference)
    market.service.clock.advance(days=3)
    too_late = market.pay_reference(late)

    assert (refused(twice), refused(too_late)) == (
        (409, "reference_paid"),
        (409, "payment_overdue"),
    )
    assert till_fen(market) == before_fen
    swept = market.service.done(market.service.operator, "/v1/order-sweeps", {})
    assert swept["cancelled"] == [late_order]
    assert market.events(late_order)[-2:] == ["order.cancelled", "reference.expired"]
    assert refused(market.pay_reference(late)) == (409, "payment_overdue")


def test_cash_taken_in_time_without_a_line_pays_the_order_when_it_is_entered(
    market: Market,
) -> None:
    order_id, reference = market.referenced()
    taken_at = rfc3339(market.service.clock())
    market.service.clock.advance(days=3)

    said = taken(market.pay_reference(reference, taken_at=taken_at))

    assert (said["became"], market.state(order_id)) == ("paid", "paid")


@pytest.mark.parametrize("why", ["twice", "late", "short", "cancelled"])
def test_cash_that_was_taken_and_pays_no_order_goes_into_the_buyers_wallet(
    market: Market, why: str
) -> None:
    order_id, reference = market.referenced()
    before_fen, cash_fen = till_fen(market), AMOUNT_FEN - (why == "short")
    taken_at = rfc3339(market.service.clock())
    if why == "twice":
        assert market.pay_reference(reference).status_code == 201
        before_fen += AMOUNT_FEN
    if why == "late":
        market.service.clock.advance(days=3)
        taken_at = rfc3339(market.service.clock())
    if why == "cancelled":
        market.must(market.service.provider, order_id, "cancellations")
    state = market.state(order_id)

    said = taken(market.pay_reference(reference, cash_fen, taken_at=taken_at))

    assert (said["became"], said["credited"]) == ("credited", money(cash_fen))
    assert (market.held_fen(), market.state(order_id)) == (17_500 + cash_fen, state)
    assert (till_fen(market) - before_fen, market.is_sound()) == (cash_fen, True)
    event = market.event_rows(order_id)[-1]
    assert (event["kind"], json.loads(event["data"])["source"]) == ("wallet.credited", "reference")


def test_too_much_cash_taken_without_a_line_pays_and_the_rest_is_credited(market: Market) -> None:
    order_id, reference = market.referenced()

    taken_at = rfc3339(market.service.clock())
    said = taken(market.pay_reference(reference, AMOUNT_FEN + 900, taken_at=taken_at))

    assert (said["became"], said["credited"]) == ("paid_and_credited", money(900))
    assert (market.held_fen(), market.state(order_id)) == (17_500 + 900, "paid")
    assert market.is_sound()


def test_an_order_paid_from_the_wallet_is_not_paid_again_at_the_counter(market: Market) -> None:
    order_id, reference = market.referenced()
    market.must(market.service.provider, order_id, "payments", {})

    assert refused(market.pay_reference(reference)) == (409, "reference_paid")


def test_any_outlet_takes_the_cash_and_settles_what_the_post_owes(market: Market) -> None:
    _, reference = market.referenced()
    body = {"reference": reference, "money": money(AMOUNT_FEN)}
    elsewhere = market.service.key("outlet", OTHER_OUTLET)

    said = market.service.done(elsewhere, "/v1/reference-payments", body)

    assert said["outlet"] == OTHER_OUTLET
    market.service.clock.advance(days=1)
    closed = market.service.done(market.service.operator, "/v1/settlements", {"day": "2026-11-24"})
    assert closed["net_due"] == money(17_500 + AMOUNT_FEN)


def test_a_refund_of_what_was_paid_in_cash_goes_into_the_wallet(market: Market) -> None:
    order_id, reference = market.referenced()
    assert market.pay_reference(reference).status_code == 201

    market.must(market.shop, order_id, "refunds", {"reason": "out_of_stock"})

    assert (market.held_fen(), market.is_sound()) == (17_500 + AMOUNT_FEN, True)
