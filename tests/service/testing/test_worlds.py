"""Worlds of a test server: each is one of its own, and none sees another."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from service.call import Context
from service.database.memory import MemoryDatabase
from service.database.transactions import Database
from service.schemas import testing as schemas
from service.schemas.worlds import WorldBody
from service.testing import WorldLimits, create_test_app
from service.testing.clock import FakeClock
from service.testing.worlds import Worlds
from service.vault import NO_SLOW_HASH, Vault
from service.web.app import Settings
from tests.service.receivers import receiving
from tests.service.testing.served import DEPOSIT, START, START_MS, Served, books_in, served

CLIENTS = 8
NO_WORLD = "0" * 16


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Return one server for all tests: each has worlds of its own."""
    return served(books_in(tmp_path_factory.mktemp("worlds")))


def outstanding_fen(world: Served) -> int:
    books = world.ask("auditor", "GET /v1/books/check").get_json()
    assert books["findings"] == []
    return int(books["balances"].get("post:drafts_outstanding", 0))


def limited(tmp_path: Path, limits: WorldLimits) -> Served:
    context = Context(books_in(tmp_path), Vault(bytes(32), NO_SLOW_HASH))
    return Served(create_test_app(context, Settings(), START_MS, None, limits).test_client())


# What a world has of its own.


def test_a_world_begins_empty_with_the_clock_and_the_seed_of_the_server(server: Served) -> None:
    server.answer_to("PUT /test/clock", {"advance_days": 1})

    world = server.world()
    server.answer_to("PUT /test/clock", {"now": START})

    assert server.answer_to(f"GET /test/worlds/{world.world_id}")["forked_from"] is None
    assert world.answer_to("GET /test/clock") == {
        "now": START,
        "day": "2026-11-24",
        "is_frozen": True,
    }
    assert world.ask("outlet", "POST /v1/deposits", DEPOSIT).status_code == 401
    assert world.seeded().keys["outlet"] == server.keys["outlet"]


@pytest.mark.parametrize("count", [16, pytest.param(200, marks=pytest.mark.proof)])
def test_worlds_that_eight_clients_use_at_once_do_not_see_each_other(
    tmp_path: Path, count: int
) -> None:
    context = Context(books_in(tmp_path), Vault(bytes(32), NO_SLOW_HASH))
    app = create_test_app(context, Settings(), START_MS, "a seed")
    model = Served(app.test_client()).world().seeded()

    def live(number: int) -> tuple[int, int, str, int]:
        """Live a life of its own, of as many deposits and days as the number has it."""
        world = replace(model, client=app.test_client()).forked()
        world.answer_to("PUT /test/clock", {"advance_days": number})
        draft = world.deposited("the-deposit", amount_fen=100 + number)
        if number % 2:
            world.redeemed(draft["number"])
        return (
            outstanding_fen(world),
            len(world.answer_to("GET /test/requests")["requests"]),
            world.answer_to("GET /test/clock")["day"],
            draft["money"]["amount"],
        )

    with ThreadPoolExecutor(CLIENTS) as threads:
        lives = list(threads.map(live, range(count)))

    assert [(outstanding, asked, amount) for outstanding, asked, _, amount in lives] == [
        (0, 3, 100 + number) if number % 2 else (100 + number, 2, 100 + number)
        for number in range(count)
    ]
    assert len({day for *_, day, _ in lives}) == count
    assert len(model.answer_to("GET /test/worlds")["worlds"]) == count + 1
    assert model.answer_to("GET /test/requests") == {"requests": []}


def test_faults_texts_and_rates_of_one_world_are_not_those_of_another(server: Served) -> None:
    one, other = server.world().seeded(), server.world().seeded()
    failing = {"method": "POST", "path": "/v1/deposits", "error_status": 503}
    one.answer_to("PUT /test/faults", {"rules": [failing]})
    for _ in range(Settings().lookups_a_minute):
        one.client.get(f"{one.path}/v1/tracking/BA000000005CN")

    assert one.ask("outlet", "POST /v1/deposits", DEPOSIT).status_code == 503
    assert other.ask("outlet", "POST /v1/deposits", DEPOSIT).status_code == 201
    assert server.deposited()
    assert one.client.get(f"{one.path}/v1/tracking/BA000000005CN").status_code == 429
    assert other.client.get(f"{other.path}/v1/tracking/BA000000005CN").status_code == 404
    assert other.client.get(f"{other.path}/track/BA000000005CN").status_code == 404


def test_messages_of_a_world_are_delivered_by_its_own_clock(server: Served) -> None:
    one, other = server.world().seeded(), server.world().seeded()
    with receiving() as receiver:
        receiver.answers.append((500, {}))
        for world in (one, other):
            world.ask("provider", "POST /v1/webhooks", {"url": receiver.url}, "the-webhook")
            world.redeemed(world.deposited("the-deposit")["number"])
        failed = one.answer_to("POST /test/deliveries")
        other.answer_to("PUT /test/clock", {"now": failed["next_due_at"]})
        too_early = one.answer_to("POST /test/deliveries")
        in_time = other.answer_to("POST /test/deliveries")

    assert (failed["failed"], too_early["delivered"], in_time["delivered"]) == (1, 0, 1)
    assert len(receiver.received) == 2


def test_a_reset_empties_one_world_only(server: Served) -> None:
    one, other = server.world().seeded(), server.world().seeded()

    one.answer_to("POST /test/reset")

    assert one.ask("outlet", "POST /v1/deposits", DEPOSIT).status_code == 401
    assert other.deposited()
    assert server.deposited()
    assert one.seeded().deposited()


def test_receipts_of_worlds_are_signed_with_their_own_keys_and_a_seed_repeats_them(
    server: Served,
) -> None:
    worlds = [server.world(seed=seed).seeded() for seed in ("1", "2", "1")]

    receipts = [world.deposited("the-deposit")["receipt"] for world in worlds]

    first, second, again = (receipt["signature"] for receipt in receipts)
    assert first == again != second
    assert (
        worlds[0].client.get(f"{worlds[0].path}/v1/receipt-keys").data
        != server.client.get("/v1/receipt-keys").data
    )


def test_without_any_seed_two_worlds_have_nothing_in_common(tmp_path: Path) -> None:
    server = limited(tmp_path, WorldLimits())

    one, other = server.world().seeded(), server.world().seeded()

    assert one.keys["outlet"] != other.keys["outlet"]
    assert (
        one.client.get(f"{one.path}/v1/receipt-keys").data
        != one.client.get(f"{other.path}/v1/receipt-keys").data
    )


# Forks.


def test_a_fork_has_all_that_was_there_and_from_then_on_its_own(server: Served) -> None:
    world = server.world().seeded()
    number = world.deposited("the-deposit")["number"]
    world.answer_to("PUT /test/clock", {"advance_s": 5})

    fork = world.forked()
    fork.redeemed(number)
    again = world.ask("outlet", "POST /v1/deposits", DEPOSIT, "the-deposit")
    again_in_fork = fork.ask("outlet", "POST /v1/deposits", DEPOSIT, "the-deposit")

    assert fork.answer_to("GET /test/clock") == world.answer_to("GET /test/clock")
    assert fork.answer_to("GET /test/requests")["requests"][0]["path"] == "/v1/redemptions"
    assert again.data == again_in_fork.data
    assert again_in_fork.headers["Idempotency-Replayed"] == "true"
    world.redeemed(number)


def test_a_fork_of_the_default_world_leaves_it_as_it_is(server: Served) -> None:
    number = server.deposited()["number"]

    fork = server.forked()
    fork.redeemed(number)

    assert server.answer_to(f"GET /test/worlds/{fork.world_id}")["forked_from"] == "default"
    assert outstanding_fen(server) - outstanding_fen(fork) == 17_500
    server.redeemed(number)


def test_a_fork_with_a_seed_and_a_moment_draws_otherwise_from_there(server: Served) -> None:
    world = server.world().seeded()
    now = "2027-01-01T00:00:00.000Z"

    fork = world.forked(seed="other", now=now)

    drafts = [one.deposited("the-deposit") for one in (world, fork)]
    assert drafts[1]["issued_at"] == now
    assert drafts[0]["number"] != drafts[1]["number"]


def test_a_running_clock_goes_on_running_in_a_fork() -> None:
    real_ms = [1_000]
    clock = FakeClock(None, real_ms=lambda: real_ms[0])
    clock.change(schemas.ClockBody(advance_s=60))

    fork = clock.forked()
    clock.change(schemas.ClockBody(advance_days=1))
    real_ms[0] += 500

    assert fork.now_ms() == 61_500


def test_a_world_is_forked_between_two_requests(server: Served) -> None:
    world = server.world().seeded()
    begun, may_end = Event(), Event()
    worlds: Worlds = server.client.application.extensions["wanghuiyi.worlds"]

    def hold() -> None:
        with worlds.used(world.world_id) as state:
            state.turns.enter()
            begun.set()
            may_end.wait()
            state.turns.leave()

    holding = Thread(target=hold)
    holding.start()
    begun.wait()
    with ThreadPoolExecutor(1) as threads:
        fork = threads.submit(world.forked)
        assert not fork.done()
        assert server.world().path
        may_end.set()
        assert fork.result().deposited()
    holding.join()


def test_a_default_world_on_postgresql_is_not_forked_and_others_are(database: Database) -> None:
    server = served(database)

    refused = server.client.post("/test/worlds", json={"from": "default"})
    fork = server.world().seeded().forked()

    if database.is_sqlite:
        assert refused.status_code == 201
    else:
        assert (refused.status_code, refused.get_json()["code"]) == (409, "world_not_forkable")
    assert fork.deposited()


# What the service writes names the world.


def test_links_that_are_written_lead_into_the_same_world(server: Served) -> None:
    world = server.world()

    contract = world.client.get(f"{world.path}/openapi.json").get_json()
    page = world.client.get(f"{world.path}/track").text
    docs = world.client.get(f"{world.path}/docs")

    assert contract["servers"] == [{"url": world.path}]
    assert "servers" not in server.client.get("/openapi.json").get_json()
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
