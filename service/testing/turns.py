"""A lock of readers and a writer: requests run side by side, and a reset runs alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition


@dataclass
class Turns:
    """Keeps requests away from a database that is being emptied."""

    _changed: Condition = field(default_factory=Condition)
    _under_way: int = 0
    _is_alone: bool = False

    def enter(self) -> None:
        """Begin a request, as soon as no reset is under way."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_alone)
            self._under_way += 1

    def leave(self) -> None:
        """End a request."""
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until all requests have ended, and let none begin meanwhile."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_alone)
            self._is_alone = True
            self._changed.wait_for(lambda: self._under_way == 0)
        try:
            yield
        finally:
            with self._changed:
                self._is_alone = False
                self._changed.notify_all()
