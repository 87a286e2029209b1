"""Hear webhooks on this machine, for a developer: proven, printed, and passed on.

`Listener` is a server of its own; whoever runs it says what happens with what it heard.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from service.json_reader import JsonError, read_json
from service.transport import Answered, Post, SignatureError, Unanswered, post, verify
from service.transport.allowed_addresses import stated_port

CONTENT_MAX = 1 << 20
_PASSED_ON = ("content-type", "webhook-id", "webhook-timestamp", "webhook-signature")
_SENT_ONCE = (*_PASSED_ON, "content-length")


@dataclass(frozen=True)
class Heard:
    """What came: its id and JSON if it was proven, else what is wrong with it."""

    message_id: str
    said: dict[str, Any]
    fault: str = ""
    is_repeated: bool = False
    passed_on: str = ""
    """What came of passing it on; empty if it was not."""


@dataclass
class Listener:
    """Takes webhooks at one address of this machine."""

    secrets: Sequence[bytes]
    told: Callable[[Heard], None]
    forward_url: str | None = None
    port: int = 0
    _known: set[str] = field(default_factory=set)
    server: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        """Begin to listen; `run` answers. Raise OSError if the port is taken."""
        listener = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5  # a connection that sends nothing must not hold up the end

            def do_POST(self) -> None:
                if any(len(self.headers.get_all(name, ())) > 1 for name in _SENT_ONCE):
                    self.send_error(HTTPStatus.BAD_REQUEST)
                    return
                length = self.headers.get("Content-Length", "")
                if not length.isdecimal() or int(length) > CONTENT_MAX:
                    self.send_error(HTTPStatus.LENGTH_REQUIRED)
                    return
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = listener.hear(headers, self.rfile.read(int(length)))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing: `told` does."""

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = False  # `server_close` waits until all have their answers
        self.port = self.server.server_port

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}/"

    def hear(self, headers: dict[str, str], content: bytes) -> int:
        """Prove a request, tell of it, pass it on; return the status to answer with."""
        try:
            message_id = verify(headers, content, self.secrets, time.time())  # noqa: TID251 - of now
            said = _document(content)
        except SignatureError as error:
            self.told(Heard(headers.get("webhook-id", ""), {}, fault=str(error)))
            return HTTPStatus.UNAUTHORIZED
        except JsonError as error:
            self.told(Heard(headers.get("webhook-id", ""), {}, fault=str(error)))
            return HTTPStatus.BAD_REQUEST
        status, passed_on = self._passed_on(headers, content)
        is_repeated = message_id in self._known
        self._known.add(message_id)
        self.told(Heard(message_id, said, is_repeated=is_repeated, passed_on=passed_on))
        return status

    def _passed_on(self, headers: dict[str, str], content: bytes) -> tuple[int, str]:
        """Return the answer of whoever it was passed on to, which is the answer to the sender."""
        if self.forward_url is None:
            return HTTPStatus.NO_CONTENT, ""
        kept = {name: headers[name] for name in _PASSED_ON if name in headers}
        answered = post(
            Post(self.forward_url, kept, content),
            lambda parts: (parts.hostname or "", stated_port(parts)),
        )
        match answered:
            case Answered(status=status):
                return status, f"status {status}"
            case Unanswered(problem=problem):
                return HTTPStatus.BAD_GATEWAY, problem


def _document(content: bytes) -> dict[str, Any]:
    document = read_json(content)
    if not isinstance(document, dict):
        message = "this JSON is no object, and a message is one"
        raise JsonError(message)
    return document
