"""Disputes: opened by a side, with evidence of both, decided by an arbiter or by who gives in.

Words of evidence may name people, so a side sees its own, arbiters see all, and the other side sees
that there is evidence, when it was given, and its hash.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from service.call import Call, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.domain.order import OrderState, decide, dispute
from service.domain.refusals.payment import OrderNotReady
from service.domain.refusals.trade import EvidenceFull
from service.domain.sale import Cause, Sale, moved
from service.operations.order_steps import own_deal, refunded, released, side_of, step_of
from service.operations.sellers import evidence_of
from service.refusals.trade import OrderUnknown
from service.schemas.basics import moment, money
from service.schemas.orders import DecisionBody, DisputeBody
from service.store import disputes, orders
from service.store.orders import Deal
from service.tables import DisputeRow, EvidenceRow

EVIDENCE_MAX = 100
"""How much evidence one dispute takes. Assumption."""


def open_dispute(connection: Connection, call: Call[DisputeBody]) -> Outcome:
    """Stop the money until it is decided whose it is. Refused: `OrderUnknown`, `OrderNotReady`."""
    deal, side = own_deal(connection, call)
    order_id = deal.sale.order.order_id
    disputed = moved(deal.sale, dispute(deal.sale.order, call.now_ms))
    step = step_of(deal, disputed, (), ("order.disputed",), by=side)
    opened = DisputeRow(order_id=order_id, opened_by=side, opened_ms=call.now_ms)
    given = _given(call, order_id, side)
    answer = _shown(disputed.order.amount_fen, str(disputed.order.state), opened, [given], side)
    return replace(step, answer=answer, changes=(*step.changes, opened, given))


def add_evidence(connection: Connection, call: Call[DisputeBody]) -> Outcome:
    """Add to what a side says. Refused: `OrderUnknown`, `OrderNotReady`."""
    deal, side = own_deal(connection, call)
    order = deal.sale.order
    opened = disputes.dispute_of(connection, order.order_id)
    if order.state is not OrderState.DISPUTED or opened is None:
        raise OrderNotReady(order.state, "evidence", OrderState.DISPUTED)
    before = disputes.evidence_of(connection, order.order_id)
    if len(before) >= EVIDENCE_MAX:
        raise EvidenceFull(EVIDENCE_MAX)
    given = _given(call, order.order_id, side)
    answer = _shown(order.amount_fen, str(order.state), opened, [*before, given], side)
    return Outcome(answer, changes=(given,))


def show_dispute(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a dispute; each sees the words that are for it. Refused: `OrderUnknown`."""
    order_id, role = call.path["order_id"], call.caller.role
    deal, opened = orders.deal(connection, order_id), disputes.dispute_of(connection, order_id)
    if deal is None or opened is None:
        raise OrderUnknown
    side = side_of(call.caller, deal) if role in {"provider", "shop"} else role
    order, given = deal.sale.order, disputes.evidence_of(connection, order_id)
    return _shown(order.amount_fen, str(order.state), opened, given, side)


def decide_dispute(connection: Connection, call: Call[DecisionBody]) -> Outcome:
    """End a dispute: so much back to the buyer, the rest to the seller.

    Refused: `OrderUnknown`, `OrderNotReady`, `RefundOverAmount`.
    """
    deal = orders.locked_deal(connection, call.path["order_id"])
    if deal is None:
        raise OrderUnknown
    refund_fen = call.body.refund.amount
    order, transfers = decide(deal.sale.order, refund_fen, call.now_ms)
    after, back = moved(deal.sale, order), money(refund_fen)
    if refund_fen:
        step = refunded(deal, after, transfers, Cause("arbiter", "decided"))
    else:
        step = released(deal, after, transfers, ("order.released",), by="arbiter")
    decided = step_of(deal, after, (), ("order.decided",), refund=back).events
    ended = dispute_ended(connection, deal, after, "arbiter", call.body.because)
    return replace(step, events=(*decided, *step.events), changes=(*step.changes, *ended))


def dispute_ended(
    connection: Connection, deal: Deal, after: Sale, by: str, because: str | None = None
) -> tuple[DisputeRow, ...]:
    """Return the dispute that ends with an order, decided as the order was; none if none was open.

    Who locked the order has locked its dispute: nobody decides one without the other.
    """
    if deal.sale.order.state is not OrderState.DISPUTED:
        return ()
    opened = disputes.dispute_of(connection, after.order.order_id)
    assert opened is not None, "an order is disputed by somebody"
    opened.decided_ms, opened.decided_by = after.ended_ms, by
    opened.refund_fen, opened.because = after.order.refunded_fen, because
    return (opened,)


def _given(call: Call[DisputeBody], order_id: str, side: str) -> EvidenceRow:
    evidence = evidence_of(call.body.evidence)
    return EvidenceRow(
        evidence_id=call.entropy.new_id(call.now_ms, "evidence"),
        order_id=order_id,
        side=side,
        text=evidence.text,
        uri=evidence.uri,
        sha256=evidence.sha256,
        given_ms=call.now_ms,
    )


def _shown(
    amount_fen: int, state: str, opened: DisputeRow, given: Sequence[EvidenceRow], viewer: str
) -> dict[str, Any]:
    return {
        "order_id": opened.order_id,
        "state": state,
        "money": money(amount_fen),
        "opened_by": opened.opened_by,
        "opened_at": rfc3339(opened.opened_ms),
        "evidence": [_evidence(one, viewer) for one in given],
        "decided_at": moment(opened.decided_ms),
        "decided_by": opened.decided_by,
        "refund": None if opened.refund_fen is None else money(opened.refund_fen),
        "because": opened.because,
    }


def _evidence(one: EvidenceRow, viewer: str) -> dict[str, Any]:
    sees_words = viewer in {one.side, "arbiter"}
    return {
        "evidence_id": one.evidence_id,
        "side": one.side,
        "given_at": rfc3339(one.given_ms),
        "text": one.text if sees_words else None,
        "uri": one.uri if sees_words else None,
        "sha256": one.sha256,
    }
