"""How a worker of the server stops: once, and after it has answered what it began.

Granian's own signal handler sends one message to its native code. Called again, it blocks until
there is room for another, and nothing else runs meanwhile. So no thread of a worker receives
signals to stop; whatever asks for it, however often, calls that handler once.

Granian then waits for every connection on which bytes have come, even if they are half a request
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
from contextlib import contextmanager, suppress
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


def stop_when_ended(descriptor: int) -> None:
    """Read a file to its end, and then stop this process as a signal does.

    Of a pipe that is when nobody holds its other end, however those ended who did.
    """
    with suppress(OSError):  # a file that is closed has ended
        while os.read(descriptor, 1 << 16):
            pass
    os.kill(os.getpid(), signal.SIGTERM)


@dataclass(frozen=True)
class WorkerLink:
    """What connects workers and the process that started them.

    Each worker releases `loaded` when it has its application. It stops when the pipe of `reader`
    and `writer` is closed, because that process was asked to stop, or because it has died.
    """

    loaded: Semaphore
    reader: Connection
    writer: Connection


@dataclass
class InFlight:
    """The requests that a worker is handling; one that waits for its body is not complete."""

    threads: int
    _working: int = 0
    _reading: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def has_any(self) -> bool:
        """Return whether complete requests are being handled, or may wait for a thread."""
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
    """The body of a request, which notes when a request waits for it."""

    inner: Any
    in_flight: InFlight

    def read(self, *size: int) -> bytes:
        """Return so much of it, or all."""
        with self.in_flight.reading():
            content: bytes = self.inner.read(*size)
        return content

    def readline(self, *size: int) -> bytes:
        """Return a line of it."""
        with self.in_flight.reading():
            content: bytes = self.inner.readline(*size)
        return content

    def __iter__(self) -> Iterator[bytes]:
        """Return its lines."""
        return iter(self.readline, b"")


class StreamedAnswer:
    """An answer that is made while it is sent: its request is in flight until then."""

    def __init__(self, parts: Iterable[bytes], in_flight: InFlight) -> None:
        """Take what the application has returned."""
        self._parts, self._in_flight, self._is_open = parts, in_flight, True

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
            self._in_flight.end()

    def __del__(self) -> None:
        """End a request whose client did not take its answer."""
        self.close()


@dataclass
class Stop:
    """The stop of this worker: whether it has begun, and what begins it.

    Make it before the worker starts threads: they inherit the mask of signals.
    """

    limit_s: float
    port: int
    in_flight: InFlight
    has_begun: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _inherited_handler: Any = None

    def __post_init__(self) -> None:
        """Block signals to stop in every thread, and remember the handler that was inherited."""
        signal.pthread_sigmask(signal.SIG_BLOCK, TO_STOP)
        self._inherited_handler = signal.getsignal(signal.SIGTERM)

    def watch(self, link: WorkerLink) -> None:
        """Begin when the link is closed, or at a SIGTERM to this worker alone.

        Ctrl-C comes to all processes of a terminal; the one that started this one closes the link.
        """
        for wait in (lambda: link.reader.poll(None), lambda: signal.sigwait({signal.SIGTERM})):
            threading.Thread(target=self._begin_after, args=(wait,), daemon=True).start()

    def _begin_after(self, wait: Callable[[], object]) -> None:
        wait()
        with self._lock:
            if self.has_begun.is_set():
                return
            self.has_begun.set()
        while (handler := signal.getsignal(signal.SIGTERM)) == self._inherited_handler:
            time.sleep(_POLL_S)  # granian has not set its own yet
        assert callable(handler), "granian's is a function"
        handler(signal.SIGTERM, None)
        os._exit(0 if self.is_quiet_in_time() else 1)

    def is_quiet_in_time(self) -> bool:
        """Return whether nothing complete is in flight any more, as soon as that is certain.

        The process that started this one kills it after the limit; but it may have died.
        """
        began_s = quiet_s = time.monotonic()
        enough_s = min(QUIET_S, self.limit_s / 2)
        while (now_s := time.monotonic()) < began_s + self.limit_s:
            if self.in_flight.has_any or _is_sending(self.port):
                quiet_s = now_s
            elif now_s >= quiet_s + enough_s:
                return True
            time.sleep(_POLL_S)
        return False


def _is_sending(port: int) -> bool:
    """Return whether part of an answer from this port has not reached its client yet."""
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
