"""Fault switches set the rules that clients meet, say which are on, and end them by a click."""

import re
from typing import Any, get_args

import pytest

from service.console.faults.rules import NEXT, REQUEST_FAULTS, WEBHOOK_FAULTS, rules_shown
from service.schemas.faults import JumpName, WebhookFaultName
from tests.service.console.worlds import Watched
from tests.service.testing.served import DEPOSIT

PATH = "/console/faults"
ROUTE = "POST /v1/deposits"


def rules(world: Watched) -> dict[str, Any]:
    """Return what the API says of the rules, without their counts and what is as by default."""
    shown = world.answer_to("GET /test/faults")
    nothing: tuple[object, ...] = (None, False, 0)
    return {
        name: [
            {key: value for key, value in rule.items() if value not in nothing} for rule in found
        ]
        for name, found in shown.items()
    }


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"fault": "drop_answer"}, {"drop_answer": True}),
        ({"fault": "truncate_answer", "nth": "2"}, {"truncate_answer": True, "nth": 2}),
        ({"fault": "reset_before"}, {"reset_connection": "before"}),
        ({"fault": "reset_after"}, {"reset_connection": "after"}),
        ({"fault": "error_503", "latency_ms": "7"}, {"error_status": 503, "latency_ms": 7}),
        ({"fault": "latency", "latency_ms": "200"}, {"latency_ms": 200}),
        ({"fault": "new_day", "probability": "0.5"}, {"jump_to": "new_day", "probability": 0.5}),
    ],
)
def test_a_form_sets_a_rule_for_requests(
    world: Watched, form: dict[str, str], expected: dict[str, Any]
) -> None:
    page = world.posted(f"{PATH}/requests", {"route": ROUTE, **form}).text

    assert rules(world) == {
        "rules": [{"method": "POST", "path": "/v1/deposits", **expected}],
        "webhook_rules": [],
    }
    assert "1 fault on" in page


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"fault": "duplicate", "kind": "order.*"}, {"kind": "order.*"}),
        ({"fault": "hold", "until_later": "2"}, {"kind": "*", "until_later": 2}),
        ({"fault": "slow", "latency_ms": "50"}, {"kind": "*", "latency_ms": 50}),
    ],
)
def test_a_form_sets_a_rule_for_webhooks(
    world: Watched, form: dict[str, str], expected: dict[str, Any]
) -> None:
    world.posted(f"{PATH}/webhooks", form)

    assert rules(world) == {
        "rules": [],
        "webhook_rules": [{"fault": form["fault"], **expected}],
    }


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("requests", {"route": ROUTE, "fault": "flood"}, "fault is &#39;flood&#39;, and there is"),
        ("requests", {"route": "GET /v1/none", "fault": "drop_answer"}, "there is no GET /v1/none"),
        ("requests", {"route": ROUTE, "fault": "latency"}, "nothing goes wrong"),
        ("requests", {"route": ROUTE, "fault": "drop_answer", "nth": "x"}, "write it in digits"),
        (
            "requests",
            {"route": ROUTE, "fault": "drop_answer", "probability": "often"},
            "write it like 0.1",
        ),
        (
            "requests",
            {"route": ROUTE, "fault": "drop_answer", "nth": "1", "probability": "0.5"},
            "send one of them",
        ),
        ("webhooks", {"fault": "slow"}, "latency_ms says how slow slow is"),
        ("webhooks", {"fault": "drop", "kind": "Order"}, "kind"),
        ("remove", {"list": "rules", "place": "0"}, "there is no such rule any more"),
    ],
)
def test_a_rule_that_is_none_says_what_is_wrong_and_changes_nothing(
    world: Watched, path: str, form: dict[str, str], said: str
) -> None:
    world.answer_to("PUT /test/faults", {"webhook_rules": [{"fault": "drop"}]})

    answer = world.posted(f"{PATH}/{path}", form)

    assert answer.status_code == 400
    assert said in answer.text
    assert rules(world) == {"rules": [], "webhook_rules": [{"fault": "drop", "kind": "*"}]}


def test_another_rule_leaves_those_that_are_set_and_each_is_ended_alone(world: Watched) -> None:
    world.posted(f"{PATH}/requests", {"route": ROUTE, "fault": "drop_answer"})
    world.posted(f"{PATH}/webhooks", {"fault": "swap"})
    world.posted(f"{PATH}/requests", {"route": ROUTE, "fault": "error_503"})
    before = [one.words for one in rules_shown(world.state)]

    world.posted(f"{PATH}/remove", {"list": "rules", "place": "0"})

    swapped = "changes places with the next one to the same webhook"
    assert before == ["done, and the answer is lost", "not done: answered with 503", swapped]
    after = [(one.name, one.place, one.words) for one in rules_shown(world.state)]
    assert after == [
        ("rules", 0, "not done: answered with 503"),
        ("webhook_rules", 0, swapped),
    ]


def test_a_click_loses_the_next_answer_and_another_one_ends_all(world: Watched) -> None:
    world.posted(f"{PATH}/requests", {"route": ROUTE, "fault": "drop_answer", "nth": "1"})

    lost = world.ask("outlet", ROUTE, DEPOSIT, "the-key-of-it")
    page = world.page(PATH)
    ended = world.posted(f"{PATH}/off", {"here": "/test/console/requests"})

    assert lost.status_code == 502
    assert "<strong>over</strong>" in page
    assert ended.request.path == "/test/console/requests"
    assert rules(world) == {"rules": [], "webhook_rules": []}


def test_the_counts_are_sent_again_only_when_they_differ(world: Watched) -> None:
    world.answer_to(
        "PUT /test/faults",
        {"rules": [{"method": "POST", "path": "/v1/deposits", "latency_ms": 1}]},
    )

    mark = re.search(r"part\?mark=([0-9a-f]+)", world.page(PATH))
    assert mark

    same = world.client.get(f"/test{PATH}/part?mark={mark[1]}")
    world.ask("outlet", ROUTE, DEPOSIT)
    other = world.client.get(f"/test{PATH}/part?mark={mark[1]}")

    assert (same.status_code, other.status_code) == (204, 200)
    assert "1 ms later" in other.text


def test_each_answer_that_a_click_loses_is_that_of_a_route(world: Watched) -> None:
    routes = {f"{method} {path}" for method, path in world.state.rules.known}

    assert {route for route, _ in NEXT} <= routes


def test_every_fault_has_words() -> None:
    assert sorted(WEBHOOK_FAULTS) == sorted(get_args(WebhookFaultName))
    assert set(get_args(JumpName)) <= REQUEST_FAULTS.keys()
