"""The part of the contract about headers of answers, and which answer has which."""

from typing import Any

_REF = "#/components/headers/{name}"
_INTEGER = {"type": "integer", "minimum": 0}
_TEXT = {"type": "string"}

HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-Id": {"description": "What the log calls this request.", "schema": _TEXT},
    "Wanghuiyi-Contract": {
        "description": "The hash of the contract that the server keeps, as in `x-contract`: "
        "when it changes, compare with `wanghuiyi contract diff`.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    },
    "traceresponse": {
        "description": "The trace that the request belongs to, and our span in it, in the form of "
        "`traceparent` (W3C Trace Context), which the request had or the server began.",
        "schema": {"type": "string", "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"},
    },
    "Content-Digest": {
        "description": "The digest of an answer in JSON (RFC 9530), if the request's "
        "`Want-Content-Digest` asks for one.",
        "schema": _TEXT,
    },
    "Idempotency-Replayed": {
        "description": "`true` if this is the answer that was given to the first request "
        "under the key; nothing was done again.",
        "schema": {"const": "true"},
    },
    "Retry-After": {"description": "Seconds to wait before the next try.", "schema": _INTEGER},
    "RateLimit": {
        "description": 'What is left, as `"key";r=59;t=30`: requests, and seconds until all '
        "may be sent again.",
        "schema": _TEXT,
    },
    "RateLimit-Policy": {
        "description": 'How many may be sent, as `"key";q=60;w=60`: requests, in seconds.',
        "schema": _TEXT,
    },
    "RateLimit-Limit": {"description": "`q` of RateLimit-Policy.", "schema": _INTEGER},
    "RateLimit-Remaining": {"description": "`r` of RateLimit.", "schema": _INTEGER},
    "RateLimit-Reset": {"description": "`t` of RateLimit.", "schema": _INTEGER},
    "WWW-Authenticate": {"description": "How to send an API key.", "schema": _TEXT},
}
_ALWAYS = (
    "X-Request-Id",
    "Wanghuiyi-Contract",
    "traceresponse",
    "Content-Digest",
    "RateLimit",
    "RateLimit-Policy",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
)
_UNAUTHENTICATED, _FIRST_FAULT = 401, 500


def headers_of(status: int, *, needs_key: bool, may_wait: bool) -> dict[str, Any]:
    """Return the headers of an answer, by reference.

    `needs_key` says that it may be an answer given before, `may_wait` that one of its refusals
    says when to come again.
    """
    names = (
        *_ALWAYS,
        *(("Idempotency-Replayed",) if needs_key and status < _FIRST_FAULT else ()),
        *(("Retry-After",) if may_wait else ()),
        *(("WWW-Authenticate",) if status == _UNAUTHENTICATED else ()),
    )
    return {name: {"$ref": _REF.format(name=name)} for name in names}
