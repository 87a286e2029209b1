"""The wallet's line to wanghuiyi: a request is repeated under the same key until it is answered."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

TRIES = 3
_TRANSIENT = frozenset({429, 502, 503, 504})


class Declined(Exception):  # noqa: N818 - named by what is so
    """Wanghuiyi declined, for a reason that a person can be told."""

    def __init__(self, problem: dict[str, Any]) -> None:
        """Take the problem document of an answer."""
        self.code: str = problem["code"]
        super().__init__(problem["detail"])


class PostOffice:
    """Asks wanghuiyi with the key of a provider; waits by `sleep`, in seconds."""

    def __init__(self, url: str, key: str, sleep: Callable[[float], object] = time.sleep) -> None:
        """Take the base URL and the API key."""
        self._url, self._key, self._sleep = url, key, sleep

    def get(self, path: str) -> dict[str, Any]:
        """Return what is asked for. Raise Declined, or OSError if there is no answer."""
        return self._answer(self._request(path))

    def post(self, path: str, body: dict[str, Any], idempotency_key: str) -> dict[str, Any]:
        """Return the answer. Raise Declined, or OSError if there is none after some tries."""
        request = self._request(path, json.dumps(body).encode())
        request.add_header("Idempotency-Key", idempotency_key)
        return self._answer(request)

    def _request(self, path: str, content: bytes | None = None) -> urllib.request.Request:
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        return urllib.request.Request(self._url + path, content, headers)  # noqa: S310 - of our settings

    def _answer(self, request: urllib.request.Request) -> dict[str, Any]:
        for tries_left in reversed(range(TRIES)):
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
                    read: dict[str, Any] = json.load(answer)
                    return read
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in _TRANSIENT:
                        raise Declined(json.load(error)) from None
                    if not tries_left:
                        raise
                    self._sleep(float(error.headers.get("Retry-After", 0)))
            except (OSError, http.client.HTTPException):
                if not tries_left:
                    raise
        message = "the last try returns or raises"
        raise AssertionError(message)
