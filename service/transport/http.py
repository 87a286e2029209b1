"""One POST to one who hears: to a pinned address, within a time, and no further than that.

No redirect is followed, nothing of the answer is read but its status and Retry-After, and no proxy
is asked. Each message has a connection of its own: one that hears many pays a handshake each.
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
    """What is sent, and where to."""

    url: str
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True)
class PostAnswered:
    """Somebody answered: with which status, and when to come again if not before."""

    status: int
    retry_after_ms: int = 0


@dataclass(frozen=True)
class PostUnanswered:
    """Nobody did; why, in a few words."""

    problem: str


def post(request: Post, pin: Pin, timeout_s: float = TIMEOUT_S) -> PostAnswered | PostUnanswered:
    """Return what came of a POST; `pin` says which address its host has. Raise AddressError."""
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


def _asked(
    request: Post, parts: SplitResult, address: tuple[str, int], timeout_s: float
) -> PostAnswered:
    line = socket.create_connection(address, timeout=timeout_s)
    # Each look at the line has a time-out, and so has all of it: nobody may drip for ever.
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
        raise TimeoutError  # what was cut reads like an answer that ends early
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
    with suppress(OSError):  # it may have just ended
        line.shutdown(socket.SHUT_RDWR)


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()
