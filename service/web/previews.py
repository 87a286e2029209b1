"""Previews: what a verb that moves money would do, or all that it would be refused for.

    POST /v1/payments?dry_run=true

The same operation runs as for the verb itself, in a transaction that is undone; what it decided is
never saved. It meets all refusals that apply (`service.domain.refusals.base`), and its answer is
thrown away: no id, number, password or receipt of it is shown, since nothing has them.

A wrong number, password, code or identity is counted as it is by the verb itself, and this count
alone is kept: previews would otherwise be guesses for nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from service.api.contract_responses import DRY_RUN
from service.api.route import Route
from service.call import Call, Outcome
from service.database.connection import Connection
from service.domain.audience import may_be_named
from service.domain.refusals.base import Refusal, noting
from service.operations.throttling import COUNTED
from service.refusals.problems import problem_of
from service.refusals.request import RequestMalformed
from service.store.entered import transfers_in
from service.web.preview_lines import lines_for
from service.web.request import Request

_YES, _NO = "true", "false"
_OK = 200
_LIKE_IT = frozenset({"dryrun", "dry"})


def is_preview(route: Route, request: Request) -> bool:
    """Return whether a request is for a preview, which its route has.

    Whatever else says something like it is refused by `require_known`, and never carried out.
    """
    if not request.environ.get("QUERY_STRING"):
        return False
    return route.moves_money and request.request.args.getlist(DRY_RUN) == [_YES]


def require_known(route: Route, request: Request) -> None:
    """Let pass a query string that asks for no preview, or for one that there is.

    Who asks for a preview in another spelling must not have the verb carried out instead. Refused:
    `RequestMalformed`.
    """
    if not request.environ.get("QUERY_STRING"):
        return
    parameters = request.request.args
    errors = [
        {"at": f"/{name}", "message": message}
        for name in parameters
        if (message := _fault(route, name, parameters.getlist(name)))
    ]
    if errors:
        raise RequestMalformed(errors)


def _fault(route: Route, name: str, values: list[str]) -> str:
    if name.lower().replace("_", "").replace("-", "") not in _LIKE_IT:
        return ""
    if name != DRY_RUN:
        return f"there is no {name}: a preview is asked for with {DRY_RUN}={_YES}"
    if len(values) > 1:
        return f"send {name} once"
    if values[0] not in {_YES, _NO}:
        return f"{name} is {_YES} or {_NO}"
    if values[0] == _YES and not route.moves_money:
        return (
            f"{route.method} {route.path} has no preview, and nothing was done: the contract lists "
            f"{name} where there is one"
        )
    return ""


def preview_of(route: Route) -> Route:
    """Return the route that previews another one: it changes nothing, so it takes no key."""

    def action(call: Call[Any]) -> Mapping[str, Any]:
        return preview(route, call)

    return replace(route, operation=None, action=action, status=_OK)


def preview(route: Route, call: Call[Any]) -> Mapping[str, Any]:
    """Return what would come of a call now. Raise Busy, Unavailable or LockTimeout."""

    def attempt(connection: Connection) -> Mapping[str, Any]:
        with connection.begin_nested() as before:
            outcome, refusals = _asked(route, call, connection)
            if not refusals or not isinstance(refusals[-1], COUNTED):
                before.rollback()
        return _answer(route, call, outcome, refusals)

    return call.context.database.transaction(attempt)


def _asked(
    route: Route, call: Call[Any], connection: Connection
) -> tuple[Outcome | None, list[Refusal]]:
    assert route.operation, "what moves money is an operation"
    outcome = None
    try:
        with noting(route.kept_from_previews) as refusals:
            outcome = route.operation(connection, call)
    except Refusal:
        pass  # it is noted as the last one
    return outcome, refusals


def _answer(
    route: Route, call: Call[Any], outcome: Outcome | None, refusals: list[Refusal]
) -> Mapping[str, Any]:
    done = outcome if outcome and not refusals else Outcome({})
    saved = [change for step in (*done.earlier, done.changes) for change in step]
    caller = call.caller
    return {
        "would": "be_refused" if refusals else "be_done",
        "refusals": [problem_of(refusal)[1] for refusal in refusals],
        "transfers": lines_for(call, done.answer, transfers_in(saved)),
        "events": [
            event.kind for event in done.events if may_be_named(event, caller.role, caller.holder)
        ],
        "not_looked_for": [refusal.code for refusal in route.kept_from_previews],
    }
