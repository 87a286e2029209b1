"""A step of an order: what to save, what to answer, and what others are notified of.

`step_of` takes the order before and after with the transfers, and makes the `Outcome`: the order's
row, the books with the balances that follow, the stock, and an event for each thing that happened.
Whatever moves an order goes through here, a request as well as a parcel's scan or the sweep.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from service.call import Call, Caller, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.domain.order import released_fen
from service.domain.postings import Transfers
from service.domain.sale import Cause, Sale, pieces_back
from service.operations.bookkeeping import entered
from service.operations.events import credited, event
from service.refusals.trade import OrderUnknown
from service.schemas.basics import money
from service.store import offers, orders
from service.store.orders import Deal


def step_of(
    deal: Deal,
    after: Sale,
    transfers: Transfers,
    kinds: Iterable[str],
    cause: Cause | None = None,
    /,
    **more: object,
) -> Outcome:
    """Return what a step comes to; `kinds` are the events, `more` stands in their data."""
    pieces = pieces_back(deal.sale, after, cause)
    return Outcome(
        answer=answer_of(after),
        changes=(
            orders.updated(after),
            *entered(transfers),
            *((offers.stock_added(after.offer_id, pieces),) if pieces else ()),
        ),
        events=tuple(event(kind, replace(deal, sale=after), **more) for kind in kinds),
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


def refunded(
    deal: Deal, after: Sale, transfers: Transfers, cause: Cause, **more: object
) -> Outcome:
    """Return what a refund comes to, in full or in part, with an event for order and wallet."""
    order, got_fen = after.order, released_fen(after.order)
    kinds = ("order.refunded", "order.released") if got_fen else ("order.refunded",)
    amounts = {"refunded": money(order.refunded_fen), "released": money(got_fen)}
    step = step_of(deal, after, transfers, kinds, cause, **amounts, **vars(cause), **more)
    back = credited(order.order_id, order.wallet_id, order.refunded_fen, "refund")
    return replace(step, events=(*step.events, back))


def released(
    deal: Deal, after: Sale, transfers: Transfers, kinds: Iterable[str], **more: object
) -> Outcome:
    """Return what a release comes to; its events say what the seller got."""
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
