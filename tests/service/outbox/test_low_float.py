"""A float that falls low: the agent hears of it once a fall, and nobody else."""

from typing import Any

from service.outbox import address
from tests.service.api.stories.agency import PATH, cash_in, topped_up, withdrawal
from tests.service.outbox.conftest import Scene
from tests.service.servers import AGENT, OTHER_AGENT, Service, money, taken

MOVED = {"float.topped_up", "float.withdrawn", "float.commission_paid"}
LOW = {"agent": AGENT, "float": money(99_999), "threshold": money(100_000)}


def heard(service: Service, key: str) -> list[dict[str, Any]]:
    """Return the events that somebody hears, but for those of float that was moved."""
    address(service.database, service.clock())
    events = taken(service.get(key, "/v1/events"))["events"]
    return [one for one in events if one["type"] not in MOVED]


def brings(service: Service, amount_fen: int) -> None:
    """Let somebody bring the agent cash for a new wallet."""
    assert cash_in(service, service.wallet(), amount_fen).send(service).status_code == 201


def test_an_agent_hears_once_that_its_float_has_fallen_and_again_when_it_falls_again(
    service: Service,
) -> None:
    topped_up(service, 100_001)

    brings(service, 1)
    assert heard(service, service.agent) == []
    brings(service, 1)
    brings(service, 1)
    assert [one["data"] for one in heard(service, service.agent)] == [LOW]
    topped_up(service, 500)
    assert withdrawal(service, 499).send(service).status_code == 201
    events = heard(service, service.agent)

    assert [(one["type"], one["subject"], one["data"]) for one in events] == [
        ("float.low", AGENT, LOW),
        ("float.low", AGENT, LOW),
    ]


def test_below_its_own_threshold_an_agent_is_warned(service: Service) -> None:
    topped_up(service, 1_000)
    body = {"threshold": money(1_000)}
    assert service.ask(service.operator, "PATCH", PATH, body).status_code == 200

    brings(service, 1)

    said = [one["data"]["threshold"] for one in heard(service, service.agent)]
    assert said == [money(1_000)]


def test_a_threshold_that_is_raised_above_the_float_warns_the_agent_once(service: Service) -> None:
    topped_up(service, 100_000)

    for threshold in (100_000, 100_001, 100_002):
        body = {"threshold": money(threshold)}
        assert service.ask(service.operator, "PATCH", PATH, body).status_code == 200

    said = [one["data"] for one in heard(service, service.agent)]
    assert said == [{"agent": AGENT, "float": money(100_000), "threshold": money(100_001)}]


def test_nobody_else_hears_of_it(service: Service) -> None:
    topped_up(service, 100_000)
    wallet_id = service.wallet()
    shop = service.key("shop", wallet_id)
    # A provider and a shop of the agent's name are no agents, and another agent is another.
    others = [service.key(role, AGENT) for role in ("provider", "shop")]
    others += [service.provider, shop, service.key("agent", OTHER_AGENT)]

    assert cash_in(service, wallet_id, 1).send(service).status_code == 201

    kinds = {one["type"] for key in others for one in heard(service, key)}
    assert kinds == {"wallet.credited"}
    assert [one["type"] for one in heard(service, service.agent)] == ["float.low"]


def test_an_agents_webhook_gets_it_signed_and_no_event_of_wallets(scene: Scene) -> None:
    made = scene.webhook("float.low", "wallet.*", key=scene.service.agent)
    scene.webhook(key=scene.service.key("agent", OTHER_AGENT))
    topped_up(scene.service, 100_000)
    brings(scene.service, 1)

    scene.deliver()

    assert scene.receiver.kinds == ["float.low"]
    scene.receiver.received[0].require_signed(made["secret"])
    listed = taken(scene.service.get(scene.service.agent, "/v1/messages"))["messages"]
    assert [(one["kind"], one["subject"]) for one in listed] == [("float.low", AGENT)]


def test_a_refused_cash_in_tells_nobody(service: Service) -> None:
    topped_up(service, 100_000)

    refused = cash_in(service, "nobody", 1).send(service)

    assert refused.status_code == 404
    assert heard(service, service.agent) == []
