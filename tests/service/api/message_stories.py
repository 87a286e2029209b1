"""Stories of messages: what each route takes, and all that it refuses; see `stories`."""

from typing import Any
from unittest.mock import patch

from werkzeug.test import TestResponse

from service.operations import webhooks
from service.operations.webhooks import OLD_SECRETS_MAX
from service.outbox import address
from service.store.messages import MESSAGE
from tests.service.api.stories import Request, ends_in, good
from tests.service.servers import OTHER_PROVIDER, Service, taken

URL = "https://shop.example/hooks"
PHONE = "+8613800138000"
NOBODYS = "nobodys"
NOBODYS_MESSAGE = "msg_" + "0" * 32


def webhook_of(service: Service, key: str = "") -> str:
    """Return the id of a new webhook, the provider's if no other key is named."""
    before = taken(service.get(key or service.provider, "/v1/webhooks"))["webhooks"]
    if len(before) == webhooks.WEBHOOKS_MAX:
        path = f"/v1/webhooks/{before[0]['webhook_id']}"
        assert service.ask(key or service.provider, "DELETE", path).status_code == 200
    made = service.done(key or service.provider, "/v1/webhooks", {"url": URL})
    return str(made["webhook_id"])


def message_of(service: Service) -> str:
    """Return the id of a message that waits."""
    webhook_of(service)
    service.full_wallet()
    address(service.database, service.clock())
    newest = taken(service.get(service.provider, "/v1/messages?standing=waiting"))["messages"][0]
    return str(newest["message_id"])


def ended_message_of(service: Service) -> str:
    """Return the id of a message that has ended."""
    message_id = message_of(service)
    with service.database.engine.begin() as connection:
        ended = {"standing": "dead", "settled_ms": service.clock(), "problem": "status 500"}
        is_this = MESSAGE.c.message_id == message_id
        connection.execute(MESSAGE.update().where(is_this).values(**ended))
    return message_id


def contact_of(service: Service) -> str:
    """Return the path of a contact that was set."""
    path = f"/v1/wallets/{service.wallet()}/contact"
    body = {"phone": PHONE, "language": "zh"}
    assert service.ask(service.provider, "PUT", path, body).status_code == 200
    return path


# What is taken.


@good("POST /v1/webhooks")
def new_webhook(service: Service) -> Request:
    body = {"url": URL, "kinds": ["order.*", "wallet.credited"]}
    return Request(service.provider, "POST", "/v1/webhooks", body)


@good("GET /v1/webhooks")
def all_webhooks(service: Service) -> Request:
    webhook_of(service)
    return Request(service.provider, "GET", "/v1/webhooks")


@good("GET /v1/webhooks/{webhook_id}")
def shown_webhook(service: Service) -> Request:
    return Request(service.provider, "GET", f"/v1/webhooks/{webhook_of(service)}")


@good("PATCH /v1/webhooks/{webhook_id}")
def changed_webhook(service: Service) -> Request:
    body = {"is_enabled": False, "kinds": ["order.paid"]}
    return Request(service.provider, "PATCH", f"/v1/webhooks/{webhook_of(service)}", body)


@good("DELETE /v1/webhooks/{webhook_id}")
def removed_webhook(service: Service) -> Request:
    return Request(service.provider, "DELETE", f"/v1/webhooks/{webhook_of(service)}")


@good("POST /v1/webhooks/{webhook_id}/rotations")
def rotated_webhook(service: Service) -> Request:
    path = f"/v1/webhooks/{webhook_of(service)}/rotations"
    return Request(service.provider, "POST", path, {"overlap_h": 24})


@good("POST /v1/webhooks/{webhook_id}/replays")
def replayed_webhook(service: Service) -> Request:
    path = f"/v1/webhooks/{webhook_of(service)}/replays"
    return Request(service.provider, "POST", path, {"since": "2026-11-24T00:00:00Z"})


@good("GET /v1/messages")
def all_messages(service: Service) -> Request:
    message_of(service)
    return Request(service.provider, "GET", "/v1/messages?standing=waiting&limit=1&cursor=99")


@good("GET /v1/messages/{message_id}")
def shown_message(service: Service) -> Request:
    return Request(service.provider, "GET", f"/v1/messages/{message_of(service)}")


@good("POST /v1/messages/{message_id}/replays")
def replayed_message(service: Service) -> Request:
    path = f"/v1/messages/{ended_message_of(service)}/replays"
    return Request(service.provider, "POST", path)


@good("GET /v1/events")
def all_events(service: Service) -> Request:
    message_of(service)
    return Request(service.provider, "GET", "/v1/events?limit=1&cursor=0")


@good("PUT /v1/wallets/{wallet_id}/contact")
def new_contact(service: Service) -> Request:
    body = {"phone": PHONE, "language": "es", "is_opted_out": True}
    return Request(service.provider, "PUT", f"/v1/wallets/{service.wallet()}/contact", body)


@good("GET /v1/wallets/{wallet_id}/contact")
def shown_contact(service: Service) -> Request:
    return Request(service.provider, "GET", contact_of(service))


@good("DELETE /v1/wallets/{wallet_id}/contact")
def removed_contact(service: Service) -> Request:
    return Request(service.provider, "DELETE", contact_of(service))


@good("POST /v1/texts")
def text(service: Service) -> Request:
    body = {"phone": PHONE, "text": "EE 471 108 151 FR"}
    return Request(service.key("carrier", "a carrier"), "POST", "/v1/texts", body)


# What is refused.


@ends_in("webhook_refused", "POST /v1/webhooks")
def hear_inside(service: Service) -> TestResponse:
    return service.post(service.provider, "/v1/webhooks", {"url": "https://10.0.0.1/"})


@ends_in("webhook_refused", "PATCH /v1/webhooks/{webhook_id}")
def move_inside(service: Service) -> TestResponse:
    path = f"/v1/webhooks/{webhook_of(service)}"
    return service.ask(service.provider, "PATCH", path, {"url": "http://shop.example/"})


@ends_in("too_many_webhooks", "POST /v1/webhooks")
def hear_at_too_many_places(service: Service) -> TestResponse:
    for _ in range(webhooks.WEBHOOKS_MAX):
        service.post(service.provider, "/v1/webhooks", {"url": URL})
    return service.post(service.provider, "/v1/webhooks", {"url": URL})


@ends_in("webhook_unknown", "GET /v1/webhooks/{webhook_id}")
def look_at_anothers_webhook(service: Service) -> TestResponse:
    webhook_id = webhook_of(service, service.key("provider", OTHER_PROVIDER))
    return service.get(service.provider, f"/v1/webhooks/{webhook_id}")


@ends_in("webhook_unknown", "PATCH /v1/webhooks/{webhook_id}")
def change_anothers_webhook(service: Service) -> TestResponse:
    webhook_id = webhook_of(service, service.key("shop", "alipay"))  # the name of the provider
    path = f"/v1/webhooks/{webhook_id}"
    return service.ask(service.provider, "PATCH", path, {"is_enabled": False})


@ends_in("webhook_unknown", "DELETE /v1/webhooks/{webhook_id}")
def remove_no_webhook(service: Service) -> TestResponse:
    return service.ask(service.provider, "DELETE", f"/v1/webhooks/{NOBODYS}")


@ends_in("webhook_unknown", "POST /v1/webhooks/{webhook_id}/rotations")
def rotate_no_webhook(service: Service) -> TestResponse:
    path = f"/v1/webhooks/{NOBODYS}/rotations"
    return service.post(service.provider, path, {"overlap_h": 0})


@ends_in("too_many_old_secrets", "POST /v1/webhooks/{webhook_id}/rotations")
def rotate_again_and_again(service: Service) -> TestResponse:
    path = f"/v1/webhooks/{webhook_of(service)}/rotations"
    for _ in range(OLD_SECRETS_MAX):
        service.done(service.provider, path, {"overlap_h": 1})
    return service.post(service.provider, path, {"overlap_h": 1})


@ends_in("webhook_unknown", "POST /v1/webhooks/{webhook_id}/replays")
def replay_no_webhook(service: Service) -> TestResponse:
    return _replay(service, NOBODYS)


@ends_in("webhook_disabled", "POST /v1/webhooks/{webhook_id}/replays")
def replay_a_disabled_webhook(service: Service) -> TestResponse:
    webhook_id = webhook_of(service)
    path = f"/v1/webhooks/{webhook_id}"
    service.ask(service.provider, "PATCH", path, {"is_enabled": False})
    return _replay(service, webhook_id)


@ends_in("too_many_replays", "POST /v1/webhooks/{webhook_id}/replays")
def replay_too_much(service: Service) -> TestResponse:
    webhook_id = webhook_of(service)
    for _ in range(2):
        service.full_wallet()
    address(service.database, service.clock())
    with patch.object(webhooks, "REPLAYS_MAX", 1):
        return _replay(service, webhook_id)


@ends_in("message_unknown", "GET /v1/messages/{message_id}")
def look_at_anothers_message(service: Service) -> TestResponse:
    path = f"/v1/messages/{message_of(service)}"
    return service.get(service.key("provider", OTHER_PROVIDER), path)


@ends_in("message_unknown", "POST /v1/messages/{message_id}/replays")
def replay_no_message(service: Service) -> TestResponse:
    path = f"/v1/messages/{NOBODYS_MESSAGE}/replays"
    return service.ask(service.provider, "POST", path)


@ends_in("message_waiting", "POST /v1/messages/{message_id}/replays")
def replay_what_waits(service: Service) -> TestResponse:
    path = f"/v1/messages/{message_of(service)}/replays"
    return service.ask(service.provider, "POST", path)


@ends_in("wallet_unknown", "PUT /v1/wallets/{wallet_id}/contact")
def set_anothers_contact(service: Service) -> TestResponse:
    path = f"/v1/wallets/{service.wallet()}/contact"
    other = service.key("provider", OTHER_PROVIDER)
    return service.ask(other, "PUT", path, {"phone": PHONE, "language": "zh"})


@ends_in("wallet_unknown", "GET /v1/wallets/{wallet_id}/contact")
def look_at_anothers_contact(service: Service) -> TestResponse:
    return service.get(service.key("provider", OTHER_PROVIDER), contact_of(service))


@ends_in("wallet_unknown", "DELETE /v1/wallets/{wallet_id}/contact")
def remove_anothers_contact(service: Service) -> TestResponse:
    other = service.key("provider", OTHER_PROVIDER)
    return service.ask(other, "DELETE", contact_of(service))


@ends_in("contact_unknown", "GET /v1/wallets/{wallet_id}/contact")
def look_at_no_contact(service: Service) -> TestResponse:
    return service.get(service.provider, f"/v1/wallets/{service.wallet()}/contact")


@ends_in("contact_unknown", "DELETE /v1/wallets/{wallet_id}/contact")
def remove_no_contact(service: Service) -> TestResponse:
    path = f"/v1/wallets/{service.wallet()}/contact"
    return service.ask(service.provider, "DELETE", path)


def _replay(service: Service, webhook_id: str) -> TestResponse:
    body: dict[str, Any] = {"since": "2026-11-24T00:00:00Z"}
    return service.post(service.provider, f"/v1/webhooks/{webhook_id}/replays", body)
