"""Before and after each request of a test server: what was asked for is kept, and goes wrong."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from service.clock import rfc3339
from service.domain.refusals.base import Refusal
from service.refusals.request import InternalError, ServiceUnavailable, TooManyRequests
from service.telemetry.access import SIGHT, RequestTrace
from service.testing.clock import TrialClock
from service.testing.faults import HEADER, Fault, asked_for
from service.testing.recorder import masked_body
from service.testing.state import State
from service.web.request import request_under_way

ROOM = "/v1/"
_CUT_STATUS = 502
_REFUSALS: Mapping[int, Callable[[], Refusal]] = {
    429: lambda: TooManyRequests(retry_after_s=60),
    500: InternalError,
    503: ServiceUnavailable,
}


def attach(app: Flask, state: State, paths: Mapping[str, str]) -> None:
    """Let requests go wrong, and keep them; `paths` has each route's by its endpoint's name."""

    @app.before_request
    def _before() -> Response | None:
        if request.path.startswith(ROOM):
            g.sent = _sent()
        path = paths.get(request.endpoint or "")
        if path is None:
            return None
        g.fault = state.rules.meet(request.method, path) + _asked_for()
        time.sleep(g.fault.latency_ms / 1000)
        if g.fault.error_status:
            return _failed(g.fault.error_status)
        state.turns.enter()
        g.has_turn = True
        return None

    @app.teardown_request
    def _leave(_error: BaseException | None) -> None:
        if g.pop("has_turn", False):
            state.turns.leave()

    @app.after_request
    def _after(response: Response) -> Response:
        if request.path.startswith(ROOM):
            state.records.note(_record(response.status_code, state.clock))
        return _cut() if _fault().drop_answer else response


def _asked_for() -> Fault:
    header = request.headers.get(HEADER)
    return Fault() if header is None else asked_for(header)


def _record(status: int, clock: TrialClock) -> dict[str, Any]:
    sight: RequestTrace = request.environ[SIGHT]
    return {
        "at": rfc3339(clock.now_ms()),
        "method": request.method,
        "path": request.path,
        "query": request.query_string.decode(errors="replace"),
        "status": status,
        "idempotency_key": request.headers.get("Idempotency-Key"),
        "key_id": sight.key_id,
        "body": masked_body(g.get("sent", b"")),
        "is_answer_dropped": _fault().drop_answer,
    }


def _sent() -> bytes:
    try:
        return request_under_way().content
    except RequestEntityTooLarge:
        return b""  # the route refuses it in its turn


def _fault() -> Fault:
    fault: Fault = g.get("fault", Fault())
    return fault


def _failed(status: int) -> Response:
    """Return what the service would answer, or nothing, as what stands before it would."""
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
