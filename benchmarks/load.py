"""A load of HTTP requests from a few clients, each on its connection; light, for it shares a core.

The requests are made beforehand as bytes, so that what is measured is the server.
"""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

Request = Callable[[int, int], bytes | None]
"""The bytes of a client's n-th request; None if it has no more."""

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"
PIECE_BYTES = 65_536


@dataclass(frozen=True)
class Load:
    """What a load came to; `bodies` are those of each client, in order."""

    a_second: float
    p99_ms: float
    bodies: tuple[tuple[bytes, ...], ...]
    refused: tuple[bytes, ...]


def load(
    address: tuple[str, int], request: Request, clients: int, seconds: float, a_second: float = 0
) -> Load:
    """Ask for some seconds, as fast as answers come, or so many times a second in all."""
    until = time.perf_counter() + seconds
    each = [_Client(address, request, place) for place in range(clients)]
    pause_s = clients / a_second if a_second else 0.0
    threads = [threading.Thread(target=one.ask, args=(until, pause_s)) for one in each]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took_s = time.perf_counter() - started
    took = sorted(one_s for client in each for one_s in client.took_s)
    assert took, "nothing was asked"
    return Load(
        len(took) / took_s,
        took[int(len(took) * 0.99)] * 1000,
        tuple(tuple(client.bodies) for client in each),
        tuple(body for client in each for body in client.refused),
    )


class _Client:
    def __init__(self, address: tuple[str, int], request: Request, place: int) -> None:
        self._connection = socket.create_connection(address)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request, self._place = request, place
        self.took_s: list[float] = []
        self.bodies: list[bytes] = []
        self.refused: list[bytes] = []

    def ask(self, until: float, pause_s: float) -> None:
        due = time.perf_counter()
        while (content := self._request(self._place, len(self.took_s))) is not None:
            due += pause_s
            if pause_s:
                time.sleep(max(0.0, due - time.perf_counter()))
            started = time.perf_counter()
            if started >= until:
                break
            self._connection.sendall(content)
            status, body = self._answer()
            self.took_s.append(time.perf_counter() - started)
            (self.bodies if status[:1] == b"2" else self.refused).append(body)
        self._connection.close()

    def _answer(self) -> tuple[bytes, bytes]:
        received = b""
        while END_OF_HEAD not in received:
            received += self._piece()
        head, body = received.split(END_OF_HEAD, 1)
        length = int(head.lower().split(LENGTH, 1)[1].split(b"\r\n", 1)[0])
        while len(body) < length:
            body += self._piece()
        return head.split(b" ", 2)[1], body

    def _piece(self) -> bytes:
        piece = self._connection.recv(PIECE_BYTES)
        assert piece, "the server closed the connection"
        return piece
