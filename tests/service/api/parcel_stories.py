"""The requests and refusals of parcels, for `test_routes`: see `stories`."""

from collections.abc import Callable
from itertools import count
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection
from werkzeug.test import TestResponse

from service.database.transactions import Database, Unavailable
from service.domain.item_numbers import NUMBERS_MAX
from service.domain.parcel import KEPT_MS
from tests.service.api.market import Market
from tests.service.api.stories import Request, ends_in, good, mistyped
from tests.service.parcels import (
    LABEL,
    block,
    hub_key,
    parcel,
    scan_body,
    scanned,
    sent,
    shop_key,
)
from tests.service.servers import OTHER_OUTLET, Service

MALFORMED = "BA00000000"
DAYS = 86_400_000


def wrong(number: str) -> str:
    """Return an item number with its check digit wrong."""
    return f"{mistyped(number[:11])}{number[11:]}"


# What is taken.


@good("POST /v1/item-number-blocks")
def item_number_block(service: Service) -> Request:
    return Request(shop_key(service), "POST", "/v1/item-number-blocks", {"count": 3})


@good("GET /v1/item-number-blocks")
def item_number_blocks(service: Service) -> Request:
    block(service)
    return Request(shop_key(service), "GET", "/v1/item-number-blocks")


@good("POST /v1/parcels")
def new_parcel(service: Service) -> Request:
    market = Market(service)
    block(service, key=market.shop)
    body = {**LABEL, "order_id": market.paid()}
    return Request(market.shop, "POST", "/v1/parcels", body)


@good("POST /v1/parcel-sweeps")
def parcel_sweep(service: Service) -> Request:
    number = parcel(service)
    scanned(service, number, "awaiting_pick_up")
    service.clock.advance(ms=KEPT_MS)
    return Request(service.operator, "POST", "/v1/parcel-sweeps", {"limit": 1})


@good("GET /v1/parcels/{item_number}")
def shown_parcel(service: Service) -> Request:
    number = parcel(service)
    scanned(service, number, "accepted")
    return Request(service.outlet, "GET", f"/v1/parcels/{number}")


@good("GET /v1/parcels/{item_number}/label")
def label(service: Service) -> Request:
    return Request(shop_key(service), "GET", f"/v1/parcels/{parcel(service)}/label")


@good("POST /v1/scans")
def scan(service: Service) -> Request:
    body = scan_body(parcel(service), "accepted", service.clock())
    return Request(service.outlet, "POST", "/v1/scans", body)


@good("POST /v1/scan-batches")
def scan_batch(service: Service) -> Request:
    return _batch(service, parcel(service))


@good("GET /v1/tracking/{item_number}")
def tracking(service: Service) -> Request:
    number = parcel(service)
    scanned(service, number, "accepted", "departed")
    return Request(None, "GET", f"/v1/tracking/{number}")


# What is refused: numbers.


@ends_in("item_number_malformed", "POST /v1/parcels")
def make_a_parcel_with_a_short_number(service: Service) -> TestResponse:
    return _parcel(service, MALFORMED)


@ends_in("item_number_malformed", "POST /v1/scans")
def scan_a_short_number(service: Service) -> TestResponse:
    return _scan(service, MALFORMED)


@ends_in("item_number_malformed", "GET /v1/parcels/{item_number}")
def look_at_a_short_number(service: Service) -> TestResponse:
    return service.get(shop_key(service), f"/v1/parcels/{MALFORMED}")


@ends_in("item_number_malformed", "GET /v1/parcels/{item_number}/label")
def print_a_short_number(service: Service) -> TestResponse:
    return service.get(shop_key(service), f"/v1/parcels/{MALFORMED}/label")


@ends_in("item_number_malformed", "GET /v1/tracking/{item_number}")
def track_a_short_number(service: Service) -> TestResponse:
    return service.get(None, f"/v1/tracking/{MALFORMED}")


@ends_in("item_number_mistyped", "POST /v1/parcels")
def make_a_parcel_with_a_mistyped_number(service: Service) -> TestResponse:
    return _parcel(service, wrong(block(service)[0]))


@ends_in("item_number_mistyped", "POST /v1/scans")
def scan_a_mistyped_number(service: Service) -> TestResponse:
    return _scan(service, wrong(parcel(service)))


@ends_in("item_number_mistyped", "GET /v1/parcels/{item_number}")
def look_at_a_mistyped_number(service: Service) -> TestResponse:
    return service.get(shop_key(service), f"/v1/parcels/{wrong(parcel(service))}")


@ends_in("item_number_mistyped", "GET /v1/parcels/{item_number}/label")
def print_a_mistyped_number(service: Service) -> TestResponse:
    return service.get(shop_key(service), f"/v1/parcels/{wrong(parcel(service))}/label")


@ends_in("item_number_mistyped", "GET /v1/tracking/{item_number}")
def track_a_mistyped_number(service: Service) -> TestResponse:
    return service.get(None, f"/v1/tracking/{wrong(parcel(service))}")


@ends_in("item_number_not_yours", "POST /v1/parcels")
def make_a_parcel_with_an_outlets_number(service: Service) -> TestResponse:
    return _parcel(service, block(service, key=service.outlet)[0])


@ends_in("item_number_used", "POST /v1/parcels")
def make_two_parcels_with_one_number(service: Service) -> TestResponse:
    return _parcel(service, parcel(service))


@ends_in("blocks_used_up", "POST /v1/parcels")
def make_more_parcels_than_there_are_numbers(service: Service) -> TestResponse:
    parcel(service)
    return service.post(shop_key(service), "/v1/parcels", LABEL)


@ends_in("item_numbers_exhausted", "POST /v1/item-number-blocks")
def get_more_numbers_than_are_left(service: Service) -> TestResponse:
    statement = (
        "INSERT INTO item_block (block_id, holder_role, holder, first_place, count, next_place,"
        " given_ms) VALUES ('old', 'outlet', 'Gushi 1', :first, 10, :first, 0)"
    )
    service.run(statement, first=NUMBERS_MAX - 12)
    return service.post(shop_key(service), "/v1/item-number-blocks", {"count": 3})


@ends_in("order_unknown", "POST /v1/parcels")
def send_what_another_shop_sold(service: Service) -> TestResponse:
    order_id = Market(service).paid()
    return service.post(shop_key(service), "/v1/parcels", {**LABEL, "order_id": order_id})


@ends_in("order_not_ready", "POST /v1/parcels")
def send_what_nobody_paid(service: Service) -> TestResponse:
    market = Market(service)
    body = {**LABEL, "order_id": market.placed()}
    return service.post(market.shop, "/v1/parcels", body)


@ends_in("order_has_parcel", "POST /v1/parcels")
def send_one_order_twice(service: Service) -> TestResponse:
    market = Market(service)
    order_id = market.paid()
    sent(market, order_id)
    return service.post(market.shop, "/v1/parcels", {**LABEL, "order_id": order_id})


# What is refused: scans, and whose parcel it is.


@ends_in("parcel_unknown", "POST /v1/scans")
def scan_a_number_without_a_parcel(service: Service) -> TestResponse:
    return _scan(service, block(service)[0])


@ends_in("parcel_unknown", "GET /v1/tracking/{item_number}")
def track_a_number_without_a_parcel(service: Service) -> TestResponse:
    return service.get(None, f"/v1/tracking/{block(service)[0]}")


@ends_in("parcel_unknown", "GET /v1/parcels/{item_number}")
def look_at_a_parcel_that_one_never_had_in_hand(service: Service) -> TestResponse:
    return service.get(hub_key(service), f"/v1/parcels/{parcel(service)}")


@ends_in("parcel_unknown", "GET /v1/parcels/{item_number}/label")
def print_another_senders_label(service: Service) -> TestResponse:
    elsewhere = service.key("outlet", OTHER_OUTLET)
    return service.get(elsewhere, f"/v1/parcels/{parcel(service)}/label")


@ends_in("label_forgotten", "GET /v1/parcels/{item_number}/label")
def print_a_label_that_is_forgotten(service: Service) -> TestResponse:
    number = parcel(service)
    service.run("DELETE FROM label")
    return service.get(shop_key(service), f"/v1/parcels/{number}/label")


@ends_in("scan_in_future", "POST /v1/scans")
def scan_tomorrow(service: Service) -> TestResponse:
    return _scan(service, parcel(service), service.clock() + DAYS)


@ends_in("scan_before_parcel", "POST /v1/scans")
def scan_yesterday(service: Service) -> TestResponse:
    return _scan(service, parcel(service), service.clock() - DAYS)


@ends_in("batch_cut", "POST /v1/scan-batches")
def send_scans_while_the_database_goes_away(service: Service) -> TestResponse:
    request, transaction, begun = _batch(service, parcel(service)), Database.transaction, count()

    def fail_at_the_second(self: Database, operation: Callable[[Connection], Any]) -> Any:  # noqa: ANN401 - as in what it stands for
        if next(begun):
            raise Unavailable
        return transaction(self, operation)

    with patch.object(Database, "transaction", fail_at_the_second):
        return request.send(service)


def _batch(service: Service, number: str) -> Request:
    states = ("accepted", "departed")
    scans = [scan_body(number, state, service.clock() + at) for at, state in enumerate(states)]
    return Request(service.outlet, "POST", "/v1/scan-batches", {"scans": scans})


def _parcel(service: Service, number: str) -> TestResponse:
    return service.post(shop_key(service), "/v1/parcels", {**LABEL, "item_number": number})


def _scan(service: Service, number: str, at_ms: int | None = None) -> TestResponse:
    body = scan_body(number, "accepted", service.clock() if at_ms is None else at_ms)
    return service.post(service.outlet, "/v1/scans", body)
