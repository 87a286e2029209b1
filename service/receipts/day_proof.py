"""The proof of a closed day: what was entered until it was closed, in a chain from day to day.

A `DayProof` says which lines of both books belong to a closing, by the root of a tree of hashes
over them (`service.domain.hash_tree`), and has the hash of the proof before it. It is signed with
the key of receipts, so whoever has the published keys verifies it offline. What is hashed of a line
is `line_text`, and of a proof `DayProof.text`: canonical JSON, as of a receipt.
"""

import hashlib
import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic_core import to_json

from service.receipts.key_set import PublicKeys, encoded
from service.receipts.receipt import ReceiptError, ReceiptFormError, canonical_json
from service.receipts.signing import require_signature

KIND = "wanghuiyi proof of a day 1"
"""Stands in each proof, so that no other document that the key signs can be taken for one."""

NO_PROOF = "0" * 64
"""What stands in the first proof for the one before."""

_SHA_256 = re.compile(r"[0-9a-f]{64}")
_NOTHING_SAID = "the proof of a day is an object of {names} and nothing else, each of its type"


@dataclass(frozen=True, slots=True)
class BookLine:
    """A line of a book as it was entered; `seq` is its number among those of both books."""

    seq: int
    book: str
    key: str
    debit: str
    credit: str
    amount_fen: int
    at_ms: int


@dataclass(frozen=True)
class DayProof:
    """What is signed of a closing.

    `number` counts closings from 1 in the order in which they were done, which may not be that of
    days. The lines are those with `after_seq < seq <= last_seq`; `line_count` says how many they
    are, as numbers may be skipped. `root` and `previous` are SHA-256 in hexadecimal. `made_at` is
    later than `closed_at` for days that were closed by a version without proofs.
    """

    kind: str
    number: int
    day: str
    closed_at: str
    made_at: str
    net_due_fen: int
    after_seq: int
    last_seq: int
    line_count: int
    root: str
    previous: str

    def __post_init__(self) -> None:
        """Require fields of their types. Raise ReceiptFormError."""
        values = asdict(self)
        has_types = all(type(values[name]) is kind for name, kind in _TYPES)
        if not has_types or self.kind != KIND:
            raise ReceiptFormError(_NOTHING_SAID.format(names=", ".join(values)))
        if not (_SHA_256.fullmatch(self.root) and _SHA_256.fullmatch(self.previous)):
            message = "root or previous is not SHA-256 in 64 hexadecimal digits"
            raise ReceiptFormError(message)

    @property
    def text(self) -> bytes:
        """Return what is signed, and hashed for the next proof."""
        return canonical_json(asdict(self))

    @property
    def hash(self) -> str:
        """Return what the next proof has as `previous`."""
        return hashlib.sha256(self.text).hexdigest()


_TYPES = tuple((part.name, part.type) for part in fields(DayProof) if isinstance(part.type, type))


@dataclass(frozen=True)
class SignedDayProof:
    """A proof, the id of the key that signed it, and the signature in base64url."""

    proof: DayProof
    key_id: str
    signature: str


class DayProofError(ReceiptError):
    """A proof of a day, or a file of one, that cannot be read or is not valid."""


def line_text(line: BookLine) -> bytes:
    """Return what is hashed of a line.

    >>> line_text(BookLine(1, "post", "deposit:d1", "post:cash:固始", "post:due", 5, 0)).decode()
    '{"amount_fen":5,"at_ms":0,"book":"post","credit":"post:due","debit":"post:cash:固始",\
"key":"deposit:d1","seq":1}'
    """
    return to_json(
        {
            "amount_fen": line.amount_fen,
            "at_ms": line.at_ms,
            "book": line.book,
            "credit": line.credit,
            "debit": line.debit,
            "key": line.key,
            "seq": line.seq,
        }
    )


def sign_proof(proof: DayProof, private_key: Ed25519PrivateKey, key_id: str) -> SignedDayProof:
    """Return the proof with the signature of a key. `key_id` is that of its public key."""
    return SignedDayProof(proof, key_id, encoded(private_key.sign(proof.text)))


def verify_proof(signed: SignedDayProof, public_keys: PublicKeys) -> DayProof:
    """Return the proof if one of these keys has signed it unchanged.

    Raise UnknownKeyError, ReceiptFormError or ReceiptSignatureError.
    """
    return require_signature(signed.proof, signed.proof.text, signed, public_keys)


def proof_of(document: Any) -> DayProof:  # noqa: ANN401 - JSON of strangers, which this proves
    """Return the proof of a document. Raise ReceiptFormError."""
    names = {part.name for part in fields(DayProof)}
    if not isinstance(document, dict) or document.keys() != names:
        raise ReceiptFormError(_NOTHING_SAID.format(names=", ".join(sorted(names))))
    return DayProof(**document)


def signed_proof_of(document: Any) -> SignedDayProof:  # noqa: ANN401 - as above
    """Return the signed proof of a document, without verifying it. Raise ReceiptFormError."""
    names = {part.name for part in fields(SignedDayProof)}
    if not isinstance(document, dict) or document.keys() != names:
        message = f"a signed proof is an object of {', '.join(sorted(names))} and nothing else"
        raise ReceiptFormError(message)
    key_id, signature = document["key_id"], document["signature"]
    if not isinstance(key_id, str) or not isinstance(signature, str):
        message = "key_id or signature is not of type str"
        raise ReceiptFormError(message)
    return SignedDayProof(proof_of(document["proof"]), key_id, signature)
