"""The web application: `create_app` puts routes, means and guards together.

A request passes, in this order: its size, its key, the limit of its rate, its role, its form; then
one operation runs, and its answer goes out. Nothing here decides anything about money.
"""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from typing import Any

from flask import Response
from pydantic import BaseModel
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from service.api import books, counter, messages, orders, parcels, sellers, wallets
from service.api.contract import KEY_FORM, contract
from service.api.route import Route
from service.call import (
    Answer,
    Call,
    Caller,
    Context,
    Entropy,
    IdempotentRequest,
    answer_once,
    do,
    json_of,
    seeded,
)
from service.clock import now_ms
from service.database.transactions import Busy, LockTimeout, Unavailable
from service.domain.refusals.base import Refusal
from service.refusals import request as protocol
from service.refusals.problems import RETRY_AFTER_S, problem_of
from service.telemetry.access import SIGHT, RequestTrace, Wsgi, observed
from service.web.authentication import KEPT_S, Authenticator, require_role
from service.web.batch import answer_each
from service.web.form import canonical, form
from service.web.pages import documents
from service.web.rates import Rates
from service.web.request import (
    BODY_MAX_BYTES,
    Json,
    Request,
    View,
    Web,
    request_under_way,
    require_single_headers,
)
from service.web.tracking_pages import tracking_pages

ROUTES: tuple[Route, ...] = (
    *counter.ROUTES,
    *wallets.ROUTES,
    *sellers.ROUTES,
    *orders.ROUTES,
    *parcels.ROUTES,
    *books.ROUTES,
    *messages.ROUTES,
)

NOBODY = Caller("", "", "")

_KEY = re.compile(KEY_FORM)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """How a server is run; rates are requests a minute, for each key and for all together.

    `lookups_a_minute` is what one address may ask for without a key, for item numbers can be tried.
    """

    per_key_a_minute: int = 60_000
    everyones_a_minute: int = 600_000
    lookups_a_minute: int = 60
    keys_kept_s: float = KEPT_S
    clock: Callable[[], int] = field(default=now_ms)
    lookup_clock_s: Callable[[], float] | None = None


@dataclass(frozen=True)
class Pipeline:
    """What every request passes, and with what it is then answered."""

    context: Context
    clock: Callable[[], int]
    rates: Rates
    lookups: Rates
    gate: Authenticator


def create_app(context: Context, settings: Settings | None = None) -> Web:
    """Return the application for a server."""
    described = partial(contract, ROUTES, version("wanghuiyi"))
    return app_of(context, settings or Settings(), ROUTES, described)


def app_of(
    context: Context,
    settings: Settings,
    routes: Sequence[Route],
    document: Callable[[], dict[str, Any]],
) -> Web:
    """Return an application with these routes, and the contract that describes them."""
    app = Web("wanghuiyi")
    door = Pipeline(
        context,
        settings.clock,
        Rates(settings.per_key_a_minute, settings.everyones_a_minute),
        Rates(settings.lookups_a_minute, settings.everyones_a_minute, settings.lookup_clock_s),
        Authenticator(context.database, settings.keys_kept_s),
    )
    app.extensions["door"] = door
    app.wsgi_app = observed(app.wsgi_app)  # type: ignore[assignment,method-assign]  # as Flask advises
    for blueprint in documents(document, context, settings.clock):
        app.register_blueprint(blueprint)
    app.register_blueprint(
        tracking_pages(context, lambda: _count_lookup(door, request_under_way()))
    )
    for route in routes:
        add_route(app, route, door)
    app.register_error_handler(Exception, lambda error: _told(error, request_under_way()))
    return app


def add_route(app: Web, route: Route, door: Pipeline) -> None:
    """Add an address to an application."""
    rule = re.sub(r"{(\w+)}", r"<string:\1>", route.path)
    app.add_straight(route.method, rule, route.name, _view(route, door))


def _view(route: Route, door: Pipeline) -> View:
    def view(sent: Request, path: dict[str, str]) -> Wsgi:
        try:
            return _answered(route, door, sent, path)
        except Exception as error:  # noqa: BLE001 - whoever asks is told, whatever it is
            return _told(error, sent)

    return view


def _answered(route: Route, door: Pipeline, sent: Request, path: dict[str, str]) -> Wsgi:
    now_ms = door.clock()
    caller = _admitted(route, door, sent, now_ms)
    body = form(route, path, sent)
    key = _key(sent) if route.needs_key else None
    entropy = Entropy() if key is None else seeded(door.context, caller, key)
    call = Call(door.context, caller, body, now_ms, entropy, path)
    if route.does:
        return Json(route.status, json_of(route.does(call)))
    if route.operation is None:
        return _read(route, call, sent)
    if key is not None:
        answer = _answer(route, call, IdempotentRequest(key, _content(sent, body)))
    else:
        answer = do(route.operation, call)
    if route.path.startswith("/v1/keys"):
        door.gate.forget()
    return _sent(answer)


def _admitted(route: Route, door: Pipeline, sent: Request, now_ms: int) -> Caller:
    """Return who asks, known, counted and permitted."""
    if route.is_lookup:
        _count_lookup(door, sent)
        require_single_headers(sent.environ)
        return NOBODY
    sight: RequestTrace = sent.environ[SIGHT]
    whose, caller = sent.remote_addr, NOBODY
    try:
        require_single_headers(sent.environ)
        if route.roles:
            caller = door.gate.caller(sent.environ.get("HTTP_AUTHORIZATION"), now_ms)
            whose = sight.key_id = caller.key_id
    finally:
        sight.headers += door.rates.count(whose)
    if route.roles:
        require_role(caller, route.roles)
    return caller


def _key(sent: Request) -> str:
    """Return the request's idempotency key. Refused: `IdempotencyKeyMissing`."""
    key: str = sent.environ.get("HTTP_IDEMPOTENCY_KEY", "")
    if not _KEY.fullmatch(key):
        raise protocol.IdempotencyKeyMissing
    return key


def _content(sent: Request, body: BaseModel | None) -> bytes:
    return sent.path.encode() + b"\n" + canonical(body)


def _answer(route: Route, call: Call[Any], asked: IdempotentRequest) -> Answer:
    """Return the answer under the request's idempotency key."""
    assert route.operation, "it is no reading"
    if route.each_of:
        return answer_each(route, call, asked)
    return answer_once(route.operation, call, asked, route.concurrency)


def _count_lookup(door: Pipeline, sent: Request) -> None:
    sight: RequestTrace = sent.environ[SIGHT]
    sight.headers += door.lookups.count(sent.remote_addr)


def _read(route: Route, call: Call[Any], sent: Request) -> Wsgi:
    with call.context.database.snapshot() as connection:
        if route.texts:
            usual = next(iter(route.texts))
            kind = sent.request.accept_mimetypes.best_match(route.texts, usual)
            return Response(route.texts[kind](connection, call), mimetype=kind)
        assert route.reads, "a route reads or does something"
        return Json(route.status, json_of(route.reads(connection, call)))


def _sent(answer: Answer) -> Json:
    repeated = (("Idempotency-Replayed", "true"),) if answer.is_repeated else ()
    if answer.status >= 400:  # noqa: PLR2004 - where HTTP's errors begin
        return _problem(answer.status, answer.content, repeated)
    return Json(answer.status, answer.content, headers=repeated)


def _problem(status: int, content: bytes, headers: tuple[tuple[str, str], ...]) -> Json:
    return Json(status, content, "application/problem+json", headers)


def _told(error: Exception, sent: Request) -> Json:
    """Return what whoever asked is told of a refusal, or of what went wrong."""
    refusal = error if isinstance(error, Refusal) else _refusal_for(error, sent)
    status, problem = problem_of(refusal)
    headers = []
    retry_s = RETRY_AFTER_S.get(type(refusal))
    if isinstance(refusal, protocol.TooManyRequests):
        retry_s = refusal.retry_after_s
    if retry_s:
        headers.append(("Retry-After", str(retry_s)))
    if isinstance(refusal, protocol.Unauthenticated):
        headers.append(("WWW-Authenticate", 'Bearer realm="wanghuiyi"'))
    if isinstance(refusal, protocol.MethodNotAllowed):
        headers.append(("Allow", refusal.allowed))
    return _problem(status, json_of(problem), tuple(headers))


def _refusal_for(error: Exception, sent: Request) -> Refusal:
    """Return the refusal that an exception comes to; what nobody expected is logged."""
    match error:
        case NotFound():
            refusal: Refusal = protocol.PathUnknown()
        case MethodNotAllowed():
            refusal = protocol.MethodNotAllowed(", ".join(sorted(error.valid_methods or ())))
        case RequestEntityTooLarge():
            refusal = protocol.BodyTooLarge(BODY_MAX_BYTES)
        case HTTPException():
            refusal = protocol.RequestMalformed([{"at": "/", "message": error.description or ""}])
        case Busy():
            refusal = protocol.ServiceBusy()
        case LockTimeout():
            refusal = protocol.InProgress()
        case Unavailable():
            why = {"request_id": _request_id(sent), "problem": str(error)}
            _log.error("database unavailable", extra=why)
            refusal = protocol.ServiceUnavailable()
        case _:
            _log.error("fault", extra={"request_id": _request_id(sent)}, exc_info=error)
            refusal = protocol.InternalError()
    return refusal


def _request_id(sent: Request) -> str:
    sight: RequestTrace = sent.environ[SIGHT]
    return sight.request_id
