"""Stories of webhooks, which are notified of events."""

from unittest.mock import patch

from werkzeug.test import TestResponse

from service.operations import webhooks
from service.operations.webhooks import OLD_SECRETS_MAX
from service.outbox import address
from tests.service.api.stories.story import GOOD, Request, ends_in, stories, story
from tests.service.api.stories.wallets import other_provider
from tests.service.servers import Service, taken

WEBHOOKS, WEBHOOK = "/v1/webhooks", "/v1/webhooks/{webhook_id}"
URL = "https://shop.example/hooks"
NOBODYS = "nobodys"


def webhook_of(service: Service, key: str = "") -> str:
    """Return the id of a new webhook, the provider's if no other key is named."""
    before = taken(service.get(key or service.provider, WEBHOOKS))["webhooks"]
    if len(before) == webhooks.WEBHOOKS_MAX:
        path = f"{WEBHOOKS}/{before[0]['webhook_id']}"
        assert service.ask(key or service.provider, "DELETE", path).status_code == 200
    made = service.done(key or service.provider, WEBHOOKS, {"url": URL})
    return str(made["webhook_id"])


def shown(service: Service, webhook_id: str) -> Request:
    """Look at a webhook."""
    return Request(service.provider, "GET", f"{WEBHOOKS}/{webhook_id}")


def changed(service: Service, webhook_id: str, **body: object) -> Request:
    """Change a webhook."""
    return Request(service.provider, "PATCH", f"{WEBHOOKS}/{webhook_id}", body)


def removed(service: Service, webhook_id: str) -> Request:
    """Remove a webhook."""
    return Request(service.provider, "DELETE", f"{WEBHOOKS}/{webhook_id}")


def rotation(service: Service, webhook_id: str, overlap_h: int = 1) -> Request:
    """Give a webhook another secret."""
    path = f"{WEBHOOKS}/{webhook_id}/rotations"
    return Request(service.provider, "POST", path, {"overlap_h": overlap_h})


def replay(service: Service, webhook_id: str) -> Request:
    """Send all messages of a day again."""
    path = f"{WEBHOOKS}/{webhook_id}/replays"
    return Request(service.provider, "POST", path, {"since": "2026-11-24T00:00:00Z"})


# What is taken.


def list_of_webhooks(service: Service) -> Request:
    webhook_of(service)
    return Request(service.provider, "GET", WEBHOOKS)


GOOD.update(
    {
        f"POST {WEBHOOKS}": lambda service: Request(
            service.provider,
            "POST",
            WEBHOOKS,
            {"url": URL, "kinds": ["order.*", "wallet.credited"]},
        ),
        f"GET {WEBHOOKS}": list_of_webhooks,
        f"GET {WEBHOOK}": lambda service: shown(service, webhook_of(service)),
        f"PATCH {WEBHOOK}": lambda service: changed(
            service, webhook_of(service), is_enabled=False, kinds=["order.paid"]
        ),
        f"DELETE {WEBHOOK}": lambda service: removed(service, webhook_of(service)),
        f"POST {WEBHOOK}/rotations": lambda service: rotation(service, webhook_of(service), 24),
        f"POST {WEBHOOK}/replays": lambda service: replay(service, webhook_of(service)),
    }
)


# What is refused.


def webhook_of_a_shop_with_the_providers_name(service: Service) -> str:
    return webhook_of(service, service.key("shop", "alipay"))


stories(
    "webhook_unknown",
    {
        f"GET {WEBHOOK}": lambda service: shown(
            service, webhook_of(service, other_provider(service))
        ),
        f"PATCH {WEBHOOK}": lambda service: changed(
            service, webhook_of_a_shop_with_the_providers_name(service), is_enabled=False
        ),
        f"DELETE {WEBHOOK}": lambda service: removed(service, NOBODYS),
        f"POST {WEBHOOK}/rotations": lambda service: rotation(service, NOBODYS),
        f"POST {WEBHOOK}/replays": lambda service: replay(service, NOBODYS),
    },
)
stories(
    "webhook_refused",
    {
        f"POST {WEBHOOKS}": lambda service: Request(
            service.provider, "POST", WEBHOOKS, {"url": "https://10.0.0.1/"}
        ),
        f"PATCH {WEBHOOK}": lambda service: changed(
            service, webhook_of(service), url="http://shop.example/"
        ),
    },
)


def one_webhook_too_many(service: Service) -> Request:
    request = Request(service.provider, "POST", WEBHOOKS, {"url": URL})
    for _ in range(webhooks.WEBHOOKS_MAX):  # fewer are taken where some are already
        request.send(service)
    return request


def one_rotation_too_many(service: Service) -> Request:
    request = rotation(service, webhook_of(service))
    for _ in range(OLD_SECRETS_MAX):
        assert request.send(service).status_code == 201
    return request


def replay_of_what_is_disabled(service: Service) -> Request:
    webhook_id = webhook_of(service)
    assert changed(service, webhook_id, is_enabled=False).send(service).status_code == 200
    return replay(service, webhook_id)


story(f"POST {WEBHOOKS}", "too_many_webhooks", one_webhook_too_many)
story(f"POST {WEBHOOK}/rotations", "too_many_old_secrets", one_rotation_too_many)
story(f"POST {WEBHOOK}/replays", "webhook_disabled", replay_of_what_is_disabled)


@ends_in("too_many_replays", f"POST {WEBHOOK}/replays")
def replay_too_much(service: Service) -> TestResponse:
    webhook_id = webhook_of(service)
    for _ in range(2):
        service.full_wallet()
    address(service.database, service.clock())
    with patch.object(webhooks, "REPLAYS_MAX", 1):
        return replay(service, webhook_id).send(service)
