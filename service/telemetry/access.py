"""The access log: a record of every request, and the headers that every answer has.

`access_log` wraps the whole web application, so nothing is answered without being counted, timed
and logged. What the application finds out about a request it notes in the `RequestTrace`.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from random import getrandbits  # a request's id is no secret
from typing import Any

from service.telemetry import metrics
from service.telemetry.logs import AccessRecord
from service.telemetry.traceparent import TraceContext, parse_traceparent

TRACE = "wanghuiyi.trace"
"""The key in WSGI's environment under which a request has its `RequestTrace`."""

ROUTE = "wanghuiyi.route"
"""The key under which it has its route, if Flask was not the one to find it."""

SPAN = "wanghuiyi.span"
"""The key under which a server that exports traces keeps the id of the request's span."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ALWAYS = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
_access = logging.getLogger("service.access")


WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class RequestTrace:
    """One request: its id and when it began, then whose key it has, and further headers.

    `context` is its place in a trace, if it belongs to one: it is our span that has children.
    """

    request_id: str
    began_s: float
    key_id: str | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    context: TraceContext | None = None


def access_log(application: WsgiApp, contract_hash: str) -> WsgiApp:
    """Return the application with every request counted, timed and logged.

    Every answer says by `contract_hash` which contract it follows.
    """
    always = [("Wanghuiyi-Contract", contract_hash), *_ALWAYS]

    def logged(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        trace = environ[TRACE] = RequestTrace(f"{getrandbits(64):016x}", time.perf_counter())
        traceparent = environ.get("HTTP_TRACEPARENT")
        if traceparent is not None:
            trace.context = _continued(traceparent, environ.get(SPAN) or trace.request_id)

        def start(status: str, headers: list[tuple[str, str]], *error: object) -> Any:  # noqa: ANN401 - the server's
            _note(environ, int(status[:3]), trace)
            own = ("X-Request-Id", trace.request_id)
            if trace.context is not None:
                headers = [*headers, ("traceresponse", trace.context.traceparent)]
            return start_response(status, [*headers, own, *trace.headers, *always], *error)

        return application(environ, start)

    return logged


def _continued(traceparent: str, span_id: str) -> TraceContext | None:
    """Return our span in the trace of a header: without spans, the request's id is that of one."""
    received = parse_traceparent(traceparent)
    return replace(received, span_id=span_id) if received else None


def _note(environ: dict[str, Any], status: int, trace: RequestTrace) -> None:
    took_s = time.perf_counter() - trace.began_s
    method, route = method_of(environ), route_of(environ)
    metrics.note(method, route, status, took_s)
    if _access.isEnabledFor(logging.INFO):
        record = AccessRecord(trace.request_id, trace.key_id, (method, route), status, took_s)
        if trace.context is not None:
            record.trace_id = trace.context.trace_id
        _access.handle(record)


def method_of(environ: Mapping[str, Any]) -> str:
    """Return the method of a request, if it is one of the usual ones."""
    method: str = environ["REQUEST_METHOD"]
    return method if method in _METHODS else "other"


def route_of(environ: Mapping[str, Any]) -> str:
    """Return the rule of a request that was routed, not its path: a path has ids."""
    route: str | None = environ.get(ROUTE)
    if route is None:
        rule = getattr(environ.get("werkzeug.request"), "url_rule", None)
        return rule.rule if rule else "unknown"
    return route
