"""What happens to an order on its way: shipped, delivered, sent back, lost.

The functions of requests come first. Those below them take an order that is locked, and are for
whoever sees a parcel as well: its scans move the order through `shipped`, `delivered`, `sent_back`
and `compensated`, so that a parcel and a shop's own word come to the same.
"""

from typing import Any

from service.call import Call, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.domain import order as orders_alone
from service.domain.sale import Cause, SaleTerms, moved
from service.operations.order_steps import own_deal, refunded, step_of
from service.refusals.trade import OrderUnknown
from service.schemas.basics import money
from service.store import orders
from service.store.orders import Deal


def ship_order(connection: Connection, call: Call[Any]) -> Outcome:
    """Note that the seller has shipped. Refused: `OrderUnknown`, `OrderNotReady`."""
    deal, _ = own_deal(connection, call)
    return shipped(deal, call.now_ms)


def deliver_order(connection: Connection, call: Call[Any]) -> Outcome:
    """Note a delivery of which there is no scan. Refused: `OrderUnknown`, `OrderNotReady`.

    Not the seller's to say, since it starts the time after which the seller is paid.
    """
    deal = orders.locked_deal(connection, call.path["order_id"])
    if deal is None:
        raise OrderUnknown
    return delivered(deal, call.context.sale_terms, call.now_ms)


def shipped(deal: Deal, now_ms: int, **more: object) -> Outcome:
    """Hand the parcel to the Post. Refused: `OrderNotReady`."""
    after = moved(deal.sale, orders_alone.ship(deal.sale.order, now_ms))
    return step_of(deal, after, (), ("order.shipped",), **more)


def delivered(deal: Deal, terms: SaleTerms, now_ms: int, **more: object) -> Outcome:
    """Hand the parcel to the buyer; the time to confirm begins. Refused: `OrderNotReady`."""
    after = moved(deal.sale, orders_alone.deliver(deal.sale.order, now_ms))
    confirm_by = rfc3339(now_ms + terms.confirm_ms)
    return step_of(deal, after, (), ("order.delivered",), confirm_by=confirm_by, **more)


def sent_back(deal: Deal, now_ms: int, **more: object) -> Outcome:
    """Pay the buyer back for a parcel refused or never collected. Refused: `OrderNotReady`."""
    order, transfers = orders_alone.refund(deal.sale.order, now_ms)
    after = moved(deal.sale, order)
    return refunded(deal, after, transfers, Cause("post", "sent_back"), **more)


def compensated(deal: Deal, reason: str, now_ms: int, **more: object) -> Outcome:
    """Let the Post make good a parcel lost or damaged, to both. Refused: `OrderNotReady`.

    A dispute over the order ends with it, see `disputes.dispute_ended`.
    """
    order, transfers = orders_alone.compensate(deal.sale.order, now_ms)
    after, paid = moved(deal.sale, order), money(order.amount_fen)
    cause = Cause("post", reason)
    return refunded(deal, after, transfers, cause, compensation=paid, **more)
