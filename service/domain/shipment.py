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

_HELD_BY_POST = frozenset({orders.State.SHIPPED, orders.State.DELIVERED})
_MADE_GOOD = frozenset({parcel.State.LOST, parcel.State.DAMAGED})


class Step(Enum):
    """What an order does because of its parcel."""

    SHIP = "ship"
    DELIVER = "deliver"
    SEND_BACK = "send back"
    MAKE_GOOD = "make good"


def next_step(order: orders.State, stands: parcel.State) -> Step | None:
    """Return what an order does next when its parcel stands somewhere; None if nothing.

    Asked again after each step, it ends soon, and never pays twice. A dispute is the arbiter's,
    but for a parcel that is lost or damaged: then the Post pays, and both are whole.

    >>> next_step(orders.State.PAID, parcel.State.LOST)
    <Step.SHIP: 'ship'>
    """
    if order is orders.State.PAID:
        return Step.SHIP
    if order is orders.State.SHIPPED and stands is parcel.State.DELIVERED:
        return Step.DELIVER
    if order in _HELD_BY_POST and stands is parcel.State.RETURNED:
        return Step.SEND_BACK
    may_be_made_good = order in _HELD_BY_POST or order is orders.State.DISPUTED
    if may_be_made_good and stands in _MADE_GOOD:
        return Step.MAKE_GOOD
    return None


def concerns_order(before: Scan | None, after: Scan) -> bool:
    """Tell whether an order must be looked at when its parcel stands elsewhere than before.

    It ships with the first scan, and goes on when the parcel comes to an end; never in between.
    """
    return before is None or (after != before and after.state in parcel.ENDS)


def follow(order: Order, stands: Scan, now_ms: int) -> tuple[tuple[Order, ...], Transfers]:
    """Let an order go as far as its parcel stands: each of its new states, and the transfers.

    >>> paid = Order("o1", "w1", "s1", 100, 0, state=orders.State.PAID)
    >>> steps, _ = follow(paid, Scan(parcel.State.DELIVERED, 5, "Gushi"), now_ms=6)
    >>> [str(step.state) for step in steps]
    ['shipped', 'delivered']
    """
    steps: tuple[Order, ...] = ()
    transfers: Transfers = ()
    while (step := next_step(order.state, stands.state)) is not None:
        order, moved = taken(step, order, now_ms)
        steps, transfers = (*steps, order), (*transfers, *moved)
    return steps, transfers


def taken(step: Step, order: Order, now_ms: int) -> tuple[Order, Transfers]:
    """Take one step. Refused: `OrderNotReady`, where it is not the next one."""
    match step:
        case Step.SHIP:
            return orders.ship(order, now_ms), ()
        case Step.DELIVER:
            return orders.deliver(order, now_ms), ()
        case Step.SEND_BACK:
            return orders.refund(order, now_ms)
        case Step.MAKE_GOOD:
            return orders.compensate(order, now_ms)
