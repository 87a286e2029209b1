"""The pages to which the `type` of a problem leads: what a refusal means, and what to do."""

from collections.abc import Sequence
from functools import cache

from flask import Blueprint, Response, request

from service.api.contract_responses import refusals_of
from service.api.route import Route
from service.documents.problem_page import ExplainedProblem, as_page
from service.domain.refusals.base import Refusal
from service.idempotency import json_of
from service.refusals.problems import PROBLEMS_PATH, RETRY_AFTER_S, STATUSES
from service.refusals.request import (
    BodyTooLarge,
    ContentDigestWrong,
    IdempotencyKeyMissing,
    InternalError,
    KeyExpired,
    KeyReused,
    PathUnknown,
    TooManyRequests,
    Unauthenticated,
)

_SAME_KEY = "After the seconds in Retry-After, with the same Idempotency-Key: it is done once."
_LATER = "The same request gets the same answer. When what is in the way is gone, send a new key."
_NEVER = "Not as it was: send another request, with a new Idempotency-Key if it takes one."
_NOT_KEPT = "Nothing was done, and no answer is kept: mend the request, and send it again."
_FAULT = "With the same Idempotency-Key: whatever was done is not done again."
_LOOK_FIRST = "Not before you have looked up what was done: the answer of then is forgotten."
_BY_REFUSAL: dict[type[Refusal], str] = {
    TooManyRequests: _SAME_KEY,
    InternalError: _FAULT,
    KeyExpired: _LOOK_FIRST,
    KeyReused: "That request as it was, or this one with a new Idempotency-Key.",
    IdempotencyKeyMissing: _NOT_KEPT,
    Unauthenticated: _NOT_KEPT,
    BodyTooLarge: _NOT_KEPT,
    ContentDigestWrong: "As it was meant, with the same Idempotency-Key: nothing was done.",
    PathUnknown: _NOT_KEPT,
}
_WILL_NOT_CHANGE = frozenset({400, 405, 413, 415, 422})


def problem_pages(routes: Sequence[Route]) -> Blueprint:
    """Return the blueprint; `routes` say who refuses what."""
    pages = Blueprint("problems", __name__)
    explained = cache(lambda: _explained(routes))

    @pages.get(f"{PROBLEMS_PATH}/<string:code>")
    def show_problem(code: str) -> Response:
        found = explained().get(code)
        if found is None:
            raise PathUnknown
        wanted = request.accept_mimetypes.best_match(["text/html", "application/json"])
        if wanted == "application/json":
            return Response(json_of(_as_json(found)), content_type="application/json")
        return Response(as_page(found), content_type="text/html; charset=utf-8")

    return pages


def _explained(routes: Sequence[Route]) -> dict[str, ExplainedProblem]:
    return {
        refusal.code: ExplainedProblem(
            code=refusal.code,
            status=status,
            about=" ".join((refusal.__doc__ or "").split()),
            says=refusal.says,
            retry=_retry(refusal, status),
            operations=[
                f"{route.method} {route.path}"
                for route in routes
                if refusal in (*refusals_of(route), *route.refusals_of_each)
            ],
        )
        for refusal, status in STATUSES.items()
    }


def _retry(refusal: type[Refusal], status: int) -> str:
    if refusal in RETRY_AFTER_S:
        return _SAME_KEY
    return _BY_REFUSAL.get(refusal, _NEVER if status in _WILL_NOT_CHANGE else _LATER)


def _as_json(one: ExplainedProblem) -> dict[str, object]:
    return {
        "code": one.code,
        "title": one.title,
        "status": one.status,
        "about": one.about,
        "says": one.says,
        "retry": one.retry,
        "operations": list(one.operations),
    }
