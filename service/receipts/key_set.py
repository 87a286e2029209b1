"""Public keys by their ids, as a JWK Set: `to_jwks` publishes them, `from_jwks` reads them.

Source: RFC 7517 for the set, RFC 8037 for the keys. `encoded` and `decoded` are base64url without
padding, the encoding of keys and signatures; there is exactly one text for any bytes.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PublicKeys = Mapping[str, Ed25519PublicKey]


class KeySetError(ValueError):
    """A document that is not a set of public keys, or is unsafe."""


def to_jwks(public_keys: PublicKeys) -> dict[str, list[dict[str, str]]]:
    """Return the document to publish, sorted by key id."""
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
    """Return the Ed25519 keys of a document; keys of other kinds are ignored, as RFC 7517 requires.

    Raise KeySetError, which names the first key that is wrong.
    """
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        message = 'this is not a JWK Set, which is an object with a list of "keys"'
        raise KeySetError(message)
    public_keys: dict[str, Ed25519PublicKey] = {}
    for index, key in enumerate(keys):
        if not isinstance(key, dict):
            message = f"keys[{index}] is not an object"
            raise KeySetError(message)
        if (key.get("kty"), key.get("crv")) != ("OKP", "Ed25519") or key.get("use", "sig") != "sig":
            continue
        key_id, public_key = _read(key, index)
        if key_id in public_keys:
            message = f"keys[{index}] has the same kid as another key: each needs its own"
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
    """Return the bytes that `encoded` turns into this text. Raise ValueError if there are none."""
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encoded(data) != text:
        message = "this is not base64url without padding"
        raise ValueError(message)
    return data


def _read(key: dict[object, object], index: int) -> tuple[str, Ed25519PublicKey]:
    key_id, x = key.get("kid"), key.get("x")
    if "d" in key:
        message = f"keys[{index}] is a private key, which is now exposed: replace it immediately"
        raise KeySetError(message)
    if not isinstance(key_id, str) or not key_id:
        message = f"keys[{index}] has no kid, by which a receipt could name it"
        raise KeySetError(message)
    try:
        return key_id, Ed25519PublicKey.from_public_bytes(decoded(x if isinstance(x, str) else ""))
    except ValueError:
        message = f"keys[{index}].x is not 32 bytes as base64url without padding"
        raise KeySetError(message) from None
