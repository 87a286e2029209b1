"""The page on which anyone asks where a parcel is."""

import re
from types import SimpleNamespace

import pytest

from service.web import rates
from service.web.app import Settings
from tests.service.api.stories.parcels import wrong
from tests.service.parcels import block, parcel, scanned, tracking
from tests.service.servers import OUTLET, Service, refused


def test_the_page_shows_where_a_parcel_is_and_was_the_newest_first(service: Service) -> None:
    number = parcel(service)
    scanned(service, number, "accepted", "departed")

    page = service.get(None, f"/track/{number}")

    assert page.status_code == 200
    assert f"<h1>Departed from {OUTLET}</h1>" in page.text
    shown = re.findall(r"<li.*?>(.*?)<span", page.text)
    assert shown == [f"departed from {OUTLET}", f"accepted at {OUTLET}"]
    assert "2026-11-24 09:00 Beijing" in page.text


def test_the_page_asks_for_a_number_and_answers_the_same_as_by_its_address(
    service: Service,
) -> None:
    number = parcel(service)

    asking = service.get(None, "/track")
    by_form = service.get(None, f"/track?number=%20{number.lower()}%20")

    assert 'name="number"' in asking.text
    assert by_form.data == service.get(None, f"/track/{number}").data
    assert "Announced by its sender" in by_form.text


def test_the_page_needs_nothing_from_elsewhere(service: Service) -> None:
    page = service.get(None, f"/track/{parcel(service)}").text

    assert re.findall(r"(?:src|href)=|url\(|@import|<script", page) == []
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ("BA00000000", 422, "This is not an item number"),
        ("%3Cscript%3E", 422, "This is not an item number"),
        ("4" * 500, 422, "This is not an item number"),
    ],
)
def test_what_is_no_number_is_reported_on_the_page(
    service: Service, typed: str, status: int, words: str
) -> None:
    page = service.get(None, f"/track/{typed}")

    assert page.status_code == status
    assert page.content_type.startswith("text/html")
    assert words in page.text
    assert "<script" not in page.text


def test_a_mistyped_and_an_unknown_number_are_distinguished(
    service: Service,
) -> None:
    (number,) = block(service, 1)

    mistyped = service.get(None, f"/track/{wrong(number)}")
    unknown = service.get(None, f"/track/{number}")

    assert (mistyped.status_code, unknown.status_code) == (422, 404)
    assert "A digit is wrong or two are swapped" in mistyped.text
    assert "There is no parcel with this item number" in unknown.text


def test_an_address_may_ask_sixty_times_a_minute_by_page_and_by_program_together(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, number = sqlite_service, parcel(sqlite_service)
    monkeypatch.setattr(rates, "time", SimpleNamespace(monotonic=lambda: 30.0))
    service.lookups_a_minute = Settings().lookups_a_minute
    service.restart()

    for _ in range(30):
        assert service.get(None, f"/track/{number}").status_code == 200
        assert tracking(service, number)["item_number"] == number
    page = service.get(None, f"/track/{number}")
    program = service.get(None, f"/v1/tracking/{number}")

    assert (page.status_code, page.headers["Retry-After"]) == (429, "31")
    assert "Too many requests in this minute" in page.text
    assert refused(program) == (429, "too_many_requests")
    assert service.get(None, "/v1/receipt-keys").status_code == 200
    assert service.get(None, "/track").status_code == 200
