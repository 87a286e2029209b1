"""How often may be asked: each key, and all together; counted by the minute in this process.

Whoever sends no key that works is counted by address. With several processes each counts for
itself, so `wanghuiyi serve` gives each its part of the limits.
"""

import time
from collections.abc import Mapping

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from service.protocol import TooManyRequests


class Rates:
    """Counts requests in windows of a minute."""

    def __init__(self, per_key_a_minute: int, everyones_a_minute: int) -> None:
        """Begin with nothing counted."""
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._per_key = RateLimitItemPerMinute(per_key_a_minute)
        self._everyones = RateLimitItemPerMinute(everyones_a_minute)

    def count(self, whose: str) -> None:
        """Count a request. Refused: `TooManyRequests`."""
        if not self._limiter.hit(self._per_key, whose):
            raise TooManyRequests
        if not self._limiter.hit(self._everyones):
            raise TooManyRequests

    def headers(self, whose: str) -> Mapping[str, str]:
        """Return what is left to a key; the names are those of the IETF's draft 6."""
        reset_s, remaining = self._limiter.get_window_stats(self._per_key, whose)
        return {
            "RateLimit-Limit": str(self._per_key.amount),
            "RateLimit-Remaining": str(remaining),
            "RateLimit-Reset": str(max(0, round(reset_s - time.time()))),  # noqa: TID251 - the window is the library's, which reads this clock
        }
