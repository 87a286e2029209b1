"""Secrets: what is never stored in plain text, and how it is compared.

A `Vault` holds one root secret, from which a key for each purpose is derived; with the database
alone nobody can test guesses of numbers or passwords. Stored are: remittance numbers, identities
and idempotency keys as keyed hashes (HMAC-SHA256); a draft's password as a slow salted hash over a
keyed one (scrypt, RFC 7914); answers to be repeated, sealed (AES-256-GCM) with the client's own
idempotency key, which is not stored; names and addresses on labels, sealed with a key for each
parcel; phones, secrets of webhooks and what callers note about their objects, which the service
must read again, encrypted with a key of its own. `docs/operations.md` explains the cost of the
password hash.
"""

import hashlib
import hmac
import os
import struct
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ROOT_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
DEFAULT_COST = 1 << 10
"""scrypt's N with r = 8 and p = 1: 1 MiB and some 2.5 ms for each guess."""
NO_SLOW_HASH = 1
"""No scrypt at all, only a keyed and salted hash: for tests and for measuring the rest."""

_BLOCK = 8
_COST = struct.Struct(">I")


@dataclass(frozen=True)
class Vault:
    """The root secret of one service, and the cost of its password hash.

    `root` has 32 random bytes; `cost` is scrypt's N, a power of two from 2 on, or `NO_SLOW_HASH`.
    """

    root: bytes = field(repr=False)
    cost: int = DEFAULT_COST

    def __post_init__(self) -> None:
        """A secret of the wrong length is our own mistake."""
        assert len(self.root) == ROOT_BYTES, "the root secret has 32 bytes"
        assert self.cost >= NO_SLOW_HASH, "scrypt's N is a power of two"
        assert self.cost & (self.cost - 1) == 0, "scrypt's N is a power of two"

    def number_hash(self, number: str) -> bytes:
        """Return the hash of a remittance number that is stored."""
        return _mac(self._by_number, number.encode())

    def person_hash(self, identity: str) -> bytes:
        """Return the hash of an identity document's number that is stored."""
        return _mac(self._by_person, identity.encode())

    def key_hash(self, scope: str, idempotency_key: str) -> bytes:
        """Return the hash of a caller's idempotency key that is stored."""
        return _mac(self._by_idempotency_key, f"{scope}\n{idempotency_key}".encode())

    def external_hash(self, scope: str, external_id: str) -> bytes:
        """Return the hash by which a caller's own number for an object is looked up."""
        return _mac(self._by_external_id, f"{scope}\n{external_id}".encode())

    def password_hash(self, password: str) -> bytes:
        """Return cost, salt and slow hash of a draft's password."""
        salt = os.urandom(SALT_BYTES)
        return _COST.pack(self.cost) + salt + self._slow(password, salt, self.cost)

    def fits(self, password: str, password_hash: bytes) -> bool:
        """Return whether a password has this hash, in constant time."""
        (cost,) = _COST.unpack_from(password_hash)
        salt = password_hash[_COST.size : _COST.size + SALT_BYTES]
        found = self._slow(password, salt, cost)
        return hmac.compare_digest(found, password_hash[_COST.size + SALT_BYTES :])

    @cached_property
    def nobodys_hash(self) -> bytes:
        """Return a hash that no password has, so that unknown numbers take the same time."""
        return _COST.pack(self.cost) + bytes(SALT_BYTES) + bytes(32)

    def seal(self, idempotency_key: str, content: bytes) -> bytes:
        """Encrypt with a key made of the service's and the client's, which is not stored."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher(idempotency_key).encrypt(nonce, content, None)

    def unseal(self, idempotency_key: str, sealed: bytes) -> bytes:
        """Decrypt sealed content. Raise InvalidTag for another key, or if a bit has changed."""
        nonce, content = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return self._cipher(idempotency_key).decrypt(nonce, content, None)

    def seal_label(self, item_number: str, content: bytes) -> bytes:
        """Encrypt the names and addresses on a label, with a key for each parcel."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._label_cipher(item_number).encrypt(nonce, content, None)

    def unseal_label(self, item_number: str, sealed: bytes) -> bytes:
        """Decrypt a parcel's label. Raise InvalidTag for another parcel's, or a changed one."""
        nonce, content = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return self._label_cipher(item_number).decrypt(nonce, content, None)

    def fingerprint(self, idempotency_key: str, content: bytes) -> bytes:
        """Return a keyed hash by which requests with the same key are compared."""
        return _mac(self._by_fingerprint, idempotency_key.encode() + b"\n" + content)

    def phone_hash(self, phone: str) -> bytes:
        """Return the hash by which a phone number is looked up."""
        return _mac(self._by_phone, phone.encode())

    def encrypt(self, record: str, content: bytes) -> bytes:
        """Encrypt what the service must read again: phones, secrets of webhooks, annotations.

        `record` names the row that it is stored in; it cannot be decrypted for another.
        """
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self._stored_key).encrypt(nonce, content, record.encode())

    def decrypt(self, record: str, sealed: bytes) -> bytes:
        """Decrypt the content of a record. Raise InvalidTag if it is another's, or has changed."""
        nonce, content = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return AESGCM(self._stored_key).decrypt(nonce, content, record.encode())

    @cached_property
    def root_fingerprint(self) -> bytes:
        """Return a fingerprint of the root secret, which reveals neither it nor a derived key."""
        return _mac(_keyed(self._derived("root fingerprint")), b"")

    @cached_property
    def receipt_key(self) -> Ed25519PrivateKey:
        """Return the key that signs receipts."""
        return Ed25519PrivateKey.from_private_bytes(self._derived("receipt"))

    def _slow(self, password: str, salt: bytes, cost: int) -> bytes:
        peppered = _mac(self._by_password, password.encode())
        if cost == NO_SLOW_HASH:
            return _mac(_keyed(peppered), salt)
        return hashlib.scrypt(peppered, salt=salt, n=cost, r=_BLOCK, p=1, dklen=32)

    def _cipher(self, idempotency_key: str) -> AESGCM:
        return AESGCM(_mac(self._by_seal, idempotency_key.encode()))

    def _label_cipher(self, item_number: str) -> AESGCM:
        return AESGCM(_mac(self._by_label, item_number.encode()))

    def _derived(self, purpose: str) -> bytes:
        return _mac(_keyed(self.root), f"wanghuiyi {purpose} 1".encode())

    @cached_property
    def _stored_key(self) -> bytes:
        return self._derived("keep")

    @cached_property
    def _by_number(self) -> hmac.HMAC:
        return _keyed(self._derived("number"))

    @cached_property
    def _by_person(self) -> hmac.HMAC:
        return _keyed(self._derived("person"))

    @cached_property
    def _by_idempotency_key(self) -> hmac.HMAC:
        return _keyed(self._derived("idempotency key"))

    @cached_property
    def _by_external_id(self) -> hmac.HMAC:
        return _keyed(self._derived("external id"))

    @cached_property
    def _by_phone(self) -> hmac.HMAC:
        return _keyed(self._derived("phone"))

    @cached_property
    def _by_fingerprint(self) -> hmac.HMAC:
        return _keyed(self._derived("fingerprint"))

    @cached_property
    def _by_password(self) -> hmac.HMAC:
        return _keyed(self._derived("password"))

    @cached_property
    def _by_label(self) -> hmac.HMAC:
        return _keyed(self._derived("label"))

    @cached_property
    def _by_seal(self) -> hmac.HMAC:
        return _keyed(self._derived("seal"))


def _keyed(key: bytes) -> hmac.HMAC:
    return hmac.new(key, digestmod="sha256")


def _mac(keyed: hmac.HMAC, message: bytes) -> bytes:
    # `hmac.digest` releases the interpreter lock, and for so short a message getting it back takes
    # longer than the digest.
    fresh = keyed.copy()
    fresh.update(message)
    return fresh.digest()
