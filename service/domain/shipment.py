"""An order and its parcel: what a scan means for the money.

    any scan     the Post has the parcel           PAID -> SHIPPED
    delivered    the buyer has it                  SHIPPED -> DELIVERED, the time to confirm begins
    returned     the seller has it back            -> REFUNDED
    lost, damaged     the Post makes it good       -> REFUNDED, and the Post pays the seller
    refused at the door     still with the Post    nothing, until it is returned, lost or damaged

`follow` lets an order go as far as its parcel stands. It counts from now, when it was heard of,
not from the scan: an outlet that was without a line for a week takes no week of the buyer's time
to confirm. What has left escrow stays where it went, whatever is scanned afterwards.
"""

from dataclasses import dataclass

from service.domain import order as orders
from service.domain import parcel
from service.domain.order import Order
from service.domain.parcel import Scan
from service.domain.postings import Transfers

_HELD_BY_POST = frozenset({orders.State.SHIPPED, orders.State.DELIVERED})
_MADE_GOOD = frozenset({parcel.State.LOST, parcel.State.DAMAGED})


@dataclass(frozen=True)
class Followed:
    """How an order went on: each of its new states in order, and the transfers."""

    steps: tuple[Order, ...] = ()
    transfers: Transfers = ()
    is_compensated: bool = False


def follow(order: Order, stands: Scan, now_ms: int) -> Followed:
    """Let an order go as far as its parcel stands; as often as it is asked for, it goes once.

    >>> paid = Order("o1", "w1", "s1", 100, 0, state=orders.State.PAID)
    >>> scan = Scan(parcel.State.DELIVERED, 5, "Gushi")
    >>> [str(step.state) for step in follow(paid, scan, now_ms=6).steps]
    ['shipped', 'delivered']
    """
    steps: tuple[Order, ...] = ()
    if order.state is orders.State.PAID:
        order = orders.ship(order, now_ms)
        steps = (order,)
    if stands.state is parcel.State.DELIVERED and order.state is orders.State.SHIPPED:
        return Followed((*steps, orders.deliver(order, now_ms)))
    if stands.state is parcel.State.RETURNED and order.state in _HELD_BY_POST:
        refunded, transfers = orders.refund(order, now_ms)
        return Followed((*steps, refunded), transfers)
    may_be_made_good = order.state in _HELD_BY_POST or order.state is orders.State.DISPUTED
    if stands.state in _MADE_GOOD and may_be_made_good:
        refunded, transfers = orders.compensate(order, now_ms)
        return Followed((*steps, refunded), transfers, is_compensated=True)
    return Followed(steps)
