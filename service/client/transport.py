"""HTTP transports: how a request of the client is sent, and its response read.

`transport_to` chooses: plain HTTP uses the standard library, which is imported three times as fast
as httpx; TLS, proxies and applications in this process need httpx. Both raise `ConnectionLost`.
"""

import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, RemoteDisconnected
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import SplitResult, urlencode, urlsplit

if TYPE_CHECKING:
    import httpx2

TIMEOUT_S = 30.0
_PROXIES = ("http_proxy", "all_proxy")
_STALE = (RemoteDisconnected, ConnectionResetError, BrokenPipeError)


class ConnectionLost(Exception):  # noqa: N818 - named by what is so
    """No response came, or one that is not HTTP."""


@dataclass(frozen=True)
class HttpRequest:
    """A request as it is sent; its path begins with a slash."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes | None


@dataclass(frozen=True)
class HttpResponse:
    """A response as it was received; the names of headers are lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Transport(Protocol):
    """Sends requests to one service."""

    base_url: str

    def send(self, request: HttpRequest) -> HttpResponse:
        """Return the response. Raise ConnectionLost."""

    def close(self) -> None:
        """Close its connections."""


def transport_to(where: str | Any) -> Transport:  # noqa: ANN401 - WSGI has no type
    """Return a transport to a base URL, or to a WSGI application. Raise ValueError."""
    if not isinstance(where, str):
        return HttpxTransport(where)
    parts = _parts_of(where)
    has_proxy = any(os.environ.get(name) or os.environ.get(name.upper()) for name in _PROXIES)
    is_plain = parts.scheme == "http" and parts.netloc.isascii() and "@" not in parts.netloc
    return PlainTransport(where, parts) if is_plain and not has_proxy else HttpxTransport(where)


class PlainTransport:
    """HTTP without TLS: each thread keeps one connection open."""

    def __init__(self, base_url: str, parts: SplitResult) -> None:
        """Take an address."""
        self.base_url = base_url
        self._host, self._port = parts.hostname or "", parts.port
        self._before = parts.path.rstrip("/")
        self._of_thread = threading.local()
        self._all: list[HTTPConnection] = []

    def send(self, request: HttpRequest) -> HttpResponse:
        """Return the response. Raise ConnectionLost."""
        connection, is_reused = self._connection()
        try:
            try:
                return self._sent(connection, request)
            except _STALE:
                # The service closes idle connections: the request was not received.
                if not is_reused:
                    raise
                connection.close()
                return self._sent(connection, request)
        except (OSError, HTTPException) as error:
            connection.close()
            raise ConnectionLost(str(error) or type(error).__name__) from error

    def close(self) -> None:
        """Close its connections."""
        for connection in self._all:
            with suppress(OSError):
                connection.close()

    def _connection(self) -> tuple[HTTPConnection, bool]:
        found: HTTPConnection | None = getattr(self._of_thread, "connection", None)
        if found is None:
            found = HTTPConnection(self._host, self._port, timeout=TIMEOUT_S)
            self._of_thread.connection = found
            self._all.append(found)
        return found, found.sock is not None

    def _sent(self, connection: HTTPConnection, request: HttpRequest) -> HttpResponse:
        query = f"?{urlencode(request.query)}" if request.query else ""
        path = f"{self._before}{request.path}{query}"
        connection.request(request.method, path, request.content, dict(request.headers))
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return HttpResponse(response.status, headers, response.read())


class HttpxTransport:
    """HTTP with TLS or through a proxy, or an application in this process."""

    def __init__(self, where: str | Any) -> None:  # noqa: ANN401 - as above
        """Take an address, or a WSGI application. Raise ValueError for an invalid URL."""
        import httpx2  # noqa: PLC0415 - it takes longer to import than most commands take

        self._broken = httpx2.TransportError
        try:
            self._client = self._client_of(httpx2, where)
        except httpx2.InvalidURL:
            raise ValueError(_no_url(where)) from None
        self.base_url = str(self._client.base_url)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Return the response. Raise ConnectionLost."""
        try:
            response = self._client.request(
                request.method,
                request.path,
                params=dict(request.query) or None,
                headers=dict(request.headers),
                content=request.content,
            )
        except self._broken as error:
            raise ConnectionLost(str(error) or type(error).__name__) from error
        headers = {name.lower(): value for name, value in response.headers.items()}
        return HttpResponse(response.status_code, headers, response.content)

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    @staticmethod
    def _client_of(library: Any, where: str | Any) -> "httpx2.Client":  # noqa: ANN401 - a module
        if isinstance(where, str):
            client: httpx2.Client = library.Client(base_url=where, timeout=TIMEOUT_S)
        else:
            transport = library.WSGITransport(app=where)
            client = library.Client(base_url="http://in-process", transport=transport)
        return client


def _parts_of(where: str) -> SplitResult:
    try:
        parts = urlsplit(where)
        is_one = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one or not where.isprintable() or " " in where or parts.query or parts.fragment:
        raise ValueError(_no_url(where))
    return parts


def _no_url(where: object) -> str:
    return f"{where!r} is not a URL: write it like http://127.0.0.1:8000"
