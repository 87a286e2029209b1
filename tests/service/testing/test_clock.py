"""The clock of a test server: whatever the service does by time, it does by this one."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.clock import from_rfc3339
from service.schemas.testing import ClockBody
from service.testing import FakeClock
from tests.service.testing.served import DEPOSIT, START, START_MS, Served, books_in, served

DAY_S = 86_400
MIDNIGHT = "2026-11-24T16:00:00.000Z"


@pytest.fixture
def server(tmp_path: Path) -> Served:
    return served(books_in(tmp_path))


def test_a_clock_that_is_set_stands_still_there(server: Served) -> None:
    assert server.answer_to("GET /test/clock") == {
        "now": START,
        "day": "2026-11-24",
        "is_frozen": True,
    }
    assert server.deposited()["issued_at"] == START


def test_a_clock_that_is_not_set_runs(tmp_path: Path) -> None:
    clock = served(books_in(tmp_path), start_ms=None).answer_to("GET /test/clock")

    assert clock["is_frozen"] is False
    assert clock["now"] > START[:4]


def test_it_goes_on_by_milliseconds_seconds_and_days_together(server: Served) -> None:
    body = {"advance_ms": 1, "advance_s": 2, "advance_days": 3}

    assert server.answer_to("PUT /test/clock", body)["now"] == "2026-11-27T02:30:02.001Z"
    assert server.deposited()["issued_at"] == "2026-11-27T02:30:02.001Z"


def test_it_is_set_to_a_moment_and_stands_or_runs_as_it_did() -> None:
    real_ms = [1_000]
    clock = FakeClock(START_MS, real_ms=lambda: real_ms[0])

    clock.change(ClockBody(now="2027-01-01T00:00:00Z", is_frozen=False))
    real_ms[0] += 500
    running = clock.shown()
    clock.change(ClockBody(advance_s=1))
    real_ms[0] += 500
    still_running = clock.shown()
    clock.change(ClockBody(is_frozen=True))
    real_ms[0] += 500

    assert running == {
        "now": "2027-01-01T00:00:00.500Z",
        "day": "2027-01-01",
        "is_frozen": False,
    }
    assert still_running["now"] == "2027-01-01T00:00:02.000Z"
    assert clock.shown() == {**still_running, "is_frozen": True}
    assert clock.now_ms() == from_rfc3339("2027-01-01T00:00:02Z")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advance_days": -1},
        {"advance_days": 36_501},
        {"now": "yesterday"},
        {"now": "9999-12-31T00:00:00Z"},
        {"now": "1969-12-31T15:59:59.999Z"},
        {"now": "9000-01-01T00:00:00Z", "advance_ms": 1},
    ],
)
def test_it_goes_nowhere_where_the_service_cannot_count(
    server: Served, body: dict[str, object]
) -> None:
    answer = server.client.put("/test/clock", json=body)

    assert answer.status_code == 400
    assert server.answer_to("GET /test/clock")["now"] == START


def test_a_draft_expires_by_it_and_is_then_refunded(server: Served) -> None:
    deposit = server.deposited()
    number = deposit["number"]
    redemption = {"number": number, "password": "081208", "wallet_id": server.wallets[0]}
    refund = {"number": number, "depositor": DEPOSIT["depositor"]}

    early = server.ask("outlet", "POST /v1/refunds", refund)
    server.answer_to("PUT /test/clock", {"now": deposit["expires_at"]})
    late = server.ask("provider", "POST /v1/redemptions", redemption)
    refunded = server.ask("outlet", "POST /v1/refunds", refund)

    assert early.get_json()["code"] == "draft_not_expired"
    assert late.get_json()["code"] == "draft_expired"
    assert refunded.status_code == 201


def test_a_new_password_comes_into_force_by_it(server: Served) -> None:
    number = server.deposited()["number"]
    reset = {"number": number, "depositor": DEPOSIT["depositor"], "password": "240806"}
    redemption = {"number": number, "password": "240806", "wallet_id": server.wallets[0]}
    in_force = server.ask("outlet", "POST /v1/password-resets", reset).get_json()["in_force_from"]

    server.answer_to("PUT /test/clock", {"now": in_force})

    assert server.ask("provider", "POST /v1/redemptions", redemption).status_code == 201


def test_a_lock_after_wrong_passwords_ends_by_it(server: Served) -> None:
    number = server.deposited()["number"]
    wrong = {"number": number, "password": "111111", "wallet_id": server.wallets[0]}
    for _ in range(5):
        server.ask("provider", "POST /v1/redemptions", wrong)

    locked = server.ask("provider", "POST /v1/redemptions", {**wrong, "password": "081208"})
    server.answer_to("PUT /test/clock", {"advance_days": 1})
    unlocked = server.ask("provider", "POST /v1/redemptions", {**wrong, "password": "081208"})

    assert locked.get_json()["code"] == "draft_locked"
    assert unlocked.status_code == 201


def test_a_day_is_over_by_it_and_can_be_settled(server: Served) -> None:
    body = {"day": "2026-11-24"}

    open_still = server.ask("operator", "POST /v1/settlements", body)
    server.answer_to("PUT /test/clock", {"now": MIDNIGHT})
    closed = server.ask("operator", "POST /v1/settlements", body)

    assert open_still.get_json()["code"] == "day_still_open"
    assert closed.get_json()["closed_at"] == MIDNIGHT


def test_a_key_that_was_just_used_ends_by_it_at_once(server: Served) -> None:
    key_id = server.keys["outlet"].split("_")[1]
    path = f"POST /v1/keys/{key_id}/rotations"
    server.ask("operator", path, {"overlap_h": 24})

    server.answer_to("PUT /test/clock", {"advance_s": DAY_S - 1})
    works = server.ask("outlet", "POST /v1/deposits", DEPOSIT)
    server.answer_to("PUT /test/clock", {"advance_s": 1})
    ended = server.ask("outlet", "POST /v1/deposits", DEPOSIT)

    assert (works.status_code, ended.status_code) == (201, 401)


def test_threads_that_move_it_at_once_lose_nothing() -> None:
    clock = FakeClock(START_MS)

    def move(_: int) -> None:
        for _ in range(100):
            clock.change(ClockBody(advance_ms=1))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(move, range(8)))

    assert clock.now_ms() == START_MS + 800
