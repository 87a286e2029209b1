"""Signatures of webhooks, those of Standard Webhooks 1.0.0, judged by the standard library alone.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence

TOLERANCE_S = 300
"""So far from now by the real clock a webhook may have been sent."""
SECRET_BYTES_MIN, SECRET_BYTES_MAX = 24, 64
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
_PREFIX = "whsec_"
_VERSION = "v1"


def fault_of(
    headers: Mapping[str, str], content: bytes, secrets: Sequence[bytes], now_s: float
) -> str:
    """Return why a webhook is not genuine; nothing if it is."""
    missing = [name for name in (ID, TIMESTAMP, SIGNATURE) if name not in headers]
    if missing:
        return f"the header {missing[0]} is missing"
    sent_at = headers[TIMESTAMP]
    if not is_number(sent_at):
        return f"{TIMESTAMP} is no number of seconds"
    away_s = int(sent_at) - now_s
    if abs(away_s) > TOLERANCE_S:
        direction = "ahead of" if away_s > 0 else "behind"
        return f"{TIMESTAMP} is {abs(away_s):.0f} seconds {direction} now, {TOLERANCE_S} are let in"
    if not secrets:
        return "no secret is trusted yet: call trust(secret) with that of the webhook"
    said = f"{headers[ID]}.{sent_at}.".encode() + content
    expected = [hmac.digest(secret, said, "sha256") for secret in secrets]
    found = [_decoded(one) for one in headers[SIGNATURE].split(" ")]
    # All are compared, so that the time reveals nothing.
    fitting = [hmac.compare_digest(one, other) for one in expected for other in found]
    return "" if any(fitting) else "no signature is by a trusted secret"


def _decoded(signature: str) -> bytes:
    version, _, text = signature.partition(",")
    try:
        return base64.b64decode(text, validate=True) if version == _VERSION else b""
    except (binascii.Error, ValueError):
        return b""


def secret_from(text: str) -> bytes:
    """Return the bytes of a secret as it was shown. Raise ValueError, which does not repeat it."""
    try:
        secret = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not text.startswith(_PREFIX) or not SECRET_BYTES_MIN <= len(secret) <= SECRET_BYTES_MAX:
        message = (
            f"this is not a webhook's secret, which is {_PREFIX} and base64 of {SECRET_BYTES_MIN} "
            f"to {SECRET_BYTES_MAX} bytes: pass it as it was shown when the webhook was made"
        )
        raise ValueError(message)
    return secret


def is_number(text: str) -> bool:
    """Return whether a header is a number, and not so long that it would be costly."""
    return text.isascii() and text.isdecimal() and len(text) <= 12  # noqa: PLR2004 - no int is long
