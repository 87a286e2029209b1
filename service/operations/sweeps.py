"""The sweep: what became due is done, for those who forgot, a bounded number at a time.

Delivered and neither confirmed nor disputed in time: confirmed, and the seller is paid. Not paid in
time: cancelled, and the goods go back. Swept twice, nothing more happens; several sweeps at once
divide the orders among them. What stands so since a moment to come, as after a clock was ahead,
stands so since now: no money is held until that moment. Who runs it is up to the operator, hourly
as good as daily: no payment is taken after its time, whether swept or not.
"""

from dataclasses import replace

from service.call import Call, Outcome
from service.database.connection import Connection
from service.domain import order as orders_alone
from service.domain import sale as sales
from service.operations.events import event
from service.operations.order_steps import released, step_of
from service.schemas.orders import SweepBody
from service.store import orders


def sweep_orders(connection: Connection, call: Call[SweepBody]) -> Outcome:
    """Do what became due."""
    limit, now_ms, terms = call.body.limit, call.now_ms, call.context.sale_terms
    steps: list[Outcome] = []
    orders.begin_anew(connection, now_ms)  # at once, since what is due now is looked up by it
    confirmed = orders.locked_to_confirm(connection, now_ms - terms.confirm_ms, limit)
    for deal in confirmed:
        after, transfers = sales.confirm_by_time(deal.sale, terms, now_ms)
        kinds = ("order.confirmed", "order.released")
        steps.append(released(deal, after, transfers, kinds, by="time"))
    cancelled = orders.locked_unpaid(connection, now_ms, limit - len(confirmed))
    for deal in cancelled:
        after = sales.moved(deal.sale, orders_alone.cancel(deal.sale.order, now_ms))
        step = step_of(deal, after, (), ("order.cancelled",), by="time")
        if deal.sale.reference:
            expired = event("reference.expired", replace(deal, sale=after))
            step = replace(step, events=(*step.events, expired))
        steps.append(step)
    return Outcome(
        answer={
            "confirmed": [deal.sale.order.order_id for deal in confirmed],
            "cancelled": [deal.sale.order.order_id for deal in cancelled],
            "is_done": len(confirmed) + len(cancelled) < limit,
        },
        events=tuple(one for step in steps for one in step.events),
        earlier=tuple(step.changes for step in steps),
    )
