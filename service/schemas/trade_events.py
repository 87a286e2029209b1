"""What events of the trade say: orders, references, parcels, sellers, and prices."""

from typing import Literal

from service.schemas.basics import AnyMoney, Date, Id, Moment, Money, ShownName, Strict
from service.schemas.money_events import HeardData
from service.schemas.parcels import SeenAnswer, ShownItemNumber
from service.schemas.prices import Good, UnitMoney, UnitName

Side = Literal["buyer", "seller"]


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
