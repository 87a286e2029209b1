"""Connections that end by a reset of TCP, whatever server holds them.

WSGI says nothing of the connection that a request came by, and its server closes it. So all those
at the server's port are set to end by a reset for a moment in which the one at hand is closed.
Of others only those end so that the server closes in that moment: after their answers went out, or
because of a fault of their own.
"""

import os
import socket
import stat
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

AGAIN_S = 0.5
"""After this they end as usual again: a server closes the connection at hand in milliseconds."""
_AT_ONCE, _USUAL = struct.pack("ii", 1, 0), struct.pack("ii", 0, 0)
_OPEN_FILES = Path("/dev/fd")


@dataclass
class _Resets:
    """How many resets are under way at each port."""

    under_way: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


_resets = _Resets()


def reset_when_closed(port: int) -> None:
    """Let connections at a port that are closed within a moment end by a reset."""
    with _resets.lock:
        _resets.under_way[port] += 1
        _set_all(port, _AT_ONCE)
    ending = threading.Timer(AGAIN_S, _end, (port,))
    ending.daemon = True
    ending.start()


def _end(port: int) -> None:
    with _resets.lock:
        _resets.under_way[port] -= 1
        if not _resets.under_way[port]:
            _set_all(port, _USUAL)


def _set_all(port: int, linger: bytes) -> None:
    for connection in _connections(port):
        with connection, suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


def _connections(port: int) -> Iterator[socket.socket]:
    """Yield each connection of this process at a port, under a number of its own."""
    for file in list(_OPEN_FILES.iterdir()):
        with suppress(OSError):  # it may have been closed meanwhile
            number = int(file.name)
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            connection = socket.socket(fileno=os.dup(number))
            if _is_at(connection, port):
                yield connection
            else:
                connection.close()


def _is_at(connection: socket.socket, port: int) -> bool:
    with suppress(OSError):
        if connection.family in {socket.AF_INET, socket.AF_INET6}:
            connection.getpeername()  # only a connection has one
            return bool(connection.getsockname()[1] == port)
    return False
