"""What is seen of every request: an id, who asked, how long it took; and what every answer bears.

`observed` stands around the web application, so that nothing is answered past it. What the
application finds out on the way it notes in the request's `RequestTrace`.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import getrandbits  # a name is no secret
from typing import Any

from service.telemetry import metrics
from service.telemetry.logs import Answered

SIGHT = "wanghuiyi.sight"
"""Under which name a request's environment holds what is seen of it."""

ROUTE = "wanghuiyi.route"
"""Where it holds which route was found, if that was not Flask."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ALWAYS = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
_access = logging.getLogger("service.access")


Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class RequestTrace:
    """One request: its id and when it began, then whose key it had, and more headers."""

    request_id: str
    began_s: float
    key_id: str | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)


def observed(application: Wsgi) -> Wsgi:
    """Return the application with every request counted, timed and logged."""

    def answered(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        sight = environ[SIGHT] = RequestTrace(f"{getrandbits(64):016x}", time.perf_counter())

        def start(status: str, headers: list[tuple[str, str]], *error: object) -> Any:  # noqa: ANN401 - the server's
            _note(environ, int(status[:3]), sight)
            own = ("X-Request-Id", sight.request_id)
            return start_response(status, [*headers, own, *sight.headers, *_ALWAYS], *error)

        return application(environ, start)

    return answered


def _note(environ: dict[str, Any], status: int, sight: RequestTrace) -> None:
    took_s = time.perf_counter() - sight.began_s
    method = environ["REQUEST_METHOD"]
    if method not in _METHODS:
        method = "other"
    # The rule, not the path: there are few, and a path has ids.
    route = environ.get(ROUTE)
    if route is None:
        rule = getattr(environ.get("werkzeug.request"), "url_rule", None)
        route = rule.rule if rule else "unknown"
    metrics.note(method, route, status, took_s)
    if _access.isEnabledFor(logging.INFO):
        said = Answered(sight.request_id, sight.key_id, (method, route), status, took_s)
        _access.handle(said)
