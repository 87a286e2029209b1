"""The head of every page says whether the clock stands and which faults are on, and ends both."""

from tests.service.console.worlds import Watched, watched

RULE = {"method": "POST", "path": "/v1/deposits", "drop_answer": True}


def test_the_head_tells_a_clock_that_stands_from_one_that_runs() -> None:
    frozen, running = watched(), watched(start_ms=None)
    ahead = watched(start_ms=None)
    ahead.answer_to("PUT /test/clock", {"advance_days": 2})

    assert '<strong class="state moved">stands still</strong>' in frozen.page("/console/clock")
    assert '<strong class="state real">runs with the real time' in running.page("/console/clock")
    assert "runs 2 days ahead of the real time" in ahead.page("/console/clock")


def test_the_clock_is_let_run_and_frozen_from_any_page_which_is_shown_again(
    world: Watched,
) -> None:
    form = {"is_frozen": "false", "here": "/test/console/clock?by=1+h"}

    page = world.posted("/console/clock/state", form)

    assert not world.answer_to("GET /test/clock")["is_frozen"]
    assert page.request.full_path == "/test/console/clock?by=1+h"
    world.posted("/console/clock/state", {**form, "is_frozen": "true"})
    assert world.answer_to("GET /test/clock")["is_frozen"]


def test_the_way_back_never_leads_out_of_the_console(world: Watched) -> None:
    for here in ("http://elsewhere.example/", "//elsewhere.example/", "/v1/keys", "/test/\\x"):
        answer = world.client.post(
            "/test/console/clock/state", data={"is_frozen": "true", "here": here}
        )

        assert answer.headers["Location"] == "/test/"


def test_the_head_is_sent_again_only_when_it_differs(world: Watched) -> None:
    mark = "2026-11-24T02:30:00.000Z stands still 0"

    same = world.client.get("/test/console/clock/head", query_string={"mark": mark})
    world.answer_to("PUT /test/faults", {"rules": [RULE]})
    other = world.client.get("/test/console/clock/head", query_string={"mark": mark})

    assert (same.status_code, same.text) == (204, "")
    assert "1 fault on" in other.text


def test_a_fault_that_has_had_its_only_strike_is_off(world: Watched) -> None:
    world.answer_to("PUT /test/faults", {"rules": [{**RULE, "nth": 1}]})
    before = world.page("/console/clock")

    world.ask("outlet", "POST /v1/deposits", {})

    assert "1 fault on" in before
    assert "No fault on" in world.page("/console/clock")


def test_in_a_world_the_way_back_leads_into_the_same_world(world: Watched) -> None:
    path = world.client.post("/test/worlds", json={}).get_json()["base_path"]
    form = {"is_frozen": "false", "here": "/test/console/texts"}

    answer = world.client.post(f"{path}/test/console/clock/state", data=form)

    assert answer.headers["Location"] == f"{path}/test/console/texts"
    assert not world.client.get(f"{path}/test/clock").get_json()["is_frozen"]
    assert world.answer_to("GET /test/clock")["is_frozen"]
