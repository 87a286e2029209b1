"""Gateways for text messages: a file, for development or a modem's spooler, or HTTP."""

import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult

from service.clock import rfc3339
from service.domain.message import FailedAttempt
from service.domain.sms import parts_of
from service.errors import ConfigError
from service.transport.allowed_addresses import http_parts, stated_port
from service.transport.http import TIMEOUT_S, Post, PostUnanswered, post, traced_headers
from service.transport.signature import signed_headers

_MODE = 0o600
_OK = range(200, 300)
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
_NEVER = frozenset({400, 404, 410, 413, 422})
"""Statuses that a retry cannot change."""


@dataclass(frozen=True)
class Text:
    """A text message; its `phone` is personal data. `traceparent` is the trace that it is of."""

    message_id: str
    phone: str = field(repr=False)
    words: str
    language: str
    at_ms: int
    traceparent: str | None = None

    def document(self) -> dict[str, object]:
        """Return it in the form that gateways get."""
        parts = parts_of(self.words)
        return {
            "to": self.phone,
            "text": self.words,
            "language": self.language,
            "alphabet": parts.alphabet,
            "parts": parts.count,
        }


class Gateway(Protocol):
    """Sends text messages; one may be sent twice, with the same id."""

    def send(self, text: Text) -> FailedAttempt | None:
        """Send a text; return None if the gateway accepted it."""


@dataclass(frozen=True)
class FileGateway:
    """Appends a line of JSON for each text, and syncs it before it counts as sent."""

    path: Path

    def send(self, text: Text) -> FailedAttempt | None:
        """Append it."""
        line = {"id": text.message_id, "at": rfc3339(text.at_ms), **text.document()}
        content = json.dumps(line, ensure_ascii=False).encode() + b"\n"
        try:
            number = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _MODE)
            try:
                written = os.write(number, content)
                os.fsync(number)
            finally:
                os.close(number)
        except OSError as error:
            return FailedAttempt(f"the file cannot be written: {error.strerror}")
        return None if written == len(content) else FailedAttempt("the disk is full")


@dataclass(frozen=True)
class HttpGateway:
    """Posts each text as a message of Standard Webhooks of type sms.send, signed with a secret."""

    url: str
    secret: bytes = field(repr=False)
    timeout_s: float = TIMEOUT_S

    def send(self, text: Text) -> FailedAttempt | None:
        """Post it."""
        document = {"type": "sms.send", "timestamp": rfc3339(text.at_ms), "data": text.document()}
        content = json.dumps(document, ensure_ascii=False).encode()
        headers = signed_headers(text.message_id, real_s(), content, [self.secret])
        headers |= {"Content-Type": "application/json", **traced_headers(text.traceparent)}
        sent = Post(self.url, headers, content)
        answered = post(sent, _named, self.timeout_s)
        if isinstance(answered, PostUnanswered):
            return FailedAttempt(answered.problem)
        if answered.status in _OK:
            return None
        is_final = answered.status in _NEVER
        return FailedAttempt(f"status {answered.status}", is_final, answered.retry_after_ms)


def gateway_named(name: str, secret: bytes | None, timeout_s: float = TIMEOUT_S) -> Gateway:
    """Return the gateway that an option names. Raise ConfigError."""
    if name.startswith("file:") and len(name) > len("file:"):
        return FileGateway(Path(name.removeprefix("file:")))
    parts = http_parts(name)
    if parts and (parts.scheme == "https" or parts.hostname in _LOCAL):
        if secret is None:
            message = (
                "--sms-gateway is a URL, and requests to it are signed: "
                "set WANGHUIYI_SMS_SECRET to whsec_ and base64 of 24 to 64 random bytes"
            )
            raise ConfigError(message)
        return HttpGateway(name, secret, timeout_s)
    message = "--sms-gateway has the form file:PATH, or https://HOST/...: write it so"
    raise ConfigError(message)


def real_s() -> int:
    """Return the real time, with which messages are signed: receivers compare it with their clocks.

    The service's own clock may have been set by a test.
    """
    return int(time.time())  # noqa: TID251 - see above


def _named(parts: SplitResult) -> tuple[str, int]:
    """Allow any address for the operator's own gateway."""
    return parts.hostname or "", stated_port(parts)
