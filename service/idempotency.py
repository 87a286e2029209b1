"""A request that changes something, and its answer, given once however often it is asked for.

`answer_once` runs an operation in a transaction and saves its answer in the same one, sealed under
the caller's idempotency key. Who repeats the request gets the first answer, also after a crash:
either the answer and its effects were saved, or neither.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from pydantic_core import to_json
from sqlalchemy import Connection
from sqlmodel import SQLModel

from service.call import Body, Call, Operation, OptimisticOperation, Outcome, Saved
from service.database.change import Change, send, together
from service.database.optimistic import Decision, Reader, locked
from service.database.transactions import DuplicateKey, LockTimeout
from service.domain.refusals.base import Refusal
from service.refusals.problems import problem_of
from service.refusals.request import InProgress, KeyExpired, KeyReused, TooManyWrongTries
from service.store import answers, events
from service.store.answers import GivenAnswer
from service.store.rows import save

NUMBERS_TRIED_MAX = 3


@dataclass(frozen=True)
class Answer:
    """What goes out: a status, and JSON."""

    status: int
    content: bytes
    is_repeated: bool = False


@dataclass(frozen=True)
class IdempotentRequest:
    """A request as its sender names it, and what it says, in one form for all who ask the same."""

    key: str
    content: bytes


Concurrency = Literal["locking", "optimistic"]
"""How an operation is kept apart from others at the same rows: see `service.database.optimistic`.

Most lock what they read. What is seldom done twice at once is first run without locks.
"""


def answer_once(
    operation: Operation[Body],
    call: Call[Body],
    asked: IdempotentRequest,
    concurrency: Concurrency = "locking",
) -> Answer:
    """Return the answer to a request under an idempotency key, the first time and ever after.

    Of two who send the same at once, the second waits for the first, and gets its answer. Refused:
    `InProgress` if that takes long, `KeyReused`, `KeyExpired`; a refusal of the operation is an
    answer, and kept like one. Raise Busy, which changed nothing, or Unavailable, which does not
    know.
    """
    answer = _with_locks if concurrency == "locking" else _optimistically
    for _ in range(NUMBERS_TRIED_MAX):
        try:
            return answer(operation, call, asked)
        except LockTimeout as error:
            raise InProgress from error
        except DuplicateKey as error:
            twice = error
        repeated = _given(call, asked)
        if repeated:
            return repeated
        # Two drafts drew one number, which happens once in an age: draw another.
        call = replace(call, entropy=call.entropy.once_more())
    raise twice


def _with_locks(operation: Operation[Body], call: Call[Body], asked: IdempotentRequest) -> Answer:
    def attempt(connection: Connection) -> Answer:
        answer, outcome = _decided(partial(operation, connection), call)
        _save(connection, _steps(outcome, call, _sealed(answer, call, asked)))
        return answer

    return call.context.database.transaction(attempt)


def _optimistically(
    operation: Operation[Body], call: Call[Body], asked: IdempotentRequest
) -> Answer:
    assert isinstance(operation, OptimisticOperation), "all others need a connection"

    def decide(reader: Reader) -> Decision[Answer]:
        answer, outcome = _decided(partial(operation.decide, reader), call)
        steps = _steps(outcome, call, _sealed(answer, call, asked))
        statements = _last_statements(lambda: locked(reader), steps)
        return answer, *together(statements)

    return call.context.database.optimistically(decide)


def do(operation: Operation[Body], call: Call[Body]) -> Answer:
    """Return the answer to a request that may be done twice, and save what it decided."""

    def attempt(connection: Connection) -> Answer:
        answer, outcome = _decided(partial(operation, connection), call)
        _save(connection, _steps(outcome, call))
        return answer

    return call.context.database.transaction(attempt)


def _decided(decide: Callable[[Call[Body]], Outcome], call: Call[Body]) -> tuple[Answer, Outcome]:
    try:
        outcome = decide(call)
    except TooManyWrongTries:
        raise  # it says when to come back, so it is not kept
    except Refusal as refusal:
        status, problem = problem_of(refusal)
        return Answer(status, json_of(problem)), Outcome(problem)
    return Answer(outcome.status, json_of(outcome.answer)), outcome


def _sealed(answer: Answer, call: Call[Any], asked: IdempotentRequest) -> Change:
    vault = call.context.vault
    given = GivenAnswer(
        fingerprint=vault.fingerprint(asked.key, asked.content),
        status=answer.status,
        sealed=vault.seal(asked.key, answer.content),
    )
    return answers.inserted(vault.key_hash(call.caller.scope, asked.key), given, call.now_ms)


def _steps(outcome: Outcome, call: Call[Any], *more: Change) -> list[tuple[Saved, ...]]:
    """Return what is saved one step after the other, events and answer with the last."""
    return [*outcome.earlier, (*outcome.changes, *_events(outcome, call), *more)]


def _events(outcome: Outcome, call: Call[Any]) -> tuple[Change, ...]:
    happened = outcome.events
    if not happened:
        return ()
    ids = [call.entropy.new_id(call.now_ms, f"event {index}") for index in range(len(happened))]
    return (events.inserted(happened, ids, call.now_ms, call.traceparent),)


def _save(connection: Connection, steps: Sequence[Sequence[Saved]]) -> None:
    statements = _last_statements(lambda: connection, steps)
    if statements:
        send(connection, statements)


def _last_statements(
    connect: Callable[[], Connection], steps: Sequence[Sequence[Saved]]
) -> list[Change]:
    """Save what comes before the last step's statements, and return those.

    `connect` raises LocksNeeded where there is no transaction that could hold it all together.
    """
    *earlier, last = steps
    for step in earlier:
        _save(connect(), [step])
    rows = [one for one in last if isinstance(one, SQLModel)]
    if rows:
        save(connect(), rows)
    return [one for one in last if isinstance(one, Change)]


def _given(call: Call[Any], asked: IdempotentRequest) -> Answer | None:
    vault = call.context.vault
    with call.context.database.reading() as connection:
        given = answers.given_answer(connection, vault.key_hash(call.caller.scope, asked.key))
    if given is None:
        return None
    if given.is_forgotten:
        raise KeyExpired(answers.KEPT_DAYS)
    if not hmac.compare_digest(given.fingerprint, vault.fingerprint(asked.key, asked.content)):
        raise KeyReused
    return Answer(given.status, vault.unseal(asked.key, given.sealed), is_repeated=True)


def json_of(value: Mapping[str, Any]) -> bytes:
    """Return JSON as it goes out."""
    return to_json(value)
