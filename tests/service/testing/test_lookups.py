"""Limits of look-ups in test mode go by the clock of the test, and end when it begins anew."""

from pathlib import Path

from service.web.app import Settings
from tests.service.testing.served import Served, books_in, served

LOOKUPS = Settings().lookups_a_minute
UNKNOWN = "/v1/tracking/BA000000005CN"


def statuses(server: Served, count: int) -> set[int]:
    """Look up so often, and return what was answered."""
    return {server.client.get(UNKNOWN).status_code for _ in range(count)}


def test_a_limit_of_look_ups_is_over_when_the_test_moves_its_clock(tmp_path: Path) -> None:
    server = served(books_in(tmp_path))

    first = statuses(server, LOOKUPS)
    over = server.client.get(UNKNOWN)
    server.answer_to("PUT /test/clock", {"advance_s": 59})
    just_before = statuses(server, 1)
    server.answer_to("PUT /test/clock", {"advance_s": 1})

    assert (first, over.status_code, just_before) == ({404}, 429, {429})
    assert statuses(server, LOOKUPS) == {404}


def test_a_limit_of_look_ups_is_over_when_all_begins_anew(tmp_path: Path) -> None:
    server = served(books_in(tmp_path))
    statuses(server, LOOKUPS)

    server.answer_to("POST /test/reset")

    assert statuses(server, LOOKUPS) == {404}
    assert statuses(server, 1) == {429}
