"""What there is to disturb: the requests of the client under test, and the messages to webhooks.

The plugin of pytest says of its own requests that they set a test up, by a header; every other
request is the client's.
"""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

SETUP_HEADER = "Wanghuiyi-Setup"


@dataclass(frozen=True)
class DueTurn:
    """When a message was first due for its webhook, among all messages, whatever became of it."""

    place: int
    webhook_id: str


NO_TURN = DueTurn(0, "")
"""Of a message that came by no relay."""


@dataclass
class Traffic:
    """Counts of a world since its last reset: faults choose by the same counts."""

    _requests: Counter[tuple[str, str]] = field(default_factory=Counter)
    _messages: Counter[str] = field(default_factory=Counter)
    _turns: dict[str, DueTurn] = field(default_factory=dict)
    _clock_settings: int = 0
    _fault_settings: int = 0
    _lock: Lock = field(default_factory=Lock)

    def note_request(self, method: str, path: str) -> None:
        """Count a request of the client; `path` is a route's."""
        with self._lock:
            self._requests[method, path] += 1

    def note_message(self, kind: str, message_id: str, webhook_id: str) -> None:
        """Count an attempt at a message."""
        with self._lock:
            self._messages[kind] += 1
            self._turns.setdefault(message_id, DueTurn(len(self._turns) + 1, webhook_id))

    def note_clock_setting(self) -> None:
        """Count that a test moved the clock."""
        with self._lock:
            self._clock_settings += 1

    def note_fault_setting(self) -> None:
        """Count that a test set faults."""
        with self._lock:
            self._fault_settings += 1

    def turn_of(self, message_id: str) -> DueTurn:
        """Return when a message was first due."""
        with self._lock:
            return self._turns.get(message_id, NO_TURN)

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            self._requests.clear()
            self._messages.clear()
            self._turns.clear()
            self._clock_settings = self._fault_settings = 0

    def shown(self) -> dict[str, Any]:
        """Return the counts as they go out."""
        with self._lock:
            return {
                "requests": [
                    {"method": method, "path": path, "count": count}
                    for (method, path), count in sorted(self._requests.items())
                ],
                "messages": [
                    {"kind": kind, "count": count} for kind, count in sorted(self._messages.items())
                ],
                "clock_settings": self._clock_settings,
                "fault_settings": self._fault_settings,
            }
