"""Signatures of webhooks, by the Standard Webhooks specification 1.0.0.

`signed_headers` makes the three headers, with a signature by each secret that is in force, so that
secrets can be rotated without losing a message; `verify` checks them at the receiver. Source:
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE_S = 300
PREFIX = "whsec_"
SECRET_BYTES = 32
SECRET_BYTES_MIN, SECRET_BYTES_MAX = 24, 64

_VERSION = "v1"


class SignatureError(Exception):
    """A message was not signed with the secret, or not recently."""


def new_secret(drawn: int) -> bytes:
    """Return a secret of 32 bytes: `drawn` is a random number of 256 bits."""
    return drawn.to_bytes(SECRET_BYTES)


def secret_text(secret: bytes) -> str:
    """Return a secret as it is shown to its receiver.

    >>> secret_text(bytes(24))
    'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    return PREFIX + base64.b64encode(secret).decode()


def secret_from(text: str) -> bytes:
    """Return the bytes of a secret. Raise ValueError, which does not repeat it."""
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not text.startswith(PREFIX) or not SECRET_BYTES_MIN <= len(secret) <= SECRET_BYTES_MAX:
        message = (
            f"this is not a webhook secret, which is {PREFIX} and base64 of "
            f"{SECRET_BYTES_MIN} to {SECRET_BYTES_MAX} bytes: copy it as it was shown"
        )
        raise ValueError(message)
    return secret


def signed_headers(
    message_id: str, at_s: int, content: bytes, secrets: Sequence[bytes]
) -> dict[str, str]:
    """Return the headers of a message sent at a moment, in seconds since 1970 in UTC."""
    signatures = [
        f"{_VERSION},{base64.b64encode(_mac(secret, message_id, str(at_s), content)).decode()}"
        for secret in secrets
    ]
    return {ID: message_id, TIMESTAMP: str(at_s), SIGNATURE: " ".join(signatures)}


def verify(
    headers: Mapping[str, str], content: bytes, secrets: Sequence[bytes], now_s: float
) -> str:
    """Verify a message and return its id. Names of headers are lower case. Raise SignatureError."""
    try:
        message_id, at_s, signatures = headers[ID], headers[TIMESTAMP], headers[SIGNATURE]
    except KeyError as error:
        message = f"the header {error.args[0]} is missing: check whether a proxy removes it"
        raise SignatureError(message) from None
    if not at_s.isascii() or not at_s.isdecimal() or abs(int(at_s) - now_s) > TOLERANCE_S:
        message = (
            f"{TIMESTAMP} is more than {TOLERANCE_S} seconds from now: "
            "set the clock of this machine; otherwise this is a replay of an old message"
        )
        raise SignatureError(message)
    expected = [_mac(secret, message_id, at_s, content) for secret in secrets]
    found = [_decoded(one) for one in signatures.split(" ")]
    # All are compared, so that the time reveals nothing.
    fitting = [hmac.compare_digest(one, other) for one in expected for other in found]
    if not any(fitting):
        message = "no signature is valid: check whether the secret is that of this webhook"
        raise SignatureError(message)
    return message_id


def _mac(secret: bytes, message_id: str, at_s: str, content: bytes) -> bytes:
    return hmac.digest(secret, f"{message_id}.{at_s}.".encode() + content, "sha256")


def _decoded(signature: str) -> bytes:
    version, _, text = signature.partition(",")
    try:
        return base64.b64decode(text, validate=True) if version == _VERSION else b""
    except (binascii.Error, ValueError):
        return b""
