"""An order follows its parcel: in the transaction of the scan, and each step once."""

from dataclasses import replace

from service.call import Outcome
from service.database.connection import Connection
from service.domain.event import Event
from service.domain.parcel import Scan
from service.domain.sale import SaleTerms, moved
from service.domain.shipment import OrderStep, next_step, taken
from service.operations.deliveries import compensated, delivered, sent_back, shipped
from service.operations.disputes import dispute_ended
from service.schemas.basics import money
from service.store import orders
from service.store.orders import Deal
from service.store.parcels import StoredParcel, named

_COMPENSATED = "The Post has compensated the parcel in full"


def followed(
    connection: Connection, parcel: StoredParcel, terms: SaleTerms, now_ms: int
) -> Outcome | None:
    """Return all that the order of a parcel does now; None if it does nothing.

    Several steps are saved as the last of them, which says where the order stands after them all.
    """
    assert parcel.purchase, "it is for an order"
    assert parcel.stands, "it was seen"
    deal = orders.locked_deal(connection, parcel.purchase.order_id)
    assert deal, "an order is never deleted"
    outcome: Outcome | None = None
    events: tuple[Event, ...] = ()
    while step := next_step(deal.sale.order.state, parcel.stands.state):
        outcome = _outcome(step, deal, parcel, terms, now_ms)
        events += outcome.events
        order, _ = taken(step, deal.sale.order, now_ms)
        after = moved(deal.sale, order)
        if step is OrderStep.COMPENSATE:
            ended = dispute_ended(connection, deal, after, "post", _COMPENSATED)
            outcome = replace(outcome, changes=(*outcome.changes, *ended))
        deal = replace(deal, sale=after)
    return replace(outcome, events=events) if outcome else None


def _outcome(
    step: OrderStep, deal: Deal, parcel: StoredParcel, terms: SaleTerms, now_ms: int
) -> Outcome:
    number, stands = parcel.item_number, parcel.stands
    assert stands, "it was seen"
    match step:
        case OrderStep.SHIP:
            return shipped(deal, now_ms, item_number=number)
        case OrderStep.DELIVER:
            return delivered(deal, terms, now_ms, item_number=number)
        case OrderStep.SEND_BACK:
            return sent_back(deal, now_ms, item_number=number)
        case OrderStep.COMPENSATE:
            made_good = compensated(deal, named(stands.state), now_ms, item_number=number)
            told = _compensated(deal, number, stands)
            return replace(made_good, events=(*made_good.events, told))


def _compensated(deal: Deal, item_number: str, stands: Scan) -> Event:
    order = deal.sale.order
    data = {
        "item_number": item_number,
        "order_id": order.order_id,
        "reason": named(stands.state),
        "compensation": money(order.amount_fen),
    }
    return Event("parcel.compensated", item_number, data, order.wallet_id, order.seller_id)
