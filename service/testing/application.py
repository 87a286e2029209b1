"""The application of a test server: that of any server, with `/test/` and its hooks."""

import hashlib
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from flask import Flask

from service.api.contract import contract
from service.call import Context
from service.testing.clock import FakeClock
from service.testing.faults import FORM, HEADER, FaultRules
from service.testing.hooks import attach
from service.testing.routes import control_routes
from service.testing.state import State
from service.web.app import ROUTES, Settings, create_app

_ABOUT = """\

This is a **test server**. `/test/` has its clock, its faults and its records, and needs no API key.
"""


def create_test_app(
    context: Context, settings: Settings, start_ms: int | None, seed: str | None
) -> Flask:
    """Return the application for one process with threads, which share its clock and faults.

    With `start_ms`, the clock starts frozen then; else it runs. With a seed, the same requests
    under the same idempotency keys get the same numbers, ids and API keys. What no answer shows
    stays random: salts, nonces, the ids of requests in the log.
    """
    context = replace(context, has_local_webhooks=True)
    if seed is not None:
        context = replace(context, seed=hashlib.sha256(seed.encode()).digest())
    clock = FakeClock(start_ms)
    state = State(context, clock, FaultRules({(route.method, route.path) for route in ROUTES}))
    routes = (*ROUTES, *control_routes(state))
    # A key looked up before the clock was moved may have expired since: none is remembered.
    settings = replace(
        settings,
        keys_kept_s=0.0,
        clock=clock.now_ms,
        lookup_clock_s=lambda: clock.now_ms() / 1_000,
    )
    app = create_app(
        context, settings, routes, lambda: _with_faults(contract(routes, version("wanghuiyi")))
    )
    state.at_reset.append(app.extensions["wanghuiyi"].lookup_rates.forget)
    attach(app, state, {route.name: route.path for route in ROUTES})
    return app


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
