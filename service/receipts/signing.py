"""The signature of a receipt: `sign` makes it, `verify` checks it offline.

The signature is Ed25519 (RFC 8032) over the canonical JSON of the receipt. A `ReceiptEnvelope`
is exchanged as JSON: `to_json` writes it, `from_json` reads it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service.json_reader import JsonError, read_json
from service.receipts.key_set import PublicKeys, decoded, encoded
from service.receipts.receipt import Receipt, ReceiptError, ReceiptFormError, canonical_json

SIGNATURE_BYTES = 64


class UnknownKeyError(ReceiptError):
    """A receipt that names an unknown key."""


class ReceiptSignatureError(ReceiptError):
    """A receipt that was changed, or not signed with the key that it names."""


@dataclass(frozen=True)
class ReceiptEnvelope:
    """A receipt, the id of the key that signed it, and the signature in base64url."""

    receipt: Receipt
    key_id: str
    signature: str


def sign(receipt: Receipt, private_key: Ed25519PrivateKey, key_id: str) -> ReceiptEnvelope:
    """Return the receipt with the signature of a key. `key_id` is that of its public key."""
    assert key_id, "a receipt names its key by an id"
    signature = private_key.sign(canonical_json(vars(receipt)))
    return ReceiptEnvelope(receipt, key_id, encoded(signature))


def verify(signed: ReceiptEnvelope, public_keys: PublicKeys) -> Receipt:
    """Return the receipt if one of these keys has signed it unchanged.

    Whether its draft was used since, only the service knows. Raise UnknownKeyError,
    ReceiptFormError if the signature is no signature, or ReceiptSignatureError.
    """
    content = canonical_json(vars(signed.receipt))
    return require_signature(signed.receipt, content, signed, public_keys)


class Signed(Protocol):
    """What names its key, and has a signature in base64url."""

    @property
    def key_id(self) -> str:
        """Return the id of the key."""

    @property
    def signature(self) -> str:
        """Return the signature."""


Document = TypeVar("Document")


def require_signature(
    document: Document, content: bytes, signed: Signed, public_keys: PublicKeys
) -> Document:
    """Return a document if the signature over its content is by one of these keys.

    Raise UnknownKeyError, ReceiptFormError if the signature is no signature, or
    ReceiptSignatureError.
    """
    public_key = public_keys.get(signed.key_id)
    if public_key is None:
        message = f"the key {_short(signed.key_id)} is unknown: fetch the public keys anew"
        raise UnknownKeyError(message)
    try:
        signature = decoded(signed.signature)
    except ValueError:
        signature = b""
    if len(signature) != SIGNATURE_BYTES:
        message = "signature is not 64 bytes as base64url without padding: copy it in full"
        raise ReceiptFormError(message)
    try:
        public_key.verify(signature, content)
    except InvalidSignature:
        advice = "; take no money's worth for it" if isinstance(document, Receipt) else ""
        kind = "receipt" if isinstance(document, Receipt) else "proof"
        message = (
            f"the signature of key {_short(signed.key_id)} does not fit: the {kind} was changed, "
            f"or is not ours{advice}"
        )
        raise ReceiptSignatureError(message) from None
    return document


def to_json(signed: ReceiptEnvelope) -> str:
    """Return a signed receipt as one line of JSON."""
    return canonical_json(asdict(signed)).decode()


def from_json(text: str | bytes) -> ReceiptEnvelope:
    """Return the signed receipt of a JSON text, without verifying it.

    Raise ReceiptFormError.
    """
    try:
        document = read_json(text)
    except JsonError as error:
        raise ReceiptFormError(str(error)) from None
    named = _with_names(document, ReceiptEnvelope, "a signed receipt")
    receipt = Receipt(**_with_names(named["receipt"], Receipt, "a receipt"))
    key_id, signature = named["key_id"], named["signature"]
    if not isinstance(key_id, str) or not isinstance(signature, str):
        message = "key_id or signature is not of type str"
        raise ReceiptFormError(message)
    return ReceiptEnvelope(receipt, key_id, signature)


def _with_names(
    document: object, kind: type[ReceiptEnvelope | Receipt], what: str
) -> Mapping[str, Any]:
    names = [part.name for part in fields(kind)]
    if not isinstance(document, dict) or document.keys() != set(names):
        message = f"{what} is an object of {', '.join(names)} and nothing else"
        raise ReceiptFormError(message)
    return document


def _short(key_id: str) -> str:
    # Untrusted: shown escaped and short, so that it cannot imitate other output.
    return ascii(key_id[:40])
