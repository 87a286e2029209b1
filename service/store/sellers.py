"""Sellers, what they are owed, and the history of their certifications."""

from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from service.database.change import Change
from service.database.statements import Query, Row
from service.domain.postage import Coordinates
from service.domain.seller import Certification, Evidence, Seller
from service.store.names import names, table_of
from service.tables import CertificationRow, SellerRow

SELLER = table_of(SellerRow)
CERTIFICATION = table_of(CertificationRow)

_INSERT_SELLER = (
    insert(SELLER)
    .values({column: bindparam(f"seller_{column}") for column in names(SELLER)})
    .inline()
)
_ADD_BALANCE = (
    update(SELLER)
    .where(SELLER.c.seller_id == bindparam("owed_seller_id"))
    .values(balance_fen=SELLER.c.balance_fen + bindparam("owed_change_fen"))
)
_INSERT_CERTIFICATION = (
    insert(CERTIFICATION)
    .values({column: bindparam(f"certification_{column}") for column in names(CERTIFICATION)})
    .inline()
)
_REVOKE = (
    update(CERTIFICATION)
    .where(CERTIFICATION.c.certification_id == bindparam("certification_certification_id"))
    .values(
        revoked_ms=bindparam("certification_revoked_ms"),
        revoked_because=bindparam("certification_revoked_because"),
    )
)

_SELLER = Query(
    select(SELLER)
    .where(SELLER.c.seller_id == bindparam("id_of_seller"))
    .with_for_update(key_share=True)
)


def inserted(seller: Seller, registered_ms: int) -> Change:
    """Write a new seller."""
    return Change(
        _INSERT_SELLER,
        {
            "seller_seller_id": seller.seller_id,
            "seller_name": seller.name,
            "seller_latitude": seller.place.latitude,
            "seller_longitude": seller.place.longitude,
            "seller_balance_fen": seller.balance_fen,
            "seller_registered_ms": registered_ms,
        },
    )


def balance_added(seller_id: str, change_fen: int) -> Change:
    """Add to what a seller is owed, or take from it."""
    return Change(_ADD_BALANCE, {"owed_seller_id": seller_id, "owed_change_fen": change_fen})


def certification_inserted(certification: Certification) -> Change:
    """Write a new certification."""
    return Change(_INSERT_CERTIFICATION, _certification_values(certification))


def certification_revoked(certification: Certification) -> Change:
    """Write down when and why a certification was revoked."""
    return Change(_REVOKE, _certification_values(certification))


def _certification_values(one: Certification) -> dict[str, Any]:
    return {
        "certification_certification_id": one.certification_id,
        "certification_seller_id": one.seller_id,
        "certification_certified_by": one.certified_by,
        "certification_text": one.evidence.text,
        "certification_uri": one.evidence.uri,
        "certification_sha256": one.evidence.sha256,
        "certification_certified_ms": one.certified_ms,
        "certification_expires_ms": one.expires_ms,
        "certification_revoked_ms": one.revoked_ms,
        "certification_revoked_because": one.revoked_because,
    }


def seller_of(row: Row, prefix: str = "") -> Seller:
    """Return what a row says, whose columns may have a prefix."""
    return Seller(
        seller_id=row[f"{prefix}seller_id"],
        name=row[f"{prefix}name"],
        place=Coordinates(row[f"{prefix}latitude"], row[f"{prefix}longitude"]),
        balance_fen=row[f"{prefix}balance_fen"],
    )


def locked_seller(connection: Connection, seller_id: str) -> Seller | None:
    """Return a seller, locked until the transaction ends; None if there is none."""
    row = _SELLER.first(connection, {"id_of_seller": seller_id})
    return seller_of(row) if row else None


def seller_with_moment(connection: Connection, seller_id: str) -> tuple[Seller, int] | None:
    """Return a seller, and when it was registered."""
    query = select(SELLER).where(SELLER.c.seller_id == seller_id)
    row = connection.execute(query).mappings().first()
    return (seller_of(row), row["registered_ms"]) if row else None


def balances_fen(connection: Connection) -> dict[str, int]:
    """Return what each seller is owed."""
    query = select(SELLER.c.seller_id, SELLER.c.balance_fen)
    return {row.seller_id: row.balance_fen for row in connection.execute(query)}


def history_of(
    connection: Connection, seller_id: str, *, locked: bool = False
) -> list[Certification]:
    """Return all certifications that a seller ever had, the oldest first.

    Locked, none is revoked until the transaction ends: who relies on one is told of its end.
    """
    query = (
        select(CERTIFICATION)
        .where(CERTIFICATION.c.seller_id == seller_id)
        .order_by(CERTIFICATION.c.certified_ms, CERTIFICATION.c.certification_id)
    )
    if locked:
        query = query.with_for_update(read=True, key_share=True)
    return [_certification_of(row) for row in connection.execute(query).mappings()]


def locked_certification(connection: Connection, certification_id: str) -> Certification | None:
    """Return a certification, locked until the transaction ends; None if there is none."""
    query = (
        select(CERTIFICATION)
        .where(CERTIFICATION.c.certification_id == certification_id)
        .with_for_update()
    )
    row = connection.execute(query).mappings().first()
    return _certification_of(row) if row else None


def _certification_of(row: Row) -> Certification:
    return Certification(
        certification_id=row["certification_id"],
        seller_id=row["seller_id"],
        certified_by=row["certified_by"],
        evidence=Evidence(row["text"], row["uri"], row["sha256"]),
        certified_ms=row["certified_ms"],
        expires_ms=row["expires_ms"],
        revoked_ms=row["revoked_ms"],
        revoked_because=row["revoked_because"],
    )
