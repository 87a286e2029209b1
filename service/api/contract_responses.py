"""The part of the contract about answers: what a route may answer, and what it may refuse."""

from collections.abc import Sequence
from typing import Any

from service.api.contract_headers import headers_of
from service.api.route import Route
from service.domain.refusals.base import Refusal
from service.refusals.problems import RETRY_AFTER_S, STATUSES
from service.refusals.request import (
    BodyTooLarge,
    ContentDigestWrong,
    ContentUnsupported,
    IdempotencyKeyMissing,
    InProgress,
    InternalError,
    KeyExpired,
    KeyReused,
    NotPermitted,
    RequestMalformed,
    ServiceBusy,
    ServiceUnavailable,
    TooManyRequests,
    Unauthenticated,
)
from service.schemas.previews import PreviewAnswer

_EVERYWHERE = (TooManyRequests, ServiceBusy, ServiceUnavailable, InternalError)
_FIRST_REFUSED = 400
_PREVIEWED = 200
DRY_RUN, ASKED_BY = "dry_run", "x-asked-by"


def refusals_of(route: Route) -> tuple[type[Refusal], ...]:
    """Return every refusal of a route, in the order in which they are checked."""
    return (
        *((Unauthenticated, NotPermitted) if route.roles else ()),
        RequestMalformed,
        *((BodyTooLarge, ContentUnsupported, ContentDigestWrong) if route.body else ()),
        *((IdempotencyKeyMissing, KeyReused, KeyExpired, InProgress) if route.needs_key else ()),
        *route.refusals,
        *_EVERYWHERE,
    )


def responses_of(route: Route, ref_template: str) -> dict[str, Any]:
    """Return what a route may answer, by status."""
    schema: dict[str, Any] = {"type": "string"}
    if route.answer:
        schema = {"$ref": ref_template.format(model=route.answer.__name__)}
    responses: dict[str, Any] = {
        str(route.status): {
            "description": route.summary,
            "headers": _headers(route, route.status),
            "content": {kind: {"schema": schema} for kind in route.texts or ("application/json",)},
        }
    }
    if route.answer_if_repeated:
        repeated = {"description": route.answer_if_repeated}
        responses["200"] = responses[str(route.status)] | repeated
    if route.moves_money:
        responses["200"] = _with_preview(responses.get("200"), ref_template)
    by_status: dict[int, list[type[Refusal]]] = {}
    for refusal in refusals_of(route):
        by_status.setdefault(STATUSES[refusal], []).append(refusal)
    problem = {"allOf": [{"$ref": ref_template.format(model="Problem")}]}
    for status, refusals in sorted(by_status.items()):
        codes = [refusal.code for refusal in refusals]
        described = problem | {"properties": {"code": {"enum": codes}}}
        responses[str(status)] = {
            "description": " or ".join(codes),
            "headers": _headers(route, status, refusals),
            "content": {"application/problem+json": {"schema": described}},
        }
    return responses


def _with_preview(otherwise: dict[str, Any] | None, ref_template: str) -> dict[str, Any]:
    """Return the answer of status 200 where that may be a preview.

    `ASKED_BY` says which parameter a client must send to get it: who does not, never gets one.
    """
    preview = {"$ref": ref_template.format(model=PreviewAnswer.__name__), ASKED_BY: DRY_RUN}
    says = "The preview that was asked for: nothing was done"
    if otherwise is None:
        return {
            "description": says,
            "headers": headers_of(_PREVIEWED, needs_key=False, may_wait=False),
            "content": {"application/json": {"schema": preview}},
            ASKED_BY: DRY_RUN,
        }
    schema = otherwise["content"]["application/json"]["schema"]
    content = {"application/json": {"schema": {"oneOf": [schema, preview]}}}
    return otherwise | {
        "description": f"{otherwise['description']}; or a preview was asked for",
        "content": content,
    }


def shared(paths: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the refusals of all operations by name, and leave references in their places.

    Most operations refuse the same in many statuses; written out, they would be most of the
    document.
    """
    found: dict[str, Any] = {}
    for operations in paths.values():
        for operation in operations.values():
            responses = operation["responses"]
            for status in [one for one in responses if int(one) >= _FIRST_REFUSED]:
                response = responses[status]
                name = _name(status, response)
                assert found.setdefault(name, response) == response, "names tell them apart"
                responses[status] = {"$ref": f"#/components/responses/{name}"}
    return found


def _name(status: str, response: dict[str, Any]) -> str:
    headers = response["headers"]
    parts = [
        status,
        response["description"].replace(" or ", "-"),
        *(["by-key"] if "Idempotency-Replayed" in headers else []),
    ]
    return "-".join(parts)


def _headers(route: Route, status: int, refusals: Sequence[type[Refusal]] = ()) -> dict[str, Any]:
    waits = any(one in RETRY_AFTER_S or one is TooManyRequests for one in refusals)
    return headers_of(status, needs_key=route.needs_key, may_wait=waits)
