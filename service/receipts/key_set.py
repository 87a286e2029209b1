"""Public keys by their ids, as a JWK Set: `to_jwks` publishes them, `from_jwks` reads them.

Source: RFC 7517 for the set, RFC 8037 for the keys. `encoded` and `decoded` are base64url without
padding, in which the set and the signatures are written; one text only stands for some bytes.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PublicKeys = Mapping[str, Ed25519PublicKey]


class KeySetError(ValueError):
    """A document that is no set of public keys, or not a safe one."""


def to_jwks(public_keys: PublicKeys) -> dict[str, list[dict[str, str]]]:
    """Return the document to publish, keys by their ids."""
    return {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "kid": key_id,
                "use": "sig",
                "x": encoded(public_key.public_bytes_raw()),
            }
            for key_id, public_key in sorted(public_keys.items())
        ]
    }


def from_jwks(document: object) -> dict[str, Ed25519PublicKey]:
    """Return the Ed25519 keys of a document; keys of other kinds are passed over, as RFC 7517 asks.

    Raise KeySetError, which names the first key that is wrong.
    """
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        message = 'this is no JWK Set, which is an object with a list of "keys"'
        raise KeySetError(message)
    public_keys: dict[str, Ed25519PublicKey] = {}
    for place, key in enumerate(keys):
        if not isinstance(key, dict):
            message = f"keys[{place}] is not an object"
            raise KeySetError(message)
        if (key.get("kty"), key.get("crv")) != ("OKP", "Ed25519") or key.get("use", "sig") != "sig":
            continue
        key_id, public_key = _read(key, place)
        if key_id in public_keys:
            message = f"keys[{place}] has the kid of another key: each needs its own"
            raise KeySetError(message)
        public_keys[key_id] = public_key
    return public_keys


def encoded(data: bytes) -> str:
    """Return bytes as base64url without padding.

    >>> encoded(b"huiyi"), decoded("aHVpeWk")
    ('aHVpeWk', b'huiyi')
    """
    return urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Return the bytes of which `encoded` makes this text. Raise ValueError if there are none."""
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encoded(data) != text:
        message = "this is not base64url without padding"
        raise ValueError(message)
    return data


def _read(key: dict[object, object], place: int) -> tuple[str, Ed25519PublicKey]:
    key_id, x = key.get("kid"), key.get("x")
    if "d" in key:
        message = f"keys[{place}] is a private key, and now known: replace it at once"
        raise KeySetError(message)
    if not isinstance(key_id, str) or not key_id:
        message = f"keys[{place}] has no kid, by which a receipt could name it"
        raise KeySetError(message)
    try:
        return key_id, Ed25519PublicKey.from_public_bytes(decoded(x if isinstance(x, str) else ""))
    except ValueError:
        message = f"keys[{place}].x is not 32 bytes as base64url without padding"
        raise KeySetError(message) from None
