"""Hooks around each request of a test server: it is recorded, and its faults are injected."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from service.api.contract_responses import DRY_RUN
from service.clock import rfc3339
from service.domain.refusals.base import Refusal
from service.pages.site import comes_from_elsewhere, refused_from_elsewhere
from service.refusals.request import InternalError, ServiceUnavailable, TooManyRequests
from service.telemetry.access import TRACE, RequestTrace
from service.testing import magic
from service.testing.clock import FakeClock
from service.testing.evidence import SeenRequest, digest, names_of_path, read_answer, read_body
from service.testing.faults import HEADER, Fault
from service.testing.jumps import jump
from service.testing.originals import SENT_AGAIN, OriginalAnswer, OriginalRequest
from service.testing.recorder import masked_body, masked_path
from service.testing.replaying.kept import HEADERS, AskedAt, KeptRequest
from service.testing.resetting import reset_when_closed
from service.testing.state import MOMENT, RATED, STATE, State, current_state
from service.testing.traffic import SETUP_HEADER
from service.web.request import current_request

PREFIX, CONTROLS = "/v1/", "/test/"
LOOKS = frozenset({"GET", "HEAD", "OPTIONS"})
KEPT_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
"""Of requests that a story has: what asks for heads or options changes and shows nothing."""
_CUT_STATUS, _TOO_MANY = 502, 429
_SENDING_S = 0.01
"""A server sends what it has within microseconds."""
_REFUSALS: Mapping[int, Callable[[], Refusal]] = {
    429: lambda: TooManyRequests(retry_after_s=60),
    500: InternalError,
    503: ServiceUnavailable,
}


def attach(app: Flask, paths: Mapping[str, str], controls: Collection[str]) -> None:
    """Add the hooks; `paths` has the path of each route by the name of its endpoint.

    `controls` are the endpoints by which a test changes its world.
    """
    kept = {*paths, *controls}

    @app.before_request
    def _before() -> Response | None:
        refusal = request.environ[STATE]
        if isinstance(refusal, Refusal):  # there is no such world
            raise refusal
        if _is_control() and comes_from_elsewhere():  # it needs no key: any page could send it
            return refused_from_elsewhere()
        is_kept = request.endpoint in kept and request.method in KEPT_METHODS
        _note_moment(current_state().clock, is_kept=is_kept)
        path = paths.get(request.endpoint or "")
        cut = None if path is None else _begun(current_state(), path)
        request.environ[MOMENT] = current_state().clock.now_ms()
        return cut

    @app.teardown_request
    def _leave(_error: BaseException | None) -> None:
        if g.pop("has_turn", False):
            current_state().turns.leave()

    @app.after_request
    def _after(response: Response) -> Response:
        if request.path.startswith(PREFIX):
            state, route = current_state(), paths.get(request.endpoint or "", request.path)
            seq = state.records.note(
                _record(response.status_code, state.clock),
                partial(_seen, response, route, state.clock.now_ms()),
            )
            original = _original(response)
            state.originals.requests.keep(seq, original, original.size)
            magic.follow(state, paths.get(str(request.endpoint), ""), response)
        if "asked" in g:
            current_state().kept.note(_kept(response))
        return _damaged(response, _fault())


def _is_control() -> bool:
    return request.path.startswith(CONTROLS) and request.method not in LOOKS


def _note_moment(clock: FakeClock, *, is_kept: bool) -> None:
    if is_kept:
        g.asked = AskedAt(*clock.moment())
    if request.path.startswith(PREFIX):
        g.began_ms = clock.now_ms()
    if is_kept or request.path.startswith(PREFIX):
        g.body = _body()


def _begun(state: State, path: str) -> Response | None:
    """Meet the faults of a request at a route's path, and return an answer that comes instead."""
    if state.outages.are_any and _is_offline(state):
        return _cut()
    requested = state.rules.of_header(request.headers.get(HEADER))
    is_client = SETUP_HEADER not in request.headers
    if is_client:
        state.traffic.note_request(request.method, path)
    g.fault = state.rules.meet(request.method, path, is_client=is_client) + requested
    if g.fault.jump_to:
        jump(state, g.fault.jump_to)
        g.began_ms = state.clock.now_ms()
    if RATED not in request.environ:  # nobody waits when it is replayed
        time.sleep(g.fault.latency_ms / 1000)
    if g.fault.reset_connection == "before":
        return _cut()
    if g.fault.error_status:
        return _failed(g.fault.error_status)
    state.turns.enter()
    g.has_turn = True
    return None


def _is_offline(state: State) -> bool:
    """Return whether the request comes from an outlet that is offline, and so never arrives."""
    try:
        header = request.headers.get("Authorization")
        caller = state.app.authenticator.caller(header, state.clock.now_ms())
    except Refusal:
        return False
    return caller.role == "outlet" and state.outages.reach(caller.holder)


def _record(status: int, clock: FakeClock) -> dict[str, Any]:
    trace: RequestTrace = request.environ[TRACE]
    return {
        "at": rfc3339(clock.now_ms()),
        "method": request.method,
        "path": masked_path(request.path),
        "query": request.query_string.decode(errors="replace"),
        "status": status,
        "idempotency_key": request.headers.get("Idempotency-Key"),
        "key_id": trace.key_id,
        "body": masked_body(g.get("body", b"")),
        "is_answer_dropped": _fault().is_answer_lost,
    }


def _kept(response: Response) -> KeptRequest:
    trace: RequestTrace = request.environ[TRACE]
    status = response.status_code
    is_refused = status == _TOO_MANY and _fault().error_status != _TOO_MANY
    content = response.get_data()
    began_ms = g.asked.at_ms if _fault().jump_to else request.environ.get(MOMENT, g.asked.at_ms)
    return KeptRequest(
        replace(g.asked, at_ms=began_ms),
        request.method,
        request.path,
        request.query_string.decode(errors="replace"),
        {name: request.headers[name] for name in HEADERS if name in request.headers},
        g.body,
        status,
        content,
        is_over_rate=is_refused and read_answer(content)[0] == TooManyRequests.code,
        key_id=trace.key_id,
    )


def _seen(response: Response, route: str, now_ms: int, seq: int) -> SeenRequest:
    trace: RequestTrace = request.environ[TRACE]
    body, content = read_body(g.get("body", b"")), response.get_data()
    code, shown = read_answer(content)
    wait = response.headers.get("Retry-After", "")
    authorization = request.headers.get("Authorization")  # also of what failed before it was read
    query = request.query_string.decode(errors="replace")
    return SeenRequest(
        seq,
        trace.began_s,
        time.perf_counter(),
        g.get("began_ms", now_ms),
        now_ms,
        caller=digest(authorization) if authorization else b"",
        route=f"{request.method} {route}",
        path=f"{request.method} {request.path}?{query}",
        idempotency_key=request.headers.get("Idempotency-Key"),
        body=body.said,
        status=response.status_code,
        code=code,
        retry_after_s=int(wait) if wait.isdecimal() else 0,
        is_lost=_fault().is_answer_lost,
        is_replayed="Idempotency-Replayed" in response.headers,
        latency_ms=_fault().latency_ms,
        answer=digest(content.decode(errors="replace")),
        number=body.number,
        password=body.password,
        names=names_of_path(request.path) | body.names,
        shown=shown,
        is_preview=request.method == "POST" and request.args.get(DRY_RUN) == "true",
    )


def _original(response: Response) -> OriginalRequest:
    """Return a request as it came, with its answer before any fault of that."""
    query = request.query_string.decode(errors="replace")
    answer = OriginalAnswer(response.status_code, dict(response.headers), response.get_data())
    return OriginalRequest(
        request.method,
        f"{request.path}?{query}" if query else request.path,
        {name: request.headers[name] for name in SENT_AGAIN if name in request.headers},
        g.get("body", b""),
        answer,
    )


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


def _damaged(response: Response, fault: Fault) -> Response:
    """Return what the client gets of an answer."""
    if fault.reset_connection:
        reset_when_closed(int(request.environ["SERVER_PORT"]))
        return _cut()
    if fault.drop_answer:
        return _cut()
    return _truncated(response) if fault.truncate_answer else response


def _truncated(response: Response) -> Response:
    """Return an answer with its usual head and the first half of its body.

    An empty body has no half: a byte is promised that does not come.
    """
    content = response.get_data()
    response.response = _sent_first(content[: len(content) // 2])
    return _promising(max(len(content), 1), response)


def _cut() -> Response:
    """Return an answer that promises a byte and has none: the server ends the connection."""
    return _promising(1, Response(_sent_first(b""), _CUT_STATUS))


def _promising(length: int, response: Response) -> Response:
    response.automatically_set_content_length = False
    response.headers["Content-Length"] = str(length)
    return response


def _sent_first(content: bytes) -> Iterator[bytes]:
    """Yield content, and end only when the server had the time to send it.

    A server that meets the end of an answer too early may forget what it had not sent.
    """
    if content:
        yield content
    time.sleep(_SENDING_S)
