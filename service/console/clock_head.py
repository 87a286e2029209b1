"""The head of every page: where the clock stands, whether it stands still, and which faults are on.

Whoever forgets that a clock was moved, or that a fault is on, looks for mistakes that are not
there. So both are said on every page, and can be ended from it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import request

from service.clock import BEIJING
from service.testing.state import State

REAL_MS = 2_000
"""A clock that runs no further than this from the real one runs with it."""
_EPOCH = datetime(1970, 1, 1, tzinfo=BEIJING)
_UNITS = ((86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"), (1_000, "second"))


@dataclass(frozen=True)
class ClockShown:
    """The clock of a world as every page shows it; `here` is the page, to come back to."""

    now: str
    said: str
    is_frozen: bool
    is_real: bool
    how: str
    faults_on: int
    here: str

    @property
    def mark(self) -> str:
        """Return what differs whenever the head does, so that nothing is sent that is there."""
        return f"{self.now} {self.how} {self.faults_on}"


def clock_shown(state: State) -> ClockShown:
    """Return the clock as a page shows it."""
    shown = state.clock.shown()
    ahead_ms = state.clock.now_ms() - state.clock.real_ms()
    is_real = not shown["is_frozen"] and abs(ahead_ms) < REAL_MS
    return ClockShown(
        shown["now"],
        moment_said(state.clock.now_ms()),
        shown["is_frozen"],
        is_real,
        _how(ahead_ms, is_frozen=shown["is_frozen"], is_real=is_real),
        faults_on(state),
        _here(),
    )


def moment_said(at_ms: int) -> str:
    """Return a moment for people, in Beijing, to the second.

    >>> moment_said(1_167_640_200_250)
    '1 Jan 2007, 08:30:00'
    """
    at = _EPOCH + timedelta(milliseconds=at_ms)
    return f"{at.day} {at:%b %Y, %H:%M:%S}"


def duration_said(ms: int) -> str:
    """Return a duration for people, in its largest unit and the one below.

    >>> duration_said(60 * 86_400_000), duration_said(5_400_000), duration_said(1)
    ('60 days', '1 hour 30 minutes', '1 ms')
    """
    for place, (unit_ms, name) in enumerate(_UNITS):
        if ms >= unit_ms:
            count, rest = divmod(ms, unit_ms)
            below = _UNITS[place + 1 : place + 2]
            words = [_counted(count, name)]
            words += [_counted(rest // size, other) for size, other in below if rest >= size]
            return " ".join(words)
    return f"{ms} ms"


def faults_on(state: State) -> int:
    """Return how many rules may still strike; what meant one only, and had it, is over."""
    return sum(map(is_on, (*state.rules.shown(), *state.relay.rules.shown())))


def is_on(rule: dict[str, object]) -> bool:
    """Return whether a rule, as it is shown with its counts, may still strike."""
    nth, seen = rule["nth"], rule["seen"]
    return nth is None or int(str(seen)) < int(str(nth))


def _how(ahead_ms: int, *, is_frozen: bool, is_real: bool) -> str:
    if is_frozen:
        return "stands still"
    if is_real:
        return "runs with the real time"
    side = "ahead of" if ahead_ms > 0 else "behind"
    return f"runs {duration_said(abs(ahead_ms))} {side} the real time"


def _here() -> str:
    """Return the page under way within its world; one that cannot be looked at again is none."""
    if request.method != "GET" or request.headers.get("HX-Request"):
        return ""
    return request.full_path.rstrip("?")


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
