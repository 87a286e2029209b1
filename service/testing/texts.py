"""Text messages of a test server: sent to nobody, and kept for the test to look at."""

import time
from collections import deque
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from service.clock import rfc3339
from service.domain.message import FailedAttempt
from service.transport.sms import Text

KEPT_MAX = 1_000


@dataclass(frozen=True)
class KeptText:
    """A text as it is shown; it was sent at a moment of `time.perf_counter`, as requests are."""

    sent_s: float
    shown: dict[str, Any]


@dataclass
class Texts:
    """The last texts of a server; a gateway that never fails."""

    _kept: deque[KeptText] = field(default_factory=lambda: deque(maxlen=KEPT_MAX))
    _lock: Lock = field(default_factory=Lock)

    def send(self, text: Text) -> FailedAttempt | None:
        """Keep a text, and drop the oldest."""
        with self._lock:
            shown = {"message_id": text.message_id, "at": rfc3339(text.at_ms), **text.document()}
            self._kept.append(KeptText(time.perf_counter(), shown))
        return None

    def clear(self) -> None:
        """Forget them all."""
        with self._lock:
            self._kept.clear()

    def shown(self) -> dict[str, Any]:
        """Return what is kept, the oldest first."""
        return {"texts": [one.shown for one in self.kept]}

    @property
    def kept(self) -> list[KeptText]:
        """Return what is kept with the moments, the oldest first."""
        with self._lock:
            return list(self._kept)
