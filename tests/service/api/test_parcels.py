"""Parcels over HTTP: numbers, labels and who may read them."""

import json
import logging
from html import escape

import pytest
from sqlalchemy import inspect, text

from service.domain.day import DAY_MS
from service.domain.item_numbers import number_at
from service.store.parcels import forget_labels
from tests.service.parcels import (
    HUB,
    LABEL,
    PERSONAL,
    RECIPIENT,
    SENDER,
    block,
    hub_key,
    parcel,
    scan,
    scanned,
    shop_key,
    tracking,
)
from tests.service.servers import OTHER_OUTLET, Service, refused, taken


def test_numbers_are_given_out_once_whoever_asks(service: Service) -> None:
    shops, outlets, more = block(service, 3), block(service, 2, service.outlet), block(service, 2)

    given_out = [*shops, *outlets, *more]
    assert given_out == [number_at(place) for place in range(7)]
    assert all(tracking(service, number)["code"] == "parcel_unknown" for number in given_out)


def test_a_block_says_what_is_left_of_it_and_goes_when_it_is_used_up(service: Service) -> None:
    block(service, 2)
    block(service, 1)

    left = []
    for _ in range(3):
        service.done(shop_key(service), "/v1/parcels", LABEL)
        found = taken(service.get(shop_key(service), "/v1/item-number-blocks"))["blocks"]
        left.append([one["left"] for one in found])

    assert left == [[1, 1], [1], []]
    used_up = service.post(shop_key(service), "/v1/parcels", LABEL)
    assert refused(used_up) == (409, "blocks_used_up")


def test_a_number_that_was_printed_before_is_taken_and_then_passed_over(service: Service) -> None:
    first, second, third = block(service, 3)

    named = service.done(shop_key(service), "/v1/parcels", {**LABEL, "item_number": second})
    drawn = [service.done(shop_key(service), "/v1/parcels", LABEL)["item_number"] for _ in range(2)]

    assert named["item_number"] == second
    assert drawn == [first, third]


def test_a_number_may_be_typed_as_it_is_printed(service: Service) -> None:
    number = parcel(service)
    typed = f"{number[:2].lower()} {number[2:5]} {number[5:8]} {number[8:11]} {number[11:]}"

    assert tracking(service, typed)["item_number"] == number
    assert scan(service, typed, "accepted").status_code == 201


def test_the_sender_and_who_had_it_in_hand_read_the_label_and_nobody_else(
    service: Service,
) -> None:
    number = parcel(service)
    elsewhere, carrier = service.key("outlet", OTHER_OUTLET), hub_key(service)
    another_shop = service.key("shop", service.wallet())
    path = f"/v1/parcels/{number}"

    before = [service.get(key, path).status_code for key in (elsewhere, carrier, another_shop)]
    assert scan(service, number, "arrived", key=carrier).status_code == 201
    after = [service.get(key, path).status_code for key in (elsewhere, carrier, another_shop)]

    assert (before, after) == ([404, 404, 404], [404, 200, 404])
    seen = taken(service.get(carrier, path))
    assert (seen["sender"], seen["recipient"]) == (SENDER, RECIPIENT)
    assert taken(service.get(shop_key(service), path)) == seen


def test_a_carrier_of_another_parcel_reads_no_label(service: Service) -> None:
    number, other = parcel(service), parcel(service)
    scanned(service, other, "accepted")

    assert refused(service.get(service.outlet, f"/v1/parcels/{number}"))[1] == "parcel_unknown"


def test_names_and_addresses_are_nowhere_but_in_what_is_sealed(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        number = parcel(service)
        scanned(service, number, "accepted", "out_for_delivery", "delivered")
        public = service.get(None, f"/v1/tracking/{number}").text
        public += service.get(None, f"/track/{number}").text

    stored = "".join(_everything(service))
    assert number in stored
    assert [part for part in PERSONAL if part in public + stored + caplog.text] == []


def test_a_label_is_printed_with_everything_in_it_escaped(service: Service) -> None:
    block(service)
    odd = {**LABEL, "recipient": {**RECIPIENT, "name": '<b>O\'Neil & "Sons"</b>'}}
    number = service.done(shop_key(service), "/v1/parcels", odd)["item_number"]
    path = f"/v1/parcels/{number}/label"

    page = service.get(shop_key(service), path)
    plain = service.ask(shop_key(service), "GET", path, headers={"Accept": "text/plain"})

    assert page.content_type.startswith("text/html")
    assert "<b>" not in page.text
    assert escape("<b>O'Neil", quote=False) in page.text.replace("&#39;", "'")
    assert f"Barcode, Code 128: {number}\n" in plain.text
    assert '<b>O\'Neil & "Sons"</b>\n' in plain.text


def test_an_outlet_sends_for_who_has_no_label(service: Service) -> None:
    block(service, 1, service.outlet)

    made = service.done(service.outlet, "/v1/parcels", LABEL)

    assert service.get(service.outlet, f"/v1/parcels/{made['item_number']}").status_code == 200


def test_labels_are_forgotten_when_their_parcels_have_ended_long_ago(service: Service) -> None:
    ended, under_way = parcel(service), parcel(service)
    scanned(service, ended, "accepted", "delivered")
    scanned(service, under_way, "accepted")
    service.clock.advance(days=90)
    path = f"/v1/parcels/{ended}"

    def forget(days: int) -> int:
        before_ms = service.clock() - days * DAY_MS
        return service.database.transaction(lambda connection: forget_labels(connection, before_ms))

    assert (forget(91), forget(89), forget(89)) == (0, 1, 0)
    assert taken(service.get(service.outlet, path))["recipient"] is None
    gone = service.get(shop_key(service), f"{path}/label")
    assert refused(gone) == (410, "label_forgotten")
    assert tracking(service, ended)["state"] == "delivered"


def test_a_hub_is_called_by_its_key_and_by_nothing_that_is_sent(service: Service) -> None:
    number = parcel(service)
    body = {"item_number": number, "state": "arrived", "at": "2026-11-24T01:00:00Z"}

    forged = service.post(hub_key(service), "/v1/scans", {**body, "place": "Gushi 1"})
    honest = service.done(hub_key(service), "/v1/scans", body)

    assert refused(forged) == (400, "request_malformed")
    assert honest["place"] == HUB


def _everything(service: Service) -> list[str]:
    """Return all that stands in the database, as text."""
    with service.database.engine.connect() as connection:
        return [
            json.dumps([_as_text(value) for value in row], ensure_ascii=False)
            for table in inspect(connection).get_table_names()
            for row in connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - tables of ours
        ]


def _as_text(value: object) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
