"""The application of a test server: that of any server, with `/test/`, its hooks and its worlds."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from typing import Any

from flask import Flask

from service.api.contract import contract
from service.call import Context
from service.database.emptying import is_empty
from service.testing.clock import FakeClock
from service.testing.counted import CountedRules
from service.testing.faults import FORM, HEADER, FaultRules
from service.testing.hooks import attach
from service.testing.magic import with_early_expiry
from service.testing.relay import Relay
from service.testing.replaying.kept import is_kept
from service.testing.routes import control_routes
from service.testing.routing import routed
from service.testing.state import STATE, State
from service.testing.worlds import WorldLimits, Worlds, seed_bytes
from service.web.app import ROUTES, Settings, app_of, state_for
from service.web.exchange import AppState

_ABOUT = """\

This is a **test server**. `/test/` has its clock, its faults and its records, and needs no API key.
`POST /test/worlds` makes a world: `/worlds/ID` before each path here leads into it.
"""
_KNOWN = frozenset((route.method, route.path) for route in ROUTES)


def create_test_app(
    context: Context,
    settings: Settings,
    start_ms: int | None,
    seed: str | None,
    limits: WorldLimits = WorldLimits(),  # noqa: B008 - it never changes
) -> Flask:
    """Return the application for one process with threads, which share clocks and faults.

    With `start_ms`, the clock starts frozen then; else it runs. With a seed, the same requests
    under the same idempotency keys get the same numbers, ids and API keys. What no answer shows
    stays random: salts, nonces, the ids of requests in the log.
    """
    context = replace(context, has_local_webhooks=True)
    if seed is not None:
        context = replace(context, seed=seed_bytes(seed))
    new_state = partial(_state, settings)
    worlds = Worlds(new_state(context, FakeClock(start_ms)), new_state, limits)
    if not is_empty(context.database):
        worlds.default.kept.begins_with = ("the database had content before the server started",)

    def state_of(environ: Mapping[str, Any]) -> AppState:
        state: State | None = environ.get(STATE)
        return worlds.default.app if state is None else state.app_for(environ)

    controls = control_routes(worlds)
    routes = tuple(map(settings.as_run, (*with_early_expiry(ROUTES), *controls)))
    app = app_of(state_of, routes, lambda: _with_faults(contract(routes, version("wanghuiyi"))))
    changing = {one.name for one in controls if is_kept(one.method, one.path)}
    attach(app, {route.name: route.path for route in ROUTES}, changing)
    app.extensions["wanghuiyi.worlds"] = worlds
    app.wsgi_app = routed(app.wsgi_app, worlds)  # type: ignore[assignment,method-assign]  # as Flask advises
    return app


def _state(settings: Settings, context: Context, clock: FakeClock) -> State:
    # A key looked up before the clock was moved may have expired since: none is remembered.
    settings = replace(
        settings,
        keys_kept_s=0.0,
        clock=clock.now_ms,
        lookup_clock_s=lambda: clock.now_ms() / 1_000,
    )
    relay = Relay(CountedRules("fault of a webhook", context.seed))
    rules = FaultRules(_KNOWN, context.seed)
    return State(state_for(context, settings), clock, rules, relay, observer=settings.observer)


def _with_faults(document: dict[str, Any]) -> dict[str, Any]:
    """Add to a contract the header that requests a fault, and the answers to it."""
    document["info"]["description"] += _ABOUT
    header = {
        "name": HEADER,
        "in": "header",
        "required": False,
        "description": "The fault of this request.",
        "schema": {"type": "string", "pattern": FORM},
        "example": "latency=200, drop-answer",
    }
    for path, operations in document["paths"].items():
        if path.startswith("/v1/"):
            for operation in operations.values():
                operation["parameters"].append(header)
                for status in ("502", "504"):
                    operation["responses"][status] = {"description": "The fault that was requested"}
    return document
