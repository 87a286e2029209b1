"""How exceptions become answers: each is a refusal in the end, and goes out as its problem."""

import logging

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from service.database.transactions import Busy, LockTimeout, Unavailable
from service.domain.refusals.base import Refusal
from service.idempotency import json_of
from service.refusals import request as refusals
from service.refusals.problems import RETRY_AFTER_S, problem_of
from service.web.request import BODY_MAX_BYTES, Request
from service.web.response import JsonResponse, problem_response

_log = logging.getLogger(__name__)


def error_response(error: Exception, request: Request) -> JsonResponse:
    """Return the answer to a request that raised an exception; unexpected ones are logged."""
    refusal = error if isinstance(error, Refusal) else _refusal_for(error, request)
    status, problem = problem_of(refusal)
    return problem_response(status, json_of(problem), tuple(_headers(refusal)))


def _headers(refusal: Refusal) -> list[tuple[str, str]]:
    headers = []
    retry_s = RETRY_AFTER_S.get(type(refusal))
    if isinstance(refusal, refusals.TooManyRequests):
        retry_s = refusal.retry_after_s
    if retry_s:
        headers.append(("Retry-After", str(retry_s)))
    if isinstance(refusal, refusals.Unauthenticated):
        headers.append(("WWW-Authenticate", 'Bearer realm="wanghuiyi"'))
    if isinstance(refusal, refusals.MethodNotAllowed):
        headers.append(("Allow", refusal.allowed))
    return headers


def _refusal_for(error: Exception, request: Request) -> Refusal:
    match error:
        case NotFound():
            refusal: Refusal = refusals.PathUnknown()
        case MethodNotAllowed():
            refusal = refusals.MethodNotAllowed(", ".join(sorted(error.valid_methods or ())))
        case RequestEntityTooLarge():
            refusal = refusals.BodyTooLarge(BODY_MAX_BYTES)
        case HTTPException():
            refusal = refusals.RequestMalformed([{"at": "/", "message": error.description or ""}])
        case Busy():
            refusal = refusals.ServiceBusy()
        case LockTimeout():
            refusal = refusals.InProgress()
        case Unavailable():
            reason = {"request_id": request.trace.request_id, "problem": str(error)}
            _log.error("database unavailable", extra=reason)
            refusal = refusals.ServiceUnavailable()
        case _:
            _log.error("fault", extra={"request_id": request.trace.request_id}, exc_info=error)
            refusal = refusals.InternalError()
    return refusal
