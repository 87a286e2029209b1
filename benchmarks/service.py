"""The service beside pgbench on the same PostgreSQL: deposits and redemptions a second over HTTP.

Everything is real: PostgreSQL as it comes, `wanghuiyi serve` with its workers, keys, idempotency,
hashes, ledger, signatures. Three rounds, in each all of them, so that a slow moment of the machine
strikes both sides; the figures are medians of the rounds.
"""

import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server

from benchmarks.load import Load, load
from benchmarks.postgres import CLIENTS, Server, running
from service.call import Call, Caller, Context
from service.cli.serving import NO_COST
from service.clock import now_ms
from service.database import schema
from service.database.transactions import Database
from service.domain.draft import Terms
from service.idempotency import do
from service.operations.keys import make_key
from service.operations.wallets import open_wallet
from service.schemas.books import KeyBody
from service.schemas.wallets import WalletBody
from service.vault import NO_SLOW_HASH, Vault

ROUNDS = 3
SECONDS = 5
CHECKPOINT_S = 300  # PostgreSQL's own
REQUESTS_MAX_A_SECOND = 500  # of one client
HELLOS_MAX = 20_000  # of one client
WALLETS_A_CLIENT = 8
WORKERS = 2  # one a core
THREADS = 4  # so that all clients have one
FILL = Path(__file__).with_name("fill.sql")
HELLO = """
from flask import Flask
hello = Flask("hello")
@hello.post("/v1/deposits")
def answer():
    return {"hello": "world"}
"""


@dataclass(frozen=True)
class Parties:
    """The keys of eight outlets and of a provider, and the wallets at it."""

    outlets: tuple[str, ...]
    provider: str
    wallets: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """What was measured: each a second, over the yardstick of its round, and at half the load."""

    yardstick: float
    deposits: float
    redemptions: float
    deposits_ratio: float
    redemptions_ratio: float
    deposits_p99_ms: float
    redemptions_p99_ms: float


def measured(cost: int, rounds: int = ROUNDS) -> Figures:
    """Return medians over rounds, with a password hash of this cost.

    Each has a PostgreSQL of its own, which tidies nothing up behind a round before.
    """
    found = []
    for _ in range(rounds):
        with running() as server:
            server.prepare_yardstick()
            found.append(_round(server, cost, "round"))
    return Figures(
        *(
            statistics.median(getattr(one, name) for one in found)
            for name in Figures.__dataclass_fields__
        )
    )


def hello_a_second() -> float:
    """Return the requests a second that a plain Flask application answers under granian."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "hello_app.py").write_text(HELLO, encoding="utf-8")
        port = free_port()
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port),
            "--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--no-log",
            "hello_app:hello",
        ]  # fmt: skip
        content = posted("/v1/deposits", "none", {})
        with running_command(command, folder, port):
            return load(("127.0.0.1", port), [[content] * HELLOS_MAX] * CLIENTS, SECONDS).a_second


def grown(drafts: int) -> tuple[Figures, Figures]:
    """Return the figures in an empty database, and in one that holds so many drafts.

    Deposits and redemptions fill the time between two checkpoints: after one, the first change of
    each page writes the whole page to the log, and in a large database nearly every change is one.
    """
    with running() as server:
        server.prepare_yardstick()
        empty = _round(server, NO_SLOW_HASH, "empty", CHECKPOINT_S / 2)
        return empty, _round(server, NO_SLOW_HASH, "full", CHECKPOINT_S / 2, drafts)


def _round(
    server: Server, cost: int, name: str, seconds: float = SECONDS, drafts: int = 0
) -> Figures:
    yardstick = server.yardstick_a_second(SECONDS)
    server.run("createdb", name)
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "secret"
        secret.touch(mode=0o600)
        secret.write_text("ab" * 32 + "\n", encoding="ascii")
        parties = _parties(Database(server.url(name)), Vault(b"\xab" * 32, cost))
        if drafts:
            fill = ("--file", str(FILL), "--variable", f"drafts={drafts}")
            server.run("psql", *fill, "--variable", "ON_ERROR_STOP=1", name)
        port = free_port()
        command = [
            sys.executable, "-c", "from sim.cli import main; main()", "serve",
            "--database", server.url(name), "--secrets", str(secret), "--port", str(port),
            "--workers", str(WORKERS), "--threads", str(THREADS),
            "--rate-per-key", "100000000", "--password-cost", shown_cost(cost),
        ]  # fmt: skip
        with running_command(command, folder, port):
            address = ("127.0.0.1", port)
            _deposits(address, parties, 1)
            deposits = _deposits(address, parties, seconds)
            redemptions = _redemptions(address, parties, deposits, seconds)
            half = _deposits(address, parties, SECONDS, deposits.a_second / 2)
            half_back = _redemptions(address, parties, half, SECONDS, redemptions.a_second / 2)
    return Figures(
        yardstick,
        deposits.a_second,
        redemptions.a_second,
        deposits.a_second / yardstick,
        redemptions.a_second / yardstick,
        half.p99_ms,
        half_back.p99_ms,
    )


def _deposits(
    address: tuple[str, int], parties: Parties, seconds: float, a_second: float = 0
) -> Load:
    body = {
        "money": {"amount": 17500, "currency": "CNY"},
        "password": "081208",
        "depositor": {"identity": "11010519491231002X"},
    }
    count = int(REQUESTS_MAX_A_SECOND * seconds)
    requests = [
        [posted("/v1/deposits", key, body) for _ in range(count)] for key in parties.outlets
    ]
    done = load(address, requests, seconds, a_second)
    assert not done.refused, done.refused[0]
    return done


def _redemptions(
    address: tuple[str, int],
    parties: Parties,
    deposits: Load,
    seconds: float,
    a_second: float = 0,
) -> Load:
    def request(client: int, place: int, answer: bytes) -> bytes:
        wallet = parties.wallets[client * WALLETS_A_CLIENT + place % WALLETS_A_CLIENT]
        number = json.loads(answer)["number"]
        body = {"number": number, "password": "081208", "wallet_id": wallet}
        return posted("/v1/redemptions", parties.provider, body)

    requests = [
        [request(client, place, answer) for place, answer in enumerate(answers)]
        for client, answers in enumerate(deposits.bodies)
    ]
    done = load(address, requests, seconds, a_second)
    assert not done.refused, done.refused[0]
    return done


def posted(path: str, key: str, body: Mapping[str, object]) -> bytes:
    """Return a request as it is sent, under a new idempotency key."""
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
        f"Idempotency-Key: {uuid.uuid4()}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def _parties(database: Database, vault: Vault) -> Parties:
    schema.upgrade(database)
    context, operator = Context(database, vault, Terms()), Caller("", "operator", "")

    def key(role: str, holder: str) -> str:
        body = KeyBody.model_validate({"role": role, "holder": holder})
        made: str = json.loads(do(make_key, Call(context, operator, body, now_ms())).content)["key"]
        return made

    def wallet() -> str:
        call = Call(context, Caller("", "provider", "gateway"), WalletBody(tier="certificate"), 0)
        opened: str = json.loads(do(open_wallet, call).content)["wallet_id"]
        return opened

    parties = Parties(
        tuple(key("outlet", f"outlet {place}") for place in range(CLIENTS)),
        key("provider", "gateway"),
        tuple(wallet() for _ in range(CLIENTS * WALLETS_A_CLIENT)),
    )
    database.close()
    return parties


@contextmanager
def running_command(command: list[str], folder: str, port: int) -> Iterator[None]:
    """Run a server until it is asked for no more; it can be asked when its port answers."""
    with subprocess.Popen(
        command, cwd=folder, stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": _root()}
    ) as process:
        try:
            _wait_for(port, process)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def shown_cost(cost: int) -> str:
    """Return a cost as the command line takes it."""
    return NO_COST if cost == NO_SLOW_HASH else str(cost)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:

    for _ in range(600):
        assert process.poll() is None, "the server ended"
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/readyz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(1)  # the other workers
            return
    raise AssertionError


def free_port() -> int:
    """Return a port at which nobody listens."""
    with create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _root() -> str:
    return str(Path(__file__).resolve().parents[1])
