"""What a buyer takes to a counter: as a page and as text, while it can be paid and afterwards."""

import re

import pytest

from service.clock import rfc3339
from service.documents.code_128 import code_128
from service.domain.draft import Terms
from service.domain.tariff import LISTED
from tests.service.api.market import Market
from tests.service.servers import Service, refused, taken

TEXT = {"Accept": "text/plain"}


def voucher(market: Market, order_id: str, query: str = "", **headers: str) -> str:
    """Return an order's voucher."""
    path = f"/v1/orders/{order_id}/references/voucher{query}"
    response = market.service.ask(market.service.provider, "GET", path, None, headers)
    assert response.status_code == 200, response.text
    return response.text


def test_a_voucher_says_what_to_pay_to_whom_how_and_for_how_long(sqlite_service: Service) -> None:
    sqlite_service.terms = Terms(tariff=LISTED)
    market = Market(sqlite_service)
    order_id, reference = market.referenced()
    sqlite_service.clock.advance(days=1, ms=-59_999)

    text = voucher(market, order_id, "?zone=Asia/Urumqi", **TEXT)

    assert text == (
        "Pay Maojian tea of Gushi in cash at a post office\n"
        "\n"
        f"Reference: {reference}\n"
        f"Barcode, Code 128: {reference.replace(' ', '')}\n"
        "\n"
        "Order:      101.00 yuan\n"
        "Postal fee: 2.00 yuan\n"
        "To pay:     103.00 yuan\n"
        "\n"
        "2 days left\n"
        "Pay before 2026-11-27 07:00 UTC+06:00 (Asia/Urumqi).\n"
        "\n"
        "1. Go to any post office with this voucher; the 14 digits are enough.\n"
        "2. Check that the counter names the shop, and pay exactly 103.00 yuan in cash.\n"
        "3. Keep the receipt. The shop is notified at once, and you need not write to it.\n"
        "\n"
        "As of 2026-11-25 06:59 UTC+06:00 (Asia/Urumqi).\n"
    )


def test_the_page_has_the_barcode_of_the_reference_and_the_same_words(market: Market) -> None:
    order_id, reference = market.referenced()

    page = voucher(market, order_id)

    bars, modules = code_128(reference.replace(" ", ""))
    drawn = re.findall(r'<rect x="(\d+)" y="0" width="(\d+)" height="10"/>', page)
    assert [(int(at), int(width)) for at, width in drawn] == bars
    assert f'viewBox="0 0 {modules} 10"' in page
    assert all(words in page for words in (reference, "101.00 yuan", "3 days left"))
    assert "2026-11-27 09:00 UTC+08:00 (Asia/Shanghai)" in page


@pytest.mark.parametrize(("ends", "words"), [("paid", "not pay again"), ("late", "no longer be")])
def test_what_cannot_be_paid_any_more_has_no_barcode_and_says_so(
    market: Market, ends: str, words: str
) -> None:
    order_id, reference = market.referenced()
    if ends == "paid":
        taken(market.pay_reference(reference))
    else:
        market.service.clock.advance(days=3)

    page, text = voucher(market, order_id), voucher(market, order_id, **TEXT)

    assert words in page
    assert words in text
    assert "<svg" not in page
    assert "Barcode" not in text


def test_a_reference_that_ends_at_midnight_is_paid_until_then_and_not_from_then_on(
    market: Market,
) -> None:
    body = {"valid_days": 1, "ends_at_midnight": "Asia/Urumqi"}
    (early, one), (late, other) = (
        (order_id, market.must(market.service.provider, order_id, "references", body))
        for order_id in (market.placed(), market.placed())
    )
    # The clock stands at 07:00 in Urumqi, so tomorrow ends there 41 hours later.
    end_ms = market.service.clock() + 41 * 3_600_000

    market.service.clock.advance(ms=41 * 3_600_000 - 1)
    in_time = market.pay_reference(one["reference"])
    market.service.clock.advance(ms=1)
    too_late = market.pay_reference(other["reference"])

    assert one["expires_at"] == rfc3339(end_ms)
    assert (in_time.status_code, refused(too_late)) == (201, (409, "payment_overdue"))
    assert (market.state(early), market.state(late)) == ("paid", "placed")
    assert market.held_fen() == 17_500


def test_an_unknown_zone_is_refused_with_what_is_allowed(market: Market) -> None:
    body = {"valid_days": 1, "ends_at_midnight": "Asia/Urumchi"}

    said = taken(market.step(market.service.provider, market.placed(), "references", body))

    assert said["code"] == "request_malformed"
    assert said["errors"] == [
        {
            "at": "/ends_at_midnight",
            "message": "Asia/Urumchi is not a known time zone: "
            "send a name of the IANA database, Asia/Urumqi?",
        }
    ]
