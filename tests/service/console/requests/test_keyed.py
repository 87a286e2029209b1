"""What a key came to, for requests as they are really recorded."""

from typing import Any

from service.console.requests.keyed import KeyVerdict, key_verdicts
from tests.service.console.worlds import Watched
from tests.service.testing.served import DEPOSIT

KEY = "the-only-key"
OTHER: dict[str, Any] = {**DEPOSIT, "money": {"amount": 5, "currency": "CNY"}}


def verdicts(world: Watched) -> list[KeyVerdict | None]:
    """Return the verdict on each request that is recorded."""
    seen = [one.seen for one in world.state.records.requests]
    found = key_verdicts(seen)
    return [found.get(one.seq) for one in seen]


def test_the_same_again_is_repeated_and_another_body_is_a_conflict(world: Watched) -> None:
    for body in (DEPOSIT, DEPOSIT, OTHER):
        world.ask("outlet", "POST /v1/deposits", body, KEY)

    assert verdicts(world) == [
        KeyVerdict("first", "the first under this key", [2, 3]),
        KeyVerdict("repeated", "the answer to request 1 again, nothing done twice", [1, 3]),
        KeyVerdict("conflict", "this key had request 1, which said something else", [1, 2]),
    ]


def test_a_try_that_came_to_nothing_is_not_the_first_that_was_carried_out(world: Watched) -> None:
    fault = {"Wanghuiyi_Fault": "error=503"}
    world.ask("outlet", "POST /v1/deposits", DEPOSIT, KEY, **fault)
    world.ask("outlet", "POST /v1/deposits", {}, KEY)
    world.ask("outlet", "POST /v1/deposits", DEPOSIT, KEY)

    nothing = "nothing was done, and nothing is kept under this key"
    assert verdicts(world) == [
        KeyVerdict("first", nothing, [2, 3]),
        KeyVerdict("first", nothing, [1, 3]),
        KeyVerdict("first", "the first that was carried out: 2 tries came to nothing", [1, 2]),
    ]


def test_one_key_of_two_callers_is_two_keys(world: Watched) -> None:
    world.keys = {
        **world.keys,
        "other outlet": world.answer_to("POST /test/seed", {"outlets": ["Gushi 2"]})["keys"][
            "outlet"
        ],
    }

    for role in ("outlet", "other outlet"):
        world.ask(role, "POST /v1/deposits", DEPOSIT, KEY)

    first = KeyVerdict("first", "the first under this key", [])
    assert verdicts(world) == [first, first]


def test_looks_and_previews_have_no_verdict(world: Watched) -> None:
    world.ask("auditor", "GET /v1/books/check", None, KEY)
    world.ask("outlet", "POST /v1/deposits?dry_run=true", DEPOSIT, KEY)

    assert verdicts(world) == [None, None]
