"""Receive webhooks on this machine, for a developer: verified, printed, and forwarded.

`Listener` is a small HTTP server; its caller passes `on_webhook` to handle what is received.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from service.json_reader import JsonError, read_json
from service.transport import Post, PostAnswered, PostUnanswered, SignatureError, post, verify
from service.transport.allowed_addresses import stated_port

CONTENT_MAX = 1 << 20
_FORWARDED = ("content-type", "webhook-id", "webhook-timestamp", "webhook-signature")
_NOT_REPEATED = (*_FORWARDED, "content-length")


@dataclass(frozen=True)
class ReceivedWebhook:
    """A webhook: its id and JSON if its signature is valid, else what is wrong with it."""

    message_id: str
    said: dict[str, Any]
    fault: str = ""
    is_repeated: bool = False
    forwarded: str = ""
    """The result of forwarding it; empty if it was not forwarded."""


@dataclass
class Listener:
    """Receives webhooks at one address of this machine."""

    secrets: Sequence[bytes]
    on_webhook: Callable[[ReceivedWebhook], None]
    forward_url: str | None = None
    port: int = 0
    _known: set[str] = field(default_factory=set)
    server: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        """Bind the port; `server.serve_forever` answers. Raise OSError if the port is in use."""
        listener = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5  # an idle connection must not delay the end

            def do_POST(self) -> None:
                if any(len(self.headers.get_all(name, ())) > 1 for name in _NOT_REPEATED):
                    self.send_error(HTTPStatus.BAD_REQUEST)
                    return
                length = self.headers.get("Content-Length", "")
                if not length.isdecimal() or int(length) > CONTENT_MAX:
                    self.send_error(HTTPStatus.LENGTH_REQUIRED)
                    return
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = listener.receive(headers, self.rfile.read(int(length)))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Log nothing: `on_webhook` reports."""

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = False  # `server_close` waits until all are answered
        self.port = self.server.server_port

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}/"

    def receive(self, headers: dict[str, str], content: bytes) -> int:
        """Verify a request, forward it and report it; return the status to answer with."""
        try:
            message_id = verify(headers, content, self.secrets, time.time())  # noqa: TID251 - of now
            said = _document(content)
        except SignatureError as error:
            self.on_webhook(ReceivedWebhook(headers.get("webhook-id", ""), {}, fault=str(error)))
            return HTTPStatus.UNAUTHORIZED
        except JsonError as error:
            self.on_webhook(ReceivedWebhook(headers.get("webhook-id", ""), {}, fault=str(error)))
            return HTTPStatus.BAD_REQUEST
        status, forwarded = self._forwarded(headers, content)
        is_repeated = message_id in self._known
        self._known.add(message_id)
        self.on_webhook(
            ReceivedWebhook(message_id, said, is_repeated=is_repeated, forwarded=forwarded)
        )
        return status

    def _forwarded(self, headers: dict[str, str], content: bytes) -> tuple[int, str]:
        """Return the status of the receiver that it was forwarded to, and that in words."""
        if self.forward_url is None:
            return HTTPStatus.NO_CONTENT, ""
        kept = {name: headers[name] for name in _FORWARDED if name in headers}
        answered = post(
            Post(self.forward_url, kept, content),
            lambda parts: (parts.hostname or "", stated_port(parts)),
        )
        match answered:
            case PostAnswered(status=status):
                return status, f"status {status}"
            case PostUnanswered(problem=problem):
                return HTTPStatus.BAD_GATEWAY, problem


def _document(content: bytes) -> dict[str, Any]:
    document = read_json(content)
    if not isinstance(document, dict):
        message = "this JSON is not an object, as a message is"
        raise JsonError(message)
    return document
