"""Jumps of the clock before a request: a fault that changes nothing but when it arrives."""

from service.schemas.faults import JumpName
from service.testing.boundaries import boundaries
from service.testing.state import State

# Whoever has anything in hand loses nothing by these; an outlet may cancel on the same day only.
_OF_A_NEW_DAY = frozenset(
    {
        *("day.begins", "hour.begins", "wallet.limit_begins_anew", "depositor.limit_begins_anew"),
        *("draft.cancellation_ends", "lookups.begin_anew", "message.due"),
    }
)


def jump(state: State, to: JumpName) -> None:
    """Let the clock jump, and never back.

    To the last moment at which all is as it is now, to the next boundary, or to the next day: not
    so far if something else than what is counted by day ends before.
    """
    ahead = boundaries(state, state.clock.now_ms())
    stop_ms = ahead[0].at_ms
    if to == "last_moment":
        stop_ms -= 1
    elif to == "new_day":
        next_day_ms = next(one.at_ms for one in ahead if one.what == "day.begins")
        ends = [one.at_ms - 1 for one in ahead if one.what not in _OF_A_NEW_DAY]
        stop_ms = min([next_day_ms, *ends])
    state.clock.go_on_to(stop_ms)
