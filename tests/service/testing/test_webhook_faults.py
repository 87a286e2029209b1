"""Webhooks that go wrong on purpose, as a receiver meets them over HTTP."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from service.schemas.faults import FaultRule
from service.testing.faults import FaultRules
from service.transport import secret_from, verify
from tests.service.testing.served import Served, books_in, served
from wanghuiyi.receiver import ReceivedEvent, Receiver

AMOUNTS = [100, 200, 300, 400]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Served:
    world = served(books_in(tmp_path_factory.mktemp("webhooks"))).world().seeded()
    # A wallet that redeems more than once a day.
    opened = world.ask("provider", "POST /v1/wallets", {"tier": "certificate"}).get_json()
    world.wallets = (opened["wallet_id"],)
    return world


@dataclass
class Shop:
    """A world with a webhook, and what it receives."""

    world: Served
    receiver: Receiver
    secret: str = ""
    webhook_id: str = ""

    def subscribe(self, kinds: Sequence[str] = ("*",)) -> str:
        """Register the receiver; return the id of the webhook."""
        body = {"url": self.receiver.url, "kinds": list(kinds)}
        made = self.world.ask("provider", "POST /v1/webhooks", body).get_json()
        self.receiver.trust(made["secret"])
        self.secret, self.webhook_id = made["secret"], made["webhook_id"]
        return str(made["webhook_id"])

    def fail(self, *rules: dict[str, Any]) -> None:
        """Set the rules for webhooks."""
        self.world.answer_to("PUT /test/faults", {"webhook_rules": list(rules)})

    def credit(self, *amounts_fen: int) -> None:
        """Let amounts be credited to a wallet, an event each."""
        for amount_fen in amounts_fen:
            self.world.redeemed(self.world.deposited(amount_fen=amount_fen)["number"])

    def deliver(self) -> dict[str, Any]:
        """Send all that is due."""
        return self.world.answer_to("POST /test/deliveries")

    def retried(self, after: dict[str, Any]) -> dict[str, Any]:
        """Go to when the next message is due, and send it."""
        self.world.answer_to("PUT /test/clock", {"now": after["next_due_at"]})
        return self.deliver()

    @property
    def arrived(self) -> list[int]:
        """Return the amounts in the order in which they arrived."""
        return [one.data["money"]["amount"] for one in self.receiver.received]


@pytest.fixture
def shop(model: Served) -> Iterator[Shop]:
    with Receiver() as receiver:
        made = Shop(model.forked(), receiver)
        made.subscribe()
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


def test_rules_choose_by_kind_and_webhook_and_worlds_keep_theirs(shop: Shop) -> None:
    first = shop.webhook_id
    second = shop.subscribe()
    shop.fail(
        {"fault": "drop", "kind": "order.*"},
        {"fault": "drop", "kind": "wallet.credited", "webhook_id": second},
    )
    shop.credit(100)
    fork = shop.world.forked()

    shop.deliver()

    rules = shop.world.answer_to("GET /test/faults")["webhook_rules"]
    assert [(one["seen"], one["struck"]) for one in rules] == [(0, 0), (1, 1)]
    messages = shop.world.ask("provider", "GET /v1/messages").get_json()["messages"]
    assert {one["webhook_id"] for one in messages} == {first, second}
    assert shop.arrived == [100]
    assert fork.answer_to("GET /test/faults") == {"rules": [], "webhook_rules": []}


def test_a_reset_forgets_rules_and_what_is_held(shop: Shop) -> None:
    shop.fail({"fault": "hold"})
    shop.credit(100)
    shop.deliver()

    shop.world.answer_to("POST /test/reset")

    assert shop.world.answer_to("GET /test/held") == {"held": []}
    assert shop.world.answer_to("GET /test/faults")["webhook_rules"] == []


def test_the_same_seed_lets_the_same_messages_go_wrong(model: Served) -> None:
    seen = []
    for seed in ("one", "one", "another"):
        with Receiver() as receiver:
            shop = Shop(model.forked(seed=seed), receiver)
            shop.subscribe()
            shop.fail({"fault": "drop", "probability": 0.5})
            amounts = [100 + fen for fen in range(10)]
            shop.credit(*amounts)
            shop.deliver()
            seen.append(shop.arrived)

    assert seen[0] == seen[1] != seen[2]
    assert 0 < len(seen[0]) < 10


@pytest.mark.parametrize("probability", [0.1, 0.5, 1])
def test_chance_strikes_as_often_as_it_should_and_at_the_same_places(probability: float) -> None:
    rule = FaultRule(method="POST", path="/v1/deposits", probability=probability, error_status=503)
    drawn = []
    for _ in range(2):
        rules = FaultRules({("POST", "/v1/deposits")}, b"a seed")
        rules.replace([rule])
        drawn.append([rules.meet("POST", "/v1/deposits").error_status for _ in range(4_000)])

    # Five standard deviations of a binomial count.
    tolerated = 5 * (4_000 * probability * (1 - probability)) ** 0.5
    assert drawn[0] == drawn[1]
    assert abs(drawn[0].count(503) - 4_000 * probability) <= tolerated


@pytest.mark.parametrize(
    ("rule", "at"),
    [
        ({"fault": "lost"}, "/webhook_rules/0/fault"),
        ({"fault": "drop", "kind": "Order"}, "/webhook_rules/0/kind"),
        ({"fault": "drop", "nth": 1, "probability": 0.5}, "/webhook_rules/0"),
        ({"fault": "drop", "probability": 0}, "/webhook_rules/0/probability"),
        ({"fault": "swap", "until_later": 1}, "/webhook_rules/0"),
        ({"fault": "slow"}, "/webhook_rules/0"),
        ({"fault": "drop", "latency_ms": 5}, "/webhook_rules/0"),
        ({"fault": "slow", "latency_ms": 14_001}, "/webhook_rules/0/latency_ms"),
    ],
)
def test_a_rule_for_webhooks_that_says_nothing_or_too_much_is_refused(
    model: Served, rule: dict[str, Any], at: str
) -> None:
    answer = model.client.put(f"{model.path}/test/faults", json={"webhook_rules": [rule]})

    assert answer.status_code == 400
    assert answer.get_json()["errors"][0]["at"] == at


def test_rules_that_are_not_there_are_told(model: Served) -> None:
    answer = model.client.put(f"{model.path}/test/faults", json={})

    assert answer.status_code == 400
    assert "webhook_rules" in answer.get_json()["errors"][0]["message"]
