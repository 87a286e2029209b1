"""Sending: the request that a client would send, through the whole pipeline, and as `curl`.

It goes to the application itself, as HTTP would have it: authentication, rates, idempotency,
faults, records and the verdict see a client like any other.
"""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, request

from service.console.desk import Desk, SentRequest
from service.testing.faults import HEADER


@dataclass(frozen=True)
class ToSend:
    """A request to send: `role` is whose key it has, if any; `faults` are what goes wrong."""

    title: str
    method: str
    path: str
    role: str
    body: Any = None
    idempotency_key: str | None = None
    faults: str = ""


@dataclass(frozen=True)
class AnswerGot:
    """An answer as the client got it: less than it promised, if it was lost on its way."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def is_lost(self) -> bool:
        """Return whether less came than was promised."""
        return int(self.headers.get("Content-Length", 0)) > len(self.content)


def send(desk: Desk, wanted: ToSend) -> SentRequest:
    """Send a request to the world of the page under way; and return it."""
    body = None if wanted.body is None else json.dumps(wanted.body).encode()
    got = opened(wanted.method, wanted.path, _headers(desk, wanted), body)
    return SentRequest(
        wanted.title,
        wanted.method,
        wanted.path,
        wanted.body,
        wanted.idempotency_key,
        wanted.role,
        wanted.faults,
        None if got.is_lost else got.status,
        None if got.is_lost else _read(got.content),
        got.headers,
    )


def opened(method: str, path: str, headers: Mapping[str, str], content: bytes | None) -> AnswerGot:
    """Send a request as it stands to the world of the page under way, and return the answer."""
    target, address = f"{request.root_path}{path}", request.remote_addr or "127.0.0.1"
    with current_app.app_context():  # of its own: what is noted of it is not of the page's request
        got = current_app.test_client().open(
            target,
            method=method,
            headers=dict(headers),
            data=content,
            environ_overrides={"REMOTE_ADDR": address},
        )
    return AnswerGot(got.status_code, dict(got.headers), got.get_data())


def curl(url: str, sent: SentRequest) -> str:
    """Return a command that sends the same; the API key stands in a variable of the shell."""
    words = ["curl", "-X", sent.method, url + sent.path]
    bearer = f"Authorization: Bearer ${sent.role.upper()}_KEY"
    if sent.role:
        words += ["-H", bearer]
    if sent.idempotency_key:
        words += ["-H", f"Idempotency-Key: {sent.idempotency_key}"]
    if sent.faults:
        words += ["-H", f"{HEADER}: {sent.faults}"]
    if sent.body is not None:
        words += ["-H", "Content-Type: application/json"]
        words += ["-d", json.dumps(sent.body, ensure_ascii=False)]
    return " ".join(f'"{word}"' if word == bearer else shlex.quote(word) for word in words)


def _headers(desk: Desk, wanted: ToSend) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {desk.keys[wanted.role]}"} if wanted.role else {}
    if wanted.body is not None:
        headers["Content-Type"] = "application/json"
    if wanted.idempotency_key:
        headers["Idempotency-Key"] = wanted.idempotency_key
    if wanted.faults:
        headers[HEADER] = wanted.faults
    return headers


def _read(content: bytes) -> Any:  # noqa: ANN401 - whatever JSON it is
    try:
        return json.loads(content)
    except ValueError:
        return content.decode(errors="replace")
