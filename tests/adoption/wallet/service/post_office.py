"""The wallet's line to wanghuiyi: a request is repeated under the same key until it is answered."""

import http.client
import json
import urllib.error
import urllib.request
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
    """Asks wanghuiyi with the key of a provider."""

    def __init__(self, url: str, key: str) -> None:
        """Take the base URL and the API key."""
        self._url, self._key = url, key

    def post(self, path: str, body: dict[str, Any], idempotency_key: str) -> dict[str, Any]:
        """Return the answer. Raise Declined, or OSError if there is none after some tries."""
        headers = {
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/json",
            "Idempotency-Key": idempotency_key,
        }
        content = json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, content, headers, method="POST")  # noqa: S310 - of our settings
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
            except (OSError, http.client.HTTPException):
                if not tries_left:
                    raise
        message = "the last try returns or raises"
        raise AssertionError(message)
