"""Where a parcel is, for anyone: nothing personal is even read here."""

from typing import Any

from service.call import Call
from service.clock import rfc3339
from service.database.connection import Connection
from service.documents.tracking_page import Tracking
from service.operations.parcels import ANNOUNCED, number_from, seen_answer
from service.refusals.parcels import ParcelUnknown
from service.store import parcels
from service.store.parcels import named


def tracked(connection: Connection, number: str) -> Tracking:
    """Return where the parcel of a number is, however the number was typed.

    Refused: `ItemNumberMalformed`, `ItemNumberMistyped`, `ParcelUnknown`.
    """
    item = number_from(number)
    parcel = parcels.parcel_numbered(connection, item)
    if parcel is None:
        raise ParcelUnknown
    return Tracking(item, parcel.stands, parcels.scans_of(connection, item))


def show_tracking(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return where a parcel is and was. Refused: as in `tracked`."""
    tracking = tracked(connection, call.path["item_number"])
    stands = tracking.stands
    return {
        "item_number": tracking.item_number,
        "state": named(stands.state) if stands else ANNOUNCED,
        "words": tracking.words,
        "at": rfc3339(stands.at_ms) if stands else None,
        "place": stands.place if stands else None,
        "scans": [seen_answer(scan) for scan in tracking.scans],
    }
