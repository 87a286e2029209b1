"""The web application: `create_app` puts routes, means and guards together.

A request passes, in this order: its size, its key, the limit of its rate, its role, its form; then
one operation runs, and its answer goes out. Nothing here decides anything about money.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import Any

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from service import metrics, protocol
from service.api import books, counter, messages, orders, parcels, sellers, wallets
from service.api.batch import answer_each
from service.api.contract import KEY_FORM, contract
from service.api.documents import documents
from service.api.form import canonical, form
from service.api.gate import KEPT_S, Gate, require_role
from service.api.rates import Rates
from service.api.route import Route
from service.api.tracking_pages import tracking_pages
from service.clock import now_ms
from service.database import Busy, Unavailable, Waiting
from service.domain.refusal import Refusal
from service.exchange import Answer, Asked, Call, Caller, Means, answer_once, do, json_of, seeded
from service.problems import RETRY_AFTER_S, problem_of

BODY_MAX_BYTES = 1 << 20
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

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_KEY = re.compile(KEY_FORM)
_log = logging.getLogger(__name__)
_access = logging.getLogger("service.access")


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


def create_app(means: Means, settings: Settings | None = None) -> Flask:
    """Return the application for a server."""
    document = contract(ROUTES, version("wanghuiyi"))
    return app_of(means, settings or Settings(), ROUTES, document)


def app_of(
    means: Means, settings: Settings, routes: Sequence[Route], document: dict[str, Any]
) -> Flask:
    """Return an application with these routes, and the contract that describes them."""
    app = Flask("wanghuiyi", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_MAX_BYTES
    app.extensions["means"], app.extensions["clock"] = means, settings.clock
    app.extensions["rates"] = Rates(settings.per_key_a_minute, settings.everyones_a_minute)
    app.extensions["lookups"] = Rates(settings.lookups_a_minute, settings.everyones_a_minute)
    app.extensions["gate"] = Gate(means.database, settings.keys_kept_s)
    _observe(app)
    for blueprint in documents(document, means):
        app.register_blueprint(blueprint)
    app.register_blueprint(tracking_pages(means, _count_lookup))
    for route in routes:
        add_route(app, route)
    _tell_refusals(app)
    return app


def add_route(app: Flask, route: Route) -> None:
    """Add an address to an application."""
    app.add_url_rule(
        re.sub(r"{(\w+)}", r"<string:\1>", route.path),
        endpoint=route.name,
        view_func=_view(route),
        methods=[route.method],
        provide_automatic_options=False,
    )


def _view(route: Route) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        caller = _admitted(route)
        body = form(route, path)
        call = Call(means=_means(), caller=caller, body=body, now_ms=_now_ms(), path=path)
        if route.does:
            return _json(route.status, json_of(route.does(call)))
        if route.operation is None:
            return _read(route, call)
        if not route.needs_key:
            return _done(route, call)
        key = request.headers.get("Idempotency-Key", "")
        if not _KEY.fullmatch(key):
            raise protocol.IdempotencyKeyMissing
        call = replace(call, chance=seeded(call.means, caller, key))
        asked = Asked(key, request.path.encode() + b"\n" + canonical(body))
        if route.each_of:
            return _sent(route, answer_each(route, call, asked))
        answer = answer_once(route.operation, call, asked, reads_nothing=route.reads_nothing)
        return _sent(route, answer)

    return view


def _admitted(route: Route) -> Caller:
    """Return who asks, known, counted and permitted."""
    if not route.roles:
        _count_lookup() if route.is_lookup else _count(request.remote_addr or "")
        return NOBODY
    try:
        caller = _gate().caller(request.headers.get("Authorization"), _now_ms())
    except protocol.Unauthenticated:
        _count(request.remote_addr or "")
        raise
    g.caller = caller
    _count(caller.key_id)
    require_role(caller, route.roles)
    return caller


def _count(whose: str) -> None:
    rates: Rates = current_app.extensions["rates"]
    g.rate_headers = rates.count(whose)


def _count_lookup() -> None:
    lookups: Rates = current_app.extensions["lookups"]
    g.rate_headers = lookups.count(request.remote_addr or "")


def _read(route: Route, call: Call[Any]) -> Response:
    with call.means.database.snapshot() as connection:
        if route.texts:
            usual = next(iter(route.texts))
            kind = request.accept_mimetypes.best_match(route.texts, usual)
            return Response(route.texts[kind](connection, call), mimetype=kind)
        assert route.reads, "a route reads or does something"
        return _json(route.status, json_of(route.reads(connection, call)))


def _done(route: Route, call: Call[Any]) -> Response:
    """Do what may be done twice, without keeping the answer."""
    assert route.operation, "it is no reading"
    return _sent(route, do(route.operation, call))


def _sent(route: Route, answer: Answer) -> Response:
    response = _json(answer.status, answer.content)
    if answer.is_repeated:
        response.headers["Idempotency-Replayed"] = "true"
    if route.path.startswith("/v1/keys"):
        _gate().forget()
    return response


def _json(status: int, content: bytes) -> Response:
    is_problem = status >= 400  # noqa: PLR2004 - where HTTP's errors begin
    kind = "application/problem+json" if is_problem else "application/json"
    return Response(content, status, content_type=kind)


def _observe(app: Flask) -> None:
    @app.before_request
    def _begin() -> None:
        g.request_id = secrets.token_hex(8)
        g.began_s = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        took_s = time.perf_counter() - g.began_s
        rule = request.url_rule.rule if request.url_rule else "unknown"
        method = request.method if request.method in _METHODS else "other"
        response.headers["X-Request-Id"] = g.request_id
        response.headers.update(g.get("rate_headers", {}))
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        metrics.note(method, rule, response.status_code, took_s)
        caller = g.get("caller")
        _access.info(
            "answered",
            extra={
                "request_id": g.request_id,
                "method": method,
                "route": rule,
                "status": response.status_code,
                "took_ms": round(took_s * 1000, 2),
                "key_id": caller.key_id if caller else None,
            },
        )
        return response


def _tell_refusals(app: Flask) -> None:
    @app.errorhandler(Refusal)
    def _refused(refusal: Refusal) -> Response:
        status, problem = problem_of(refusal)
        response = _json(status, json_of(problem))
        retry_s = RETRY_AFTER_S.get(type(refusal))
        if isinstance(refusal, protocol.TooManyRequests):
            retry_s = refusal.retry_after_s
        if retry_s:
            response.headers["Retry-After"] = str(retry_s)
        if isinstance(refusal, protocol.Unauthenticated):
            response.headers["WWW-Authenticate"] = 'Bearer realm="wanghuiyi"'
        if isinstance(refusal, protocol.MethodNotAllowed):
            response.headers["Allow"] = refusal.allowed
        return response

    def _turned(error: Exception) -> Response:
        return _refused(_refusal_for(error))

    kinds: Sequence[type[Exception]] = (HTTPException, Busy, Waiting, Unavailable, Exception)
    for kind in kinds:
        app.register_error_handler(kind, _turned)


def _refusal_for(error: Exception) -> Refusal:
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
        case Waiting():
            refusal = protocol.InProgress()
        case Unavailable():
            _log.error("database unavailable", extra={"request_id": g.request_id})
            refusal = protocol.ServiceUnavailable()
        case _:
            _log.error("fault", extra={"request_id": g.request_id}, exc_info=error)
            refusal = protocol.InternalError()
    return refusal


def _means() -> Means:
    means: Means = current_app.extensions["means"]
    return means


def _gate() -> Gate:
    gate: Gate = current_app.extensions["gate"]
    return gate


def _now_ms() -> int:
    moment: int = current_app.extensions["clock"]()
    return moment
