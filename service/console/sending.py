"""Sending: the request that a client would send, through the whole pipeline, and as `curl`.

It goes to the application itself, as HTTP would have it: authentication, rates, idempotency,
faults, records and the verdict see a client like any other.
"""

import json
import shlex
from dataclasses import dataclass
from typing import Any

from flask import current_app, request

from service.console.desk import Desk, SentRequest
from service.testing.faults import HEADER


@dataclass(frozen=True)
class ToSend:
    """A request to send: `role` is whose key it has, `faults` what the server is to do wrong."""

    title: str
    method: str
    path: str
    role: str
    body: Any = None
    idempotency_key: str | None = None
    faults: str = ""


def send(desk: Desk, wanted: ToSend) -> SentRequest:
    """Send a request to the world of the page under way; note it on the desk, and return it."""
    path, address = f"{request.root_path}{wanted.path}", request.remote_addr or "127.0.0.1"
    with current_app.app_context():  # of its own: what is noted of it is not of the page's request
        sent = current_app.test_client().open(
            path,
            method=wanted.method,
            headers=_headers(desk, wanted),
            data=None if wanted.body is None else json.dumps(wanted.body),
            environ_overrides={"REMOTE_ADDR": address},
        )
    content = sent.get_data()
    is_lost = int(sent.headers.get("Content-Length", len(content))) > len(content)
    done = SentRequest(
        wanted.title,
        wanted.method,
        wanted.path,
        wanted.body,
        wanted.idempotency_key,
        wanted.role,
        wanted.faults,
        None if is_lost else sent.status_code,
        None if is_lost else _read(content),
        dict(sent.headers),
    )
    desk.note(done)
    return done


def curl(url: str, sent: SentRequest) -> str:
    """Return a command that sends the same; the API key stands in a variable of the shell."""
    words = ["curl", "-X", sent.method, url + sent.path]
    words += ["-H", f"Authorization: Bearer ${sent.role.upper()}_KEY"]
    if sent.idempotency_key:
        words += ["-H", f"Idempotency-Key: {sent.idempotency_key}"]
    if sent.faults:
        words += ["-H", f"{HEADER}: {sent.faults}"]
    if sent.body is not None:
        words += ["-H", "Content-Type: application/json"]
        words += ["-d", json.dumps(sent.body, ensure_ascii=False)]
    variable = f"${sent.role.upper()}_KEY"
    return " ".join(f'"{word}"' if variable in word else shlex.quote(word) for word in words)


def _headers(desk: Desk, wanted: ToSend) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {desk.keys[wanted.role]}"}
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
