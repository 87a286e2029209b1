"""Disputes and their evidence, by the order that they are over."""

from collections.abc import Sequence

from sqlalchemy import Connection
from sqlmodel import col, select

from service.store.rows import session_on
from service.tables import DisputeRow, EvidenceRow


def dispute_of(connection: Connection, order_id: str) -> DisputeRow | None:
    """Return the dispute over an order; None if there was none."""
    with session_on(connection) as session:
        return session.get(DisputeRow, order_id)


def evidence_of(connection: Connection, order_id: str) -> Sequence[EvidenceRow]:
    """Return the evidence in a dispute, the oldest first."""
    query = select(EvidenceRow).where(EvidenceRow.order_id == order_id)
    in_order = (col(EvidenceRow.given_ms), col(EvidenceRow.evidence_id))
    with session_on(connection) as session:
        return session.exec(query.order_by(*in_order)).all()
