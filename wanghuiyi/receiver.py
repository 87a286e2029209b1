"""A receiver of webhooks for tests: it verifies, keeps and expects them, and fails on demand.

    with Receiver() as receiver:
        made = shop.create_webhook(receiver.url, ["order.*"])
        receiver.trust(made.secret)
        ...
        assert receiver.expect("order.paid").data["order_id"] == order_id

It needs nothing but the standard library.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from wanghuiyi.signatures import ID, SIGNATURE, TIMESTAMP, fault_of, is_number, secret_from

CONTENT_MAX_BYTES = 1 << 20
_POLL_S = 0.01


@dataclass(frozen=True)
class ReceivedEvent:
    """A webhook as it came; `why_not` says why it is not genuine, and is empty if it is.

    `timestamp` is the moment of the event by the clock of the service, `sent_at_s` that of this
    attempt by the real one. Of what is not genuine believe nothing.
    """

    id: str
    kind: str
    subject: str
    data: Mapping[str, Any]
    timestamp: str
    sent_at_s: int | None
    is_genuine: bool
    why_not: str
    is_repeated: bool
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    def __str__(self) -> str:
        """Return it in a line."""
        said = f"{self.kind or 'no event'} of {self.subject or 'nobody'} ({self.id or 'no id'})"
        repeated = ", received before" if self.is_repeated else ""
        return f"{said}{repeated}" + ("" if self.is_genuine else f", not genuine: {self.why_not}")


@dataclass(frozen=True)
class _Answer:
    """An answer that was set; without a status the connection is cut."""

    status: int | None
    delay_s: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)


class Receiver:
    """Receives webhooks on this machine until it is closed.

    It answers 200 to what is genuine, and 401 to everything else, unless `answer_with` says
    otherwise.
    """

    def __init__(self) -> None:
        """Listen at a free port."""
        self._secrets: list[bytes] = []
        self._received: list[ReceivedEvent] = []
        self._returned: set[int] = set()
        self._answers: deque[_Answer] = deque()
        self._changed = threading.Condition()
        self._is_closed = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": _POLL_S}, daemon=True
        )
        self._thread.start()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Return where it listens, and what came; no secrets."""
        return f"<Receiver at {self.url}: {len(self.received)} received>"

    @property
    def url(self) -> str:
        """Return the URL for a webhook."""
        return f"http://127.0.0.1:{self._server.server_port}/webhooks"

    @property
    def received(self) -> list[ReceivedEvent]:
        """Return all that came, in order: repeated ones, and those that are not genuine, too."""
        with self._changed:
            return list(self._received)

    def trust(self, secret: str) -> None:
        """Take what is signed with a webhook's secret for genuine, beside earlier secrets.

        Raise ValueError, which does not repeat it.
        """
        with self._changed:
            self._secrets.append(secret_from(secret))

    def answer_with(
        self,
        status: int | None,
        times: int = 1,
        delay_s: float = 0.0,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer the next webhooks so, after earlier settings; None cuts the connection instead.

        What they bring is read and kept all the same.
        """
        if status is not None and not 200 <= status <= 599:  # noqa: PLR2004 - as HTTP has them
            message = f"status is {status}, and an answer has 200 to 599, or None to be cut"
            raise ValueError(message)
        if times < 1 or delay_s < 0:
            message = f"times is {times} and delay_s {delay_s}: send 1 or more, and 0 or more"
            raise ValueError(message)
        with self._changed:
            self._answers.extend([_Answer(status, delay_s, dict(headers or {}))] * times)

    def expect(
        self, kind: str, subject: str | None = None, timeout_s: float = 2.0
    ) -> ReceivedEvent:
        """Return the first genuine event of a kind that no earlier call returned.

        `kind` may be all of a noun, as in "order.*". Wait for it; raise AssertionError, which shows
        what came instead.
        """
        __tracebackhide__ = True  # the test's own line says more to pytest
        with self._changed:
            self._changed.wait_for(lambda: self._found(kind, subject), timeout_s)
            for index in self._found(kind, subject)[:1]:
                self._returned.add(index)
                return self._received[index]
            message = self._instead(kind, subject, timeout_s)
        raise AssertionError(message)

    def close(self) -> None:
        """Stop to listen; answers that are delayed end at once."""
        if not self._is_closed.is_set():
            self._is_closed.set()
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()

    def _found(self, kind: str, subject: str | None) -> list[int]:
        return [
            index
            for index, one in enumerate(self._received)
            if one.is_genuine and index not in self._returned
            if _is_of(one.kind, kind) and subject in {None, one.subject}
        ]

    def _instead(self, kind: str, subject: str | None, timeout_s: float) -> str:
        wanted = kind if subject is None else f"{kind} of {subject}"
        head = f"no {wanted} came in {timeout_s:g} seconds"
        if not self._received:
            return f"{head}, and nothing else: was the delivery asked for, and is {self.url} known?"
        lines = [
            f"  {index + 1}. {one}" + (", expected before" if index in self._returned else "")
            for index, one in enumerate(self._received)
        ]
        return "\n".join([f"{head}; what came instead:", *lines])

    def _receive(self, headers: Mapping[str, str], doubled: str, content: bytes) -> _Answer:
        """Keep what came, and return the answer to it."""
        with self._changed:
            why_not = doubled or fault_of(headers, content, self._secrets, _now_s())
            event = self._event(headers, content, why_not)
            self._received.append(event)
            self._changed.notify_all()
            if self._answers:
                return self._answers.popleft()
        return _Answer(HTTPStatus.OK if event.is_genuine else HTTPStatus.UNAUTHORIZED)

    def _event(self, headers: Mapping[str, str], content: bytes, why_not: str) -> ReceivedEvent:
        said = _document(content)
        why_not = why_not or ("" if said else "its body is no JSON object")
        message_id, sent_at = headers.get(ID, ""), headers.get(TIMESTAMP, "")
        data = said.get("data")
        return ReceivedEvent(
            id=message_id,
            kind=str(said.get("type", "")),
            subject=str(said.get("subject", "")),
            data=data if isinstance(data, dict) else {},
            timestamp=str(said.get("timestamp", "")),
            sent_at_s=int(sent_at) if is_number(sent_at) else None,
            is_genuine=not why_not,
            why_not=why_not,
            is_repeated=any(one.id == message_id and one.is_genuine for one in self._received),
            headers=headers,
            content=content,
        )


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    """Return what handles the requests to a receiver."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 5  # an idle connection must not keep its thread

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not is_number(length) or int(length) > CONTENT_MAX_BYTES:
                self.send_error(HTTPStatus.LENGTH_REQUIRED)
                return
            names = [name.lower() for name in self.headers]
            twice = [name for name in (ID, TIMESTAMP, SIGNATURE) if names.count(name) > 1]
            headers = {name.lower(): value for name, value in self.headers.items()}
            content = self.rfile.read(int(length))
            doubled = f"the header {twice[0]} came twice" if twice else ""
            self._answer(receiver._receive(headers, doubled, content))  # noqa: SLF001 - its handler

        def _answer(self, answer: _Answer) -> None:
            receiver._is_closed.wait(answer.delay_s)  # noqa: SLF001 - as above
            if answer.status is None:
                return  # and the connection ends
            with suppress(OSError):  # the sender may not have waited so long
                self.send_response(answer.status)
                for name, value in {"Content-Length": "0", **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()

        def log_message(self, *_: object) -> None:
            """Log nothing: `received` has it."""

    return Handler


def _document(content: bytes) -> dict[str, Any]:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _is_of(kind: str, wanted: str) -> bool:
    return wanted in {"*", kind, f"{kind.partition('.')[0]}.*"}


def _now_s() -> float:
    return time.time()  # noqa: TID251 - senders sign by the real clock, whatever a test's shows
