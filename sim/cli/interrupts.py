"""Ctrl-C: heard wherever it falls.

Python raises KeyboardInterrupt wherever it is at that moment. In the middle of somebody's import or
callback it may be swallowed there, or come out as another error. So it is noted first: who works
long asks `stop_if_interrupted`, and `main` tells every end after a Ctrl-C as an interrupt.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

_INTERRUPTED = Event()
_SAID = ["a result that was not finished was not written"]


def listen() -> None:
    """Note each Ctrl-C from now on, and raise KeyboardInterrupt as ever."""
    signal.signal(signal.SIGINT, _note)


def is_interrupted() -> bool:
    """Tell whether there was a Ctrl-C."""
    return _INTERRUPTED.is_set()


def stop_if_interrupted() -> None:
    """Raise KeyboardInterrupt again if there was one that nobody heard."""
    if is_interrupted():
        raise KeyboardInterrupt


@contextmanager
def saying_if_interrupted(message: str) -> Iterator[None]:
    """Have `what_is_left` return this message, if a Ctrl-C falls in here."""
    was_interrupted = is_interrupted()
    try:
        yield
    finally:
        if is_interrupted() and not was_interrupted:
            _SAID.append(message)


def what_is_left() -> str:
    """Return what an interrupt has left of the command's work."""
    return _SAID[-1]


def _note(_signal: int, _frame: FrameType | None) -> None:
    _INTERRUPTED.set()
    raise KeyboardInterrupt
