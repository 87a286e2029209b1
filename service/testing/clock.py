"""The clock of a test server: it is frozen, set or advanced, or runs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from service.clock import date_of, from_rfc3339, now_ms, rfc3339
from service.domain.day import DAY_MS, day_of
from service.refusals.request import RequestMalformed
from service.schemas.testing import ClockBody

FIRST_MS = 0
LAST_MS = from_rfc3339("9000-01-01T00:00:00Z")
"""There is room behind it for moments that are promised, such as an expiry."""


@dataclass
class FakeClock:
    """A clock for all threads of a server; with `start_ms` it starts frozen."""

    start_ms: int | None = None
    real_ms: Callable[[], int] = now_ms
    _frozen_ms: int | None = field(init=False, default=None)
    _ahead_ms: int = field(init=False, default=0)
    _lock: Lock = field(init=False, default_factory=Lock)

    def __post_init__(self) -> None:
        """Start the clock."""
        self.restart()

    def forked(self) -> "FakeClock":
        """Return another clock that shows the same, and goes on by itself."""
        fork = FakeClock(self.start_ms, self.real_ms)
        with self._lock:
            fork._frozen_ms, fork._ahead_ms = self._frozen_ms, self._ahead_ms
        return fork

    def now_ms(self) -> int:
        """Return the current moment."""
        with self._lock:
            return self._now_ms()

    def moment(self) -> tuple[int, bool]:
        """Return the current moment, and whether the clock stands still there."""
        with self._lock:
            return self._now_ms(), self._frozen_ms is not None

    def stop_at(self, at_ms: int) -> None:
        """Stand still at a moment, whenever that is."""
        with self._lock:
            self._set(at_ms, is_frozen=True)

    def change(self, body: ClockBody, stop_ms: int | None = None) -> None:
        """Set the clock, advance it, freeze it or let it run. Refused: `RequestMalformed`.

        `stop_ms` is the moment that `to` stands for.
        """
        by_ms = body.advance_ms + body.advance_s * 1_000 + body.advance_days * DAY_MS
        with self._lock:
            if stop_ms is None:
                stop_ms = from_rfc3339(body.now) if body.now else self._now_ms()
            to_ms = by_ms + stop_ms
            if not FIRST_MS <= to_ms <= LAST_MS:
                message = f"the clock goes from {rfc3339(FIRST_MS)} to {rfc3339(LAST_MS)}"
                raise RequestMalformed([{"at": "/now", "message": message}])
            was_frozen = self._frozen_ms is not None
            self._set(to_ms, is_frozen=was_frozen if body.is_frozen is None else body.is_frozen)

    def go_on_to(self, to_ms: int) -> None:
        """Go on to a moment, if it is ahead, and stand still or run as before."""
        with self._lock:
            to_ms = min(max(to_ms, self._now_ms()), LAST_MS)
            self._set(to_ms, is_frozen=self._frozen_ms is not None)

    def restart(self) -> None:
        """Go back to how the server started."""
        with self._lock:
            if self.start_ms is None:
                self._set(self.real_ms(), is_frozen=False)
            else:
                self._set(self.start_ms, is_frozen=True)

    def shown(self) -> dict[str, Any]:
        """Return the state of the clock."""
        with self._lock:
            at_ms, is_frozen = self._now_ms(), self._frozen_ms is not None
        return {"now": rfc3339(at_ms), "day": date_of(day_of(at_ms)), "is_frozen": is_frozen}

    def _now_ms(self) -> int:
        return self.real_ms() + self._ahead_ms if self._frozen_ms is None else self._frozen_ms

    def _set(self, to_ms: int, *, is_frozen: bool) -> None:
        self._frozen_ms = to_ms if is_frozen else None
        self._ahead_ms = to_ms - self.real_ms()
