"""How a worker of the server is asked to stop, and stops once.

Granian's own handler of signals hands a note to its native code, which takes one: called again, it
waits for room in there, and nothing else runs meanwhile. So no thread of a worker receives signals
to stop; what asks for it, however often and by whichever way, calls that handler once.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Semaphore
from typing import Any

TO_STOP = (signal.SIGTERM, signal.SIGINT)
_POLL_S = 0.02


def ignore_signals() -> None:
    """Let no signal to stop disturb a process that has stopped, and is about to end.

    Python gives its own handlers up before that, and a signal would then end it with another code.
    """
    for one in TO_STOP:
        signal.signal(one, signal.SIG_IGN)


@dataclass(frozen=True)
class Ties:
    """What holds workers and the process that started them together.

    Each worker releases `loaded` when it has its application, and stops when `held_open` is closed,
    whether by a signal or because that process is no more.
    """

    loaded: Semaphore
    watched: Connection
    held_open: Connection


@dataclass
class Stop:
    """The stop of this worker: whether it has begun, and what begins it.

    Make it before the worker has threads: they inherit that signals to stop do not reach them.
    """

    limit_s: float
    has_begun: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _inherited: Any = None

    def __post_init__(self) -> None:
        """Keep signals to stop from every thread, and note whose handler is in force until now."""
        signal.pthread_sigmask(signal.SIG_BLOCK, TO_STOP)
        self._inherited = signal.getsignal(signal.SIGTERM)

    def watch(self, ties: Ties) -> None:
        """Begin when the tie is cut, or at a SIGTERM to this worker alone.

        Ctrl-C comes to all processes of a terminal; the one that started this one says when.
        """
        for wait in (lambda: ties.watched.poll(None), lambda: signal.sigwait({signal.SIGTERM})):
            threading.Thread(target=self._begin_after, args=(wait,), daemon=True).start()

    def _begin_after(self, wait: Callable[[], object]) -> None:
        wait()
        with self._lock:
            if self.has_begun.is_set():
                return
            self.has_begun.set()
        while (handler := signal.getsignal(signal.SIGTERM)) == self._inherited:
            time.sleep(_POLL_S)  # granian has not set its own yet
        assert callable(handler), "granian's is a function"
        handler(signal.SIGTERM, None)
        # Whoever started this worker kills it then; but that process may be no more.
        time.sleep(self.limit_s)
        os._exit(1)
