"""The line from a client to a service: sends requests, and again where that is safe.

All requests may be repeated: those that move money carry an Idempotency-Key, which stays the same,
so the service does once what it is asked for several times. A refusal is raised as `Refused`.
"""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.client.transport import ConnectionLost, Reply, Sending, Transport, transport_to
from service.json_reader import JsonError, read_json

TRIES_MAX = 6
SHORTEST_WAIT_S = 0.1
LONGEST_WAIT_S = 10.0
# The service has no time, or something before it has lost the answer.
_PASSING = frozenset({502, 503, 504})
_IN_PROGRESS = "request_in_progress"
_FIRST_ERROR = 400


class Refused(Exception):  # noqa: N818 - named by what is so
    """The service refuses: `code` is for programs, `detail` says what is allowed and what to do."""

    def __init__(self, status: int, problem: Mapping[str, Any], once: str | None = None) -> None:
        """Take a problem of RFC 9457, and the Idempotency-Key of what was asked for."""
        self.status = status
        self.once = once
        self.problem = problem
        self.code = str(problem.get("code", "unknown"))
        self.detail = str(problem.get("detail", f"the answer has status {status}"))
        self.errors: list[dict[str, str]] = list(problem.get("errors", ()))
        super().__init__(status, problem)

    def __str__(self) -> str:
        """Say what was refused, every fault of the form, and how to go on if it may pass."""
        told = [f"{error.get('at')}: {error.get('message')}" for error in self.errors]
        return "\n".join([self.detail, *told, *(_again(self.once) if self.may_pass else ())])

    @property
    def may_pass(self) -> bool:
        """Tell whether the same request may be answered later; it may even have been done."""
        return self.status in _PASSING or self.code == _IN_PROGRESS


class Unreachable(Exception):  # noqa: N818 - named by what is so
    """Nobody answered, however often: what was asked for may have happened.

    `once` is the Idempotency-Key with which to ask again and learn it.
    """

    def __init__(self, where: str, why: str, once: str | None) -> None:
        """Say where, and how to go on."""
        self.where, self.why, self.once = where, why, once
        told = f"{where} does not answer ({why}): is the service running?"
        super().__init__(" ".join([told, *_again(once)]))


class AddressError(ValueError):
    """What names nothing that has an address: it is empty, or leads to another one."""

    def __init__(self, name: str, value: str) -> None:
        """Say which value, and what is wanted."""
        super().__init__(
            f"{name} is {value!r}, and is one name without a slash, as the service gave it out: "
            "copy it whole"
        )


@dataclass(frozen=True)
class Request:
    """What is sent; `once` is the Idempotency-Key of what may happen only once.

    `accept` names the media type wanted, where there are several.
    """

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] | None = None
    once: str | None = None
    accept: str | None = None


@dataclass(frozen=True)
class RetryingClient:
    """A line to one service, with the API key of the caller."""

    client: Transport
    api_key: str | None = field(default=None, repr=False)
    sleep: Callable[[float], None] = time.sleep

    def send(self, request: Request) -> Reply:
        """Return the answer. Raise Refused or Unreachable."""
        why = ""
        for tried in range(1, TRIES_MAX + 1):
            wait_s = SHORTEST_WAIT_S * 2 ** (tried - 1) * random.uniform(0.5, 1)  # noqa: S311 - no secret
            try:
                response = self._sent(request)
            except ConnectionLost as error:
                why = str(error)
            else:
                refused = _refused(response, request.once)
                if refused is None:
                    return response
                if not refused.may_pass or tried == TRIES_MAX:
                    raise refused
                wait_s = max(wait_s, _retry_after_s(response))
            if tried < TRIES_MAX:
                self.sleep(min(wait_s, LONGEST_WAIT_S))
        raise Unreachable(self.client.base_url, why, request.once)

    def _sent(self, request: Request) -> Reply:
        headers, content = {}, None
        if self.api_key:
            headers["Authorization"] = f"Bearer {self.api_key}"
        if request.once:
            headers["Idempotency-Key"] = request.once
        if request.accept:
            headers["Accept"] = request.accept
        if request.body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(request.body, ensure_ascii=False, allow_nan=False).encode()
        query = request.query or {}
        return self.client.send(Sending(request.method, request.path, query, headers, content))


def line_to(where: str | Any, api_key: str | None = None) -> RetryingClient:  # noqa: ANN401 - WSGI has no type
    """Return a line to a base URL, or to a WSGI application in this process.

    Raise ValueError for what is no URL.
    """
    return RetryingClient(transport_to(where), api_key)


def _refused(response: Reply, once: str | None) -> Refused | None:
    if response.status < _FIRST_ERROR:
        return None
    try:
        problem = read_json(response.content)
    except JsonError:
        problem = None  # something between us and the service has answered
    return Refused(response.status, problem if isinstance(problem, dict) else {}, once)


def _again(once: str | None) -> tuple[str, ...]:
    if once is None:
        return ()
    return (f"To learn whether it happened, repeat it with the key {once} (a command: --once).",)


def _retry_after_s(response: Reply) -> float:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdecimal() else 0.0
