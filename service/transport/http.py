"""One POST to a recipient: to a pinned address, with a time limit for the whole of it.

No redirect is followed, only status and Retry-After of the response are read, and no proxy is used.
Each message uses a connection of its own, which costs a handshake each.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, urlsplit

TIMEOUT_S = 15.0

Pin = Callable[[SplitResult], tuple[str, int]]


@dataclass(frozen=True)
class Post:
    """A POST request."""

    url: str
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True)
class PostAnswered:
    """A response: its status, and the delay that its Retry-After asks for."""

    status: int
    retry_after_ms: int = 0


@dataclass(frozen=True)
class PostUnanswered:
    """No response, and why, in a few words."""

    problem: str


def post(request: Post, pin: Pin, timeout_s: float = TIMEOUT_S) -> PostAnswered | PostUnanswered:
    """Send a POST to the address that `pin` returns for its host. Raise ForbiddenAddressError."""
    parts = urlsplit(request.url)
    try:
        return _asked(request, parts, pin(parts), timeout_s)
    except TimeoutError:
        return PostUnanswered("no answer in time")
    except ssl.SSLError as error:
        return PostUnanswered(f"no TLS: {error.reason or 'refused'}"[:80])
    except socket.gaierror:
        return PostUnanswered("the host is not known")
    except OSError as error:
        return PostUnanswered(f"no connection: {error.strerror or 'it was cut'}"[:80])
    except (http.client.HTTPException, ValueError):
        return PostUnanswered("the answer is no HTTP")


def traced_headers(traceparent: str | None) -> dict[str, str]:
    """Return the header by which a message belongs to the trace of what it is about, if any."""
    return {} if traceparent is None else {"traceparent": traceparent}


def _asked(
    request: Post, parts: SplitResult, address: tuple[str, int], timeout_s: float
) -> PostAnswered:
    line = socket.create_connection(address, timeout=timeout_s)
    # Each read has a time-out, and so has the whole: a slow receiver must not drip for ever.
    is_late = threading.Event()
    end = threading.Timer(timeout_s, _cut, (line, is_late))
    end.daemon = True
    end.start()
    try:
        if parts.scheme == "https":
            line = _context().wrap_socket(line, server_hostname=parts.hostname)
        answered = _exchanged(request, parts, line)
    except (OSError, http.client.HTTPException):
        if is_late.is_set():
            raise TimeoutError from None
        raise
    finally:
        end.cancel()
        line.close()
    if is_late.is_set():
        raise TimeoutError  # a cut connection looks like a short answer
    return answered


def _exchanged(request: Post, parts: SplitResult, line: socket.socket) -> PostAnswered:
    connection = http.client.HTTPConnection(parts.netloc)
    connection.sock = line
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Host": parts.netloc, "User-Agent": "wanghuiyi", "Connection": "close"}
    connection.request("POST", target, request.content, {**headers, **request.headers})
    response = connection.getresponse()
    wish = response.headers.get("Retry-After", "")
    is_number = wish.isascii() and wish.isdecimal() and len(wish) <= 9  # noqa: PLR2004 - 30 years
    return PostAnswered(response.status, int(wish) * 1_000 if is_number else 0)


def _cut(line: socket.socket, is_late: threading.Event) -> None:
    is_late.set()
    with suppress(OSError):  # it may just have been closed
        line.shutdown(socket.SHUT_RDWR)


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()
