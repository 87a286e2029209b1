"""A client who asks until it has a last answer, and writes it down beside those of others."""

import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.proofs.served import LOST, Line, Reply, Request
from tests.waiting import PATIENCE_S

PASSWORD = "081208"  # noqa: S105 - of drafts that are not real
IDENTITY = "11010519491231002X"
AGAIN_S = 0.05
FINE, CREATED = 200, 201


@dataclass(frozen=True)
class Done:
    """A request and its final answer."""

    request: Request
    reply: Reply


@dataclass(frozen=True)
class Sale:
    """An order, who pays it from which wallet, and which shop ships it."""

    order_id: str
    wallet_id: str
    provider: str
    shop: str


@dataclass
class Journal:
    """What all clients did; `raw` counts every answer, also those that were to be repeated.

    Drafts have number, outlet and identity, wallets id and provider, offers id and shop, holds id
    and provider.
    """

    done: list[Done] = field(default_factory=list)
    raw: Counter[str] = field(default_factory=Counter)
    drafts: list[tuple[str, str, str]] = field(default_factory=list)
    wallets: list[tuple[str, str]] = field(default_factory=list)
    offers: list[tuple[str, str]] = field(default_factory=list)
    orders: list[Sale] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    parcels: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    float_codes: list[str] = field(default_factory=list)
    holds: list[tuple[str, str]] = field(default_factory=list)
    payments: list[str] = field(default_factory=list)


@dataclass
class Client:
    """One client, with chance of its own, beside the others."""

    line: Line
    journal: Journal
    chance: Random

    def settled(self, request: Request) -> Reply:
        """Ask until there is a final answer, with one key all the time."""
        deadline_s, before = time.monotonic() + PATIENCE_S, "nothing"
        while True:
            try:
                reply = self.line.ask(request)
            except LOST:
                before = "lost"
                self.journal.raw[before] += 1
            else:
                self.journal.raw[str(reply.status)] += 1
                if reply.is_final:
                    self.journal.raw[f"done after {before}"] += reply.is_repeated
                    self.journal.done.append(Done(request, reply))
                    return reply
                before = str(reply.status)
            assert time.monotonic() < deadline_s, "there was no final answer"
            time.sleep(AGAIN_S * self.chance.random())

    def post(self, who: str, path: str, body: dict[str, Any] | None) -> Reply:
        """Post something new."""
        key = f"{self.chance.getrandbits(128):032x}"
        return self.settled(Request(who, "POST", path, body, key))

    def made(self, who: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        """Post what nobody else has a hand in, so that it must be taken; return the answer."""
        reply = self.post(who, path, body)
        assert reply.status in {FINE, CREATED}, (path, reply)
        return reply.said

    def read(self, who: str, path: str) -> Reply:
        """Read something."""
        return self.settled(Request(who, "GET", path, None, ""))


def fen(amount_fen: int) -> dict[str, Any]:
    """Return an amount as it is sent."""
    return {"amount": amount_fen, "currency": "CNY"}
