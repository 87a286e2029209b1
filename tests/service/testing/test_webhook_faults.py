"""Webhooks that go wrong on purpose, as a receiver meets them over HTTP."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from service.transport import secret_from, verify
from tests.service.testing.served import Served
from tests.service.testing.shop import Shop, model_in, shop_of
from wanghuiyi.receiver import ReceivedEvent

AMOUNTS = [100, 200, 300, 400]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return model_in(tmp_path_factory.mktemp("webhooks"))


@pytest.fixture
def shop(model: Served) -> Iterator[Shop]:
    with shop_of(model) as made:
        yield made


@pytest.mark.parametrize(
    ("rule", "arrived", "struck"),
    [
        ({"fault": "duplicate", "nth": 1}, [100, 100, 200, 300, 400], 1),
        ({"fault": "swap", "nth": 1}, [200, 100, 300, 400], 1),
        ({"fault": "swap", "nth": 3}, [100, 200, 400, 300], 1),
        ({"fault": "swap"}, [200, 100, 400, 300], 4),
        ({"fault": "hold", "nth": 1, "until_later": 2}, [200, 300, 100, 400], 1),
        ({"fault": "hold", "until_later": 2}, [100, 200], 4),
        ({"fault": "hold", "nth": 2}, [100, 300, 400], 1),
        ({"fault": "hold"}, [], 4),
        ({"fault": "swap", "nth": 4}, [100, 200, 300], 1),
        ({"fault": "drop", "nth": 2}, [100, 300, 400], 1),
        ({"fault": "drop"}, [], 4),
    ],
)
def test_messages_arrive_as_the_rule_has_it_and_the_outbox_believes_all_delivered(
    shop: Shop, rule: dict[str, Any], arrived: list[int], struck: int
) -> None:
    shop.fail({**rule, "kind": "wallet.*"})
    shop.credit(*AMOUNTS)

    counts = shop.deliver()

    assert shop.arrived == arrived
    lost = len(AMOUNTS) - len(set(arrived))
    held = 0 if rule["fault"] == "drop" else lost
    nothing = {"failed": 0, "dead": 0, "dropped": 0, "next_due_at": None}
    assert counts == {**nothing, "delivered": 4, "held": held}
    assert all(one.is_genuine for one in shop.receiver.received)
    found = shop.world.answer_to("GET /test/faults")["webhook_rules"][0]
    assert (found["seen"], found["struck"]) == (4, struck)


def test_a_dropped_message_is_found_again_by_reading_events_or_by_a_replay(shop: Shop) -> None:
    since = shop.world.answer_to("GET /test/clock")["now"]
    shop.fail({"fault": "drop", "nth": 1})
    shop.credit(100)
    shop.deliver()

    events = shop.world.ask("provider", "GET /v1/events").get_json()["events"]
    path = f"POST /v1/webhooks/{shop.webhook_id}/replays"
    shop.world.ask("provider", path, {"since": since})
    shop.deliver()

    assert [one["data"]["money"]["amount"] for one in events if one["type"] == "wallet.credited"]
    assert shop.arrived == [100]


def test_a_duplicate_has_one_id_and_its_second_answer_counts(shop: Shop) -> None:
    shop.fail({"fault": "duplicate", "nth": 1})
    shop.receiver.answer_with(410)
    shop.receiver.answer_with(500)
    shop.credit(100)

    first = shop.deliver()
    second = shop.retried(first)

    assert (first["failed"], second["delivered"]) == (1, 1)
    assert len({one.id for one in shop.receiver.received}) == 1
    assert [one.is_repeated for one in shop.receiver.received] == [False, True, True]


def judged(secret: str, received: ReceivedEvent) -> bool:
    """Return what the specification's own library says of a message."""
    try:
        Webhook(secret).verify(received.content, dict(received.headers))
    except WebhookVerificationError:
        return False
    return True


@pytest.mark.parametrize(
    ("fault", "why_not"),
    [
        ("corrupt_signature", "no signature is by a trusted secret"),
        ("old_timestamp", "webhook-timestamp is 600 seconds behind now, 300 are let in"),
    ],
)
def test_what_is_not_genuine_is_refused_and_comes_again_by_the_usual_delay(
    shop: Shop, fault: str, why_not: str
) -> None:
    shop.fail({"fault": fault, "nth": 1})
    shop.credit(100)

    first = shop.deliver()
    second = shop.retried(first)

    forged, genuine = shop.receiver.received
    assert (first["failed"], second["delivered"]) == (1, 1)
    assert forged.why_not.replace("601", "600") == why_not
    assert [judged(shop.secret, one) for one in (forged, genuine)] == [False, True]
    assert (forged.id, forged.content) == (genuine.id, genuine.content)
    assert shop.receiver.expect("wallet.credited") == genuine


def test_an_old_timestamp_was_signed_by_the_right_secret(shop: Shop) -> None:
    shop.fail({"fault": "old_timestamp"})
    shop.credit(100)
    shop.deliver()

    (old,) = shop.receiver.received

    assert old.sent_at_s
    verify(old.headers, old.content, [secret_from(shop.secret)], old.sent_at_s)


def test_a_wrong_content_type_changes_nothing_else(shop: Shop) -> None:
    shop.fail({"fault": "wrong_content_type", "nth": 1})
    shop.credit(100, 200)

    shop.deliver()

    types = [one.headers["content-type"] for one in shop.receiver.received]
    assert types == ["text/plain", "application/json"]
    assert all(judged(shop.secret, one) for one in shop.receiver.received)


def test_a_slow_message_takes_its_time_and_faults_add_up(shop: Shop) -> None:
    shop.fail(
        {"fault": "slow", "latency_ms": 60},
        {"fault": "slow", "latency_ms": 40},
        {"fault": "corrupt_signature"},
    )
    shop.credit(100)

    began_s = time.perf_counter()
    counts = shop.deliver()

    assert time.perf_counter() - began_s >= 0.1
    assert counts["failed"] == 1
    assert not shop.receiver.received[0].is_genuine


def test_what_is_held_is_released_in_any_order_and_signed_then(shop: Shop) -> None:
    shop.fail({"fault": "hold"})
    shop.credit(*AMOUNTS[:3])
    shop.deliver()
    held = shop.world.answer_to("GET /test/held")["held"]
    shop.world.answer_to("DELETE /test/faults")

    ids = [held[2]["message_id"], held[0]["message_id"]]
    left = shop.world.answer_to("POST /test/releases", {"message_ids": ids})["held"]
    in_order = shop.arrived
    shop.world.answer_to("POST /test/releases", {})

    assert [(one["kind"], one["later_left"], one["attempts"]) for one in held] == [
        ("wallet.credited", None, 0)
    ] * 3
    assert in_order == [300, 100]
    assert left == held[1:2]
    assert shop.arrived == [300, 100, 200]
    assert all(judged(shop.secret, one) for one in shop.receiver.received)


def test_what_comes_late_and_is_refused_comes_again_by_the_delays_of_the_outbox(shop: Shop) -> None:
    shop.fail({"fault": "swap", "nth": 1})
    shop.credit(100, 200)
    shop.receiver.answer_with(200)
    shop.receiver.answer_with(500)

    first = shop.deliver()
    (held,) = shop.world.answer_to("GET /test/held")["held"]
    due = [
        one["at"]
        for one in shop.world.answer_to("GET /test/boundaries")["boundaries"]
        if (one["what"], one["of"]) == ("message.due", held["message_id"])
    ]
    second = shop.retried(first)

    assert (held["attempts"], held["problem"], held["due_at"]) == (1, "status 500", due[0])
    assert first["next_due_at"] == held["due_at"]
    assert (second["held"], second["next_due_at"]) == (0, None)
    assert shop.arrived == [200, 100, 100]


def test_a_webhook_that_is_gone_gets_nothing_of_what_was_held(shop: Shop) -> None:
    shop.fail({"fault": "hold"})
    shop.credit(100)
    shop.deliver()
    path = f"PATCH /v1/webhooks/{shop.webhook_id}"
    assert shop.world.ask("provider", path, {"is_enabled": False}).status_code == 200

    left = shop.world.answer_to("POST /test/releases", {})

    assert left == {"held": []}
    assert shop.arrived == []
