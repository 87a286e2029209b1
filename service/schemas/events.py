"""What events say: the kinds that there are, and the data of each as a webhook gets it.

A provider gets `wallet_id`, a shop does not (`service.domain.audience.data_for`).
"""

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, Field

from service.schemas.basics import AnyMoney, Date, Id, Moment, Money, ShownName, Strict
from service.schemas.parcels import SeenAnswer, ShownItemNumber, StandingName
from service.schemas.prices import Good, UnitMoney, UnitName

Side = Literal["buyer", "seller"]


class AboutMoney(Strict):
    """Who may hear of an event; what is not for the hearer is left out."""

    wallet_id: Annotated[Id | None, Field(default=None, description="Providers get it.")]
    seller_id: Annotated[Id | None, Field(default=None, description="Of the sale, if any.")]


class WalletCredited(AboutMoney):
    """Money came into a wallet, and from where."""

    money: Money
    source: Literal["draft", "refund", "reference", "cash_in"]


class OrderChanged(AboutMoney):
    """An order as it now stands."""

    order_id: Id
    state: str
    offer_id: Id
    title: ShownName
    seller_name: ShownName
    quantity: int
    money: Money


class OrderPlaced(OrderChanged):
    """An order to be paid in time."""

    pay_by: Moment


class OrderPaid(OrderChanged):
    """The money is in escrow; it came from the wallet, a draft, or cash for the reference."""

    by: Literal["wallet", "draft", "reference"]


class OrderCancelled(OrderChanged):
    """Given up before it was paid, by a side or by time."""

    by: Literal["buyer", "seller", "time"]


class OrderShipped(OrderChanged):
    """The parcel is with the Post; it has an item number if it was scanned."""

    item_number: ShownItemNumber | None = None


class OrderDelivered(OrderShipped):
    """The parcel is with the buyer, who confirms until then."""

    confirm_by: Moment


class OrderReleased(OrderChanged):
    """Escrow has paid the seller, in whole or what a refund left."""

    released: AnyMoney
    refunded: AnyMoney | None = None
    compensation: Money | None = None
    by: Literal["buyer", "seller", "time", "arbiter", "post"]
    reason: str | None = None
    item_number: ShownItemNumber | None = None


class OrderRefunded(OrderChanged):
    """Escrow has paid the buyer back, in whole or in part, and why."""

    released: AnyMoney
    refunded: Money
    compensation: Money | None = None
    by: Literal["buyer", "seller", "arbiter", "post"]
    reason: str
    item_number: ShownItemNumber | None = None


class OrderDisputed(OrderChanged):
    """The money stands still until an arbiter decides."""

    by: Side


class OrderDecided(OrderChanged):
    """An arbiter has decided how much the buyer gets back."""

    refund: AnyMoney


class CertificateRevoked(AboutMoney):
    """Nobody vouches any more for the seller of an order that has not ended."""

    order_id: Id


class ReferenceIssued(OrderChanged):
    """Cash at any counter will pay the order, until then."""

    expires_at: Moment


class ReferencePaid(OrderChanged):
    """Cash was taken for an order: it paid it, or went into the wallet, or both."""

    became: Literal["paid", "credited", "paid_and_credited"]


class ParcelScanned(AboutMoney, SeenAnswer):
    """A scan that moved a parcel."""

    item_number: ShownItemNumber
    order_id: Id | None = None


class ParcelCompensated(AboutMoney):
    """The Post makes good a parcel that was lost or damaged."""

    item_number: ShownItemNumber
    order_id: Id
    reason: Literal["lost", "damaged"]
    compensation: Money


class SellerVouched(AboutMoney):
    """A certification of a seller began or ended."""

    certification_id: Id


class SellerPaidOut(AboutMoney):
    """What was released to a seller went to its wallet or its bank."""

    payout_id: Id
    money: Money
    to: Literal["wallet", "bank"]
    balance: AnyMoney | None = None
    paid_at: Moment


class FloatLow(Strict):
    """An agent's float has fallen below its threshold."""

    agent: ShownName
    float: AnyMoney
    threshold: AnyMoney


class PriceChanged(Strict):
    """A good has another price at a market, for phones that subscribed."""

    good: Good
    market: ShownName
    day: Date
    price: UnitMoney
    unit: UnitName


_UNTOLD = ("announced", "sorted")
EVENTS: dict[str, type[BaseModel]] = {
    "wallet.credited": WalletCredited,
    "order.placed": OrderPlaced,
    "order.paid": OrderPaid,
    "order.cancelled": OrderCancelled,
    "order.shipped": OrderShipped,
    "order.delivered": OrderDelivered,
    "order.confirmed": OrderReleased,
    "order.released": OrderReleased,
    "order.refunded": OrderRefunded,
    "order.disputed": OrderDisputed,
    "order.decided": OrderDecided,
    "order.certificate_revoked": CertificateRevoked,
    "reference.issued": ReferenceIssued,
    "reference.paid": ReferencePaid,
    "reference.expired": OrderChanged,
    **{
        f"parcel.{state}": ParcelScanned for state in get_args(StandingName) if state not in _UNTOLD
    },
    "parcel.compensated": ParcelCompensated,
    "seller.certified": SellerVouched,
    "seller.revoked": SellerVouched,
    "seller.paid_out": SellerPaidOut,
    "float.low": FloatLow,
}
"""The data of each kind of event that a webhook may get."""

EVENTS_FOR_PHONES: dict[str, type[BaseModel]] = {"price.changed": PriceChanged}
"""The data of kinds that only phones hear of."""
