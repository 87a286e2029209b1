"""How a worker of the server is asked to stop, and stops once.

Granian's own handler of signals hands a note to its native code, which takes one: called again, it
waits for room in there, and nothing else runs meanwhile. So no thread of a worker receives signals
to stop; what asks for it, however often and by whichever way, calls that handler once.

Granian then waits for every connection on which something has come, even if it is half a request
whose other half never comes. So a worker that has answered all complete requests ends by itself.
"""

import fcntl
import os
import signal
import socket
import stat
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Semaphore
from pathlib import Path
from typing import Any

TO_STOP = (signal.SIGTERM, signal.SIGINT)
_POLL_S = 0.02
_OPEN_FILES = Path("/dev/fd")
QUIET_S = 2.0
"""How long a worker that stops waits for the rest of a request. Assumption: longer than a lost
packet takes to come again, and shorter than supervisors and people wait."""


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
class UnderWay:
    """The requests that a worker works on; one that waits for its body is not complete."""

    threads: int
    _working: int = 0
    _reading: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def has_any(self) -> bool:
        """Tell whether complete requests are worked on, or may wait for a thread."""
        return self._working > self._reading or self._reading >= self.threads

    def begin(self, environ: dict[str, Any]) -> None:
        """Note that a request has come; `end` it."""
        environ["wsgi.input"] = _Body(environ["wsgi.input"], self)
        with self._lock:
            self._working += 1

    def end(self) -> None:
        """Note that a request was answered."""
        with self._lock:
            self._working -= 1

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Note that a request waits for its body meanwhile."""
        with self._lock:
            self._reading += 1
        try:
            yield
        finally:
            with self._lock:
                self._reading -= 1


@dataclass(frozen=True)
class _Body:
    """The body of a request: the server's, noting who waits for it."""

    inner: Any
    under_way: UnderWay

    def read(self, *size: int) -> bytes:
        """Return so much of it, or all."""
        with self.under_way.reading():
            content: bytes = self.inner.read(*size)
        return content

    def readline(self, *size: int) -> bytes:
        """Return a line of it."""
        with self.under_way.reading():
            content: bytes = self.inner.readline(*size)
        return content

    def __iter__(self) -> Iterator[bytes]:
        """Return its lines."""
        return iter(self.readline, b"")


class StreamedAnswer:
    """An answer that is made while it is sent: its request is under way until then."""

    def __init__(self, parts: Iterable[bytes], under_way: UnderWay) -> None:
        """Take what the application has returned."""
        self._parts, self._under_way, self._is_open = parts, under_way, True

    def __iter__(self) -> Iterator[bytes]:
        """Return its parts."""
        return iter(self._parts)

    def close(self) -> None:
        """End the request, and what the application has to end."""
        if not self._is_open:
            return
        self._is_open = False
        try:
            getattr(self._parts, "close", bool)()
        finally:
            self._under_way.end()

    def __del__(self) -> None:
        """End a request whose client did not take its answer."""
        self.close()


@dataclass
class Stop:
    """The stop of this worker: whether it has begun, and what begins it.

    Make it before the worker has threads: they inherit that signals to stop do not reach them.
    """

    limit_s: float
    port: int
    under_way: UnderWay
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
        os._exit(0 if self.is_quiet_in_time() else 1)

    def is_quiet_in_time(self) -> bool:
        """Tell whether nothing complete is under way any more, as soon as that is certain.

        Whoever started this worker kills it after the limit; but that process may be no more.
        """
        began_s = quiet_s = time.monotonic()
        enough_s = min(QUIET_S, self.limit_s / 2)
        while (now_s := time.monotonic()) < began_s + self.limit_s:
            if self.under_way.has_any or _is_sending(self.port):
                quiet_s = now_s
            elif now_s >= quiet_s + enough_s:
                return True
            time.sleep(_POLL_S)
        return False


def _is_sending(port: int) -> bool:
    """Tell whether part of an answer from this port has not reached its client yet."""
    for file in _OPEN_FILES.iterdir():
        try:
            descriptor = int(file.name)
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode) and _unsent(descriptor, port):
                return True
        except OSError:
            continue  # it was closed since, or is no connection
    return False


def _unsent(descriptor: int, port: int) -> int:
    with socket.socket(fileno=os.dup(descriptor)) as one:
        address = one.getsockname()
        one.getpeername()  # a socket that listens has none
        if not isinstance(address, tuple) or address[1] != port:
            return 0
        waiting = fcntl.ioctl(one, termios.TIOCOUTQ, bytes(4))
    return int.from_bytes(waiting, sys.byteorder)
