"""Faults of a test server: rules for requests and for webhooks, and the messages held back."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from service.schemas.basics import Id, Moment, Strict
from service.schemas.messages import Kind, MessageId

RULES_MAX = 100
LATENCY_MS_MAX = 60_000
WEBHOOK_LATENCY_MS_MAX = 14_000
"""Less than the 15 seconds after which a message counts as not answered."""
LATER_MAX = 1_000

Status = Literal[429, 500, 502, 503, 504]
MethodName = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
ResetMoment = Literal["before", "after"]
JumpName = Literal["last_moment", "new_day", "boundary"]
WebhookFaultName = Literal[
    "duplicate",
    "swap",
    "hold",
    "drop",
    "corrupt_signature",
    "old_timestamp",
    "wrong_content_type",
    "slow",
]
Nth = Annotated[int, Field(ge=1)]
Probability = Annotated[float, Field(gt=0, le=1, strict=False)]
_ENDS = ("error_status", "drop_answer", "reset_connection", "truncate_answer")


def _chosen_once(nth: int | None, probability: float | None) -> None:
    if nth is not None and probability is not None:
        message = "nth chooses one for certain, and probability any by chance: send one of them"
        raise ValueError(message)


class FaultRule(Strict):
    """Which requests have a fault, and which one.

    `path` is written as in this document. `nth` counts from 1 since the rules were sent;
    `probability` is drawn for each request from the seed of the world; without both every request
    is meant. `error_status` comes instead of doing anything. With the others all is done, and the
    answer suffers: with `drop_answer` the client sees a 502 that is cut off, with `truncate_answer`
    the first half of the right answer, and with `reset_connection` TCP resets the connection,
    `after` all was done, or `before` anything was. With `jump_to` the clock goes on first: to the
    `last_moment` before something changes by time, to the next `boundary`, or to a `new_day`, but
    not to the end of anything else than what is counted by day. With `only_client`, requests by
    which the plugin of pytest sets a test up neither count nor have a fault.
    """

    method: MethodName
    path: str
    nth: Nth | None = None
    probability: Probability | None = None
    latency_ms: Annotated[int, Field(ge=0, le=LATENCY_MS_MAX)] = 0
    error_status: Status | None = None
    drop_answer: bool = False
    reset_connection: ResetMoment | None = None
    truncate_answer: bool = False
    jump_to: JumpName | None = None
    only_client: bool = False

    @model_validator(mode="after")
    def _does_one_thing(self) -> "FaultRule":
        _chosen_once(self.nth, self.probability)
        ends = [name for name in _ENDS if getattr(self, name)]
        if len(ends) > 1:
            message = f"a request ends in one way: send one of {', '.join(ends)}"
            raise ValueError(message)
        if not (self.latency_ms or self.jump_to or ends):
            message = f"nothing goes wrong: send latency_ms, jump_to, or one of {', '.join(_ENDS)}"
            raise ValueError(message)
        return self


class WebhookFaultRule(Strict):
    """Which webhook messages have a fault, and which one.

    They are chosen by the kind of their event, by `webhook_id`, and by `nth` or `probability`,
    which count attempts. `swap` exchanges a message with the next one to the same webhook; `hold`
    keeps it until it is released, or `until_later` messages to the same webhook were sent after it.
    `slow` waits `latency_ms` first.
    """

    fault: WebhookFaultName
    kind: Kind = "*"
    webhook_id: Id | None = None
    nth: Nth | None = None
    probability: Probability | None = None
    until_later: Annotated[int, Field(ge=1, le=LATER_MAX)] | None = None
    latency_ms: Annotated[int, Field(ge=1, le=WEBHOOK_LATENCY_MS_MAX)] | None = None

    @model_validator(mode="after")
    def _fits_its_fault(self) -> "WebhookFaultRule":
        _chosen_once(self.nth, self.probability)
        if self.until_later is not None and self.fault != "hold":
            message = "until_later says how long hold keeps a message: leave it out, or send hold"
            raise ValueError(message)
        if (self.latency_ms is not None) != (self.fault == "slow"):
            message = "latency_ms says how slow slow is: send both, or neither"
            raise ValueError(message)
        return self


class FaultsBody(Strict):
    """All rules; they replace the earlier ones, also those of a list that is left out."""

    rules: Annotated[list[FaultRule], Field(max_length=RULES_MAX)] = Field(default=[])
    webhook_rules: Annotated[list[WebhookFaultRule], Field(max_length=RULES_MAX)] = Field(
        default=[]
    )

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rules": [
                        {
                            "method": "POST",
                            "path": "/v1/redemptions",
                            "nth": 1,
                            "drop_answer": True,
                        }
                    ],
                    "webhook_rules": [{"fault": "duplicate", "kind": "order.*", "nth": 1}],
                }
            ],
            "minProperties": 1,
        }
    )

    @model_validator(mode="after")
    def _says_something(self) -> "FaultsBody":
        if not self.model_fields_set:
            message = "no rules are sent: send rules, webhook_rules, or DELETE to remove all"
            raise ValueError(message)
        return self


class CountedRule(FaultRule):
    """A rule, how many requests it matched, and how many of them had its fault."""

    seen: int
    struck: int


class CountedWebhookRule(WebhookFaultRule):
    """A rule, how many attempts it matched, and how many of them had its fault."""

    seen: int
    struck: int


class FaultsAnswer(Strict):
    """The rules with their counts."""

    rules: list[CountedRule]
    webhook_rules: list[CountedWebhookRule]


class HeldMessage(Strict):
    """A message on its way that a fault keeps back; the outbox believes it delivered.

    It goes after `later_left` more messages to its webhook, or when it is released; when an attempt
    failed, at `due_at`.
    """

    message_id: MessageId
    webhook_id: Id
    kind: str
    subject: str
    later_left: int | None
    attempts: int
    due_at: Moment | None
    problem: str


class HeldAnswer(Strict):
    """The messages held back, the oldest first."""

    held: list[HeldMessage]


class ReleaseBody(Strict):
    """Which messages held back are sent now, in which order; all if none are named."""

    message_ids: Annotated[list[MessageId], Field(min_length=1, max_length=LATER_MAX)] | None = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{}, {"message_ids": ["msg_0123456789abcdef0123456789abcdef"]}]
        }
    )


class CountedRequests(Strict):
    """How many requests the client sent to a route, whose `path` is as in this document."""

    method: MethodName
    path: str
    count: int


class CountedMessages(Strict):
    """How many attempts there were at messages about a kind of event."""

    kind: str
    count: int


class TrafficAnswer(Strict):
    """What there is to disturb since the last reset, counted as rules count it.

    Requests are those of the client under test, without those by which the plugin of pytest sets a
    test up. `clock_settings` and `fault_settings` say how often the test itself moved the clock and
    set faults.
    """

    requests: list[CountedRequests]
    messages: list[CountedMessages]
    clock_settings: int
    fault_settings: int
