"""Rate limits: how many requests a minute are answered, for each API key and in all.

Requests without a key that works are counted by address. Each process counts its own. All counts
end with the minute, so that no more than a minute's are ever kept.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

from service.refusals.request import TooManyRequests

WINDOW_S = 60


@dataclass
class Rates:
    """Counts requests in windows of a minute."""

    per_key_a_minute: int
    everyones_a_minute: int
    clock_s: Callable[[], float] | None = None
    counts: Literal["key", "address"] = "key"
    _window: int = 0
    _everyones: int = 0
    _each: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def forget(self) -> None:
        """Start to count again."""
        with self._lock:
            self._window = -1

    @property
    def is_counting(self) -> bool:
        """Return whether a request was counted in the window that runs now."""
        window = (self.clock_s or time.monotonic)() // WINDOW_S
        with self._lock:
            return self._everyones > 0 and window == self._window

    def count(self, counted_for: str) -> list[tuple[str, str]]:
        """Count a request of a key or address, and return what is left as headers.

        They are those of draft-ietf-httpapi-ratelimit-headers-10, and beside them the three of
        draft 6, which clients know.

        Refused: `TooManyRequests`.
        """
        window, into_s = divmod((self.clock_s or time.monotonic)(), WINDOW_S)
        left_s = int(WINDOW_S - into_s) + 1
        with self._lock:
            if window != self._window:
                self._window, self._everyones = int(window), 0
                self._each.clear()
            self._each[counted_for] += 1
            self._everyones += 1
            of_one, of_all = self._each[counted_for], self._everyones
        if of_one > self.per_key_a_minute or of_all > self.everyones_a_minute:
            raise TooManyRequests(left_s)
        limit, rest = self.per_key_a_minute, self.per_key_a_minute - of_one
        return [
            ("RateLimit-Policy", f'"{self.counts}";q={limit};w={WINDOW_S}'),
            ("RateLimit", f'"{self.counts}";r={rest};t={left_s}'),
            ("RateLimit-Limit", str(limit)),
            ("RateLimit-Remaining", str(rest)),
            ("RateLimit-Reset", str(left_s)),
        ]
