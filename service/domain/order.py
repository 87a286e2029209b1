"""The order in escrow: the gateway holds the buyer's money until the parcel has arrived.

    PLACED - pay -> PAID - ship -> SHIPPED - deliver -> DELIVERED - confirm -> CONFIRMED - release
       |              |               |                     |                         -> RELEASED
     cancel         refund      refund, dispute       refund, dispute
       |              |               |                     |
    CANCELLED      REFUNDED        DISPUTED - decide -> RELEASED or REFUNDED

What was paid leaves escrow exactly once, in RELEASED or REFUNDED. A verb takes an `Order` and the
facts, and returns the new order, with the transfers for both books if money moves; otherwise it
refuses. Amounts are fen, moments ms.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from service.domain.day import DAY_MS
from service.domain.postings import (
    Transfers,
    compensation_transfers,
    order_paid_transfers,
    order_refund_transfers,
    reference_paid_transfers,
    release_transfers,
)
from service.domain.refusals.base import refuse
from service.domain.refusals.payment import (
    AmountNotPositive,
    ConfirmationNotDue,
    OrderNotReady,
    RefundOverAmount,
)

CONFIRM_LIMIT_MS = 7 * DAY_MS
"""After delivery, how long the buyer may confirm or dispute. Assumption."""


class OrderState(StrEnum):
    """The state of an order."""

    PLACED = "placed"
    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    CANCELLED = "cancelled"
    DISPUTED = "disputed"
    REFUNDED = "refunded"


ENDS = frozenset({OrderState.RELEASED, OrderState.CANCELLED, OrderState.REFUNDED})


@dataclass(frozen=True)
class Order:
    """One order as it stands since `since_ms`; creating one places it.

    `amount_fen` is what the buyer pays in all; `commission_fen` the gateway's part of it, if the
    seller gets the whole. `refunded_fen` is what was refunded. Refused: `AmountNotPositive`.
    """

    order_id: str
    wallet_id: str
    seller_id: str
    amount_fen: int
    since_ms: int
    commission_fen: int = 0
    state: OrderState = OrderState.PLACED
    refunded_fen: int = 0

    def __post_init__(self) -> None:
        """Refuse an order without an amount; a wrong commission is our own mistake."""
        if self.amount_fen <= 0:
            raise AmountNotPositive(self.amount_fen)
        assert 0 <= self.commission_fen <= self.amount_fen, "a commission is a part of the amount"


Moved = tuple[Order, Transfers]


def pay(order: Order, now_ms: int) -> Moved:
    """Pay from the buyer's wallet into escrow. Refused: `OrderNotReady`."""
    _require(order, "payment", OrderState.PLACED)
    paid = order_paid_transfers(order.order_id, order.wallet_id, order.amount_fen, now_ms)
    return _moved(order, OrderState.PAID, now_ms), paid


def pay_by_reference(order: Order, outlet: str, fee_fen: int, now_ms: int) -> Moved:
    """Pay in cash at a counter, order first; the fee comes on top. Refused: `OrderNotReady`."""
    _require(order, "payment", OrderState.PLACED)
    paid = reference_paid_transfers(order.order_id, outlet, order.amount_fen, fee_fen, now_ms)
    return _moved(order, OrderState.PAID, now_ms), paid


def cancel(order: Order, now_ms: int) -> Order:
    """Cancel an order that is not paid. Refused: `OrderNotReady`."""
    _require(order, "cancellation", OrderState.PLACED)
    return _moved(order, OrderState.CANCELLED, now_ms)


def ship(order: Order, now_ms: int) -> Order:
    """Record that the Post has the parcel. Refused: `OrderNotReady`."""
    _require(order, "shipping", OrderState.PAID)
    return _moved(order, OrderState.SHIPPED, now_ms)


def deliver(order: Order, now_ms: int) -> Order:
    """Record the delivery; the time to confirm begins. Refused: `OrderNotReady`."""
    _require(order, "delivery", OrderState.SHIPPED)
    return _moved(order, OrderState.DELIVERED, now_ms)


def confirm(order: Order, now_ms: int) -> Order:
    """Record that the buyer accepts the goods, even before the last scan says delivered.

    Refused: `OrderNotReady`.
    """
    _require(order, "confirmation", OrderState.SHIPPED, OrderState.DELIVERED)
    return _moved(order, OrderState.CONFIRMED, now_ms)


def confirm_by_time(order: Order, now_ms: int, limit_ms: int = CONFIRM_LIMIT_MS) -> Order:
    """Confirm an order whose buyer has neither confirmed nor disputed in time.

    Refused: `OrderNotReady`, `ConfirmationNotDue`.
    """
    _require(order, "confirmation by time", OrderState.DELIVERED)
    due_ms = order.since_ms + limit_ms
    if now_ms < due_ms:
        raise ConfirmationNotDue(due_ms)
    return _moved(order, OrderState.CONFIRMED, now_ms)


def release(order: Order, now_ms: int) -> Moved:
    """Pay the seller from escrow, less the commission. Refused: `OrderNotReady`."""
    _require(order, "release", OrderState.CONFIRMED)
    return _moved(order, OrderState.RELEASED, now_ms), _released(order, order.amount_fen, now_ms)


def refund(order: Order, now_ms: int) -> Moved:
    """Pay the buyer back: out of stock, never shipped, never collected, or sent back.

    Refused: `OrderNotReady`.
    """
    _require(order, "refund", OrderState.PAID, OrderState.SHIPPED, OrderState.DELIVERED)
    return _refunded(order, order.amount_fen, now_ms)


def compensate(order: Order, now_ms: int) -> Moved:
    """Compensate for a lost or damaged parcel: refund the buyer, and the Post pays the seller.

    The compensation is what the buyer paid, without commission (assumption on S:
    e-youbao compensates in full, FACTS 3). Refused: `OrderNotReady`.
    """
    _require(order, "compensation", OrderState.SHIPPED, OrderState.DELIVERED, OrderState.DISPUTED)
    refunded, back = _refunded(order, order.amount_fen, now_ms)
    paid = compensation_transfers(order.order_id, order.seller_id, order.amount_fen, now_ms)
    return refunded, (*paid, *back)


def dispute(order: Order, now_ms: int) -> Order:
    """Keep the money in escrow until an arbiter decides. Refused: `OrderNotReady`."""
    _require(order, "dispute", OrderState.SHIPPED, OrderState.DELIVERED)
    return _moved(order, OrderState.DISPUTED, now_ms)


def decide(order: Order, refund_fen: int, now_ms: int) -> Moved:
    """End a dispute: refund an amount to the buyer, release the rest to the seller.

    Refused: `OrderNotReady`, `RefundOverAmount`.
    """
    _require(order, "decision", OrderState.DISPUTED)
    if not 0 <= refund_fen <= order.amount_fen:
        raise RefundOverAmount(refund_fen, order.amount_fen)
    if refund_fen == 0:
        return _moved(order, OrderState.RELEASED, now_ms), _released(
            order, order.amount_fen, now_ms
        )
    refunded, back = _refunded(order, refund_fen, now_ms)
    return refunded, (*back, *_released(order, order.amount_fen - refund_fen, now_ms))


def released_fen(order: Order) -> int:
    """Return what the seller got from escrow: what was not refunded, less its commission."""
    if order.state not in {OrderState.RELEASED, OrderState.REFUNDED}:
        return 0
    rest_fen = order.amount_fen - order.refunded_fen
    return rest_fen - commission_on_fen(order, rest_fen)


def commission_on_fen(order: Order, released_fen: int) -> int:
    """Return the commission on what the seller gets: in proportion, rounded down.

    >>> commission_on_fen(Order("o1", "w1", "s1", 20_000, 0, commission_fen=301), 10_000)
    150
    """
    return order.commission_fen * released_fen // order.amount_fen


def _released(order: Order, amount_fen: int, now_ms: int) -> Transfers:
    commission_fen = commission_on_fen(order, amount_fen)
    return release_transfers(order.order_id, order.seller_id, amount_fen, commission_fen, now_ms)


def _refunded(order: Order, refund_fen: int, now_ms: int) -> Moved:
    back = order_refund_transfers(order.order_id, order.wallet_id, refund_fen, now_ms)
    return replace(_moved(order, OrderState.REFUNDED, now_ms), refunded_fen=refund_fen), back


def _require(order: Order, step: str, *allowed: OrderState) -> None:
    if order.state not in allowed:
        refuse(OrderNotReady(order.state, step, " or ".join(allowed)))


def _moved(order: Order, state: OrderState, now_ms: int) -> Order:
    return replace(order, state=state, since_ms=now_ms)
