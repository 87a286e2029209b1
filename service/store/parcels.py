"""Parcels with where they stand, their labels sealed, and their scans."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update

from service.database.change import Change
from service.database.statements import Query, Row
from service.domain.parcel import ENDS, ParcelState, Scan
from service.store.names import names, table_of
from service.tables import LabelRow, ParcelRow, ScanRow

PARCEL = table_of(ParcelRow)
LABEL = table_of(LabelRow)
SCAN = table_of(ScanRow)

_STANDING = ("state", "seen_ms", "place")
_INSERT_PARCEL = (
    insert(PARCEL)
    .values({column: bindparam(f"parcel_{column}") for column in names(PARCEL)})
    .inline()
)
_INSERT_LABEL = insert(LABEL).values(
    item_number=bindparam("label_item_number"), sealed=bindparam("label_sealed")
)
_MOVE_PARCEL = (
    update(PARCEL)
    .where(PARCEL.c.item_number == bindparam("parcel_item_number"))
    .values({column: bindparam(f"parcel_{column}") for column in _STANDING})
)
_INSERT_SCAN = (
    insert(SCAN).values({column: bindparam(f"scan_{column}") for column in names(SCAN)}).inline()
)


@dataclass(frozen=True)
class ParcelOrder:
    """The order that a parcel is for, its buyer and its seller."""

    order_id: str
    wallet_id: str
    seller_id: str


@dataclass(frozen=True)
class StoredParcel:
    """A parcel: who sent it, when it got its label, what for, and where it stands."""

    item_number: str
    sender_role: str
    sender: str
    made_ms: int
    purchase: ParcelOrder | None = None
    stands: Scan | None = None


def named(state: ParcelState) -> str:
    """Return the name of a state as it is stored and told.

    >>> named(ParcelState.OUT_FOR_DELIVERY)
    'out_for_delivery'
    """
    return state.name.lower()


def state_named(name: str) -> ParcelState:
    """Return the state of a name."""
    return ParcelState[name.upper()]


def inserted(parcel: StoredParcel) -> Change:
    """Write a new parcel."""
    return Change(_INSERT_PARCEL, _values(parcel))


def moved(parcel: StoredParcel) -> Change:
    """Write where a parcel stands."""
    return Change(_MOVE_PARCEL, _values(parcel))


def label_inserted(item_number: str, sealed: bytes) -> Change:
    """Keep the label of a parcel, sealed."""
    return Change(_INSERT_LABEL, {"label_item_number": item_number, "label_sealed": sealed})


def scan_inserted(item_number: str, scan: Scan, noted_ms: int) -> Change:
    """Write that a parcel was seen."""
    return Change(
        _INSERT_SCAN,
        {
            "scan_item_number": item_number,
            "scan_at_ms": scan.at_ms,
            "scan_state": named(scan.state),
            "scan_place": scan.place,
            "scan_noted_ms": noted_ms,
        },
    )


def _values(parcel: StoredParcel) -> dict[str, Any]:
    stands, purchase = parcel.stands, parcel.purchase
    return {
        "parcel_item_number": parcel.item_number,
        "parcel_sender_role": parcel.sender_role,
        "parcel_sender": parcel.sender,
        "parcel_order_id": purchase.order_id if purchase else None,
        "parcel_wallet_id": purchase.wallet_id if purchase else None,
        "parcel_seller_id": purchase.seller_id if purchase else None,
        "parcel_made_ms": parcel.made_ms,
        "parcel_state": named(stands.state) if stands else None,
        "parcel_seen_ms": stands.at_ms if stands else None,
        "parcel_place": stands.place if stands else None,
    }


def parcel_of(row: Row) -> StoredParcel:
    """Return what a row says."""
    stands = purchase = None
    if row["order_id"] is not None:
        purchase = ParcelOrder(row["order_id"], row["wallet_id"], row["seller_id"])
    if row["state"] is not None:
        stands = Scan(state_named(row["state"]), row["seen_ms"], row["place"])
    return StoredParcel(
        item_number=row["item_number"],
        sender_role=row["sender_role"],
        sender=row["sender"],
        made_ms=row["made_ms"],
        purchase=purchase,
        stands=stands,
    )


_PARCEL = Query(select(PARCEL).where(PARCEL.c.item_number == bindparam("item")))
_SAME_SCAN = (
    select(SCAN.c.item_number)
    .where(
        SCAN.c.item_number == bindparam("item"),
        SCAN.c.at_ms == bindparam("at_ms"),
        SCAN.c.state == bindparam("seen_state"),
        SCAN.c.place == bindparam("place"),
    )
    .exists()
)
_SCANNED = Query(
    select(PARCEL, _SAME_SCAN.label("is_known"))
    .where(PARCEL.c.item_number == bindparam("item"))
    .with_for_update(of=PARCEL)
)
_WITH_LABEL = Query(
    select(PARCEL, LABEL.c.sealed)
    .outerjoin(LABEL, LABEL.c.item_number == PARCEL.c.item_number)
    .where(PARCEL.c.item_number == bindparam("item"))
)


def parcel_numbered(connection: Connection, item_number: str) -> StoredParcel | None:
    """Return the parcel with a number."""
    row = _PARCEL.first(connection, {"item": item_number})
    return parcel_of(row) if row else None


def number_of_order(connection: Connection, order_id: str) -> str | None:
    """Return the number of an order's parcel; None if it has none."""
    query = select(PARCEL.c.item_number).where(PARCEL.c.order_id == order_id)
    found: str | None = connection.execute(query).scalar_one_or_none()
    return found


def locked_parcel(
    connection: Connection, item_number: str, scan: Scan
) -> tuple[StoredParcel, bool] | None:
    """Return a parcel, locked, and whether just this scan of it is known.

    Who waited here for the same scan is told that it is not known, and then finds the row's key
    there: the operation is done again, and sees it.
    """
    given = {
        "item": item_number,
        "at_ms": scan.at_ms,
        "seen_state": named(scan.state),
        "place": scan.place,
    }
    row = _SCANNED.first(connection, given)
    return (parcel_of(row), bool(row["is_known"])) if row else None


def parcel_and_label(
    connection: Connection, item_number: str
) -> tuple[StoredParcel, bytes | None] | None:
    """Return a parcel and its label, sealed; None for a label that is forgotten."""
    row = _WITH_LABEL.first(connection, {"item": item_number})
    return (parcel_of(row), row["sealed"]) if row else None


def scans_of(connection: Connection, item_number: str) -> tuple[Scan, ...]:
    """Return all scans of a parcel, the oldest first."""
    query = (
        select(SCAN)
        .where(SCAN.c.item_number == item_number)
        .order_by(SCAN.c.at_ms, SCAN.c.state, SCAN.c.place)
    )
    found = connection.execute(query).mappings()
    return tuple(Scan(state_named(row["state"]), row["at_ms"], row["place"]) for row in found)


def was_scanned_at(connection: Connection, item_number: str, place: str) -> bool:
    """Tell whether a parcel was ever scanned at a place."""
    seen = exists().where(SCAN.c.item_number == item_number, SCAN.c.place == place)
    return bool(connection.execute(select(seen)).scalar_one())


def locked_waiting(connection: Connection, before_ms: int, count: int) -> Sequence[StoredParcel]:
    """Return parcels that wait for pick-up since before a moment, the longest first, locked."""
    query = (
        select(PARCEL)
        .where(PARCEL.c.state == "awaiting_pick_up", PARCEL.c.seen_ms <= before_ms)
        .order_by(PARCEL.c.seen_ms, PARCEL.c.item_number)
        .limit(count)
        .with_for_update(skip_locked=True)
    )
    return [parcel_of(row) for row in connection.execute(query).mappings()]


def forget_labels(connection: Connection, before_ms: int) -> int:
    """Delete the labels of parcels that came to their end before a moment; return how many."""
    ended = select(PARCEL.c.item_number).where(
        PARCEL.c.state.in_([named(state) for state in ENDS]), PARCEL.c.seen_ms < before_ms
    )
    return connection.execute(delete(LABEL).where(LABEL.c.item_number.in_(ended))).rowcount
