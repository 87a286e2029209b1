"""What events say: the kinds that there are, and the data of each as a webhook gets it.

A provider gets `wallet_id`, a shop does not (`service.domain.audience.data_for`).
"""

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, Field

from service.schemas.basics import AnyMoney, Date, Id, Moment, Money, ShownName, Strict
from service.schemas.events_of_agents import (
    FloatCommissionPaidData,
    FloatLowData,
    FloatRecalledData,
    FloatSwappedData,
    OutletCommissionPaidData,
)
from service.schemas.holds import HoldStateName, ReasonName
from service.schemas.parcels import SeenAnswer, ShownItemNumber, StandingName
from service.schemas.prices import Good, UnitMoney, UnitName

Side = Literal["buyer", "seller"]


class HeardData(Strict):
    """Who may hear of an event; what is not for the hearer is left out."""

    wallet_id: Annotated[Id | None, Field(default=None, description="Providers get it.")]
    seller_id: Annotated[
        Id | None,
        Field(default=None, description="Of the sale, or of a shop's own wallet, if any."),
    ]


class WalletCreditedData(HeardData):
    """Money came into a wallet, and from where."""

    money: Money
    source: Literal["draft", "refund", "reference", "cash_in", "payment"]


class WalletDebitedData(HeardData):
    """Money left a wallet: by a payment, or to its owner's bank; the subject is its id."""

    money: Money
    balance: Annotated[AnyMoney | None, Field(default=None, description="Providers get it.")]


class WalletCashedOutData(WalletDebitedData):
    """An agent paid cash out of a wallet, by a code; the wallet paid the fee as well."""

    fee: AnyMoney


class DraftData(Strict):
    """A draft, for the outlet that issued it; nothing of who has it."""

    draft_id: Id
    outlet: ShownName
    money: Money
    fee: AnyMoney
    issued_at: Moment
    expires_at: Moment


class TillLowData(Strict):
    """An outlet's cash has fallen below its threshold."""

    outlet: ShownName
    cash: AnyMoney
    threshold: Money


class TillMovedData(Strict):
    """Cash was brought to an outlet, or fetched from it."""

    outlet: ShownName
    movement_id: Id
    money: Money


class SettlementClosedData(Strict):
    """A day is closed, and the net amount due was paid."""

    day: Date
    net_due: AnyMoney
    closed_at: Moment


class HoldChangedData(HeardData):
    """A hold on a wallet as it now stands, for the wallet's side or the payee's."""

    hold_id: Id
    side: Literal["payer", "payee"]
    state: HoldStateName
    money: Money
    captured: AnyMoney
    released: AnyMoney
    held: AnyMoney
    expires_at: Moment


class HoldCapturedData(HoldChangedData):
    """A part of a hold was paid, or all of it: a payment of this id."""

    payment_id: Id
    paid: Money


class PaymentReversedData(HeardData):
    """A part of a payment was given back, or all of it."""

    payment_id: Id
    reversal_id: Id
    side: Literal["payer", "payee"]
    money: Money
    paid: Money
    reversed: Money
    reason: ReasonName
    by: Literal["provider", "shop", "operator"]


class OrderChangedData(HeardData):
    """An order as it now stands."""

    order_id: Id
    state: str
    offer_id: Id
    title: ShownName
    seller_name: ShownName
    quantity: int
    money: Money


class OrderPlacedData(OrderChangedData):
    """An order to be paid in time."""

    pay_by: Moment


class OrderPaidData(OrderChangedData):
    """The money is in escrow; it came from the wallet, a draft, or cash for the reference."""

    by: Literal["wallet", "draft", "reference"]


class OrderCancelledData(OrderChangedData):
    """Given up before it was paid, by a side or by time."""

    by: Literal["buyer", "seller", "time"]


class OrderShippedData(OrderChangedData):
    """The parcel is with the Post; it has an item number if it was scanned."""

    item_number: ShownItemNumber | None = None


class OrderDeliveredData(OrderShippedData):
    """The parcel is with the buyer, who confirms until then."""

    confirm_by: Moment


class OrderReleasedData(OrderChangedData):
    """Escrow has paid the seller, in whole or what a refund left."""

    released: AnyMoney
    refunded: AnyMoney | None = None
    compensation: Money | None = None
    by: Literal["buyer", "seller", "time", "arbiter", "post"]
    reason: str | None = None
    item_number: ShownItemNumber | None = None


class OrderRefundedData(OrderChangedData):
    """Escrow has paid the buyer back, in whole or in part, and why."""

    released: AnyMoney
    refunded: Money
    compensation: Money | None = None
    by: Literal["buyer", "seller", "arbiter", "post"]
    reason: str
    item_number: ShownItemNumber | None = None


class OrderDisputedData(OrderChangedData):
    """The money stands still until an arbiter decides."""

    by: Side


class OrderDecidedData(OrderChangedData):
    """An arbiter has decided how much the buyer gets back."""

    refund: AnyMoney


class CertificateRevokedData(HeardData):
    """Nobody vouches any more for the seller of an order that has not ended."""

    order_id: Id


class ReferenceIssuedData(OrderChangedData):
    """Cash at any counter will pay the order, until then."""

    expires_at: Moment


class ReferencePaidData(OrderChangedData):
    """Cash was taken for an order: it paid it, or went into the wallet, or both."""

    became: Literal["paid", "credited", "paid_and_credited"]


class ParcelScannedData(HeardData, SeenAnswer):
    """A scan that moved a parcel."""

    item_number: ShownItemNumber
    order_id: Id | None = None


class ParcelCompensatedData(HeardData):
    """The Post makes good a parcel that was lost or damaged."""

    item_number: ShownItemNumber
    order_id: Id
    reason: Literal["lost", "damaged"]
    compensation: Money


class SellerVouchedData(HeardData):
    """A certification of a seller began or ended."""

    certification_id: Id


class SellerPaidOutData(HeardData):
    """What was released to a seller went to its wallet or its bank."""

    payout_id: Id
    money: Money
    to: Literal["wallet", "bank"]
    balance: AnyMoney | None = None
    paid_at: Moment


class PriceChangedData(Strict):
    """A good has another price at a market, for phones that subscribed."""

    good: Good
    market: ShownName
    day: Date
    price: UnitMoney
    unit: UnitName


_UNTOLD = ("announced", "sorted")
EVENTS: dict[str, type[BaseModel]] = {
    "wallet.credited": WalletCreditedData,
    "hold.placed": HoldChangedData,
    "hold.captured": HoldCapturedData,
    "hold.released": HoldChangedData,
    "hold.expired": HoldChangedData,
    "payment.reversed": PaymentReversedData,
    "wallet.paid": WalletDebitedData,
    "wallet.withdrawn": WalletDebitedData,
    "wallet.cashed_out": WalletCashedOutData,
    **{
        f"draft.{verb}": DraftData
        for verb in ("issued", "over_limit", "cashed_out", "cancelled", "expired", "refunded")
    },
    "order.placed": OrderPlacedData,
    "order.paid": OrderPaidData,
    "order.cancelled": OrderCancelledData,
    "order.shipped": OrderShippedData,
    "order.delivered": OrderDeliveredData,
    "order.confirmed": OrderReleasedData,
    "order.released": OrderReleasedData,
    "order.refunded": OrderRefundedData,
    "order.disputed": OrderDisputedData,
    "order.decided": OrderDecidedData,
    "order.certificate_revoked": CertificateRevokedData,
    "reference.issued": ReferenceIssuedData,
    "reference.paid": ReferencePaidData,
    "reference.expired": OrderChangedData,
    **{
        f"parcel.{state}": ParcelScannedData
        for state in get_args(StandingName)
        if state not in _UNTOLD
    },
    "parcel.compensated": ParcelCompensatedData,
    "seller.certified": SellerVouchedData,
    "seller.revoked": SellerVouchedData,
    "seller.paid_out": SellerPaidOutData,
    "float.low": FloatLowData,
    "float.topped_up": FloatSwappedData,
    "float.withdrawn": FloatSwappedData,
    "float.recalled": FloatRecalledData,
    "float.commission_paid": FloatCommissionPaidData,
    "till.low": TillLowData,
    "till.supplied": TillMovedData,
    "till.collected": TillMovedData,
    "outlet.commission_paid": OutletCommissionPaidData,
    "settlement.closed": SettlementClosedData,
}
"""The data of each kind of event that a webhook may get."""

EVENTS_FOR_PHONES: dict[str, type[BaseModel]] = {"price.changed": PriceChangedData}
"""The data of kinds that only phones hear of."""
