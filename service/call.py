"""A call: one request as an operation gets it, and the outcome that the operation returns.

An operation loads what it needs, decides by the rules, and returns an `Outcome`: its answer, and
the changes that save what it decided. `service.idempotency` runs it and saves both together.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlmodel import SQLModel

from service.database.change import Change
from service.database.optimistic import LockingReader, Reader
from service.database.transactions import Database
from service.domain.draft import Terms
from service.domain.event import Event
from service.domain.outlet_commission import OutletTariff
from service.domain.sale import SaleTerms
from service.vault import Vault

Body = TypeVar("Body")


@dataclass(frozen=True)
class Caller:
    """Who asks: an API key, what it may do, and for whom.

    `wrong_tries_max` is how many wrong numbers or passwords an hour block it; None is what the
    context says. `draft_events_from_ms` is from when on the deposits of an outlet are events; None
    if it did not ask for them.
    """

    key_id: str
    role: str
    holder: str
    blocked_until_ms: int = 0
    wrong_tries_max: int | None = None
    draft_events_from_ms: int | None = None

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
    outlet_tariff: OutletTariff | None = None
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
    with locks, does not take twice the time. `traceparent` is that of our span in the
    trace that the request belongs to, if any: what is sent because of the request says so.
    `settled` is the number up to which a page by numbers may go (`service.database.numbers`).
    """

    context: Context
    caller: Caller
    body: Body
    now_ms: int
    entropy: Entropy = field(default_factory=Entropy)
    path: Mapping[str, str] = field(default_factory=dict)
    compared: dict[tuple[str, bytes], bool] = field(default_factory=dict, repr=False, compare=False)
    traceparent: str | None = None
    settled: int = 0


Saved = Change | SQLModel
"""What is saved: a statement with its values, or the row of what is asked for seldom."""


@dataclass(frozen=True)
class Outcome:
    """What an operation decided: the answer, what to save, and what others are notified of.

    The changes are saved together, so none of them may change a row that another one changes; rows
    are saved before statements. What comes before them stands in `earlier`, in steps that are saved
    one after the other.
    """

    answer: Mapping[str, Any]
    changes: tuple[Saved, ...] = ()
    status: int = 201
    events: tuple[Event, ...] = ()
    earlier: tuple[tuple[Saved, ...], ...] = ()


Operation = Callable[[Connection, Call[Body]], Outcome]


@dataclass(frozen=True)
class OptimisticOperation(Generic[Body]):
    """An operation that can be run without locks too; with a connection, it is any other."""

    decide: Callable[[Reader, Call[Body]], Outcome]

    def __call__(self, connection: Connection, call: Call[Body]) -> Outcome:
        """Run it with locks."""
        return self.decide(LockingReader(connection), call)


def seeded(context: Context, caller: Caller, key: str) -> Entropy:
    """Return the chance of one request: with a seed, the same request draws the same."""
    if context.seed is None:
        return Entropy()
    salt = hashlib.sha256(f"{caller.scope}\n{key}".encode()).digest()
    return Entropy(context.seed, salt)
