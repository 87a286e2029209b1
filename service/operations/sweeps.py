"""The sweeps: what became due is done, for those who forgot, a bounded number at a time.

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
from service.domain.day import DAY_MS
from service.domain.draft import expire
from service.operations.deposits import OFFLINE_DAYS_MAX
from service.operations.events import event, of_draft
from service.operations.order_steps import released, step_of
from service.schemas.counter import DraftSweepBody
from service.schemas.orders import SweepBody
from service.store import draft_sweeps, orders


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


def sweep_drafts(connection: Connection, call: Call[DraftSweepBody]) -> Outcome:
    """Write down which drafts have expired, so that each of them is one event.

    No rule waits for it: a draft past its time is expired, swept or not, and no money moves.
    """
    limit, now_ms = call.body.limit, call.now_ms
    valid_ms = call.context.terms.valid_days * DAY_MS
    due = draft_sweeps.locked_expired(connection, now_ms, valid_ms, limit)
    expired = [expire(draft, now_ms) for draft in due]
    draft_sweeps.expired(connection, expired, now_ms - OFFLINE_DAYS_MAX * DAY_MS)
    return Outcome(
        answer={
            "expired": [draft.deposit.draft_id for draft in expired],
            "is_done": len(expired) < limit,
        },
        events=tuple(of_draft("draft.expired", draft) for draft in expired),
    )
