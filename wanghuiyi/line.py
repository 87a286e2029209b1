"""A line to a test server: JSON over HTTP, on one connection that is kept, and who speaks on it.

Nothing is ever sent twice by itself: a test that loses an answer is to see that it was lost.
"""

import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_S = 60.0
IDLE_S = 5.0
"""A connection that was idle for longer is opened anew: the server closes idle ones in time."""
_FIRST_ERROR = 400
SETUP_HEADER = "Wanghuiyi-Setup"
"""By it a test server knows what sets a test up from what the client under test sends."""
_WITH_KEY = frozenset({"POST"})
_CUT_OFF = (OSError, http.client.HTTPException)

Json = Any


class Refused(Exception):  # noqa: N818 - named by what is so
    """The service refused: `code` is for programs, `detail` says what is allowed and what to do.

    `problem` is the whole document, after RFC 9457.
    """

    def __init__(self, status: int, problem: Mapping[str, Json]) -> None:
        """Take the status and the problem of an answer."""
        self.status, self.problem = status, dict(problem)
        self.code = str(problem.get("code", "unknown"))
        self.detail = str(problem.get("detail", f"the answer has status {status}"))
        self.errors: list[dict[str, str]] = list(problem.get("errors", ()))
        super().__init__(status, self.problem)

    def __str__(self) -> str:
        """Return what was refused, and every field that is invalid."""
        invalid = [f"{error.get('at')}: {error.get('message')}" for error in self.errors]
        return "\n".join([f"{self.code}: {self.detail}", *invalid])


class AnswerLost(Exception):  # noqa: N818 - named by what is so
    """No whole answer came: the request may or may not have been carried out.

    Send it again with `idempotency_key` to find out.
    """

    def __init__(self, method: str, url: str, why: str, idempotency_key: str | None) -> None:
        """Take the request, what went wrong, and the key to repeat it with."""
        self.idempotency_key = idempotency_key
        again = f": send it again with the key {idempotency_key}" if idempotency_key else ""
        super().__init__(f"{method} {url}: no whole answer came ({why}){again}")


@dataclass(frozen=True)
class HttpAnswer:
    """An answer as it came."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Json:
        """Return its JSON; None if it has none. Raise Refused if it is a refusal."""
        try:
            document = json.loads(self.content) if self.content else None
        except ValueError:
            document = None
        if self.status >= _FIRST_ERROR:
            raise Refused(self.status, document if isinstance(document, dict) else {})
        return document


class _Connection(http.client.HTTPConnection):
    """A connection that is closed with the thread that had it."""

    def __del__(self) -> None:
        """Close it, so that nobody is warned of a socket that was left open."""
        self.close()


class _Kept(threading.local):
    """The connection of a thread, and when it was used last."""

    connection: _Connection | None = None
    used_s: float = 0.0


@dataclass(frozen=True)
class Line:
    """A line to a server at `url`, for all threads: each has a connection of its own."""

    url: str
    _kept: _Kept = field(default_factory=_Kept, repr=False)

    def send(
        self,
        method: str,
        path: str,
        body: Json = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """Send a request, and return what is answered. Raise AnswerLost."""
        sent = dict(headers or {})
        content = None
        if body is not None:
            sent["Content-Type"] = "application/json"
            content = json.dumps(body, allow_nan=False).encode()
        connection = self._connection()
        try:
            connection.request(method, path, content, sent)
            answer = connection.getresponse()
            read = answer.read()
        except _CUT_OFF as error:
            self.close()
            why = str(error) or type(error).__name__
            raise AnswerLost(method, self.url + path, why, sent.get("Idempotency-Key")) from error
        self._kept.used_s = time.monotonic()
        return HttpAnswer(answer.status, answer.headers, read)  # type: ignore[arg-type]  # a mapping but for its name

    def close(self) -> None:
        """Close the connection of this thread."""
        if self._kept.connection:
            self._kept.connection.close()
        self._kept.connection = None

    def _connection(self) -> _Connection:
        if time.monotonic() - self._kept.used_s > IDLE_S:
            self.close()
        if self._kept.connection is None:
            address = urlsplit(self.url)
            assert address.hostname, "it is the address of a server"
            self._kept.connection = _Connection(address.hostname, address.port, timeout=TIMEOUT_S)
            self._kept.used_s = time.monotonic()
        return self._kept.connection


@dataclass(frozen=True)
class Client:
    """A client of one world with one API key.

    Each verb returns the JSON of the answer. Raises `Refused`, and `AnswerLost` if none came whole.
    """

    line: Line = field(repr=False)
    base_path: str
    role: str
    key: str = field(repr=False)
    new_idempotency_key: Callable[[], str] = field(repr=False)

    @property
    def url(self) -> str:
        """Return the base URL, which paths such as `/v1/deposits` follow."""
        return self.line.url + self.base_path

    @property
    def headers(self) -> dict[str, str]:
        """Return the header that any other HTTP client sends with this key."""
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def get(self, path: str) -> Json:
        """Read."""
        return self.send("GET", path).json()

    def post(self, path: str, body: Json = None, *, idempotency_key: str | None = None) -> Json:
        """Do, once for each idempotency key; without one, a new one is made."""
        return self.send("POST", path, body, idempotency_key=idempotency_key).json()

    def put(self, path: str, body: Json = None, *, idempotency_key: str | None = None) -> Json:
        """Set."""
        return self.send("PUT", path, body, idempotency_key=idempotency_key).json()

    def patch(self, path: str, body: Json = None, *, idempotency_key: str | None = None) -> Json:
        """Change."""
        return self.send("PATCH", path, body, idempotency_key=idempotency_key).json()

    def delete(self, path: str, *, idempotency_key: str | None = None) -> Json:
        """Delete."""
        return self.send("DELETE", path, idempotency_key=idempotency_key).json()

    def send(
        self,
        method: str,
        path: str,
        body: Json = None,
        *,
        idempotency_key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """Send any request, and return its answer, whatever its status is. Raise AnswerLost."""
        sent = {SETUP_HEADER: "1", **self.headers, **(headers or {})}
        if idempotency_key is None and method in _WITH_KEY:
            idempotency_key = self.new_idempotency_key()
        if idempotency_key:
            sent.setdefault("Idempotency-Key", idempotency_key)
        return self.line.send(method, self.base_path + path, body, sent)
