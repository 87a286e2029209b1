"""Rules for webhooks: which messages they choose, by what and by chance."""

from collections.abc import Iterator
from typing import Any

import pytest

from service.schemas.faults import FaultRule
from service.testing.faults import FaultRules
from tests.service.testing.served import Served
from tests.service.testing.shop import Shop, model_in, shop_of


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return model_in(tmp_path_factory.mktemp("webhooks"))


@pytest.fixture
def shop(model: Served) -> Iterator[Shop]:
    with shop_of(model) as made:
        yield made


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
        with shop_of(model, seed=seed) as shop:
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
