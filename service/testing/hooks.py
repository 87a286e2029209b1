"""Hooks around each request of a test server: it is recorded, and its faults are injected."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from service.clock import rfc3339
from service.domain.refusals.base import Refusal
from service.refusals.request import InternalError, ServiceUnavailable, TooManyRequests
from service.telemetry.access import TRACE, RequestTrace
from service.testing import magic
from service.testing.clock import FakeClock
from service.testing.faults import HEADER, Fault, requested_fault
from service.testing.recorder import masked_body
from service.testing.state import STATE, State, current_state
from service.web.request import current_request

PREFIX = "/v1/"
_CUT_STATUS = 502
_REFUSALS: Mapping[int, Callable[[], Refusal]] = {
    429: lambda: TooManyRequests(retry_after_s=60),
    500: InternalError,
    503: ServiceUnavailable,
}


def attach(app: Flask, paths: Mapping[str, str]) -> None:
    """Add the hooks; `paths` has the path of each route by the name of its endpoint."""

    @app.before_request
    def _before() -> Response | None:
        refusal = request.environ[STATE]
        if isinstance(refusal, Refusal):  # there is no such world
            raise refusal
        if request.path.startswith(PREFIX):
            g.body = _body()
        path = paths.get(request.endpoint or "")
        if path is None:
            return None
        state = current_state()
        failed = _met(state, path)
        if failed is not None:
            return failed
        state.turns.enter()
        g.has_turn = True
        return None

    @app.teardown_request
    def _leave(_error: BaseException | None) -> None:
        if g.pop("has_turn", False):
            current_state().turns.leave()

    @app.after_request
    def _after(response: Response) -> Response:
        if request.path.startswith(PREFIX):
            state = current_state()
            state.records.note(_record(response.status_code, state.clock))
            magic.follow(state, paths.get(str(request.endpoint), ""), response)
        return _cut() if _fault().drop_answer else response


def _met(state: State, path: str) -> Response | None:
    """Note the fault of the request; return what stands in the place of its answer, if any does."""
    if state.outages.are_any and _is_offline(state):
        g.fault = Fault(drop_answer=True)
        return Response(b"", _CUT_STATUS)
    g.fault = state.rules.meet(request.method, path) + _requested_fault()
    time.sleep(g.fault.latency_ms / 1000)
    return _failed(g.fault.error_status) if g.fault.error_status else None


def _is_offline(state: State) -> bool:
    """Return whether the request comes from an outlet that is offline, and so never arrives."""
    try:
        header = request.headers.get("Authorization")
        caller = state.app.authenticator.caller(header, state.clock.now_ms())
    except Refusal:
        return False
    return caller.role == "outlet" and state.outages.reach(caller.holder)


def _requested_fault() -> Fault:
    header = request.headers.get(HEADER)
    return Fault() if header is None else requested_fault(header)


def _record(status: int, clock: FakeClock) -> dict[str, Any]:
    trace: RequestTrace = request.environ[TRACE]
    return {
        "at": rfc3339(clock.now_ms()),
        "method": request.method,
        "path": request.path,
        "query": request.query_string.decode(errors="replace"),
        "status": status,
        "idempotency_key": request.headers.get("Idempotency-Key"),
        "key_id": trace.key_id,
        "body": masked_body(g.get("body", b"")),
        "is_answer_dropped": _fault().drop_answer,
    }


def _body() -> bytes:
    try:
        return current_request().content
    except RequestEntityTooLarge:
        return b""  # the route refuses it later


def _fault() -> Fault:
    fault: Fault = g.get("fault", Fault())
    return fault


def _failed(status: int) -> Response:
    """Return the service's own answer of a status, or an empty one, as a proxy's would be."""
    refusal = _REFUSALS.get(status)
    if refusal:
        raise refusal()
    return Response(b"", status)


def _cut() -> Response:
    """Return an answer that promises a byte and has none: the server ends the connection."""
    response = Response(b"", _CUT_STATUS)
    response.automatically_set_content_length = False
    response.headers["Content-Length"] = "1"
    return response
