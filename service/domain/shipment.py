"""An order and its parcel: how a scan moves the money.

    any scan     the Post has the parcel           PAID -> SHIPPED
    delivered    the buyer has it                  SHIPPED -> DELIVERED, the time to confirm begins
    returned     the seller has it back            -> REFUNDED
    lost, damaged     the Post compensates         -> REFUNDED, and the Post pays the seller
    refused at the door     still with the Post    nothing, until it is returned, lost or damaged

`next_step` returns the next step of an order for a state of its parcel, `follow` takes all of them.
Steps are dated when the scan is received, not when it was made: an outlet that was offline for a
week must not use up a week of the buyer's time to confirm. What has left escrow stays where it
went, whatever is scanned afterwards.
"""

from enum import Enum

from service.domain import order as orders
from service.domain import parcel
from service.domain.order import Order
from service.domain.parcel import Scan
from service.domain.postings import Transfers

_HELD_BY_POST = frozenset({orders.OrderState.SHIPPED, orders.OrderState.DELIVERED})
_COMPENSATED = frozenset({parcel.ParcelState.LOST, parcel.ParcelState.DAMAGED})


class OrderStep(Enum):
    """A step of an order that a scan of its parcel causes."""

    SHIP = "ship"
    DELIVER = "deliver"
    SEND_BACK = "send back"
    COMPENSATE = "compensate"


def next_step(order: orders.OrderState, stands: parcel.ParcelState) -> OrderStep | None:
    """Return the next step of an order for the state of its parcel; None if there is none.

    Called again after each step, it comes to an end, and never pays twice. A dispute is decided by
    the arbiter, unless the parcel is lost or damaged: then the Post compensates.

    >>> next_step(orders.OrderState.PAID, parcel.ParcelState.LOST)
    <OrderStep.SHIP: 'ship'>
    """
    if order is orders.OrderState.PAID:
        return OrderStep.SHIP
    if order is orders.OrderState.SHIPPED and stands is parcel.ParcelState.DELIVERED:
        return OrderStep.DELIVER
    if order in _HELD_BY_POST and stands is parcel.ParcelState.RETURNED:
        return OrderStep.SEND_BACK
    may_be_compensated = order in _HELD_BY_POST or order is orders.OrderState.DISPUTED
    if may_be_compensated and stands in _COMPENSATED:
        return OrderStep.COMPENSATE
    return None


def concerns_order(before: Scan | None, after: Scan) -> bool:
    """Return whether a change of its parcel's state can cause a step of the order.

    It is shipped with the first scan, and goes on when the parcel's state is final; never between.
    """
    return before is None or (after != before and after.state in parcel.ENDS)


def follow(order: Order, stands: Scan, now_ms: int) -> tuple[tuple[Order, ...], Transfers]:
    """Take all steps that are due: return each new state of the order, and the transfers.

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
        case OrderStep.COMPENSATE:
            return orders.compensate(order, now_ms)
