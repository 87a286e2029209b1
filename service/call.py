"""A request that changes something, and its answer, given once however often it is asked for.

An operation gets a `Call`, loads what it needs, decides by the rules, and returns an `Outcome`:
its answer, and the statements that save what it decided. `answer_once` runs it in a transaction
and saves the answer in the same one, sealed under the caller's idempotency key. Who repeats the
request gets the first answer, also after a crash: either both were saved or neither.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from typing import Any, Generic, Literal, TypeVar

from pydantic_core import to_json
from sqlalchemy import Connection
from sqlalchemy.sql.dml import UpdateBase
from sqlmodel import SQLModel

from service.database.optimistic import Decision, LockingReader, Reader, locked
from service.database.statements import Changes
from service.database.transactions import Database, DuplicateKey, LockTimeout
from service.domain.draft import Terms
from service.domain.event import Event
from service.domain.refusals.base import Refusal
from service.domain.sale import SaleTerms
from service.refusals.problems import problem_of
from service.refusals.request import InProgress, KeyReused, TooManyWrongTries
from service.store import events
from service.store.answers import INSERT_ANSWER, given_answer
from service.store.rows import save
from service.vault import Vault

Body = TypeVar("Body")
NUMBERS_TRIED_MAX = 3


@dataclass(frozen=True)
class Caller:
    """Who asks: an API key, what it may do, and for whom."""

    key_id: str
    role: str
    holder: str
    blocked_until_ms: int = 0

    @property
    def scope(self) -> str:
        """Return to whom idempotency keys belong: to who asks, not to the API key.

        Who asks again after a rotation of the API key asks the same.
        """
        return f"{self.role}\n{self.holder}"


@dataclass(frozen=True)
class Entropy:
    """Where numbers and ids come from: the system, or for tests a seed and what is asked for."""

    seed: bytes | None = None
    salt: bytes = b""

    def integer(self, purpose: str, limit: int) -> int:
        """Return a number from 0 up to a limit, all equally probable to well below 2^-64."""
        if self.seed is None:
            return secrets.randbits(256) % limit  # asks the system once, whatever the limit
        drawn = hmac.digest(self.seed, purpose.encode() + b"\n" + self.salt, "sha256")
        return int.from_bytes(drawn) % limit

    def once_more(self) -> "Entropy":
        """Return another chance, which a seed settles too."""
        return replace(self, salt=hashlib.sha256(self.salt).digest())

    def new_id(self, now_ms: int, purpose: str = "id") -> str:
        """Return an id that nobody has, in the order of time, so that indexes stay compact.

        Who needs several names their purposes: with a seed, one purpose gives one id.
        """
        return f"{now_ms:012x}{self.integer(purpose, 1 << 80):020x}"


@dataclass(frozen=True)
class Context:
    """What operations work with, the same for all calls of a server."""

    database: Database
    vault: Vault
    terms: Terms = field(default_factory=Terms)
    sale_terms: SaleTerms = field(default_factory=SaleTerms)
    wrong_tries_an_hour: int = 1_000
    seed: bytes | None = None
    has_local_webhooks: bool = False

    @cached_property
    def receipt_key_id(self) -> str:
        """Return the name under which the key of receipts is published: a thumbprint of it."""
        public = self.vault.receipt_key.public_key().public_bytes_raw()
        return hashlib.sha256(public).hexdigest()[:16]


@dataclass(frozen=True)
class Call(Generic[Body]):
    """One request: who asks for what, when, and with which means.

    `compared` keeps whether a password was found to have a hash, so that whoever decides once more,
    with locks, does not take twice the time.
    """

    context: Context
    caller: Caller
    body: Body
    now_ms: int
    entropy: Entropy = field(default_factory=Entropy)
    path: Mapping[str, str] = field(default_factory=dict)
    compared: dict[tuple[str, bytes], bool] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Outcome:
    """What an operation decided: the answer, what to save with which values, whom to tell.

    A change is a statement, or the row of something that is asked for seldom: a session saves rows,
    before the statements.
    """

    answer: Mapping[str, Any]
    changes: tuple[UpdateBase | SQLModel, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 201
    events: tuple[Event, ...] = ()


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


Operation = Callable[[Connection, Call[Body]], Outcome]


@dataclass(frozen=True)
class OptimisticOperation(Generic[Body]):
    """An operation that can be run without locks too; with a connection, it is any other."""

    decide: Callable[[Reader, Call[Body]], Outcome]

    def __call__(self, connection: Connection, call: Call[Body]) -> Outcome:
        """Run it with locks."""
        return self.decide(LockingReader(connection), call)


SaveRows = Callable[[Sequence[SQLModel]], None]

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
    `InProgress` if that takes long, `KeyReused`; a refusal of the operation is an answer, and kept
    like one. Raise Busy, which changed nothing, or Unavailable, which does not know.
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
        decide, save_rows = partial(operation, connection), partial(save, connection)
        answer, changes, values = _first_answer(decide, call, asked, save_rows)
        changes.send(connection, values)
        return answer

    return call.context.database.transaction(attempt)


def _optimistically(
    operation: Operation[Body], call: Call[Body], asked: IdempotentRequest
) -> Answer:
    assert isinstance(operation, OptimisticOperation), "all others need a connection"
    decide = operation.decide
    return call.context.database.optimistically(
        lambda reader: _first_answer(
            partial(decide, reader), call, asked, lambda rows: save(locked(reader), rows)
        )
    )


def _first_answer(
    decide: Callable[[Call[Body]], Outcome],
    call: Call[Body],
    asked: IdempotentRequest,
    save_rows: SaveRows,
) -> Decision[Answer]:
    """Return the answer, and what saves it with its effects."""
    vault = call.context.vault
    answer, outcome = _decided(decide, call)
    given = {
        "answer_key_hash": vault.key_hash(call.caller.scope, asked.key),
        "answer_fingerprint": vault.fingerprint(asked.key, asked.content),
        "answer_status": answer.status,
        "answer_sealed": vault.seal(asked.key, answer.content),
        "answer_at_ms": call.now_ms,
    }
    changes, values = _to_save(outcome, call)
    return answer, _joined((*_rows_saved(save_rows, changes), INSERT_ANSWER)), {**values, **given}


def do(operation: Operation[Body], call: Call[Body]) -> Answer:
    """Return the answer to a request that may be done twice, and save what it decided."""

    def attempt(connection: Connection) -> Answer:
        answer, outcome = _decided(partial(operation, connection), call)
        changes, values = _to_save(outcome, call)
        statements = _rows_saved(partial(save, connection), changes)
        if statements:
            _joined(statements).send(connection, values)
        return answer

    return call.context.database.transaction(attempt)


def save_first(connection: Connection, outcome: Outcome) -> None:
    """Save the changes of one operation for another that goes on from them.

    The other must have decided: a refusal after this would leave them saved. Events are not among
    them; add them to its own.
    """
    statements = _rows_saved(partial(save, connection), outcome.changes)
    _joined(statements).send(connection, outcome.values)


def _decided(decide: Callable[[Call[Body]], Outcome], call: Call[Body]) -> tuple[Answer, Outcome]:
    try:
        outcome = decide(call)
    except TooManyWrongTries:
        raise  # it says when to come back, so it is not kept
    except Refusal as refusal:
        status, problem = problem_of(refusal)
        return Answer(status, json_of(problem)), Outcome(problem)
    return Answer(outcome.status, json_of(outcome.answer)), outcome


def _rows_saved(
    save_rows: SaveRows, changes: tuple[UpdateBase | SQLModel, ...]
) -> tuple[UpdateBase, ...]:
    """Save those changes that are rows, and return the statements."""
    rows = [one for one in changes if isinstance(one, SQLModel)]
    if rows:
        save_rows(rows)
    return tuple(one for one in changes if not isinstance(one, SQLModel))


def _to_save(
    outcome: Outcome, call: Call[Any]
) -> tuple[tuple[UpdateBase | SQLModel, ...], Mapping[str, Any]]:
    """Return the changes and their values, with the events among them."""
    told = outcome.events
    if not told:
        return outcome.changes, outcome.values
    event_ids = [call.entropy.new_id(call.now_ms, f"event {place}") for place in range(len(told))]
    noted = events.noted(told, event_ids, call.now_ms)
    return (*outcome.changes, events.note(len(told))), {**outcome.values, **noted}


def _given(call: Call[Any], asked: IdempotentRequest) -> Answer | None:
    vault = call.context.vault
    with call.context.database.reading() as connection:
        given = given_answer(connection, vault.key_hash(call.caller.scope, asked.key))
    if given is None:
        return None
    if not hmac.compare_digest(given.fingerprint, vault.fingerprint(asked.key, asked.content)):
        raise KeyReused
    return Answer(given.status, vault.unseal(asked.key, given.sealed), is_repeated=True)


@lru_cache(maxsize=256)
def _joined(changes: tuple[UpdateBase, ...]) -> Changes:
    return Changes(*changes)


def json_of(value: Mapping[str, Any]) -> bytes:
    """Return JSON as it goes out."""
    return to_json(value)


def seeded(context: Context, caller: Caller, key: str) -> Entropy:
    """Return the chance of one request: with a seed, the same request draws the same."""
    if context.seed is None:
        return Entropy()
    salt = hashlib.sha256(f"{caller.scope}\n{key}".encode()).digest()
    return Entropy(context.seed, salt)
