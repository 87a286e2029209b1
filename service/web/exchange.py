"""One request on its way to its answer, and what all requests of an application share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.api.route import Route
from service.call import Call, Caller, Context
from service.idempotency import Answer
from service.telemetry.access import WsgiApp
from service.web.authentication import Authenticator
from service.web.rates import Rates
from service.web.request import Request

NOBODY = Caller("", "", "")


@dataclass(frozen=True)
class AppState:
    """What all requests share. Flask keeps it as `app.extensions["wanghuiyi"]`."""

    context: Context
    clock: Callable[[], int]
    rates: Rates
    lookup_rates: Rates
    authenticator: Authenticator


StateOf = Callable[[Mapping[str, Any]], AppState]
"""Finds what a request works with, by WSGI's environment: a test server has several."""


@dataclass(slots=True)
class Exchange:
    """A request for a route, and what each step of the pipeline has found out for the next.

    `error` is one that is raised only after the request was counted.
    """

    app: AppState
    route: Route
    request: Request
    path: dict[str, str]
    now_ms: int
    error: Exception | None = None
    caller: Caller = NOBODY
    body: Any = None
    idempotency_key: str | None = None
    call: Call[Any] = field(init=False)
    answer: Answer = field(init=False)
    response: WsgiApp = field(init=False)
