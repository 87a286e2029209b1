"""What the API answers with: JSON, whole when it is made."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from werkzeug.http import HTTP_STATUS_CODES

from service.idempotency import Answer
from service.web.digests import wanted_digest

Headers = tuple[tuple[str, str], ...]

_FIRST_ERROR_STATUS = 400


@dataclass(frozen=True)
class JsonResponse:
    """A JSON document as a WSGI application, which Flask accepts from a view as it is."""

    status: int
    content: bytes
    content_type: str = "application/json"
    headers: Headers = ()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request."""
        length = ("Content-Length", str(len(self.content)))
        line = f"{self.status} {HTTP_STATUS_CODES[self.status]}"
        headers = [("Content-Type", self.content_type), length, *self.headers]
        if "HTTP_WANT_CONTENT_DIGEST" in environ and environ["REQUEST_METHOD"] != "HEAD":
            digest = wanted_digest(environ["HTTP_WANT_CONTENT_DIGEST"], self.content)
            headers += [("Content-Digest", digest)] if digest else []
        start_response(line, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.content]


def json_response(answer: Answer) -> JsonResponse:
    """Return the answer of an operation as a response; a kept refusal is a problem again."""
    repeated = (("Idempotency-Replayed", "true"),) if answer.is_repeated else ()
    if answer.status >= _FIRST_ERROR_STATUS:
        return problem_response(answer.status, answer.content, repeated)
    return JsonResponse(answer.status, answer.content, headers=repeated)


def problem_response(status: int, content: bytes, headers: Headers) -> JsonResponse:
    """Return a problem document of RFC 9457 as a response."""
    return JsonResponse(status, content, "application/problem+json", headers)
