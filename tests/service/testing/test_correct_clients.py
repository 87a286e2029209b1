"""A client that does everything right is never named, whatever goes wrong around it."""

import json
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from math import ceil
from time import perf_counter
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from service.call import Context
from service.client import Client, Refused, TestServer, Unreachable
from service.database.memory import MemoryDatabase, empty_content
from service.outbox import SentPost
from service.schemas.testing import ClockBody, SeedAnswer
from service.testing import create_test_app
from service.testing.state import State
from service.transport import Post, PostAnswered, signed_headers
from service.transport.sms import real_s
from service.vault import NO_SLOW_HASH, Vault
from service.web.app import Settings
from tests.service.servers import IDENTITY, PASSWORD
from tests.service.testing.served import START_MS

SECRET = bytes(32)
FAULTS = (
    *("drop-answer", "truncate-answer", "reset=before", "reset=after"),
    *("error=429", "error=500", "error=502", "error=503", "error=504"),
)
AGAIN = frozenset({429, 500, 502, 503, 504})
STEPS = ("deposit", "pay", "withdraw", "open", "look", "event", "wrong")

Fault = st.sampled_from(("", "", *FAULTS, "latency=2", "latency=2, drop-answer"))


@cache
def model() -> tuple[Flask, SeedAnswer]:
    """Return a test server, and what its seed opened."""
    database = MemoryDatabase()
    database.load(empty_content())
    context = Context(database, Vault(bytes(32), NO_SLOW_HASH))
    app = create_test_app(context, Settings(), START_MS, "a seed")
    with TestServer(app) as server:
        return app, server.seed(wallets=["certificate", "certificate"])


@dataclass
class CarefulApp:
    """An application that keeps the key of each intention until it knows what came of it."""

    state: State
    outlet: Client
    provider: Client
    wallets: list[str]

    def __post_init__(self) -> None:
        """Let waiting move the clock."""
        for client in (self.outlet, self.provider):
            client.connection = replace(client.connection, sleep=self.wait)

    def wait(self, seconds: float) -> None:
        """Let time pass by the test clock."""
        self.state.clock.change(ClockBody(advance_ms=ceil(seconds * 1_000)))

    def done(self, ask: Callable[[str], Any], key: str = "") -> Any:  # noqa: ANN401 - any answer
        """Ask under one key until it is known what came of it."""
        key = key or str(uuid4())
        while True:
            try:
                return ask(key)
            except Unreachable:
                self.wait(5)
            except Refused as refused:
                if refused.status not in AGAIN:
                    return refused
                self.wait(60)

    def take(self, step: str) -> None:
        """Do one thing, twice the same where that is two intentions."""
        one, other = self.wallets
        match step:
            case "deposit" | "wrong":
                draft = self.done(self._deposit)
                if step == "wrong":
                    self.done(lambda key: self._redeem(draft.number, "000000", key))
                self.done(lambda key: self._redeem(draft.number, PASSWORD, key))
            case "pay":
                self.done(lambda key: self.provider.pay(one, other, 5, idempotency_key=key))
            case "withdraw":
                self.done(lambda key: self.provider.withdraw(one, 5, idempotency_key=key))
            case "open":
                self.done(lambda key: self.provider.open_wallet("plain", idempotency_key=key))
            case "look":
                for _ in range(3):
                    self.done(lambda _key: self.provider.wallet(one))
                    self.wait(1)
            case "event":
                for _ in range(2):
                    self._hear(one)
                    self.done(
                        lambda key: self.provider.withdraw(one, 7, idempotency_key=key), "event-12"
                    )

    def _deposit(self, key: str) -> Any:  # noqa: ANN401 - the answer
        return self.outlet.deposit(100, password=PASSWORD, identity=IDENTITY, idempotency_key=key)

    def _redeem(self, number: str, password: str, key: str) -> Any:  # noqa: ANN401 - the answer
        wallet_id = self.wallets[0]
        return self.provider.redeem(number, password, wallet_id, idempotency_key=key)

    def _hear(self, wallet_id: str) -> None:
        """Get an event, which comes twice."""
        content = json.dumps({"type": "wallet.credited", "subject": wallet_id}).encode()
        headers = signed_headers("msg_1", real_s(), content, [SECRET])
        sent = Post("http://127.0.0.1/", headers, content)
        now_s = perf_counter()
        self.state.note_sent(SentPost(sent, [SECRET], PostAnswered(204), now_s, now_s))


def with_faults(app: Flask, path: str, faults: Iterable[str]) -> Callable[..., Any]:
    """Return a world as an application whose requests have these faults, one after the other."""
    left = deque(faults)

    def asked(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:  # noqa: ANN401 - WSGI's
        environ["PATH_INFO"] = path + environ["PATH_INFO"]
        fault = left.popleft() if left else ""
        if fault:
            environ["HTTP_WANGHUIYI_FAULT"] = fault
        return app(environ, start_response)

    return asked


def require_not_named(steps: list[str], faults: list[str]) -> None:
    """Let a careful application take the steps in a world of its own; nothing is found."""
    app, seed = model()
    with TestServer(app) as server:
        world = server.make_world(origin="default")
        asked = with_faults(app, world.base_path, faults)
        with app.extensions["wanghuiyi.worlds"].used(world.world_id) as state:
            outlet, provider = Client(asked, seed.keys.outlet), Client(asked, seed.keys.provider)
            careful = CarefulApp(state, outlet, provider, [one.wallet_id for one in seed.wallets])
            careful.take("deposit")
            for step in steps:
                careful.take(step)
        with TestServer(with_faults(app, world.base_path, ())) as judge:
            verdict = judge.verdict()
        server.delete_world(world.world_id)
    assert verdict.findings == []
    assert verdict.requests_judged >= 2 + len(steps)


steps_and_faults = given(
    steps=st.lists(st.sampled_from(STEPS), max_size=5), faults=st.lists(Fault, max_size=30)
)


@settings(max_examples=10, deadline=None)
@steps_and_faults
def test_a_careful_client_is_not_named(steps: list[str], faults: list[str]) -> None:
    require_not_named(steps, faults)


@pytest.mark.proof
@settings(max_examples=100, deadline=None)
@steps_and_faults
def test_a_careful_client_is_not_named_at_length(steps: list[str], faults: list[str]) -> None:
    require_not_named(steps, faults)
