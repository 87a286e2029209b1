"""Answers that were given under an idempotency key, sealed."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select

from service.database.change import Change
from service.store.names import names, table_of
from service.tables import AnswerRow

ANSWER = table_of(AnswerRow)

_INSERT_ANSWER = (
    insert(ANSWER)
    .values({column: bindparam(f"answer_{column}") for column in names(ANSWER)})
    .inline()
)
_GIVEN = select(ANSWER.c.fingerprint, ANSWER.c.status, ANSWER.c.sealed).where(
    ANSWER.c.key_hash == bindparam("key_hash")
)


@dataclass(frozen=True)
class GivenAnswer:
    """An answer as it was given."""

    fingerprint: bytes
    status: int
    sealed: bytes


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
    row = connection.execute(_GIVEN, {"key_hash": key_hash}).first()
    return GivenAnswer(row.fingerprint, row.status, row.sealed) if row else None


def forget_answers(connection: Connection, before_ms: int) -> int:
    """Delete the answers given before a moment; return how many."""
    return connection.execute(delete(ANSWER).where(ANSWER.c.at_ms < before_ms)).rowcount
