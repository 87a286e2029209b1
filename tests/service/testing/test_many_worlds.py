"""Worlds as they are found, listed, limited in number, deleted and forgotten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.call import Context
from service.database.memory import MemoryDatabase
from service.schemas.worlds import WorldBody
from service.testing import WorldLimits, create_test_app
from service.testing.worlds import Worlds
from service.vault import NO_SLOW_HASH, Vault
from service.web.app import Settings
from tests.service.testing.served import DEPOSIT, START_MS, Served, books_in, served

CLIENTS = 8
NO_WORLD = "0" * 16


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Return one server for all tests: each has worlds of its own."""
    return served(books_in(tmp_path_factory.mktemp("worlds")))


def limited(tmp_path: Path, limits: WorldLimits) -> Served:
    context = Context(books_in(tmp_path), Vault(bytes(32), NO_SLOW_HASH))
    return Served(create_test_app(context, Settings(), START_MS, None, limits).test_client())


# What the service writes names the world.


def test_links_that_are_written_lead_into_the_same_world(server: Served) -> None:
    world = server.world()

    contract = world.client.get(f"{world.path}/openapi.json").get_json()
    page = world.client.get(f"{world.path}/track").text
    docs = world.client.get(f"{world.path}/docs")

    assert contract["servers"] == [{"url": world.path}]
    (default,) = server.client.get("/openapi.json").get_json()["servers"]
    assert default["url"] == "/"
    assert f'action="{world.path}/track"' in page
    assert docs.headers["Location"] == f"{world.path}/docs/"
    shown = world.client.get(f"{world.path}/docs/").text
    assert '"url": "../openapi.json"' in shown
    assert 'src="/' not in shown
    assert 'href="/' not in shown
    for asset in ("swagger-ui-bundle.js", "index.css"):
        with world.client.get(f"{world.path}/docs/{asset}") as found:
            assert found.status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/v1/time", "/test/worlds"])
def test_every_page_is_there_in_a_world_too(server: Served, path: str) -> None:
    world = server.world()

    assert world.client.get(f"{world.path}{path}").status_code == 200
    assert world.client.get(f"/worlds/default{path}").status_code == 200


# How many there are, and for how long.


def test_worlds_are_listed_looked_at_and_deleted(server: Served) -> None:
    first, second = server.world(), server.world()
    second.answer_to("GET /test/clock")
    first.answer_to("GET /test/clock")

    listed = server.answer_to("GET /test/worlds")
    looked_at = server.answer_to(f"GET /test/worlds/{first.world_id}")
    deleted = server.answer_to(f"DELETE /test/worlds/{first.world_id}")

    assert [one["world_id"] for one in listed["worlds"]][-2:] == [second.world_id, first.world_id]
    assert (listed["worlds_max"], listed["idle_s"]) == (256, 3_600)
    assert looked_at["world_id"] == deleted["world_id"] == first.world_id
    left = server.answer_to("GET /test/worlds")["worlds"]
    assert first.world_id not in {one["world_id"] for one in left}


def test_a_world_may_delete_itself_and_is_gone_after_the_answer(server: Served) -> None:
    world = server.world()

    deleted = world.answer_to(f"DELETE /test/worlds/{world.world_id}")

    assert deleted["forgotten_at"] is None
    assert world.client.get(f"{world.path}/test/clock").status_code == 404


def test_a_deleted_world_answers_what_it_was_asked_before(server: Served) -> None:
    world = server.world().seeded()
    slow = {"method": "POST", "path": "/v1/deposits", "latency_ms": 150}
    world.answer_to("PUT /test/faults", {"rules": [slow]})
    app = server.client.application

    with ThreadPoolExecutor(1) as threads:
        asked = replace(world, client=app.test_client())
        answer = threads.submit(asked.ask, "outlet", "POST /v1/deposits", DEPOSIT)
        while not world.answer_to("GET /test/faults")["rules"][0]["seen"]:
            pass
        server.answer_to(f"DELETE /test/worlds/{world.world_id}")
        assert answer.result().status_code == 201

    assert world.client.get(f"{world.path}/test/clock").status_code == 404


def test_nobody_asks_for_a_world_for_long_and_it_is_forgotten(server: Served) -> None:
    at_s = [0.0]
    those: Worlds = server.client.application.extensions["wanghuiyi.worlds"]
    limits = WorldLimits(worlds_max=2, idle_s=60)
    worlds = Worlds(those.default, those.new_state, limits, lambda: at_s[0])
    used, unused = (worlds.make(WorldBody())["world_id"] for _ in range(2))

    at_s[0] = 59.9
    with worlds.used(used) as state:
        at_s[0] = 60.0
        assert {one["world_id"] for one in worlds.shown()["worlds"]} == {used}
        at_s[0] = 1_000.0
        assert {one["world_id"] for one in worlds.shown()["worlds"]} == {used}
        assert isinstance(state.context.database, MemoryDatabase)
    at_s[0] = 1_059.9
    assert worlds.one(used)["world_id"] == used
    at_s[0] = 1_060.0

    assert worlds.shown()["worlds"] == []
    assert unused != used


def unknown(server: Served) -> Any:  # noqa: ANN401 - a test client's answer
    return server.client.get(f"/worlds/{NO_WORLD}/v1/time")


REFUSED: dict[str, tuple[int, Callable[[Served], Any]]] = {
    "world_unknown": (404, unknown),
    "too_many_worlds": (409, lambda server: server.client.post("/test/worlds", json={})),
    "request_malformed": (400, lambda server: server.client.post("/test/worlds", json={"x": 1})),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_says_what_is_allowed_and_what_to_do(tmp_path: Path, code: str) -> None:
    server = limited(tmp_path, WorldLimits(worlds_max=1))
    server.world()
    status, story = REFUSED[code]

    answer = story(server)

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.headers["X-Request-Id"]


@pytest.mark.parametrize(
    "what", [f"GET /test/worlds/{NO_WORLD}", f"DELETE /test/worlds/{NO_WORLD}"]
)
def test_a_world_that_is_not_there_is_refused_everywhere(server: Served, what: str) -> None:
    method, path = what.split()
    fork = server.client.post("/test/worlds", json={"from": NO_WORLD})

    assert server.client.open(path, method=method).get_json()["code"] == "world_unknown"
    assert fork.get_json()["code"] == "world_unknown"


def test_the_limit_is_said_and_a_world_that_is_deleted_makes_room(tmp_path: Path) -> None:
    server = limited(tmp_path, WorldLimits(worlds_max=2))
    worlds = [server.world() for _ in range(2)]

    refused = server.client.post("/test/worlds", json={})
    server.answer_to(f"DELETE /test/worlds/{worlds[0].world_id}")

    assert "at most 2 at a time: delete one with DELETE" in refused.get_json()["detail"]
    assert server.world().path
