"""Answers that were given under an idempotency key, sealed.

Of an answer that is forgotten the key is known for a while yet, so that a request that comes again
very late is refused, and not run a second time.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, text, update

from service.database.change import Change
from service.domain.day import DAY_MS
from service.store.names import names, table_of
from service.tables import AnswerRow

ANSWER = table_of(AnswerRow)

KEPT_DAYS = 90
"""For how long an answer is kept at least, as the contract says. Assumption: no retry is later."""

EXPIRED_KNOWN_DAYS = 400
"""For how long a key is known whose answer is forgotten, from its first use on. Assumption."""

_INSERT_ANSWER = (
    insert(ANSWER)
    .values({column: bindparam(f"answer_{column}") for column in names(ANSWER)})
    .inline()
)
_GIVEN = select(ANSWER.c.fingerprint, ANSWER.c.status, ANSWER.c.sealed, ANSWER.c.at_ms).where(
    ANSWER.c.key_hash == bindparam("key_hash")
)

IN_PROGRESS_AFTER_MS = 100
"""For how long a look-up waits for whoever is saving an answer before it says so."""


@dataclass(frozen=True)
class GivenAnswer:
    """An answer as it was given; nothing is sealed if it is forgotten."""

    fingerprint: bytes
    status: int
    sealed: bytes

    @property
    def is_forgotten(self) -> bool:
        """Return whether only its key is left."""
        return not self.sealed


@dataclass(frozen=True)
class StoredAnswer:
    """An answer as it is kept, and when it was given."""

    answer: GivenAnswer
    at_ms: int


def inserted(key_hash: bytes, answer: GivenAnswer, at_ms: int) -> Change:
    """Keep an answer under a key."""
    return Change(
        _INSERT_ANSWER,
        {
            "answer_key_hash": key_hash,
            "answer_fingerprint": answer.fingerprint,
            "answer_status": answer.status,
            "answer_sealed": answer.sealed,
            "answer_at_ms": at_ms,
        },
    )


def given_answer(connection: Connection, key_hash: bytes) -> GivenAnswer | None:
    """Return the answer under a key; None if there is none yet."""
    found = stored_answer(connection, key_hash)
    return found.answer if found else None


def stored_answer(connection: Connection, key_hash: bytes) -> StoredAnswer | None:
    """Return the answer under a key, and its moment; None if there is none yet."""
    row = connection.execute(_GIVEN, {"key_hash": key_hash}).first()
    if row is None:
        return None
    return StoredAnswer(GivenAnswer(row.fingerprint, row.status, row.sealed), row.at_ms)


def write_in_vain(connection: Connection, key_hash: bytes, at_ms: int) -> None:
    """Write an empty answer under a key, in a transaction that must be undone.

    It fails with a duplicate key where there is one, and on PostgreSQL times out where another
    transaction has written one and not ended.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = {IN_PROGRESS_AFTER_MS}"))
    change = inserted(key_hash, GivenAnswer(b"", 0, b""), at_ms)
    connection.execute(change.statement, change.values)


def forget_answers(connection: Connection, before_ms: int) -> int:
    """Forget the answers given before a moment, and later their keys; return how many answers.

    Whatever is asked for, an answer is kept as long as the contract says, see `KEPT_DAYS`.
    """
    old = ANSWER.c.at_ms < before_ms
    forgotten = connection.execute(
        update(ANSWER).where(old, ANSWER.c.sealed != b"").values(fingerprint=b"", sealed=b"")
    )
    known_ms = before_ms - (EXPIRED_KNOWN_DAYS - KEPT_DAYS) * DAY_MS
    connection.execute(delete(ANSWER).where(ANSWER.c.at_ms < known_ms))
    return forgotten.rowcount
