"""A receiver of messages for tests: a real HTTP server that keeps them and answers as set."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from service.transport import secret_from, verify


@dataclass(frozen=True)
class ReceivedWebhook:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    content: bytes

    @property
    def message_id(self) -> str:
        """Return by which id it is known."""
        return self.headers["webhook-id"]

    @property
    def said(self) -> dict[str, Any]:
        """Return its JSON."""
        said: dict[str, Any] = json.loads(self.content)
        return said

    def require_signed(self, *secrets: str) -> None:
        """Let pass what was signed now with one of these."""
        at_s = int(self.headers["webhook-timestamp"])
        verify(self.headers, self.content, [secret_from(one) for one in secrets], at_s)


@dataclass
class Receiver:
    """Keeps what it receives; `answers` are statuses with headers for the next ones, then all 200.

    While `is_held` is set, answers wait for `go_on`.
    """

    url: str = ""
    received: list[ReceivedWebhook] = field(default_factory=list)
    answers: deque[tuple[int, dict[str, str]]] = field(default_factory=deque)
    failing_subjects: set[str] = field(default_factory=set)
    is_held: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def receive(self, received: ReceivedWebhook) -> tuple[int, dict[str, str]]:
        """Keep a request, and return status and headers of the answer."""
        with self._lock:
            self.received.append(received)
            if received.said.get("subject") in self.failing_subjects:
                return 500, {}
            return self.answers.popleft() if self.answers else (200, {})

    @property
    def kinds(self) -> list[str]:
        """Return the kinds that were received, in order."""
        return [one.said["type"] for one in self.received]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Lend a receiver on this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, sent = receiver.receive(ReceivedWebhook(self.path, headers, content))
            if receiver.is_held.is_set():
                receiver.go_on.wait()
            self.send_response(status)
            for name, value in {"Content-Length": "0", **sent}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/hooks"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
