"""The client's connection to a service: it sends requests, and retries where that is safe.

Every request may be retried: those that move money carry an Idempotency-Key that stays the same, so
the service does the work once however often it is asked. A refusal is raised as `Refused`.
"""

import base64
import hashlib
import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.client.transport import (
    ConnectionLost,
    HttpRequest,
    HttpResponse,
    Transport,
    transport_to,
)
from service.json_reader import JsonError, read_json

TRIES_MAX = 6
SHORTEST_WAIT_S = 0.1
LONGEST_WAIT_S = 10.0
# The service is overloaded, or a proxy in front of it lost the answer.
_TRANSIENT = frozenset({502, 503, 504})
_IN_PROGRESS = "request_in_progress"
_FIRST_ERROR = 400


class Refused(Exception):  # noqa: N818 - named by what is so
    """The service refused: `code` is for programs, `detail` says what is allowed and what to do."""

    def __init__(
        self, status: int, problem: Mapping[str, Any], idempotency_key: str | None = None
    ) -> None:
        """Take a problem document of RFC 9457, and the Idempotency-Key of the request."""
        self.status = status
        self.idempotency_key = idempotency_key
        self.problem = problem
        self.code = str(problem.get("code", "unknown"))
        self.detail = str(problem.get("detail", f"the answer has status {status}"))
        self.errors: list[dict[str, str]] = list(problem.get("errors", ()))
        super().__init__(status, problem)

    def __str__(self) -> str:
        """Return what was refused, every invalid field, and how to retry if that may help."""
        invalid = [f"{error.get('at')}: {error.get('message')}" for error in self.errors]
        return "\n".join(
            [self.detail, *invalid, *(_again(self.idempotency_key) if self.is_transient else ())]
        )

    @property
    def is_transient(self) -> bool:
        """Return whether a retry may succeed; the request may even have been carried out."""
        return self.status in _TRANSIENT or self.code == _IN_PROGRESS


class Unreachable(Exception):  # noqa: N818 - named by what is so
    """No attempt was answered: the request may or may not have been carried out.

    Repeat it with `idempotency_key` to find out.
    """

    def __init__(self, where: str, why: str, idempotency_key: str | None) -> None:
        """Take the address, the reason, and the key to repeat the request with."""
        self.where, self.why, self.idempotency_key = where, why, idempotency_key
        message = f"{where} does not answer ({why}): is the service running?"
        super().__init__(" ".join([message, *_again(idempotency_key)]))


class AddressError(ValueError):
    """An id that cannot be part of a path: it is empty, or would lead to another address."""

    def __init__(
        self,
        name: str,
        value: str,
        what: str = "one name without a slash, as the service gave it out",
    ) -> None:
        """Take the name of the argument, its value, and what it should be."""
        super().__init__(f"{name} is {value!r}, and is {what}: copy it whole")


@dataclass(frozen=True)
class ApiRequest:
    """One request; it has an `idempotency_key` if it must be carried out only once.

    `accept` is the media type wanted, where there are several.
    """

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] | None = None
    idempotency_key: str | None = None
    accept: str | None = None


@dataclass(frozen=True)
class RetryingClient:
    """A connection to one service, with the API key of the caller.

    If it `sends_digests`, the service refuses a body that was damaged on its way (RFC 9530).
    """

    transport: Transport
    api_key: str | None = field(default=None, repr=False)
    sleep: Callable[[float], None] = time.sleep
    sends_digests: bool = False

    def send(self, request: ApiRequest) -> HttpResponse:
        """Return the response. Raise Refused or Unreachable."""
        why = ""
        for tried in range(1, TRIES_MAX + 1):
            wait_s = SHORTEST_WAIT_S * 2 ** (tried - 1) * random.uniform(0.5, 1)  # noqa: S311 - no secret
            try:
                response = self._sent(request)
            except ConnectionLost as error:
                why = str(error)
            else:
                refused = _refused(response, request.idempotency_key)
                if refused is None:
                    return response
                if not refused.is_transient or tried == TRIES_MAX:
                    raise refused
                wait_s = max(wait_s, _retry_after_s(response))
            if tried < TRIES_MAX:
                self.sleep(min(wait_s, LONGEST_WAIT_S))
        raise Unreachable(self.transport.base_url, why, request.idempotency_key)

    def _sent(self, request: ApiRequest) -> HttpResponse:
        headers, content = {}, None
        if self.api_key:
            headers["Authorization"] = f"Bearer {self.api_key}"
        if request.idempotency_key:
            headers["Idempotency-Key"] = request.idempotency_key
        if request.accept:
            headers["Accept"] = request.accept
        if request.body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(request.body, ensure_ascii=False, allow_nan=False).encode()
            if self.sends_digests:
                digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
                headers["Content-Digest"] = f"sha-256=:{digest}:"
        query = request.query or {}
        return self.transport.send(
            HttpRequest(request.method, request.path, query, headers, content)
        )


def retrying_client(
    where: str | Any,  # noqa: ANN401 - WSGI has no type
    api_key: str | None = None,
    *,
    sends_digests: bool = False,
) -> RetryingClient:
    """Return a client of a base URL, or of a WSGI application in this process.

    Raise ValueError for an invalid URL.
    """
    return RetryingClient(transport_to(where), api_key, sends_digests=sends_digests)


def _refused(response: HttpResponse, idempotency_key: str | None) -> Refused | None:
    if response.status < _FIRST_ERROR:
        return None
    try:
        problem = read_json(response.content)
    except JsonError:
        problem = None  # a proxy has answered, not the service
    return Refused(response.status, problem if isinstance(problem, dict) else {}, idempotency_key)


def _again(idempotency_key: str | None) -> tuple[str, ...]:
    if idempotency_key is None:
        return ()
    return (f"To learn whether it was done, repeat it with the idempotency key {idempotency_key}.",)


def _retry_after_s(response: HttpResponse) -> float:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdecimal() else 0.0
