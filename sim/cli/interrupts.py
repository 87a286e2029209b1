"""Ctrl-C, and the other signals that end a process: noted whenever they come.

Python raises KeyboardInterrupt wherever it is at that moment. In the middle of somebody's import or
callback it may be swallowed there, or come out as another error. So it is noted first: who works
long asks `stop_if_interrupted`, and `main` reports every end after such a signal as an interrupt.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from sim.running.signals import ENDING

_OF_SHELLS = 128
# A terminal that is closed sends several at once; who means it anew sends one later.
_ONE_S = 1.0
_received: list[int] = []
_raised_s: list[float] = []
_said = ["a result that was not finished was not written"]


def listen() -> None:
    """Note each such signal from now on, and raise KeyboardInterrupt.

    What is ignored stays so, as `nohup` wants, but for Ctrl-C. A process that is forked from this
    one ends by its signals as any does.
    """
    for one in ENDING:
        if one == signal.SIGINT or signal.getsignal(one) is not signal.SIG_IGN:
            signal.signal(one, _note)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_forget)


def is_interrupted() -> bool:
    """Return whether there was such a signal."""
    return bool(_received)


def exit_code() -> int:
    """Return what shells say of an end by the first such signal, or by Ctrl-C if there was none."""
    return _OF_SHELLS + (_received[0] if _received else signal.SIGINT)


def stop_listening() -> None:
    """Ignore such signals from now on: this process ends anyway, and has to say how."""
    for one in ENDING:
        signal.signal(one, signal.SIG_IGN)


def stop_if_interrupted() -> None:
    """Raise KeyboardInterrupt again if there was one that was swallowed."""
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
            _said.append(message)


def what_is_left() -> str:
    """Return what an interrupt has left of the command's work."""
    return _said[-1]


def _note(number: int, _frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt, but not again in the middle of what the last one made end."""
    _received.append(number)
    now_s = time.monotonic()
    if not _raised_s or now_s - _raised_s[-1] >= _ONE_S:
        _raised_s.append(now_s)
        raise KeyboardInterrupt


def _forget() -> None:
    for one in ENDING:
        if one != signal.SIGINT and signal.getsignal(one) is _note:
            signal.signal(one, signal.SIG_DFL)
