"""An order and its parcel: what a scan means for the money.

    any scan     the Post has the parcel           PAID -> SHIPPED
    delivered    the buyer has it                  SHIPPED -> DELIVERED, the time to confirm begins
    returned     the seller has it back            -> REFUNDED
    lost, damaged     the Post makes it good       -> REFUNDED, and the Post pays the seller
    refused at the door     still with the Post    nothing, until it is returned, lost or damaged

`next_step` says what an order does when its parcel stands somewhere, `follow` lets it do all that.
It counts from now, when it was heard of, not from the scan: an outlet that was without a line for a
week takes no week of the buyer's time to confirm. What has left escrow stays where it went,
whatever is scanned afterwards.
"""

from enum import Enum

from service.domain import order as orders
from service.domain import parcel
from service.domain.order import Order
from service.domain.parcel import Scan
from service.domain.postings import Transfers

_HELD_BY_POST = frozenset({orders.OrderState.SHIPPED, orders.OrderState.DELIVERED})
_MADE_GOOD = frozenset({parcel.ParcelState.LOST, parcel.ParcelState.DAMAGED})


class OrderStep(Enum):
    """What an order does because of its parcel."""

    SHIP = "ship"
    DELIVER = "deliver"
    SEND_BACK = "send back"
    MAKE_GOOD = "make good"


def next_step(order: orders.OrderState, stands: parcel.ParcelState) -> OrderStep | None:
    """Return what an order does next when its parcel stands somewhere; None if nothing.

    Asked again after each step, it ends soon, and never pays twice. A dispute is the arbiter's,
    but for a parcel that is lost or damaged: then the Post pays, and both are whole.

    >>> next_step(orders.OrderState.PAID, parcel.ParcelState.LOST)
    <OrderStep.SHIP: 'ship'>
    """
    if order is orders.OrderState.PAID:
        return OrderStep.SHIP
    if order is orders.OrderState.SHIPPED and stands is parcel.ParcelState.DELIVERED:
        return OrderStep.DELIVER
    if order in _HELD_BY_POST and stands is parcel.ParcelState.RETURNED:
        return OrderStep.SEND_BACK
    may_be_made_good = order in _HELD_BY_POST or order is orders.OrderState.DISPUTED
    if may_be_made_good and stands in _MADE_GOOD:
        return OrderStep.MAKE_GOOD
    return None


def concerns_order(before: Scan | None, after: Scan) -> bool:
    """Tell whether an order must be looked at when its parcel stands elsewhere than before.

    It ships with the first scan, and goes on when the parcel comes to an end; never in between.
    """
    return before is None or (after != before and after.state in parcel.ENDS)


def follow(order: Order, stands: Scan, now_ms: int) -> tuple[tuple[Order, ...], Transfers]:
    """Let an order go as far as its parcel stands: each of its new states, and the transfers.

    >>> paid = Order("o1", "w1", "s1", 100, 0, state=orders.OrderState.PAID)
    >>> steps, _ = follow(paid, Scan(parcel.ParcelState.DELIVERED, 5, "Gushi"), now_ms=6)
    >>> [str(step.state) for step in steps]
    ['shipped', 'delivered']
    """
    steps: tuple[Order, ...] = ()
    transfers: Transfers = ()
    while (step := next_step(order.state, stands.state)) is not None:
        order, moved = taken(step, order, now_ms)
        steps, transfers = (*steps, order), (*transfers, *moved)
    return steps, transfers


def taken(step: OrderStep, order: Order, now_ms: int) -> tuple[Order, Transfers]:
    """Take one step. Refused: `OrderNotReady`, where it is not the next one."""
    match step:
        case OrderStep.SHIP:
            return orders.ship(order, now_ms), ()
        case OrderStep.DELIVER:
            return orders.deliver(order, now_ms), ()
        case OrderStep.SEND_BACK:
            return orders.refund(order, now_ms)
        case OrderStep.MAKE_GOOD:
            return orders.compensate(order, now_ms)
