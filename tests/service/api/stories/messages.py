"""Stories of messages and events, which webhooks are sent, and of texts, which phones send."""

from service.outbox import address
from service.store.messages import MESSAGE
from tests.service.api.stories.story import GOOD, Request, deposited, good, stories, story
from tests.service.api.stories.wallets import PHONE, contact_of, other_provider
from tests.service.api.stories.webhooks import webhook_of
from tests.service.servers import PASSWORD, Service, taken

MESSAGE_ROUTE = "/v1/messages/{message_id}"
NOBODYS = "msg_" + "0" * 32


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


def shown(key: str, message_id: str) -> Request:
    """Look at a message."""
    return Request(key, "GET", f"/v1/messages/{message_id}")


def replay(service: Service, message_id: str) -> Request:
    """Send a message again."""
    return Request(service.provider, "POST", f"/v1/messages/{message_id}/replays")


# What is taken.

GOOD[f"GET {MESSAGE_ROUTE}"] = lambda service: shown(service.provider, message_of(service))
GOOD[f"POST {MESSAGE_ROUTE}/replays"] = lambda service: replay(service, ended_message_of(service))


@good("GET /v1/messages")
def list_of_messages(service: Service) -> Request:
    message_of(service)
    return Request(service.provider, "GET", "/v1/messages?standing=waiting&limit=1&cursor=99")


@good("GET /v1/events")
def list_of_events(service: Service) -> Request:
    message_of(service)
    return Request(service.provider, "GET", "/v1/events?limit=1&cursor=0")


@good("POST /v1/texts")
def text(service: Service) -> Request:
    contact_of(service)
    body = {"phone": PHONE, "text": f"REDEEM {deposited(service)} {PASSWORD}"}
    return Request(service.key("carrier", "a carrier"), "POST", "/v1/texts", body)


# What is refused.

stories(
    "message_unknown",
    {
        f"GET {MESSAGE_ROUTE}": lambda service: shown(other_provider(service), message_of(service)),
        f"POST {MESSAGE_ROUTE}/replays": lambda service: replay(service, NOBODYS),
    },
)
story(
    f"POST {MESSAGE_ROUTE}/replays",
    "message_waiting",
    lambda service: replay(service, message_of(service)),
)
