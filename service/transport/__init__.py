"""Sending messages over the network: signed, to allowed addresses only, with a time limit."""

from service.transport.allowed_addresses import ForbiddenAddressError, allowed_address, url_fault
from service.transport.http import (
    TIMEOUT_S,
    Pin,
    Post,
    PostAnswered,
    PostUnanswered,
    post,
    traced_headers,
)
from service.transport.signature import (
    SignatureError,
    new_secret,
    secret_from,
    secret_text,
    signed_headers,
    verify,
)

__all__ = [
    "TIMEOUT_S",
    "ForbiddenAddressError",
    "Pin",
    "Post",
    "PostAnswered",
    "PostUnanswered",
    "SignatureError",
    "allowed_address",
    "new_secret",
    "post",
    "secret_from",
    "secret_text",
    "signed_headers",
    "traced_headers",
    "url_fault",
    "verify",
]
