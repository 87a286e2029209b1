"""Bodies and answers of subscribers: webhooks, messages and events."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, JsonValue, model_validator

from service.schemas.basics import (
    EXAMPLE_MOMENT,
    EXAMPLE_WALLET_ID,
    Id,
    Moment,
    OrLeftOut,
    Strict,
)
from service.schemas.books import RotationBody
from service.schemas.wallets import PAGE_MAX

KINDS_MAX = 50

StandingName = Literal["waiting", "delivered", "dead", "dropped"]
ChannelName = Literal["webhook", "sms"]
MessageId = Annotated[str, Field(pattern=r"^msg_[0-9a-f]{32}$")]
Url = Annotated[
    str,
    Field(
        min_length=8,
        max_length=2_048,
        pattern=r"^https?://[!-~]+$",
        description="https, on the public internet.",
    ),
]
Kind = Annotated[
    str,
    Field(
        pattern=r"^(\*|[a-z_]{1,40}\.(\*|[a-z_]{1,40}))$",
        description='A kind as in "order.paid", all of a noun as in "order.*", or "*".',
    ),
]


def _once_each(kinds: list[str]) -> list[str]:
    if len(set(kinds)) < len(kinds):
        message = "a kind stands there twice: name each once"
        raise ValueError(message)
    return kinds


Kinds = Annotated[
    list[Kind],
    Field(min_length=1, max_length=KINDS_MAX, json_schema_extra={"uniqueItems": True}),
    AfterValidator(_once_each),
]


class WebhookBody(Strict):
    """A URL to subscribe, and to which kinds of events; all if none are named."""

    url: Url
    kinds: Kinds = Field(default=["*"])

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"url": "https://shop.example/hooks", "kinds": ["order.*", "parcel.delivered"]}
            ]
        }
    )


class WebhookChangeBody(Strict):
    """What to change; at least one of these."""

    url: OrLeftOut[Url] = None
    kinds: OrLeftOut[Kinds] = None
    is_enabled: OrLeftOut[bool] = None

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"is_enabled": False}], "minProperties": 1}
    )

    @model_validator(mode="after")
    def _says_something(self) -> "WebhookChangeBody":
        if not self.model_fields_set:
            message = "nothing is to change: send url, kinds, is_enabled, or several"
            raise ValueError(message)
        return self


class ReplaysBody(Strict):
    """The moment from which on all events are sent again."""

    since: Moment

    model_config = ConfigDict(json_schema_extra={"examples": [{"since": EXAMPLE_MOMENT}]})


class SecretRotationBody(RotationBody):
    """How long the old secret signs beside the new one.

    Earlier ones sign as long as was promised, unless `ends_earlier` ends them now.
    """

    ends_earlier: bool = False


class WebhookAnswer(Strict):
    """A webhook; each old secret signs too until its moment, the last until `old_secret_until`."""

    webhook_id: Id
    url: str
    kinds: list[Kind]
    is_enabled: bool
    disabled_because: Literal["", "owner", "gone"]
    old_secret_until: Moment | None
    old_secrets_until: list[Moment]
    created_at: Moment


class NewSecretAnswer(WebhookAnswer):
    """A webhook with its new secret, which is shown only once."""

    secret: str


class WebhooksAnswer(Strict):
    """All webhooks of a subscriber, the oldest first."""

    webhooks: list[WebhookAnswer]


class ReplaysAnswer(Strict):
    """How many messages were made."""

    count: int


class MessagesQuery(Strict):
    """Which page; `cursor` is the `next_cursor` of the page before."""

    standing: StandingName | None = None
    cursor: Annotated[str | None, Field(pattern=r"^[0-9]{1,18}$")] = None
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX, strict=False)] = 100


class MessageAnswer(Strict):
    """A message: its event, its recipient and its state.

    `replay` counts how often it was replayed; `webhook_id` or `wallet_id` is the recipient, and
    both are null for a phone that hears of a price.
    `next_try_at` is there while it waits, `problem` is what the last attempt came to.
    """

    message_id: MessageId
    replay: int
    channel: ChannelName
    webhook_id: Id | None
    wallet_id: Id | None
    event_id: Id
    kind: str
    subject: str
    standing: StandingName
    attempts: int
    problem: str
    written_at: Moment
    next_try_at: Moment | None
    settled_at: Moment | None


class MessagesAnswer(Strict):
    """A page of messages, the newest first; `next_cursor` is null on the last one."""

    messages: list[MessageAnswer]
    next_cursor: str | None


class EventsQuery(Strict):
    """Which page; `cursor` is the `next_cursor` of the page before, however long ago."""

    cursor: Annotated[str | None, Field(pattern=r"^[0-9]{1,18}$")] = None
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX, strict=False)] = 100


class EventAnswer(Strict):
    """An event, as a webhook gets it."""

    type: str
    timestamp: Moment
    event_id: Id
    subject: str
    data: dict[str, JsonValue]

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "wallet.credited",
                    "timestamp": EXAMPLE_MOMENT,
                    "event_id": "01937a3c5e2f4b1c9d8e7f60a1b2c3d4",
                    "subject": EXAMPLE_WALLET_ID,
                    "data": {
                        "money": {"amount": 17500, "currency": "CNY"},
                        "wallet_id": EXAMPLE_WALLET_ID,
                    },
                }
            ]
        }
    )


class EventsAnswer(Strict):
    """A page of events, the oldest first; go on from `next_cursor`, at once if `has_more`."""

    events: list[EventAnswer]
    next_cursor: str
    has_more: bool
