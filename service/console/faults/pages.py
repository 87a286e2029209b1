"""Pages of faults: those that are on, and forms that set another or end them."""

from collections.abc import Callable, Mapping
from typing import Any
from zlib import crc32

from flask import Blueprint, Response, request

from service.console.clock_head import clock_shown
from service.console.desk import noted_desk
from service.console.faults.rules import (
    NEXT,
    REQUEST_FAULTS,
    WEBHOOK_FAULTS,
    RuleShown,
    rules_shown,
    with_request_rule,
    with_webhook_rule,
    without,
)
from service.console.forms.onward import back
from service.console.forms.wrong import FIRST_REFUSED, said_wrong
from service.console.sending import ToSend, send
from service.console.site import SITE
from service.testing.state import State, current_state

PATH = "/console/faults"
_FAULTS = "/test/faults"

Changed = Callable[[State, Mapping[str, str]], dict[str, Any]]


def pages() -> Blueprint:
    """Return the pages of faults."""
    blueprint = Blueprint("console_faults", __name__)

    @blueprint.get(PATH)
    def shown() -> Response:
        return _page(current_state())

    @blueprint.get(f"{PATH}/part")
    def part() -> Response:
        rules = rules_shown(current_state())
        if request.args.get("mark") == _mark(rules):
            return Response(status=204)
        return SITE.page("faults/part.html", rules=rules, mark=_mark(rules))

    @blueprint.post(f"{PATH}/requests")
    def of_requests() -> Response:
        return _set(current_state(), with_request_rule)

    @blueprint.post(f"{PATH}/webhooks")
    def of_webhooks() -> Response:
        return _set(current_state(), with_webhook_rule)

    @blueprint.post(f"{PATH}/remove")
    def remove() -> Response:
        return _set(current_state(), without)

    @blueprint.post(f"{PATH}/off")
    def off() -> Response:
        desk = noted_desk(current_state())
        send(desk, ToSend("End all faults", "DELETE", _FAULTS, ""))
        return back(request.form)

    return blueprint


def _set(state: State, changed: Changed) -> Response:
    try:
        body = changed(state, request.form)
    except ValueError as error:
        return _page(state, [str(error)])
    sent = send(noted_desk(state), ToSend("Set the faults", "PUT", _FAULTS, "", body))
    if sent.status is None or sent.status >= FIRST_REFUSED:
        return _page(state, said_wrong(sent.answer))
    return SITE.led_to(PATH)


def _page(state: State, problems: list[str] | None = None) -> Response:
    rules = rules_shown(state)
    routes = sorted(state.rules.known, key=lambda route: (route[1], route[0]))
    return SITE.page(
        "faults/page.html",
        FIRST_REFUSED if problems else 200,
        clock=clock_shown(state),
        here=PATH,
        problems=problems or [],
        form=request.form,
        rules=rules,
        mark=_mark(rules),
        routes=[f"{method} {path}" for method, path in routes],
        request_faults=REQUEST_FAULTS,
        webhook_faults=WEBHOOK_FAULTS,
        following=NEXT,
    )


def _mark(rules: list[RuleShown]) -> str:
    return f"{crc32(repr(rules).encode()):08x}"
