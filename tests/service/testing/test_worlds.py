"""Worlds of a test server: each is one of its own, and none sees another."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from service.call import Context
from service.database.transactions import Database
from service.schemas import testing as schemas
from service.testing import WorldLimits, create_test_app
from service.testing.clock import FakeClock
from service.vault import NO_SLOW_HASH, Vault
from service.web.app import Settings
from tests.service.receivers import receiving
from tests.service.testing.served import DEPOSIT, START, START_MS, Served, books_in, served

if TYPE_CHECKING:
    from service.testing.worlds import Worlds

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


def test_a_world_whose_database_is_busy_keeps_no_other_one_waiting(server: Served) -> None:
    one, other = server.world().seeded(), server.world().seeded()
    worlds: Worlds = server.client.application.extensions["wanghuiyi.worlds"]
    asked = replace(one, client=server.client.application.test_client())

    with ThreadPoolExecutor(1) as threads, worlds.used(one.world_id) as state:
        with state.context.database.reading():
            waiting = threads.submit(asked.deposited)
            assert other.deposited()
            assert server.deposited()
            assert not waiting.done()
        assert waiting.result()


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
