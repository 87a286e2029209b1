"""The answer under an idempotency key, for another process, which has the key and no body.

Who repeats a request gets its answer too, but must know the whole request. Here the key alone opens
the answer, for the role and holder that sent the request and for nobody else: it was drawn by them,
the answer is sealed with it, and the service does not know it.
"""

import json
from typing import Any

from service.call import Call
from service.clock import rfc3339
from service.database.connection import Connection
from service.database.transactions import DuplicateKey, LockTimeout
from service.store import answers
from service.store.answers import StoredAnswer

_ITEM = "{key}/{place}"


def show_answer(call: Call[Any]) -> dict[str, Any]:
    """Return what became of the request under the key in the path. Raise Busy, Unavailable.

    What is being saved at this moment cannot be read yet. So where nothing is read, the same row is
    written, and never kept: who waits for another's row knows that there is one. SQLite has one
    writer, so there it is this one's turn only when the other is done.
    """
    found = _read(call)
    if found is not None:
        return found
    try:
        call.context.database.transaction(lambda connection: _try_row(connection, call))
    except _Free:
        return _said("unknown")
    except LockTimeout:
        return _said("in_progress")
    except DuplicateKey:
        pass
    found = _read(call)
    assert found is not None, "its row was there"
    return found


class _Free(Exception):  # noqa: N818 - named by what is so
    """Nobody has a row of this key, nor is writing one; ours is undone by this."""


def _try_row(connection: Connection, call: Call[Any]) -> None:
    answers.write_in_vain(connection, _key_hash(call), call.now_ms)
    raise _Free


def _read(call: Call[Any]) -> dict[str, Any] | None:
    key = call.path["idempotency_key"]
    with call.context.database.snapshot() as connection:
        found = answers.stored_answer(connection, _key_hash(call))
        if found is None:
            return _batch(connection, call)
    if found.answer.is_forgotten:
        return _said("expired", found)
    opened = call.context.vault.unseal(key, found.answer.sealed)
    return _said("done", found, answer=json.loads(opened))


def _batch(connection: Connection, call: Call[Any]) -> dict[str, Any] | None:
    """Return how many first items of a batch have answers; None if it is no batch's key."""
    key, vault, scope = call.path["idempotency_key"], call.context.vault, call.caller.scope

    def is_answered(place: int) -> bool:
        item = vault.key_hash(scope, _ITEM.format(key=key, place=place))
        return answers.stored_answer(connection, item) is not None

    if not is_answered(0):
        return None
    # Items are answered in order: double until one is not, then halve.
    low, high = 0, 1
    while is_answered(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if is_answered(middle) else (low, middle)
    return _said("batch", items=high)


def _said(
    state: str,
    found: StoredAnswer | None = None,
    *,
    items: int | None = None,
    answer: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "state": state,
        "status": found.answer.status if found else None,
        "answered_at": rfc3339(found.at_ms) if found else None,
        "items": items,
        "answer": answer,
    }


def _key_hash(call: Call[Any]) -> bytes:
    return call.context.vault.key_hash(call.caller.scope, call.path["idempotency_key"])
