"""The outlets of a world that are offline: their requests do not come through."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any


@dataclass
class Outages:
    """The outlets of a world that are offline, and what they took meanwhile."""

    _slips: dict[str, tuple[dict[str, Any], ...]] = field(default_factory=dict)
    _offline: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, outlet: str, slips: tuple[dict[str, Any], ...]) -> None:
        """Take an outlet offline."""
        with self._lock:
            self._offline.add(outlet)
            self._slips[outlet] = slips

    def end(self, outlet: str) -> tuple[dict[str, Any], ...]:
        """Let it come online again; return what it took when it was offline last."""
        with self._lock:
            self._offline.discard(outlet)
            return self._slips.get(outlet, ())

    def clear(self) -> None:
        """Let all come online again, and forget what they took."""
        with self._lock:
            self._offline.clear()
            self._slips.clear()

    def reach(self, outlet: str) -> bool:
        """Return whether an outlet is offline."""
        return outlet in self._offline

    @property
    def are_any(self) -> bool:
        """Return whether any outlet is offline."""
        return bool(self._offline)
