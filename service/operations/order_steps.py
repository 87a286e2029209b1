"""A step of an order: what to save, what to answer, and whom to tell.

`step_of` takes the order before and after with the transfers, and makes the `Outcome`: the order's
row, the books with the balances that follow, the stock, and an event for each thing that happened.
Whatever moves an order goes through here, a request as well as a parcel's scan or the sweep.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from service.call import Call, Caller, Outcome
from service.clock import rfc3339
from service.domain.event import Event
from service.domain.postings import Transfers
from service.domain.sale import Sale, pieces_back, released_fen
from service.operations.bookkeeping import entered
from service.operations.tidings import credited
from service.refusals.trade import OrderUnknown
from service.schemas.basics import money
from service.store import offers, orders
from service.store.orders import Deal


def step_of(
    deal: Deal, after: Sale, transfers: Transfers, kinds: Iterable[str], **more: object
) -> Outcome:
    """Return what a step comes to; `kinds` are the events, `more` stands in their data."""
    changes, values = entered(transfers)
    pieces = pieces_back(deal.sale, after)
    # What the seller has not got cannot go back; a buyer cannot know that.
    is_missing = (more.get("by"), more.get("reason")) == ("seller", "out_of_stock")
    if pieces and not is_missing:
        changes = (*changes, offers.ADD_STOCK)
        values |= offers.stock(after.offer_id, pieces)
    return Outcome(
        answer=answer_of(after),
        changes=(orders.UPDATE_ORDER, *changes),
        values=orders.values_of(after) | values,
        events=tuple(told(kind, replace(deal, sale=after), **more) for kind in kinds),
    )


def answer_of(sale: Sale) -> dict[str, Any]:
    """Return where an order stands."""
    order = sale.order
    return {
        "order_id": order.order_id,
        "state": str(order.state),
        "money": money(order.amount_fen),
        "refunded": money(order.refunded_fen),
        "at": rfc3339(order.since_ms),
    }


def told(kind: str, deal: Deal, **more: object) -> Event:
    """Return an event about an order, for buyer and seller: what it says, both may know."""
    order = deal.sale.order
    data: Mapping[str, object] = {
        "order_id": order.order_id,
        "state": str(order.state),
        "offer_id": deal.sale.offer_id,
        "title": deal.title,
        "seller_name": deal.seller_name,
        "quantity": deal.sale.quantity,
        "money": money(order.amount_fen),
        **more,
    }
    return Event(kind, order.order_id, data, order.wallet_id, order.seller_id)


def refunded(deal: Deal, after: Sale, transfers: Transfers, **more: object) -> Outcome:
    """Return what a refund comes to, in full or in part: order and wallet are told of it."""
    order, got_fen = after.order, released_fen(after.order)
    kinds = ("order.refunded", "order.released") if got_fen else ("order.refunded",)
    amounts = {"refunded": money(order.refunded_fen), "released": money(got_fen)}
    step = step_of(deal, after, transfers, kinds, **amounts, **more)
    back = credited(order.order_id, order.wallet_id, order.refunded_fen, "refund")
    return replace(step, events=(*step.events, back))


def released(
    deal: Deal, after: Sale, transfers: Transfers, kinds: Iterable[str], **more: object
) -> Outcome:
    """Return what a release comes to: the seller is told what it got."""
    got = money(released_fen(after.order))
    return step_of(deal, after, transfers, kinds, released=got, **more)


def side_of(caller: Caller, deal: Deal | None) -> str:
    """Return on which side a caller stands, buyer or seller. Refused: `OrderUnknown`."""
    if deal is not None:
        if (caller.role, caller.holder) == ("provider", deal.provider):
            return "buyer"
        if (caller.role, caller.holder) == ("shop", deal.sale.order.seller_id):
            return "seller"
    raise OrderUnknown


def own_deal(
    connection: Connection, call: Call[Any], *, with_wallet: bool = False
) -> tuple[Deal, str]:
    """Return the order of the path, locked, and the caller's side. Refused: `OrderUnknown`."""
    deal = orders.locked_deal(connection, call.path["order_id"], with_wallet=with_wallet)
    side = side_of(call.caller, deal)
    assert deal is not None, "it has a side"
    return deal, side
