"""The sale: an order with what was bought, at which price, under which terms, and when.

`place` reserves the goods and fixes the price. The order's own verbs change its state; `moved`
records the moments. The verbs here add what an order alone does not know: until when it must be
paid, what a buyer may ask for if nothing was shipped or the seller's certificate was revoked, and
how cash for a payment reference is taken, at the counter (`take_cash`) or by an outlet that was
offline (`enter_cash`). Amounts are fen, moments ms.
"""

from dataclasses import dataclass, replace

from service.domain import order as orders
from service.domain.day import DAY_MS
from service.domain.offer import Offer, reserve
from service.domain.order import CONFIRM_LIMIT_MS, ENDS, Order, OrderState
from service.domain.postage import E_YOUBAO, Coordinates, PostageTariff, distance_km
from service.domain.postings import Transfers, reference_credit_transfers
from service.domain.reference import VALID_DAYS
from service.domain.refusals.base import refuse
from service.domain.refusals.payment import OrderNotReady
from service.domain.refusals.trade import (
    CashNotExact,
    OwnOffer,
    PaymentOverdue,
    ReferenceEnded,
    ReferenceIssued,
    ReferencePaid,
    RefundNotDue,
)
from service.domain.seller import Certification, Seller
from service.domain.tariff import BASIS_POINTS


@dataclass(frozen=True)
class SaleTerms:
    """The gateway's commission and the time limits of each side. All but postage: assumptions.

    Commission is on the goods, not on postage; the market charged none in its first years.
    """

    commission_basis_points: int = 0
    pay_days: int = VALID_DAYS
    ship_days: int = 3
    confirm_ms: int = CONFIRM_LIMIT_MS
    postage: PostageTariff = E_YOUBAO


@dataclass(frozen=True)
class Listing:
    """What a buyer sees: the offer, its seller, and the seller's certification in force."""

    offer: Offer
    seller: Seller
    certification: Certification | None = None


@dataclass(frozen=True)
class OrderRequest:
    """What a buyer orders, and where to; only the distance is stored, not the coordinates."""

    order_id: str
    wallet_id: str
    quantity: int
    destination: Coordinates


@dataclass(frozen=True)
class Sale:
    """One order with all that was agreed; `revoked_ms` is when its certification was revoked."""

    order: Order
    offer_id: str
    quantity: int
    price_fen: int
    postage_fen: int
    distance_km: int
    placed_ms: int
    pay_by_ms: int
    certification_id: str | None = None
    revoked_ms: int | None = None
    reference: str | None = None
    paid_ms: int | None = None
    shipped_ms: int | None = None
    delivered_ms: int | None = None
    ended_ms: int | None = None


@dataclass(frozen=True)
class Cause:
    """Who gives the buyer's money back, and why."""

    by: str
    reason: str


@dataclass(frozen=True)
class Cash:
    """Cash that an outlet took for a reference; `fee_fen` is charged on top of the amount."""

    payment_id: str
    outlet: str
    cash_fen: int
    fee_fen: int


@dataclass(frozen=True)
class Taken:
    """The result of taking cash: the sale, transfers, and the amount credited to the wallet."""

    sale: Sale
    transfers: Transfers
    credited_fen: int = 0


Moved = tuple[Sale, Transfers]

_MISSING = Cause("seller", "out_of_stock")


def place(
    listing: Listing, request: OrderRequest, terms: SaleTerms, now_ms: int
) -> tuple[Sale, Offer]:
    """Place an order: reserve the goods, fix price and postage.

    Refused: `OwnOffer`, `OfferClosed`, `OutOfStock`, `ParcelTooHeavy`.
    """
    offer, seller, certification = listing.offer, listing.seller, listing.certification
    if request.wallet_id == seller.seller_id:
        raise OwnOffer
    reserved = reserve(offer, request.quantity)
    far_km, postage_fen = quote(listing, request.quantity, request.destination, terms)
    goods_fen = request.quantity * offer.price_fen
    order = Order(
        order_id=request.order_id,
        wallet_id=request.wallet_id,
        seller_id=seller.seller_id,
        amount_fen=goods_fen + postage_fen,
        since_ms=now_ms,
        commission_fen=goods_fen * terms.commission_basis_points // BASIS_POINTS,
    )
    sale = Sale(
        order=order,
        offer_id=offer.offer_id,
        quantity=request.quantity,
        price_fen=offer.price_fen,
        postage_fen=postage_fen,
        distance_km=far_km,
        placed_ms=now_ms,
        pay_by_ms=now_ms + terms.pay_days * DAY_MS,
        certification_id=certification.certification_id if certification else None,
    )
    return sale, reserved


def quote(
    listing: Listing, quantity: int, destination: Coordinates, terms: SaleTerms
) -> tuple[int, int]:
    """Return distance in km and postage of some pieces. Refused: `ParcelTooHeavy`."""
    far_km = distance_km(listing.seller.place, destination)
    weight_g = quantity * listing.offer.weight_g
    return round(far_km), terms.postage.postage_fen(far_km, weight_g)


def pay(sale: Sale, now_ms: int) -> Moved:
    """Pay from the wallet into escrow. Refused: `OrderNotReady`, `PaymentOverdue`."""
    _require_in_time(sale, now_ms)
    order, transfers = orders.pay(sale.order, now_ms)
    return moved(sale, order), transfers


def issue_reference(sale: Sale, reference: str, pay_by_ms: int, now_ms: int) -> Sale:
    """Allow an order to be paid at a counter, before `pay_by_ms`.

    Refused: `OrderNotReady`, `PaymentOverdue`, `ReferenceIssued`.
    """
    _require_in_time(sale, now_ms)
    orders.pay(sale.order, now_ms)  # refuses an order that cannot be paid
    if sale.reference is not None:
        raise ReferenceIssued
    return replace(sale, reference=reference, pay_by_ms=pay_by_ms)


def take_cash(sale: Sale, cash: Cash, now_ms: int) -> Taken:
    """Take cash for a reference at the counter; the amount must be exact.

    A wrong payment is refused while the cash is still on the counter, so no refund is needed.
    Refused: `ReferencePaid`, `PaymentOverdue`, `ReferenceEnded`, `CashNotExact`.
    """
    if sale.paid_ms is not None:
        raise ReferencePaid
    _require_in_time(sale, now_ms)
    if sale.order.state is not OrderState.PLACED:
        raise ReferenceEnded
    due_fen = sale.order.amount_fen + cash.fee_fen
    if cash.cash_fen != due_fen:
        raise CashNotExact(cash.cash_fen, due_fen)
    order, transfers = orders.pay_by_reference(sale.order, cash.outlet, cash.fee_fen, now_ms)
    return Taken(moved(sale, order), transfers)


def enter_cash(sale: Sale, cash: Cash, taken_ms: int, now_ms: int) -> Taken:
    """Enter cash that an outlet took while it was offline; it is never refused.

    Enough cash in time pays the order; a surplus, or cash that is too little, too late or a second
    payment, is credited to the buyer's wallet without a fee.
    """
    due_fen = sale.order.amount_fen + cash.fee_fen
    is_payable = sale.order.state is OrderState.PLACED and taken_ms < sale.pay_by_ms
    if not is_payable or cash.cash_fen < due_fen:
        return Taken(sale, _credit(sale, cash, cash.cash_fen, now_ms), cash.cash_fen)
    order, paid = orders.pay_by_reference(sale.order, cash.outlet, cash.fee_fen, now_ms)
    over_fen = cash.cash_fen - due_fen
    over = _credit(sale, cash, over_fen, now_ms) if over_fen else ()
    return Taken(moved(sale, order), (*paid, *over), over_fen)


def confirm(sale: Sale, now_ms: int) -> Moved:
    """Confirm, and pay the seller; in a dispute, the buyer gives in. Refused: `OrderNotReady`."""
    if sale.order.state is OrderState.DISPUTED:
        order, transfers = orders.decide(sale.order, 0, now_ms)
    else:
        order, transfers = orders.release(orders.confirm(sale.order, now_ms), now_ms)
    return moved(sale, order), transfers


def confirm_by_time(sale: Sale, terms: SaleTerms, now_ms: int) -> Moved:
    """Confirm because the time to object is over, and pay the seller.

    Refused: `OrderNotReady`, `ConfirmationNotDue`.
    """
    confirmed = orders.confirm_by_time(sale.order, now_ms, terms.confirm_ms)
    order, transfers = orders.release(confirmed, now_ms)
    return moved(sale, order), transfers


def refund_by_seller(sale: Sale, now_ms: int) -> Moved:
    """Pay the buyer back in full; in a dispute, the seller gives in. Refused: `OrderNotReady`."""
    if sale.order.state is OrderState.DISPUTED:
        order, transfers = orders.decide(sale.order, sale.order.amount_fen, now_ms)
    else:
        order, transfers = orders.refund(sale.order, now_ms)
    return moved(sale, order), transfers


def refund_by_buyer(sale: Sale, terms: SaleTerms, now_ms: int) -> Moved:
    """Refund at the buyer's request: not shipped in time, or the certificate was revoked.

    Refused: `OrderNotReady` once it is shipped, `RefundNotDue`.
    """
    if sale.order.state is not OrderState.PAID:
        raise OrderNotReady(sale.order.state, "refund at the buyer's word", OrderState.PAID)
    due_ms = ship_by_ms(sale.order, terms)
    if sale.revoked_ms is None and now_ms < due_ms:
        refuse(RefundNotDue(due_ms))
    order, transfers = orders.refund(sale.order, now_ms)
    return moved(sale, order), transfers


def ship_by_ms(order: Order, terms: SaleTerms) -> int:
    """Return until when a paid order must be shipped."""
    return order.since_ms + terms.ship_days * DAY_MS


def pieces_back(before: Sale, after: Sale, cause: Cause | None = None) -> int:
    """Return how many pieces go back into the stock: those never shipped.

    What the seller has not got cannot go back; a buyer cannot know that.
    """
    if cause == _MISSING:
        return 0
    was_there = before.order.state in {OrderState.PLACED, OrderState.PAID}
    is_given_up = after.order.state in {OrderState.CANCELLED, OrderState.REFUNDED}
    return before.quantity if was_there and is_given_up else 0


def moved(sale: Sale, order: Order) -> Sale:
    """Return the sale with the new order, and its moment recorded."""
    now_ms, state = order.since_ms, order.state
    return replace(
        sale,
        order=order,
        paid_ms=now_ms if state is OrderState.PAID else sale.paid_ms,
        shipped_ms=now_ms if state is OrderState.SHIPPED else sale.shipped_ms,
        delivered_ms=now_ms if state is OrderState.DELIVERED else sale.delivered_ms,
        ended_ms=now_ms if state in ENDS else sale.ended_ms,
    )


def _require_in_time(sale: Sale, now_ms: int) -> None:
    """Refuse what is overdue by one name, at the counter and from the wallet, swept or not."""
    state = sale.order.state
    if state is OrderState.PLACED and now_ms >= sale.pay_by_ms:
        refuse(PaymentOverdue(sale.pay_by_ms))
    if state is OrderState.CANCELLED and (sale.ended_ms or 0) >= sale.pay_by_ms:
        raise PaymentOverdue(sale.pay_by_ms)


def _credit(sale: Sale, cash: Cash, amount_fen: int, now_ms: int) -> Transfers:
    wallet_id = sale.order.wallet_id
    return reference_credit_transfers(cash.payment_id, cash.outlet, wallet_id, amount_fen, now_ms)
