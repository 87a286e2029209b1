"""Scans: what outlets and hubs saw, noted once, whatever comes of it in the same transaction."""

from dataclasses import replace

from sqlalchemy import Connection

from service.bodies.parcels import ScanBody
from service.clock import from_rfc3339
from service.domain.event import Event
from service.domain.parcel import (
    Scan,
    State,
    require_possible,
    stands_after,
)
from service.exchange import Call, Outcome
from service.operations.parcels import number_from, seen_answer
from service.parcel_protocol import ParcelUnknown
from service.store import parcels
from service.store.parcels import Parcel, named, state_named

_UNTOLD = frozenset({State.SORTED})
"""Of so small a step nobody wants to hear."""


def note_scan(connection: Connection, call: Call[ScanBody]) -> Outcome:
    """Note what was seen, once for each parcel, state, moment and place.

    Scans may come late, twice and in any order: see `service.domain.parcel`. Refused:
    `ItemNumberMalformed`, `ItemNumberMistyped`, `ParcelUnknown`, and as in `require_possible`.
    """
    number = number_from(call.body.item_number)
    seen = Scan(state_named(call.body.state), from_rfc3339(call.body.at), call.caller.holder)
    found = parcels.locked_parcel(connection, number, seen)
    if found is None:
        raise ParcelUnknown
    parcel, is_known = found
    require_possible(seen, parcel.made_ms, call.now_ms)
    moved = replace(parcel, stands=stands_after(parcel.stands, seen))
    assert moved.stands, "it was seen"
    answer = {
        "item_number": number,
        **seen_answer(seen),
        "is_new": not is_known,
        "stands": seen_answer(moved.stands),
    }
    if is_known:
        return Outcome(answer)
    return Outcome(
        answer=answer,
        changes=(parcels.INSERT_SCAN, parcels.MOVE_PARCEL),
        values=parcels.values_of_scan(number, seen, call.now_ms) | parcels.values_of(moved),
        events=_told(parcel, seen) if moved.stands == seen else (),
    )


def _told(parcel: Parcel, seen: Scan) -> tuple[Event, ...]:
    """Return the event of a scan that moves a parcel; of one that came too late nobody hears."""
    if seen.state in _UNTOLD:
        return ()
    data = {"item_number": parcel.item_number, **seen_answer(seen)}
    return (Event(f"parcel.{named(seen.state)}", parcel.item_number, data),)
