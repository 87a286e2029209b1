"""A jump as a form asks for it: by a duration, to a boundary, or to a moment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.clock import from_rfc3339, rfc3339
from service.console.clock_head import duration_said, moment_said
from service.domain.day import DAY_MS
from service.schemas.testing import ADVANCE_DAYS_MAX
from service.testing.boundaries import next_stop
from service.testing.clock import FIRST_MS, LAST_MS
from service.testing.state import State

_UNITS_MS = {
    **dict.fromkeys(("ms",), 1),
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1_000),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60_000),
    **dict.fromkeys(("h", "hour", "hours"), 3_600_000),
    **dict.fromkeys(("d", "day", "days"), 86_400_000),
}
_PART = r"\s*(\d{1,12})\s*([a-z]+)\s*"
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?")
_SIDES = {-1: "1 ms before", 0: "to", 1: "1 ms after"}


@dataclass(frozen=True)
class AskedJump:
    """Where the clock is to go: the body for `PUT /test/clock`, the moment, and it in words."""

    body: Mapping[str, Any]
    to_ms: int
    words: str
    fields: Mapping[str, str]

    @property
    def at(self) -> str:
        """Return the moment as the API writes it."""
        return rfc3339(self.to_ms)


def asked_jump(state: State, fields: Mapping[str, str]) -> AskedJump:
    """Return the jump that the fields of a form ask for. Raise ValueError for none."""
    found = _to(state, fields)
    _require_possible(found.to_ms)
    return found


def _require_possible(to_ms: int) -> None:
    if not FIRST_MS <= to_ms <= LAST_MS:
        message = (
            f"the clock would go to {rfc3339(to_ms) if to_ms < LAST_MS else 'later'}, "
            f"and it goes from {rfc3339(FIRST_MS)} to {rfc3339(LAST_MS)}: choose a moment between"
        )
        raise ValueError(message)


def duration_ms(text: str) -> int:
    """Return a duration that a person typed. Raise ValueError.

    >>> duration_ms("1 h 30 min"), duration_ms("61 days"), duration_ms("1ms")
    (5400000, 5270400000, 1)
    """
    parts = re.findall(_PART, text.lower())
    known = [(int(count), _UNITS_MS.get(unit)) for count, unit in parts]
    is_whole = re.fullmatch(f"({_PART})+", text.lower())
    if not is_whole or any(unit is None for _, unit in known):
        message = f"{text!r} is no duration: write 90 min, 2 h 30 min, 61 days or 1500 ms"
        raise ValueError(message)
    return sum(count * (unit or 0) for count, unit in known)


def _to(state: State, fields: Mapping[str, str]) -> AskedJump:
    now_ms = state.clock.now_ms()
    if fields.get("to") == "next_boundary":
        offset_ms = _offset(fields.get("offset_ms", "0"))
        to_ms, _ = next_stop(state, offset_ms)
        body = {"to": "next_boundary", "offset_ms": offset_ms}
        kept = {"to": "next_boundary", "offset_ms": str(offset_ms)}
        return AskedJump(body, to_ms, f"{_SIDES[offset_ms]} the next boundary", kept)
    if fields.get("at"):
        to_ms = moment_ms(fields["at"])
        _require_possible(to_ms)  # before it is said, which no calendar could
        words = f"to {moment_said(to_ms)} in Beijing"
        return AskedJump({"now": rfc3339(to_ms)}, to_ms, words, {"at": fields["at"]})
    by_ms = duration_ms(fields.get("by", ""))
    if by_ms > ADVANCE_DAYS_MAX * DAY_MS:
        message = f"{fields['by']!r} is too long: at most {ADVANCE_DAYS_MAX} days at a time"
        raise ValueError(message)
    words = f"by {duration_said(by_ms)}"
    return AskedJump({"advance_ms": by_ms}, now_ms + by_ms, words, {"by": fields["by"]})


def moment_ms(text: str) -> int:
    """Return a moment that a person typed, in Beijing if no zone is named. Raise ValueError.

    >>> moment_ms("2007-01-01T08:30") == moment_ms("2007-01-01T00:30:00Z")
    True
    """
    if _LOCAL.fullmatch(text):
        with_seconds = text if text.count(":") > 1 else f"{text}:00"
        return from_rfc3339(f"{with_seconds}+08:00")
    return from_rfc3339(text)


def _offset(text: str) -> int:
    if text not in {"-1", "0", "1"}:
        message = f"offset_ms is {text!r}, and a boundary is met at -1, 0 or 1 ms: choose one"
        raise ValueError(message)
    return int(text)
