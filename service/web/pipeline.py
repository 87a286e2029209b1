"""What every request passes, in this order: the steps of the pipeline.

`STEPS` is the order: read it first. A step that raises is the last of its request, and
`service.web.errors` makes the answer of what it raised. Which steps a route has is settled when the
application is made, so the list costs a request no more than the calls of its steps.
"""

from collections.abc import Callable
from dataclasses import dataclass

from service.api.route import Route
from service.domain.refusals.base import Refusal
from service.refusals.request import (
    BodyTooLarge,
    ContentDigestWrong,
    ContentUnsupported,
    IdempotencyKeyMissing,
    InProgress,
    KeyExpired,
    KeyReused,
    NotPermitted,
    RequestMalformed,
    TooManyRequests,
    Unauthenticated,
)
from service.telemetry.access import WsgiApp
from service.web import steps
from service.web.errors import error_response
from service.web.exchange import Exchange, StateOf
from service.web.previews import is_preview, preview_of
from service.web.request import Request, View

_OF_BODIES = (BodyTooLarge, ContentUnsupported, ContentDigestWrong, RequestMalformed)
_OF_KEYS = (KeyReused, KeyExpired, InProgress)


@dataclass(frozen=True)
class Step:
    """A function of the exchange, what it may refuse with, and which routes have it."""

    run: Callable[[Exchange], None]
    refusals: tuple[type[Refusal], ...] = ()
    when: Callable[[Route], object] = lambda _every: True

    @property
    def name(self) -> str:
        """Return the name of its function."""
        return self.run.__name__


STEPS = (
    # Who asks, and how often. Both first steps leave their errors to `raise_error`, since a request
    # that is refused counts too.
    Step(steps.check_headers, (RequestMalformed,)),
    Step(steps.authenticate, (Unauthenticated,), lambda route: route.roles),
    Step(steps.count_request, (TooManyRequests,), lambda route: not route.is_lookup),
    Step(steps.count_lookup, (TooManyRequests,), lambda route: route.is_lookup),
    Step(steps.raise_error),
    Step(steps.check_role, (NotPermitted,), lambda route: route.roles),
    Step(steps.check_dry_run, (RequestMalformed,), lambda route: route.method != "GET"),
    # What is asked.
    Step(steps.check_path, (RequestMalformed,), lambda route: "{" in route.path),
    Step(steps.read_body, _OF_BODIES, lambda route: route.body),
    Step(steps.read_query, (RequestMalformed,), lambda route: route.query),
    Step(steps.read_idempotency_key, (IdempotencyKeyMissing,), lambda route: route.needs_key),
    # The answer: a route has one of these six. An operation refuses with `Route.refusals`.
    Step(steps.make_call),
    Step(steps.run_once, _OF_KEYS, lambda route: route.needs_key and not route.each_of),
    Step(steps.run_batch, _OF_KEYS, lambda route: route.needs_key and route.each_of),
    Step(steps.run_repeatable, when=lambda route: route.operation and not route.needs_key),
    Step(steps.run_action, when=lambda route: route.action),
    Step(steps.run_read, when=lambda route: route.read),
    Step(steps.run_text, when=lambda route: route.texts),
    # What follows from it.
    Step(steps.forget_callers, when=lambda route: route.changes_api_keys),
    Step(steps.respond, when=lambda route: not route.texts),
)


def steps_of(route: Route) -> tuple[Step, ...]:
    """Return the steps that a route has."""
    return tuple(step for step in STEPS if step.when(route))


def view_of(route: Route, state_of: StateOf) -> View:
    """Return the view of a route, which for a preview of what moves money is another route's."""
    view = _view_of(route, state_of)
    if not route.moves_money:
        return view
    previewing = _view_of(preview_of(route), state_of)

    def choosing(request: Request, path: dict[str, str]) -> WsgiApp:
        return (previewing if is_preview(route, request) else view)(request, path)

    return choosing


def _view_of(route: Route, state_of: StateOf) -> View:
    """Return a view that runs the steps of a route, and answers whatever they raise."""
    runs = tuple(step.run for step in steps_of(route))

    def view(request: Request, path: dict[str, str]) -> WsgiApp:
        try:
            app = state_of(request.environ)
            exchange = Exchange(app, route, request, path, app.clock())
            for run in runs:
                run(exchange)
        except Exception as error:  # noqa: BLE001 - every error is answered
            return error_response(error, request)
        return exchange.response

    return view
