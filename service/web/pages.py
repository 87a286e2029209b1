"""Pages that need no API key: the contract, its documentation, health, readiness, metrics."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from flask import Blueprint, Response, request
from flask_swagger_ui import get_swaggerui_blueprint

from service.call import Context
from service.database.transactions import Busy, LockTimeout, Unavailable
from service.domain.message import Channel
from service.idempotency import json_of
from service.store.waiting import waiting_by_channel
from service.telemetry import metrics
from service.web.exchange import StateOf

CONTRACT_PATH = "/openapi.json"
DOCS_PATH = "/docs"


def pages(contract: Callable[[], dict[str, Any]], state_of: StateOf) -> list[Blueprint]:
    """Return the blueprints; the documentation is served from here, without the internet.

    The contract is written at its first request, because that takes longer than all the rest.
    """
    blueprint = Blueprint("pages", __name__)
    document = cache(contract)

    @lru_cache(maxsize=4)
    def content(root_path: str) -> bytes:
        servers = {"servers": [{"url": root_path}]} if root_path else {}
        return json_of(document() | servers)

    @blueprint.get(CONTRACT_PATH)
    def show_contract() -> Response:
        return Response(content(request.root_path), content_type="application/json")

    @blueprint.get("/healthz")
    def healthy() -> Response:
        return Response(b'{"status":"alive"}', content_type="application/json")

    @blueprint.get("/readyz")
    def ready() -> Response:
        state_of(request.environ).context.database.require_writable()
        return Response(b'{"status":"ready"}', content_type="application/json")

    @blueprint.get("/metrics")
    def show_metrics() -> Response:
        state = state_of(request.environ)
        shown = metrics.exposition(_waiting(state.context, state.clock()))
        return Response(shown, content_type="text/plain; version=0.0.4")

    return [blueprint, _documentation()]


def _documentation() -> Blueprint:
    """Return Swagger UI; its links are relative, so that they hold behind any base path."""
    config = {
        "app_name": "wanghuiyi",
        "validatorUrl": None,
        # Swagger UI would write the host that the request names into the page, whatever it is.
        "oauth2RedirectUrl": f"{DOCS_PATH}/oauth2-redirect.html",
    }
    documentation: Blueprint = get_swaggerui_blueprint(".", f"..{CONTRACT_PATH}", config=config)
    documentation.url_prefix = DOCS_PATH
    return documentation


def _waiting(context: Context, now_ms: int) -> dict[str, tuple[int, float]] | None:
    """Return how many messages wait in each channel, and for how long the oldest does."""
    try:
        with context.database.snapshot() as connection:  # it may take a while
            found = waiting_by_channel(connection)
    except (Busy, LockTimeout, Unavailable):
        return None  # the other metrics are shown nevertheless
    channels = {str(channel): found.get(str(channel), (0, now_ms)) for channel in Channel}
    return {
        # A message from the future was written when the clock was ahead.
        name: (count, max(now_ms - since_ms, 0) / 1_000)
        for name, (count, since_ms) in channels.items()
    }
