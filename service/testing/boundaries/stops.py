"""All boundaries ahead, in the order of time, and how far a clock goes before the next one.

What else changes by the clock alone, but stands in no table: messages in the relay, and the minute
in which look-ups are counted.
"""

from typing import Any

from service.clock import rfc3339
from service.testing.boundaries.look import Boundary, Look
from service.testing.boundaries.payments import RULES_OF_PAYMENTS
from service.testing.boundaries.trade import RULES_OF_TRADE
from service.testing.state import State
from service.web.rates import WINDOW_S

RULES = (*RULES_OF_PAYMENTS, *RULES_OF_TRADE)
_MINUTE_MS = WINDOW_S * 1_000


def boundaries(state: State, as_of_ms: int) -> list[Boundary]:
    """Return all boundaries after a moment, in the order of time; of midnights only the next."""
    with state.context.database.snapshot() as connection:
        look = Look(connection, state.context, as_of_ms)
        found = {boundary for rule in RULES for boundary in rule(look)}
    found |= {Boundary(at_ms, "message.due", of) for at_ms, of in state.relay.due}
    if state.app.lookup_rates.is_counting:
        minute = state.clock.now_ms() // _MINUTE_MS
        found.add(Boundary((minute + 1) * _MINUTE_MS, "lookups.begin_anew"))
    return sorted(one for one in found if one.at_ms > as_of_ms)


def shown(state: State, limit: int) -> dict[str, Any]:
    """Return the first boundaries as they go out."""
    now_ms = state.clock.now_ms()
    found = boundaries(state, now_ms)
    return {
        "now": rfc3339(now_ms),
        "boundaries": [one.shown() for one in found[:limit]],
        "is_complete": len(found) <= limit,
    }


def next_stop(state: State, offset_ms: int) -> tuple[int, list[Boundary]]:
    """Return the first moment ahead that lies so far from a boundary ahead, and what changes there.

    With an offset of -1 it is the last millisecond before something changes; asked for again there,
    the last before the next change. There is always one, since days have no end.
    """
    now_ms = as_of_ms = state.clock.now_ms()
    while True:
        ahead = boundaries(state, as_of_ms)
        as_of_ms = ahead[0].at_ms
        if as_of_ms + offset_ms > now_ms:
            return as_of_ms + offset_ms, [one for one in ahead if one.at_ms == as_of_ms]
