"""A load of HTTP requests from a few clients, each on its connection; lean: it shares the cores.

To which worker of a server a connection goes is left to chance, and of eight connections all may go
to one. So clients connect anew now and then, and what is measured is no single throw of the dice.

One thread waits for all connections at once, requests are made beforehand as bytes, and of an
answer only its end is looked for while the clock runs, so that what is measured is the server:
`pgbench`, the yardstick, is written in C.
"""

import select
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length: "
PIECE_BYTES = 65_536
SILENCE_MS = 60_000
CONNECTED_S = 0.5  # after which a client connects anew


@dataclass(frozen=True)
class Load:
    """What a load came to; `bodies` are those of each client, in order."""

    a_second: float
    p99_ms: float
    bodies: tuple[tuple[bytes, ...], ...]
    refused: tuple[bytes, ...]


@dataclass
class _Client:
    """A connection, what is asked over it, and what was answered in which time."""

    address: tuple[str, int]
    requests: Sequence[bytes]
    connection: socket.socket = field(init=False)
    connected_s: float = field(init=False)
    asked: int = 0
    due_s: float = 0.0
    received: bytes = b""
    answers: list[bytes] = field(default_factory=list)
    took_s: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connect()

    def connect(self) -> None:
        self.connection = socket.create_connection(self.address)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connected_s = time.perf_counter()

    def ask(self, due_s: float) -> None:
        self.due_s, self.received = due_s, b""
        self.connection.sendall(self.requests[self.asked])
        self.asked += 1

    def has_answer(self) -> bool:
        """Take what has come, and tell whether the answer is whole."""
        piece = self.connection.recv(PIECE_BYTES)
        assert piece, "the server closed the connection"
        self.received += piece
        head, end, body = self.received.partition(END_OF_HEAD)
        if not end or len(body) < int(head.lower().partition(LENGTH)[2].partition(b"\r\n")[0]):
            return False
        self.took_s.append(time.perf_counter() - self.due_s)
        self.answers.append(self.received)
        return True


def load(
    address: tuple[str, int],
    requests: Sequence[Sequence[bytes]],
    seconds: float,
    a_second: float = 0,
) -> Load:
    """Send each client's requests for some seconds, as fast as answers come, or so many a second.

    With a rate, each request has its moment, and its time counts from there, also if no client was
    free: a server that falls behind does not slow down who asks.
    """
    clients = [_Client(address, each) for each in requests]
    started_s = time.perf_counter()
    _run(clients, started_s, started_s + seconds, 1 / a_second if a_second else 0.0)
    ended_s = time.perf_counter()
    for client in clients:
        client.connection.close()
    took_s = sorted(one_s for client in clients for one_s in client.took_s)
    assert took_s, "nothing was asked"
    read = [[_status_and_body(answer) for answer in client.answers] for client in clients]
    return Load(
        len(took_s) / (ended_s - started_s),
        took_s[int(len(took_s) * 0.99)] * 1000,
        tuple(tuple(body for status, body in each if status[:1] == b"2") for each in read),
        tuple(body for each in read for status, body in each if status[:1] != b"2"),
    )


def _run(clients: Sequence[_Client], started_s: float, until_s: float, pause_s: float) -> None:
    poll = select.poll()
    by_number: dict[int, _Client] = {}

    def attend(client: _Client) -> None:
        by_number[client.connection.fileno()] = client
        poll.register(client.connection, select.POLLIN)

    for client in clients:
        attend(client)
    free, due_s, waiting = deque(clients), started_s, 0
    while True:
        now_s = time.perf_counter()
        while free and due_s <= now_s < until_s:
            client = free.popleft()
            if now_s - client.connected_s > CONNECTED_S:
                poll.unregister(client.connection)
                client.connection.close()
                client.connect()
                attend(client)
            if client.asked < len(client.requests):
                client.ask(due_s if pause_s else now_s)
                waiting += 1
                due_s += pause_s
        may_ask = bool(free) and max(due_s, now_s) < until_s
        if not waiting and not may_ask:
            return
        pause_ms = max(0.0, due_s - now_s) * 1000 if may_ask else SILENCE_MS
        for number, _ in poll.poll(pause_ms):
            if by_number[number].has_answer():
                free.append(by_number[number])
                waiting -= 1


def _status_and_body(answer: bytes) -> tuple[bytes, bytes]:
    head, _, body = answer.partition(END_OF_HEAD)
    return head.split(b" ", 2)[1], body
