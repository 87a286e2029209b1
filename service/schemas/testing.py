"""Bodies and answers of the routes that control a test server."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue, model_validator

from service.schemas.basics import Date, Moment, OutletName, Strict
from service.schemas.wallets import TierName, WalletAnswer

OUTLETS_MAX = 100
WALLETS_MAX = 100
ADVANCE_DAYS_MAX = 36_500
OFFSET_MS_MAX = 86_400_000
BOUNDARIES_MAX = 10_000

BoundaryName = Literal[
    "day.begins",
    "wallet.limit_begins_anew",
    "depositor.limit_begins_anew",
    "draft.expires",
    "draft.password_in_force",
    "draft.cancellation_ends",
    "draft.unlocks",
    "outlet.draft_events_begin",
    "number.unlocks",
    "hour.begins",
    "key.ends",
    "key.unblocks",
    "cash_out_code.expires",
    "float_code.expires",
    "hold.expires",
    "certification.expires",
    "order.payment_overdue",
    "reference.expires",
    "order.refund_due",
    "order.confirmation_due",
    "parcel.return_due",
    "message.due",
    "message.last_try",
    "message.too_late",
    "webhook.old_secret_ends",
    "lookups.begin_anew",
]
_TO_A_BOUNDARY: dict[str, JsonValue] = {"const": "next_boundary"}
_MOVES = ("now", "advance_ms", "advance_s", "advance_days")


class ClockBody(Strict):
    """The clock is set to `now` if it is given, then advanced by the sum, and frozen or not.

    With `to` it goes on to the first boundary ahead, or `offset_ms` away from it: -1 is the last
    millisecond before something changes.
    """

    now: Moment | None = None
    to: Literal["next_boundary"] | None = None
    offset_ms: Annotated[int, Field(ge=-OFFSET_MS_MAX, le=OFFSET_MS_MAX)] = 0
    advance_ms: Annotated[int, Field(ge=0, le=ADVANCE_DAYS_MAX * 86_400_000)] = 0
    advance_s: Annotated[int, Field(ge=0, le=ADVANCE_DAYS_MAX * 86_400)] = 0
    advance_days: Annotated[int, Field(ge=0, le=ADVANCE_DAYS_MAX)] = 0
    is_frozen: bool | None = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"now": "2026-11-24T02:30:00Z", "is_frozen": True},
                {"advance_days": 61},
                {"is_frozen": False},
                {"to": "next_boundary", "offset_ms": -1},
            ],
            "minProperties": 1,
            "if": {"required": ["to"], "properties": {"to": _TO_A_BOUNDARY}},
            "then": {"properties": dict.fromkeys(_MOVES, False)},
            "else": {"properties": {"offset_ms": False}},
        }
    )

    @model_validator(mode="after")
    def _says_something(self) -> "ClockBody":
        if not self.model_fields_set:
            message = "nothing is to change: send now, advance_days, is_frozen, or another"
            raise ValueError(message)
        moves = self.model_fields_set.intersection(_MOVES)
        if self.to and moves:
            message = f"to says where the clock goes: leave out {', '.join(sorted(moves))}"
            raise ValueError(message)
        if "offset_ms" in self.model_fields_set and not self.to:
            message = "offset_ms is how far from a boundary: send to next_boundary with it"
            raise ValueError(message)
        return self


class ClockAnswer(Strict):
    """The service's current moment, its day in Beijing, and whether the clock is frozen."""

    now: Moment
    day: Date
    is_frozen: bool


class BoundariesQuery(Strict):
    """How many boundaries are wanted."""

    limit: Annotated[int, Field(ge=1, le=BOUNDARIES_MAX, strict=False)] = 100


class BoundaryAnswer(Strict):
    """What changes by the clock alone, and when; `of` is its id, where that is no secret."""

    at: Moment
    what: BoundaryName
    of: str | None


class BoundariesAnswer(Strict):
    """The boundaries ahead, in the order of time: all of them, if `is_complete`."""

    now: Moment
    boundaries: list[BoundaryAnswer]
    is_complete: bool


class ClockSetAnswer(ClockAnswer):
    """The clock, and the boundaries at which, or near which, `to` let it stop."""

    boundaries: list[BoundaryAnswer]


class SeedBody(Strict):
    """The outlets and wallets to open; what is left out is as in the example."""

    outlets: Annotated[list[OutletName], Field(min_length=1, max_length=OUTLETS_MAX)] = Field(
        default=["Gushi 1"]
    )
    provider: OutletName = "a provider"
    wallets: Annotated[list[TierName], Field(min_length=1, max_length=WALLETS_MAX)] = Field(
        default=["plain", "plain"]
    )

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "outlets": ["Gushi 1"],
                    "provider": "a provider",
                    "wallets": ["plain", "plain"],
                }
            ]
        }
    )


class RoleKeys(Strict):
    """An API key of each role; the outlet's is that of the first, the shop's that of its wallet."""

    outlet: str
    hub: str
    provider: str
    shop: str
    agent: str
    arbiter: str
    carrier: str
    auditor: str
    operator: str


class SeedAnswer(Strict):
    """A key of each role, the key of each outlet, and the wallets; the last one is the shop's."""

    keys: RoleKeys
    outlets: dict[str, str]
    wallets: list[WalletAnswer]
    shop_wallet: WalletAnswer


class RecordedRequest(Strict):
    """A recorded request, its secrets masked; `status` is that of an answer that was lost, too.

    `seq` counts requests and webhooks together, since the start or the last reset.
    """

    seq: int
    at: Moment
    method: str
    path: str
    query: str
    status: int
    idempotency_key: str | None
    key_id: str | None
    body: JsonValue
    is_answer_dropped: bool


class RequestsAnswer(Strict):
    """The last requests, the oldest first."""

    requests: list[RecordedRequest]


class DeliveriesAnswer(Strict):
    """How messages that were due ended, and when the next one is due; null if none waits.

    A message that failed waits for its next attempt: advance the clock, and deliver again. `held`
    are underway still: faults keep them back, and the outbox believes them delivered.
    """

    delivered: int
    failed: int
    dead: int
    dropped: int
    held: int
    next_due_at: Moment | None


class SentText(Strict):
    """A text message as a gateway would have received it."""

    message_id: str
    at: Moment
    to: str
    text: str
    language: str
    alphabet: str
    parts: int


class TextsAnswer(Strict):
    """The last text messages, the oldest first."""

    texts: list[SentText]
