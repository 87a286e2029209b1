"""API keys: made, rotated with an overlap, ended; the secret is shown once and kept as a hash."""

import hashlib
import hmac
from typing import Any

from service.call import Call, Caller, Entropy, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.refusals.agency import AgentNameUnfit
from service.refusals.request import ApiKeyUnknown, WalletUnknown
from service.schemas.books import KeyBody, RotationBody
from service.store import agents, wallets
from service.store.keys import all_keys, locked_key
from service.tables import KeyRow

PREFIX = "whk"
HOUR_MS = 3_600_000
_SECRET_BITS = 256


def make_key(connection: Connection, call: Call[KeyBody]) -> Outcome:
    """Make a key; an outlet or an agent that is new is opened.

    Refused: `WalletUnknown` for a shop's, `AgentNameUnfit` for an agent's.
    """
    body = call.body
    if body.role == "outlet":
        wallets.open_outlet(connection, body.holder)
    if body.role == "shop" and wallets.wallet_and_provider(connection, body.holder) is None:
        raise WalletUnknown
    if body.role == "agent":
        if "/" in body.holder:
            raise AgentNameUnfit
        agents.open_agent(connection, body.holder, call.now_ms)
    key, text = new_key(call.entropy, body.role, body.holder, call.now_ms)
    return Outcome(_shown(key) | {"key": text}, changes=(key,))


def rotate_key(connection: Connection, call: Call[RotationBody]) -> Outcome:
    """Make a new key like an old one, which ends after an overlap. Refused: `ApiKeyUnknown`.

    Where an earlier rotation promised the old one more time, that holds: to end it, revoke it.
    """
    old = _known(connection, call)
    key, text = new_key(call.entropy, old.role, old.holder, call.now_ms)
    old.ends_ms = end_after_rotation(old, call.now_ms, call.body.overlap_h)
    return Outcome(_shown(key) | {"key": text}, changes=(key, old))


def revoke_key(connection: Connection, call: Call[Any]) -> Outcome:
    """End a key now, whatever a rotation promised. Refused: `ApiKeyUnknown`."""
    key = _known(connection, call)
    if key.revoked_ms is None:
        key.revoked_ms = call.now_ms
    if key.ends_ms is None or key.ends_ms > call.now_ms:
        key.ends_ms = call.now_ms
    return Outcome(_shown(key), status=200, changes=(key,))


def list_keys(connection: Connection, _call: Call[Any]) -> dict[str, Any]:
    """Return every key, without secrets."""
    return {"keys": [_shown(key) for key in all_keys(connection)]}


def end_after_rotation(key: KeyRow, now_ms: int, overlap_h: int) -> int | None:
    """Return when a key ends that is rotated: after the overlap, or later where that was promised.

    A key that was revoked, or that has ended, stays ended.
    """
    until_ms = now_ms + overlap_h * HOUR_MS
    if key.revoked_ms is not None:
        return key.ends_ms
    if key.ends_ms is None or now_ms < key.ends_ms < until_ms:
        return until_ms
    return key.ends_ms


def new_key(entropy: Entropy, role: str, holder: str, now_ms: int) -> tuple[KeyRow, str]:
    """Return a key as it is stored, and as its holder gets it."""
    key_id = f"{entropy.integer('key id', 1 << 64):016x}"
    secret = f"{entropy.integer('key secret', 1 << _SECRET_BITS):064x}"
    key = KeyRow(
        key_id=key_id,
        role=role,
        holder=holder,
        secret_hash=_hash(secret),
        created_ms=now_ms,
    )
    return key, f"{PREFIX}_{key_id}_{secret}"


def caller_of(key: KeyRow, secret: str, now_ms: int) -> Caller | None:
    """Return who a key stands for, if the secret fits and it has not ended; in constant time."""
    fits = hmac.compare_digest(key.secret_hash, _hash(secret))
    has_ended = key.ends_ms is not None and now_ms >= key.ends_ms
    if not fits or has_ended:
        return None
    return Caller(key.key_id, key.role, key.holder, key.blocked_until_ms)


def _hash(secret: str) -> bytes:
    # 256 bits of chance need no slow hash.
    return hashlib.sha256(secret.encode()).digest()


def _known(connection: Connection, call: Call[Any]) -> KeyRow:
    key = locked_key(connection, call.path["key_id"])
    if key is None:
        raise ApiKeyUnknown
    return key


def _shown(key: KeyRow) -> dict[str, Any]:
    return {
        "key_id": key.key_id,
        "role": key.role,
        "holder": key.holder,
        "created_at": rfc3339(key.created_ms),
        "ends_at": None if key.ends_ms is None else rfc3339(key.ends_ms),
    }
