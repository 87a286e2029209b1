"""Whose turn it is: requests go side by side, and who begins anew goes alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition


@dataclass
class Turns:
    """Lets nobody look at a database that is half emptied."""

    _changed: Condition = field(default_factory=Condition)
    _under_way: int = 0
    _is_alone: bool = False

    def enter(self) -> None:
        """Begin a request, as soon as nobody is alone."""
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
        """Wait until what is under way has ended, and let nothing begin meanwhile."""
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
