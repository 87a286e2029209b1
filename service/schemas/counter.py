"""Bodies and answers of the counter."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from service.schemas.annotations import AnnotatedAnswer, AnnotatedBody
from service.schemas.basics import (
    EXAMPLE_DRAFT_ID,
    EXAMPLE_MOMENT,
    EXAMPLE_MONEY,
    EXAMPLE_NUMBER,
    AnyMoney,
    Date,
    Id,
    Identity,
    Moment,
    Money,
    Number,
    OutletName,
    Password,
    ShownName,
    ShownNumber,
    Strict,
)

OFFLINE_DEPOSITS_MAX = 1_000
NUMBERS_MAX = 1_000
SWEPT_MAX = 500

_DEPOSITOR: dict[str, JsonValue] = {"identity": "11010519491231002X"}
_OFFLINE: dict[str, JsonValue] = {
    "money": EXAMPLE_MONEY,
    "password": "081208",
    "depositor": _DEPOSITOR,
    "number": EXAMPLE_NUMBER,
    "paid_in_at": EXAMPLE_MOMENT,
}


class Depositor(Strict):
    """The depositor, by an identity document."""

    identity: Identity


class DepositBody(AnnotatedBody):
    """Cash on the counter, and the password that the depositor chose."""

    money: Money
    password: Password
    depositor: Depositor

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"money": EXAMPLE_MONEY, "password": "081208", "depositor": _DEPOSITOR}]
        }
    )


class OfflineDepositBody(DepositBody):
    """The same, taken offline with a number of the outlet's block."""

    number: Number
    paid_in_at: Moment

    model_config = ConfigDict(json_schema_extra={"examples": [_OFFLINE]})


class DepositBatchBody(Strict):
    """Deposits that an outlet took offline; each has its own answer."""

    deposits: Annotated[
        list[OfflineDepositBody], Field(min_length=1, max_length=OFFLINE_DEPOSITS_MAX)
    ]

    model_config = ConfigDict(json_schema_extra={"examples": [{"deposits": [_OFFLINE]}]})


class RefusedDeposit(Strict):
    """Why a deposit of a batch was refused: a problem of RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class NumberBlockBody(Strict):
    """How many numbers an outlet reserves for offline deposits."""

    count: Annotated[int, Field(ge=1, le=NUMBERS_MAX)]

    model_config = ConfigDict(json_schema_extra={"examples": [{"count": 100}]})


class CashOutBody(Strict):
    """Number and password, for cash."""

    number: Number
    password: Password

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"number": EXAMPLE_NUMBER, "password": "081208"}]}
    )


class CancellationBody(Strict):
    """The number of a deposit made today at this outlet."""

    number: Number

    model_config = ConfigDict(json_schema_extra={"examples": [{"number": EXAMPLE_NUMBER}]})


class RefundBody(Strict):
    """The number of an expired draft, and who its depositor is."""

    number: Number
    depositor: Depositor

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"number": EXAMPLE_NUMBER, "depositor": _DEPOSITOR}]}
    )


class PasswordResetBody(RefundBody):
    """The number on the receipt, the identity document, and a new password."""

    password: Password

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"number": EXAMPLE_NUMBER, "depositor": _DEPOSITOR, "password": "240806"}]
        }
    )


class ReceiptReplacementBody(Strict):
    """What a depositor without the receipt remembers of the deposit."""

    depositor: Depositor
    money: Money
    paid_in_on: Date

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"depositor": _DEPOSITOR, "money": EXAMPLE_MONEY, "paid_in_on": "2026-11-24"}
            ]
        }
    )


class CashMovementBody(Strict):
    """Cash that is brought to an outlet, or from it."""

    outlet: OutletName
    direction: Literal["supply", "collection"]
    money: Money

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"outlet": "Gushi 1", "direction": "supply", "money": EXAMPLE_MONEY}]
        }
    )


class SignedReceipt(Strict):
    """A receipt as the service signed it; `signature` is Ed25519 over the receipt's JSON."""

    receipt: dict[str, str | int]
    key_id: str
    signature: str


class DepositAnswer(AnnotatedAnswer):
    """The draft, with its number: print it, and keep no copy."""

    draft_id: Id
    number: ShownNumber
    money: Money
    fee: AnyMoney
    outlet: ShownName
    issued_at: Moment
    expires_at: Moment
    receipt: SignedReceipt
    is_over_depositor_limit: Annotated[
        bool | None,
        Field(
            default=None,
            description="True if cash that was taken offline is over the depositor's day.",
        ),
    ]


class BatchResult(Strict):
    """The result of one deposit: `answer` with status 201, else `problem`."""

    status: int
    answer: DepositAnswer | None = None
    problem: RefusedDeposit | None = None


class DepositBatchAnswer(Strict):
    """The result of each deposit, in the order in which they were sent."""

    results: list[BatchResult]


class NumberBlockAnswer(Strict):
    """Numbers for one outlet: bearer secrets, to be kept in its safe."""

    block_id: Id
    outlet: ShownName
    reserved_at: Moment
    numbers: list[ShownNumber]


class CashOutAnswer(Strict):
    """Cash was paid out."""

    draft_id: Id
    money: Money
    outlet: ShownName
    cashed_at: Moment


class PaidBackAnswer(Strict):
    """Cash was given back."""

    draft_id: Id
    money: Money
    outlet: ShownName
    paid_at: Moment


class PasswordResetAnswer(Strict):
    """When the new password comes into force."""

    draft_id: Id
    in_force_from: Moment


class CashMovementAnswer(Strict):
    """Cash was moved."""

    movement_id: Id
    outlet: ShownName
    direction: Literal["supply", "collection"]
    money: Money
    moved_at: Moment


class DraftSweepBody(Strict):
    """How many expired drafts are written down, at most; those issued first come first."""

    limit: Annotated[int, Field(ge=1, le=SWEPT_MAX)] = 100

    model_config = ConfigDict(json_schema_extra={"examples": [{"limit": 100}]})


class DraftSweepAnswer(Strict):
    """The drafts that were found to have expired. `is_done` is false if there may be more."""

    expired: list[Id]
    is_done: bool


class DraftAnswer(AnnotatedAnswer):
    """A draft and its state; `wallet_id` is not shown to outlets."""

    draft_id: Id
    state: Literal["issued", "redeemed", "cashed", "expired", "refunded", "cancelled"]
    money: Money
    fee: AnyMoney
    outlet: ShownName
    issued_at: Moment
    expires_at: Moment
    ended_at: Moment | None
    wallet_id: Id | None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "draft_id": EXAMPLE_DRAFT_ID,
                    "state": "issued",
                    "money": EXAMPLE_MONEY,
                    "fee": {"amount": 0, "currency": "CNY"},
                    "outlet": "Gushi 1",
                    "issued_at": EXAMPLE_MOMENT,
                    "expires_at": "2027-01-23T02:30:00.000Z",
                    "ended_at": None,
                    "wallet_id": None,
                }
            ]
        }
    )
