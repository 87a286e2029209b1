"""An outlet: how its till stands, and what it asks to be notified of."""

from dataclasses import replace
from typing import Any

from service.call import Call, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.domain.audience import DEPOSITS_HEARD_AFTER_MS, hears_of_deposits
from service.domain.till import Till
from service.operations.events import till_lowered
from service.schemas.basics import money
from service.schemas.outlets import OutletChangeBody
from service.store import outlet_commissions, wallets


def show_outlet(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return one's own outlet."""
    return _shown(connection, *_own(connection, call), call.now_ms)


def change_outlet(connection: Connection, call: Call[OutletChangeBody]) -> Outcome:
    """Set below which cash one's till is low, and whether one's deposits are events.

    They begin to be some seconds later, so that every process knows of it; asked for again, they go
    on. They end at once, but for what processes of the service remember for a second.
    """
    body, now_ms = call.body, call.now_ms
    wallets.locked_till(connection, call.caller.holder)
    till, from_ms = _own(connection, call)
    changed = till
    if "threshold" in body.model_fields_set:
        changed = replace(till, threshold_fen=body.threshold.amount if body.threshold else None)
    if body.has_draft_events is False:
        from_ms = None
    elif body.has_draft_events and not hears_of_deposits(from_ms, now_ms):
        from_ms = from_ms or now_ms + DEPOSITS_HEARD_AFTER_MS
    return Outcome(
        _shown(connection, changed, from_ms, now_ms),
        (wallets.outlet_changed(changed, from_ms),),
        events=till_lowered(till, changed),
        status=200,
    )


def _own(connection: Connection, call: Call[Any]) -> tuple[Till, int | None]:
    found = wallets.till_with_wish(connection, call.caller.holder)
    assert found, "an outlet's first key opens it, and it is never deleted"
    return found


def _shown(connection: Connection, till: Till, from_ms: int | None, now_ms: int) -> dict[str, Any]:
    earned_fen = outlet_commissions.earnings(connection, till.outlet).earned_fen
    return {
        "outlet": till.outlet,
        "cash": money(till.cash_fen),
        "commission": money(earned_fen),
        "threshold": None if till.threshold_fen is None else money(till.threshold_fen),
        "has_draft_events": hears_of_deposits(from_ms, now_ms),
        "draft_events_from": None if from_ms is None else rfc3339(from_ms),
    }
