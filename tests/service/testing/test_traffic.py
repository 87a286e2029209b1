"""What there is to disturb, faults that strike the client alone, and jumps of the clock."""

from pathlib import Path
from typing import Any

import pytest

from service.clock import from_rfc3339
from service.schemas.faults import FaultRule
from service.testing.clock import FakeClock
from tests.service.testing.served import DEPOSIT, START, START_MS, Served, books_in, served
from tests.service.testing.shop import Shop, model_in, shop_of

SETUP = {"Wanghuiyi_Setup": "1"}
RULE = {"method": "POST", "path": "/v1/deposits"}
MIDNIGHT = "2026-11-24T16:00:00.000Z"


@pytest.fixture
def server(tmp_path: Path) -> Served:
    return served(books_in(tmp_path))


def fail(server: Served, **rule: object) -> None:
    server.answer_to("PUT /test/faults", {"rules": [{**RULE, **rule}]})


def test_traffic_is_the_clients_by_route_and_what_the_test_did_itself(server: Served) -> None:
    server.ask("outlet", "POST /v1/deposits", DEPOSIT, **SETUP)
    for _ in range(2):
        server.ask("outlet", "POST /v1/deposits", DEPOSIT)
    server.ask("provider", f"GET /v1/wallets/{server.wallets[0]}")
    server.ask("provider", "GET /v1/no-such-thing")
    server.answer_to("PUT /test/clock", {"advance_s": 1})
    fail(server, error_status=503)

    expected: dict[str, Any] = {
        "requests": [
            {"method": "GET", "path": "/v1/wallets/{wallet_id}", "count": 1},
            {"method": "POST", "path": "/v1/deposits", "count": 2},
        ],
        "messages": [],
        "clock_settings": 1,
        "fault_settings": 1,
    }
    assert server.answer_to("GET /test/traffic") == expected
    server.answer_to("POST /test/reset")
    nothing = {"requests": [], "messages": [], "clock_settings": 0, "fault_settings": 0}
    assert server.answer_to("GET /test/traffic") == nothing


def test_messages_are_counted_by_kind_as_rules_count_them(tmp_path: Path) -> None:
    with shop_of(model_in(tmp_path)) as shop:
        shop.fail({"fault": "duplicate", "nth": 1}, {"fault": "drop", "nth": 2})
        shop.credit(100, 200, 300)
        shop.deliver()

        counted = shop.world.answer_to("GET /test/traffic")["messages"]
        seen = shop.world.answer_to("GET /test/faults")["webhook_rules"][0]["seen"]

    assert counted == [{"kind": "wallet.credited", "count": seen}]
    assert seen == 3


@pytest.mark.parametrize(("only_client", "statuses"), [(True, [201, 503]), (False, [503, 201])])
def test_a_rule_may_spare_what_sets_a_test_up(
    server: Served, *, only_client: bool, statuses: list[int]
) -> None:
    fail(server, nth=1, error_status=503, only_client=only_client)

    setup = server.ask("outlet", "POST /v1/deposits", DEPOSIT, **SETUP)
    client = server.ask("outlet", "POST /v1/deposits", DEPOSIT)

    assert [setup.status_code, client.status_code] == statuses
    (rule,) = server.answer_to("GET /test/faults")["rules"]
    assert (rule["seen"], rule["struck"]) == (1 if only_client else 2, 1)


def now(server: Served) -> str:
    return str(server.answer_to("GET /test/clock")["now"])


@pytest.mark.parametrize(
    ("jump_to", "first", "second"),
    [
        ("last_moment", "2026-11-24T15:59:59.999Z", "2026-11-24T15:59:59.999Z"),
        ("boundary", MIDNIGHT, "2026-11-25T16:00:00.000Z"),
        ("new_day", MIDNIGHT, "2026-11-25T16:00:00.000Z"),
    ],
)
def test_the_clock_jumps_before_a_request_and_never_past_a_boundary(
    server: Served, jump_to: str, first: str, second: str
) -> None:
    fail(server, jump_to=jump_to)

    moments = []
    for _ in range(2):
        made = server.ask("outlet", "POST /v1/deposits", DEPOSIT)
        moments.append(now(server))
        assert made.status_code == 201

    assert moments == [first, second]
    recorded = server.answer_to("GET /test/requests")["requests"]
    assert [one["at"] for one in recorded] == moments


def test_a_new_day_does_not_begin_before_something_ends(server: Served) -> None:
    server.answer_to("PUT /test/clock", {"now": START})
    draft = server.deposited()
    server.answer_to("PUT /test/clock", {"now": "2027-01-23T02:00:00Z"})
    fail(server, jump_to="new_day")
    (expires_at,) = {
        one["at"]
        for one in server.answer_to("GET /test/boundaries?limit=100")["boundaries"]
        if one["what"] == "draft.expires" and one["of"] == draft["draft_id"]
    }

    server.ask("outlet", "POST /v1/deposits", DEPOSIT)

    assert from_rfc3339(now(server)) <= from_rfc3339(expires_at) - 1


def test_a_clock_goes_on_and_never_back_and_stands_still_as_before() -> None:
    clock = FakeClock(START_MS)

    clock.go_on_to(START_MS - 1)
    stayed = clock.now_ms()
    clock.go_on_to(START_MS + 5)

    assert (stayed, clock.now_ms()) == (START_MS, START_MS + 5)
    assert clock.shown()["is_frozen"]
    running = FakeClock(None, real_ms=lambda: START_MS)
    running.go_on_to(START_MS + 7)
    assert (running.now_ms(), running.shown()["is_frozen"]) == (START_MS + 7, False)


def test_a_jump_alone_is_a_fault() -> None:
    rule = FaultRule.model_validate({**RULE, "jump_to": "new_day"})

    assert rule.model_dump()["jump_to"] == "new_day"
    with pytest.raises(ValueError, match="send latency_ms, jump_to, or one of"):
        FaultRule.model_validate(RULE)


def test_a_message_keeps_its_turn_however_late_it_comes(tmp_path: Path) -> None:
    with shop_of(model_in(tmp_path)) as shop:
        shop.fail({"fault": "swap", "nth": 1})
        shop.credit(100, 200)
        shop.deliver()

        turns = _turns(shop)

    assert shop.arrived == [200, 100]
    assert turns == [2, 1]


def _turns(shop: Shop) -> list[int]:
    worlds = shop.world.client.application.extensions["wanghuiyi.worlds"]
    with worlds.used(shop.world.world_id) as state:
        return [one.turn.place for one in state.records.evidence().evidence.messages]
