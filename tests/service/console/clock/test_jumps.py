"""A jump is foreseen in words, and what was foreseen then happens by real requests."""

from typing import get_args

from service.console.clock.words import WORDS
from service.domain.day import DAY_MS
from service.schemas.testing import BoundaryName
from service.testing.boundaries import time_ahead
from tests.service.console.worlds import Watched
from tests.service.testing.served import START, START_MS

AFTER = {"sweeps": "on", "closings": "on", "deliveries": "on"}


def test_every_boundary_has_words() -> None:
    assert sorted(WORDS) == sorted(get_args(BoundaryName))


def test_a_jump_over_sixty_days_is_foreseen_before_it_is_done(world: Watched) -> None:
    for _ in range(3):
        world.deposited()

    page = world.page("/console/clock?by=61+days")

    assert (
        "<strong>3 drafts expire, 61 days can be closed, 3 drafts can be cancelled no more</strong>"
        in page
    )
    assert world.answer_to("GET /test/clock")["now"] == START


def test_a_stretch_ends_at_its_last_moment(world: Watched) -> None:
    midnight_ms = START_MS - START_MS % DAY_MS + DAY_MS

    before, at = (time_ahead(world.state, midnight_ms + by_ms) for by_ms in (-1, 0))

    assert (before.counts, before.first) == ({}, ())
    assert at.counts == {"day.begins": 1}
    assert [(one.at_ms, one.what) for one in at.first] == [(midnight_ms, "day.begins")]


def test_after_a_jump_drafts_have_expired_and_days_are_closed(world: Watched) -> None:
    draft = world.deposited()

    page = world.posted("/console/clock", {"by": "61 days", **AFTER}).text

    assert "draft.expired" in page
    assert draft["draft_id"] in page
    assert page.count("settlement.closed") == 61
    assert "POST /v1/draft-sweeps" in page
    assert "curl -X POST http://localhost/v1/settlements" in page
    assert world.answer_to("GET /test/clock")["now"] == "2027-01-24T02:30:00.000Z"
    closed = world.ask("auditor", "GET /v1/settlements?limit=100").get_json()["settlements"]
    assert len(closed) == 61


def test_without_what_follows_only_the_clock_moves(world: Watched) -> None:
    world.deposited()

    page = world.posted("/console/clock", {"by": "61 days"}).text

    assert "No event" in page
    assert world.ask("auditor", "GET /v1/settlements").get_json()["settlements"] == []


def test_a_jump_back_sets_off_nothing(world: Watched) -> None:
    world.posted("/console/clock", {"by": "2 days"})

    ahead = world.page("/console/clock?at=2026-11-24T10:30")
    page = world.posted("/console/clock", {"at": "2026-11-24T10:30", **AFTER}).text

    assert "This is 2 days back. Nothing that was done is undone" in ahead
    assert page.count('class="sent"') == 1
    assert world.answer_to("GET /test/clock")["now"] == START


def test_a_wrong_duration_is_named_beside_its_field(world: Watched) -> None:
    page = world.page("/console/clock?by=soon", 400)

    assert "&#39;soon&#39; is no duration: write 90 min" in page
    assert 'aria-invalid="true"' in page


def test_a_jump_that_is_not_kept_is_refused_with_those_that_are(world: Watched) -> None:
    world.posted("/console/clock", {"by": "1 h"})

    page = world.page("/console/clock/jumps/7", 404)

    assert "There is no jump 7: the last ones are kept, which are 1" in page


def test_the_clock_of_one_world_is_not_that_of_another(world: Watched) -> None:
    other = world.client.post("/test/worlds", json={}).get_json()["base_path"]

    world.client.post(f"{other}/test/console/clock", data={"by": "5 days", **AFTER})

    assert world.answer_to("GET /test/clock")["now"] == START
    moved = world.client.get(f"{other}/test/console/clock").text
    assert "29 Nov 2026, 10:30:00" in moved
    assert f'href="{other}/test/console/clock/jumps/1"' in moved
