"""The web application: `create_app` puts routes, pages and error handler together.

Nothing here decides anything about money. What a request passes is in `service.web.pipeline`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from typing import Any

from service.api import (
    agency,
    annotations,
    audit,
    books,
    counter,
    holds,
    messages,
    orders,
    parcels,
    prices,
    sellers,
    wallets,
)
from service.api.contract import contract
from service.api.contract_hash import CONTRACT_HASH
from service.api.route import Route
from service.call import Context
from service.clock import now_ms
from service.telemetry.access import access_log
from service.web.authentication import REMEMBERED_S, Authenticator
from service.web.errors import error_response
from service.web.exchange import AppState, StateOf
from service.web.pages import pages
from service.web.pipeline import view_of
from service.web.problem_pages import problem_pages
from service.web.rates import Rates
from service.web.request import FastFlask, current_request
from service.web.tracking_pages import tracking_pages

ROUTES: tuple[Route, ...] = (
    *counter.ROUTES,
    *wallets.ROUTES,
    *annotations.ROUTES,
    *holds.ROUTES,
    *agency.ROUTES,
    *sellers.ROUTES,
    *orders.ROUTES,
    *parcels.ROUTES,
    *audit.ROUTES,
    *books.ROUTES,
    *messages.ROUTES,
    *prices.ROUTES,
)


@dataclass(frozen=True)
class Settings:
    """How a server is run; rates are requests a minute, for each key and for all together.

    `lookups_a_minute` is how often one address may look up without a key, since item numbers can be
    guessed. `keys_kept_s` is how long an API key that was looked up is remembered.
    For spans, `as_run` returns a route as it is run, and `as_used` a context as it is used; of a
    test server, `observer` sees each attempt at a message (`service.outbox.Observer`).
    """

    per_key_a_minute: int = 60_000
    everyones_a_minute: int = 600_000
    lookups_a_minute: int = 60
    keys_kept_s: float = REMEMBERED_S
    clock: Callable[[], int] = field(default=now_ms)
    lookup_clock_s: Callable[[], float] | None = None
    as_run: Callable[[Route], Route] = field(default=lambda route: route)
    as_used: Callable[[Context], Context] = field(default=lambda context: context)
    observer: Callable[..., Any] | None = None


def create_app(
    context: Context,
    settings: Settings | None = None,
    routes: Sequence[Route] = ROUTES,
    document: Callable[[], dict[str, Any]] | None = None,
) -> FastFlask:
    """Return the application: Flask's application factory."""
    settings = settings or Settings()
    state = state_for(context, settings)
    routes = tuple(map(settings.as_run, routes))
    document = document or partial(contract, routes, version("wanghuiyi"))
    return app_of(lambda _environ: state, routes, document)


def state_for(context: Context, settings: Settings) -> AppState:
    """Return what the requests of an application share."""
    context = settings.as_used(context)
    return AppState(
        context,
        settings.clock,
        Rates(settings.per_key_a_minute, settings.everyones_a_minute),
        Rates(
            settings.lookups_a_minute,
            settings.everyones_a_minute,
            settings.lookup_clock_s,
            counts="address",
        ),
        Authenticator(context.database, settings.keys_kept_s),
    )


def app_of(
    state_of: StateOf, routes: Sequence[Route], document: Callable[[], dict[str, Any]]
) -> FastFlask:
    """Return an application whose requests find their state themselves.

    A test server has several states, more `routes`, and a `document` of its own: the contract.
    """
    app = FastFlask("wanghuiyi")
    app.extensions["wanghuiyi"] = state_of({})
    app.wsgi_app = access_log(app.wsgi_app, CONTRACT_HASH)  # type: ignore[assignment,method-assign]  # as Flask advises
    for blueprint in pages(document, state_of):
        app.register_blueprint(blueprint)
    app.register_blueprint(problem_pages(routes))
    app.register_blueprint(tracking_pages(state_of))
    for route in routes:
        add_route(app, route, state_of)
    app.register_error_handler(Exception, lambda error: error_response(error, current_request()))
    return app


def _segment(name: re.Match[str]) -> str:
    """Return the part of a rule for a name: of all names, only a key may have slashes in it."""
    return f"<{'rest' if name[1] == 'idempotency_key' else 'string'}:{name[1]}>"


def add_route(app: FastFlask, route: Route, state_of: StateOf) -> None:
    """Add a route to an application."""
    rule = re.sub(r"{(\w+)}", _segment, route.path)
    app.add_direct_view(route.method, rule, route.name, view_of(route, state_of))
