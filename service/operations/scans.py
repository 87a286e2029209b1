"""Scans: what outlets and hubs saw, noted once, and all that comes of it in one transaction."""

from dataclasses import replace
from typing import Any

from service.call import Call, Outcome
from service.clock import from_rfc3339
from service.database.connection import Connection
from service.domain.event import Event
from service.domain.parcel import (
    KEPT_MS,
    ParcelState,
    Scan,
    never_collected,
    require_possible,
    stands_after,
)
from service.domain.shipment import concerns_order
from service.operations.parcels import number_from, seen_answer
from service.operations.shipments import followed
from service.refusals.parcels import ParcelUnknown
from service.schemas.parcels import ParcelSweepBody, ScanBody
from service.store import parcels
from service.store.parcels import StoredParcel, named, state_named

_UNTOLD = frozenset({ParcelState.SORTED})
"""Of so small a step nobody wants to hear."""


def note_scan(connection: Connection, call: Call[ScanBody]) -> Outcome:
    """Note what was seen, once for each parcel, state, moment and place; its order goes along.

    Scans may come late, twice and in any order: see `service.domain.parcel`. Refused:
    `ItemNumberMalformed`, `ItemNumberMistyped`, `ParcelUnknown`, and as in `require_possible`.
    """
    number = number_from(call.body.item_number)
    at_ms = call.now_ms if call.body.at is None else from_rfc3339(call.body.at)
    seen = Scan(state_named(call.body.state), at_ms, call.caller.holder)
    found = parcels.locked_parcel(connection, number, seen)
    if found is None:
        raise ParcelUnknown
    parcel, is_known = found
    require_possible(seen, parcel.made_ms, call.now_ms)
    if is_known:
        assert parcel.stands, "it was seen"
        return Outcome(_answer(number, seen, parcel.stands, is_new=False))
    return _noted(connection, call, parcel, seen)


def sweep_parcels(connection: Connection, call: Call[ParcelSweepBody]) -> Outcome:
    """Send back what nobody collected in time: for that, the Post itself notes a scan."""
    limit, now_ms = call.body.limit, call.now_ms
    waiting = parcels.locked_waiting(connection, now_ms - KEPT_MS, limit)
    steps: list[Outcome] = []
    for parcel in waiting:
        assert parcel.stands, "it waits somewhere"
        returned = never_collected(parcel.stands, now_ms)
        assert returned, "its time is over"
        steps.append(_noted(connection, call, parcel, returned))
    return Outcome(
        {
            "returned": [parcel.item_number for parcel in waiting],
            "is_done": len(waiting) < limit,
        },
        events=tuple(one for step in steps for one in step.events),
        earlier=tuple(step.changes for step in steps),
    )


def _noted(connection: Connection, call: Call[Any], parcel: StoredParcel, seen: Scan) -> Outcome:
    """Return what a new scan comes to: for the parcel, and for its order if that is concerned."""
    stands = stands_after(parcel.stands, seen, call.now_ms)
    moved = replace(parcel, stands=stands)
    step = None
    if parcel.purchase and concerns_order(parcel.stands, stands):
        step = followed(connection, moved, call.context.sale_terms, call.now_ms)
    step = step or Outcome({})
    return Outcome(
        answer=_answer(parcel.item_number, seen, stands, is_new=True),
        changes=(
            parcels.scan_inserted(parcel.item_number, seen, call.now_ms),
            parcels.moved(moved),
            *step.changes,
        ),
        events=(*(_events(parcel, seen) if stands == seen else ()), *step.events),
    )


def _answer(item_number: str, seen: Scan, stands: Scan, *, is_new: bool) -> dict[str, Any]:
    return {
        "item_number": item_number,
        **seen_answer(seen),
        "is_new": is_new,
        "stands": seen_answer(stands),
    }


def _events(parcel: StoredParcel, seen: Scan) -> tuple[Event, ...]:
    """Return the event of a scan that moves a parcel; of one that came too late nobody hears."""
    if seen.state in _UNTOLD:
        return ()
    kind, number = f"parcel.{named(seen.state)}", parcel.item_number
    data = {"item_number": number, **seen_answer(seen)}
    purchase = parcel.purchase
    if purchase is None:
        return (Event(kind, number, data),)
    data["order_id"] = purchase.order_id
    return (Event(kind, number, data, purchase.wallet_id, purchase.seller_id),)
