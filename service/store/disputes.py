"""Disputes, their evidence, and how they were decided."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from service.domain.seller import Evidence
from service.store.names import names, table_of
from service.tables import DisputeRow, EvidenceRow

DISPUTE = table_of(DisputeRow)
EVIDENCE = table_of(EvidenceRow)

_DECIDING = ("decided_ms", "decided_by", "refund_fen", "because")
INSERT_DISPUTE = (
    insert(DISPUTE)
    .values({column: bindparam(f"dispute_{column}") for column in names(DISPUTE)})
    .inline()
)
DECIDE_DISPUTE = (
    update(DISPUTE)
    .where(DISPUTE.c.order_id == bindparam("dispute_order_id"))
    .values({column: bindparam(f"dispute_{column}") for column in _DECIDING})
)
INSERT_EVIDENCE = (
    insert(EVIDENCE)
    .values({column: bindparam(f"evidence_{column}") for column in names(EVIDENCE)})
    .inline()
)


@dataclass(frozen=True)
class Dispute:
    """A dispute as it stands; nobody has decided it while `decided_ms` is None."""

    order_id: str
    opened_by: str
    opened_ms: int
    decided_ms: int | None = None
    decided_by: str | None = None
    refund_fen: int | None = None
    because: str | None = None


@dataclass(frozen=True)
class Given:
    """Evidence that a side gave."""

    evidence_id: str
    side: str
    evidence: Evidence
    given_ms: int


def values_of(dispute: Dispute) -> dict[str, Any]:
    """Return the parameters of `INSERT_DISPUTE` and `DECIDE_DISPUTE`."""
    return {f"dispute_{name}": value for name, value in vars(dispute).items()}


def values_of_evidence(order_id: str, given: Given) -> dict[str, Any]:
    """Return the parameters of `INSERT_EVIDENCE`."""
    return {
        "evidence_evidence_id": given.evidence_id,
        "evidence_order_id": order_id,
        "evidence_side": given.side,
        "evidence_text": given.evidence.text,
        "evidence_uri": given.evidence.uri,
        "evidence_sha256": given.evidence.sha256,
        "evidence_given_ms": given.given_ms,
    }


def dispute_of(connection: Connection, order_id: str) -> Dispute | None:
    """Return the dispute over an order; None if there was none."""
    query = select(DISPUTE).where(DISPUTE.c.order_id == order_id)
    row = connection.execute(query).mappings().first()
    return Dispute(**row) if row else None


def evidence_of(connection: Connection, order_id: str) -> list[Given]:
    """Return the evidence in a dispute, the oldest first."""
    query = (
        select(EVIDENCE)
        .where(EVIDENCE.c.order_id == order_id)
        .order_by(EVIDENCE.c.given_ms, EVIDENCE.c.evidence_id)
    )
    return [
        Given(row.evidence_id, row.side, Evidence(row.text, row.uri, row.sha256), row.given_ms)
        for row in connection.execute(query)
    ]
