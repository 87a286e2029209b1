"""How often may be asked: each key, and all together, a minute.

Whoever sends no key that works is counted by address. With several processes each counts for
itself. All counts end with the minute, so that there are never more than a minute's.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from service.refusals.request import TooManyRequests

WINDOW_S = 60


@dataclass
class Rates:
    """Counts requests in windows of a minute."""

    per_key_a_minute: int
    everyones_a_minute: int
    clock_s: Callable[[], float] | None = None
    _window: int = 0
    _everyones: int = 0
    _each: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def forget(self) -> None:
        """Count from nothing."""
        with self._lock:
            self._window = -1

    def count(self, whose: str) -> list[tuple[str, str]]:
        """Count a request, and return what is left as headers; their names are IETF's draft 6.

        Refused: `TooManyRequests`.
        """
        window, into_s = divmod((self.clock_s or time.monotonic)(), WINDOW_S)
        left_s = int(WINDOW_S - into_s) + 1
        with self._lock:
            if window != self._window:
                self._window, self._everyones = int(window), 0
                self._each.clear()
            self._each[whose] += 1
            self._everyones += 1
            of_one, of_all = self._each[whose], self._everyones
        if of_one > self.per_key_a_minute or of_all > self.everyones_a_minute:
            raise TooManyRequests(left_s)
        return [
            ("RateLimit-Limit", str(self.per_key_a_minute)),
            ("RateLimit-Remaining", str(self.per_key_a_minute - of_one)),
            ("RateLimit-Reset", str(left_s)),
        ]
