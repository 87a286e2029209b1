"""Bodies and answers about holds on wallets, and about payments that are given back."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from service.domain.hold import HOLD_DAYS, HOLD_DAYS_MAX
from service.schemas.annotations import AnnotatedAnswer, AnnotatedBody
from service.schemas.basics import (
    EXAMPLE_MOMENT,
    EXAMPLE_MONEY,
    EXAMPLE_WALLET_ID,
    AnyMoney,
    Id,
    Moment,
    Money,
    Strict,
)

HoldStateName = Literal["held", "captured", "released", "expired"]
ReasonName = Literal[
    "returned", "not_delivered", "duplicate", "wrong_amount", "wrong_payee", "fraud", "ordered",
    "other",
]  # fmt: skip
_MINUTES_A_DAY = 24 * 60
_EXAMPLE_PAYEE_ID = "01937a3c5e2f0a9b8c7d6e5f40312244"


class HoldBody(AnnotatedBody):
    """Money to keep for a payment to come; with a payee, it is promised to that one.

    It ends at `expires_at`, or after `valid_minutes`, or after a week if neither is sent.
    """

    wallet_id: Id
    payee_wallet_id: Id | None = None
    money: Money
    expires_at: Annotated[
        Moment | None, Field(description=f"After now, and within {HOLD_DAYS_MAX} days.")
    ] = None
    valid_minutes: Annotated[
        int | None,
        Field(
            ge=1,
            le=HOLD_DAYS_MAX * _MINUTES_A_DAY,
            description=f"Instead of `expires_at`; {HOLD_DAYS} days, if neither is sent.",
        ),
    ] = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "wallet_id": EXAMPLE_WALLET_ID,
                    "payee_wallet_id": _EXAMPLE_PAYEE_ID,
                    "money": EXAMPLE_MONEY,
                    "valid_minutes": 120,
                },
                {
                    "wallet_id": EXAMPLE_WALLET_ID,
                    "money": EXAMPLE_MONEY,
                    "expires_at": EXAMPLE_MOMENT,
                },
            ],
            "not": {
                "required": ["expires_at", "valid_minutes"],
                "properties": {
                    "expires_at": {"type": "string"},
                    "valid_minutes": {"type": "integer"},
                },
            },
        }
    )

    @model_validator(mode="after")
    def _ends_once(self) -> "HoldBody":
        if self.expires_at is not None and self.valid_minutes is not None:
            message = "both say when it ends: send expires_at or valid_minutes, not both"
            raise ValueError(message)
        return self


class CaptureBody(AnnotatedBody):
    """A part of a hold to be paid; `is_final` gives the rest back to the wallet.

    What is noted is noted about the payment that it is.
    """

    payee_wallet_id: Annotated[
        Id | None, Field(description="Who is paid, unless the hold names its payee.")
    ] = None
    money: Money
    is_final: bool = False

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"money": EXAMPLE_MONEY, "is_final": True},
                {"payee_wallet_id": _EXAMPLE_PAYEE_ID, "money": EXAMPLE_MONEY},
            ]
        }
    )


class HoldSweepBody(Strict):
    """How many holds to end at most."""

    limit: Annotated[int, Field(ge=1, le=500)] = 100

    model_config = ConfigDict(json_schema_extra={"examples": [{"limit": 100}]})


class ReversalBody(AnnotatedBody):
    """How much of a payment to give back, and why."""

    money: Money
    reason: ReasonName

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"money": EXAMPLE_MONEY, "reason": "returned"}]}
    )


class HoldStepAnswer(Strict):
    """A hold as it now stands; `held` is what has not left it.

    `wallet_id` is shown to the wallet's side and to auditors, not to the payee.
    """

    hold_id: Id
    wallet_id: Id | None
    payee_wallet_id: Id | None
    state: HoldStateName
    money: Money
    captured: AnyMoney
    released: AnyMoney
    held: AnyMoney
    placed_at: Moment
    expires_at: Moment
    ended_at: Moment | None


class HoldPlacedAnswer(HoldStepAnswer, AnnotatedAnswer):
    """The money is held; `balance` is what the wallet can spend besides."""

    balance: AnyMoney


class CaptureShown(Strict):
    """A part of a hold that was paid; it is given back by the id of its payment."""

    payment_id: Id
    payee_wallet_id: Id
    money: Money
    captured_at: Moment


class HoldAnswer(HoldStepAnswer, AnnotatedAnswer):
    """A hold, and what was captured of it."""

    captures: list[CaptureShown]


class CaptureAnswer(HoldStepAnswer, AnnotatedAnswer):
    """The hold after a capture, which is a payment of this id."""

    payment_id: Id
    paid: Money
    paid_to_wallet_id: Id
    captured_at: Moment


class HoldsAnswer(Strict):
    """A page of a wallet's holds, in the order in which they were placed."""

    wallet_id: Id
    holds: list[HoldStepAnswer]
    next_cursor: str | None
    end_cursor: str


class HoldSweepAnswer(Strict):
    """The holds that were ended by time; `is_done` if no more were found."""

    expired: list[Id]
    is_done: bool


class ReversalShown(Strict):
    """A part of a payment that was given back."""

    reversal_id: Id
    money: Money
    reason: ReasonName
    by: Literal["provider", "shop", "operator"]
    reversed_at: Moment


class ReversalAnswer(ReversalShown, AnnotatedAnswer):
    """The money is with the payer; `balance` is the payee's, `left` of the payment."""

    payment_id: Id
    reversed: AnyMoney
    left: AnyMoney
    balance: AnyMoney


class ReversalsAnswer(Strict):
    """A payment, what was given back of it in all, and a page of the parts, the oldest first."""

    payment_id: Id
    paid: Money
    paid_at: Moment
    reversed: AnyMoney
    left: AnyMoney
    reversals: list[ReversalShown]
    next_cursor: str | None
    end_cursor: str
