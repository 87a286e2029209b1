"""Bodies and answers about orders, for buyers, sellers and counters."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from service.schemas.annotations import AnnotatedAnswer, AnnotatedBody
from service.schemas.basics import (
    EXAMPLE_MOMENT,
    EXAMPLE_MONEY,
    EXAMPLE_NUMBER,
    EXAMPLE_WALLET_ID,
    AnyMoney,
    Id,
    Moment,
    Money,
    Number,
    Password,
    ShownName,
    Strict,
    TypedSpaced,
)
from service.schemas.sellers import (
    EXAMPLE_OFFER_ID,
    EvidenceBody,
    PlaceBody,
    Quantity,
    SellerCard,
    Words,
)

StateName = Literal[
    "placed", "paid", "shipped", "delivered", "disputed", "released", "cancelled", "refunded"
]
SideName = Literal["buyer", "seller"]
DueName = Literal["due", "paid", "ended"]
RefundReason = Literal["out_of_stock", "never_shipped", "certificate_revoked", "sent_back", "other"]
SWEPT_MAX = 500

EXAMPLE_ORDER_ID = "01937a3c5e2f5f6e7d8c9b0a11223344"
EXAMPLE_REFERENCE = "2007 0101 0005 73"
_BEIJING: dict[str, JsonValue] = {"latitude": 39.9, "longitude": 116.41}

ShownReference = Annotated[
    str,
    Field(
        pattern=r"^[0-9 ]{14,20}$",
        description="Payment reference, 14 digits, spaces allowed: no secret.",
    ),
]
Reference = Annotated[ShownReference, TypedSpaced]


class OrderBody(AnnotatedBody):
    """What is ordered, for which wallet, and where to; only the distance is stored."""

    offer_id: Id
    wallet_id: Id
    quantity: Quantity
    destination: PlaceBody

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"offer_id": EXAMPLE_OFFER_ID, "wallet_id": EXAMPLE_WALLET_ID}
                | {"quantity": 1, "destination": _BEIJING}
            ]
        }
    )


class DraftBody(Strict):
    """Number and password of a draft."""

    number: Number
    password: Password


class OrderPaymentBody(Strict):
    """How an order is paid: from its wallet, into which a draft may be redeemed at once."""

    draft: DraftBody | None = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"draft": {"number": EXAMPLE_NUMBER, "password": "081208"}}, {}]
        }
    )


class OrderRefundBody(Strict):
    """Why a buyer is refunded; a seller that is out of stock gets no goods back."""

    reason: RefundReason

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "out_of_stock"}]})


class ReferenceEnquiryBody(Strict):
    """A payment reference that a buyer shows at a counter."""

    reference: Reference

    model_config = ConfigDict(json_schema_extra={"examples": [{"reference": EXAMPLE_REFERENCE}]})


class ReferencePaymentBody(AnnotatedBody):
    """Cash for a payment reference; `taken_at` if it was taken earlier, offline."""

    reference: Reference
    money: Money
    taken_at: Moment | None = None

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reference": EXAMPLE_REFERENCE, "money": EXAMPLE_MONEY}]}
    )


class DisputeBody(Strict):
    """What is wrong, in words that the other party does not see, and the evidence."""

    evidence: EvidenceBody

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"evidence": {"text": "The box held a stone"}}]}
    )


class DecisionBody(Strict):
    """How much the buyer gets, from nothing to all; both parties see the reason."""

    refund: AnyMoney
    because: Words

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "refund": {"amount": 8750, "currency": "CNY"},
                    "because": "Half of the tea was spoilt",
                }
            ]
        }
    )


class SweepBody(Strict):
    """How many orders are processed, at most; those longest due come first."""

    limit: Annotated[int, Field(ge=1, le=SWEPT_MAX)] = 100

    model_config = ConfigDict(json_schema_extra={"examples": [{"limit": 100}]})


class OrderAnswer(AnnotatedAnswer):
    """An order with all that was agreed, and where it stands.

    `ship_by` and `confirm_by` are there while they count. `wallet_id` is not shown to the seller,
    `commission` not to the buyer. `was_certified` says whether somebody vouched for the seller when
    it was placed, `certificate_revoked_at` that this was taken back since.
    """

    order_id: Id
    state: StateName
    offer_id: Id
    title: ShownName
    seller: SellerCard
    wallet_id: Id | None
    quantity: int
    price: Money
    postage: AnyMoney
    money: Money
    commission: AnyMoney | None
    refunded: AnyMoney
    was_certified: bool
    certificate_revoked_at: Moment | None
    reference: ShownReference | None
    item_number: str | None
    placed_at: Moment
    pay_by: Moment
    paid_at: Moment | None
    ship_by: Moment | None
    shipped_at: Moment | None
    delivered_at: Moment | None
    confirm_by: Moment | None
    ended_at: Moment | None


_STEP: dict[str, JsonValue] = {
    "order_id": EXAMPLE_ORDER_ID,
    "state": "shipped",
    "money": EXAMPLE_MONEY,
    "refunded": {"amount": 0, "currency": "CNY"},
    "at": EXAMPLE_MOMENT,
}
_PAYMENT = _STEP | {"state": "paid", "balance": EXAMPLE_MONEY, "draft_id": None}


class OrderStepAnswer(Strict):
    """A step was taken: where the order stands since when, and what went back to the buyer."""

    order_id: Id
    state: StateName
    money: Money
    refunded: AnyMoney
    at: Moment

    model_config = ConfigDict(json_schema_extra={"examples": [_STEP]})


class OrderPaymentAnswer(OrderStepAnswer):
    """The order is paid into escrow; `balance` is what is left in the wallet."""

    balance: AnyMoney
    draft_id: Id | None

    model_config = ConfigDict(json_schema_extra={"examples": [_PAYMENT]})


class ReferenceAnswer(Strict):
    """A payment reference to show at a counter; the outlet's fee is added to `money`."""

    order_id: Id
    reference: ShownReference
    money: Money
    fee: AnyMoney
    expires_at: Moment


class ReferenceDueAnswer(Strict):
    """What a counter sees of a reference: the shop's name and what is to be taken."""

    reference: ShownReference
    shop: ShownName
    state: DueName
    money: Money
    fee: AnyMoney
    due: Money
    expires_at: Moment


class ReferencePaymentAnswer(AnnotatedAnswer):
    """Where the cash went: to the order, into the buyer's wallet, or both."""

    payment_id: Id
    reference: ShownReference
    shop: ShownName
    outlet: ShownName
    money: Money
    fee: AnyMoney
    became: Literal["paid", "paid_and_credited", "credited"]
    credited: AnyMoney
    entered_at: Moment


class SweepAnswer(Strict):
    """What became due: confirmed for who forgot to, and cancelled because nobody paid.

    `is_done` is false if there may be more: sweep again.
    """

    confirmed: list[Id]
    cancelled: list[Id]
    is_done: bool


class EvidenceAnswer(Strict):
    """Evidence; `text` and `uri` are shown only to the party that gave it and to arbiters."""

    evidence_id: Id
    side: SideName
    given_at: Moment
    text: ShownName | None
    uri: str | None
    sha256: str | None


class DisputeAnswer(Strict):
    """A dispute with its evidence, and how it was decided; a side may have given in."""

    order_id: Id
    state: StateName
    money: Money
    opened_by: SideName
    opened_at: Moment
    evidence: list[EvidenceAnswer]
    decided_at: Moment | None
    decided_by: Literal["arbiter", "buyer", "seller", "post"] | None
    refund: AnyMoney | None
    because: ShownName | None
