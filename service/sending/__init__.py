"""How messages leave this house: signed, to addresses that are allowed, within a time."""

from service.sending.addresses import AddressError, allowed_address, url_fault
from service.sending.posting import TIMEOUT_S, Answered, Post, Unanswered, post
from service.sending.signature import (
    SignatureError,
    new_secret,
    secret_from,
    secret_text,
    signed_headers,
    verify,
)

__all__ = [
    "TIMEOUT_S",
    "AddressError",
    "Answered",
    "Post",
    "SignatureError",
    "Unanswered",
    "allowed_address",
    "new_secret",
    "post",
    "secret_from",
    "secret_text",
    "signed_headers",
    "url_fault",
    "verify",
]
