"""The trade beside pgbench on the same PostgreSQL: paid orders and scans a second over HTTP.

Eight shops sell, eight buyers' clients order and pay, eight outlets scan, all of it real: an order
reserves goods, its payment goes into escrow, its parcel gets a sealed label, and the first and the
last of its six scans move the order. `looked_up` measures tracking in a database of many scans.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.load import Load, load
from benchmarks.postgres import CLIENTS, Server, running
from benchmarks.service import (
    THREADS,
    WORKERS,
    free_port,
    posted,
    running_command,
    shown_cost,
)
from service.call import Call, Caller, Context
from service.client import Client
from service.clock import now_ms, rfc3339
from service.database import schema
from service.database.transactions import Database
from service.domain.item_numbers import number_at
from service.idempotency import do
from service.operations.keys import make_key
from service.operations.tracking import tracked
from service.schemas.books import KeyBody
from service.vault import NO_SLOW_HASH, Vault
from service.web.app import Settings, create_app

ROUNDS = 3
SECONDS = 4
ORDERS_MAX = 3_000
WALLETS_A_CLIENT = 24
FILL_FEN = 500_000
NUMBERS_A_BLOCK = 1_000
LOOKUPS = 3_000
SCANS_A_PARCEL = 8
FILL = Path(__file__).with_name("fill_scans.sql")
STATES = ("accepted", "sorted", "departed", "arrived", "out_for_delivery", "delivered")
GUSHI = (32.18, 115.67)
LABEL = {
    "sender": {"name": "Wang Fang", "address": "12 Hongqi Road, Gushi", "postcode": "465200"},
    "recipient": {"name": "Li Jianguo", "address": "90 Wensan Road", "postcode": "310012"},
}


@dataclass(frozen=True)
class Parties:
    """Keys of outlets, a provider and shops; offers of each shop, wallets of each client."""

    outlets: tuple[str, ...]
    provider: str
    shops: tuple[str, ...]
    offers: tuple[tuple[str, ...], ...]
    wallets: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figures:
    """What was measured: each a second, over the yardstick of its round, and p99 at half load."""

    yardstick: float
    paid_orders: float
    scans: float
    paid_orders_ratio: float
    scans_ratio: float
    scans_p99_ms: float


@dataclass(frozen=True)
class LookUps:
    """How long tracking takes among many scans: in the database, and over HTTP at half the load."""

    scans: int
    p50_ms: float
    p99_ms: float
    a_second: float
    http_p99_ms: float


def measured(rounds: int = ROUNDS) -> Figures:
    """Return medians over rounds."""
    with running() as server:
        server.prepare_yardstick()
        found = [_round(server, f"trade_{place}") for place in range(rounds)]
    return Figures(
        *(
            statistics.median(getattr(one, name) for one in found)
            for name in Figures.__dataclass_fields__
        )
    )


def looked_up(parcels: int) -> LookUps:
    """Measure tracking where so many parcels have eight scans each, any of them asked for."""
    with running() as server:
        server.run("createdb", "scanned")
        database = Database(server.url("scanned"))
        schema.upgrade(database)
        fill = ("--file", str(FILL), "--variable", f"parcels={parcels}")
        server.run("psql", *fill, "--variable", "ON_ERROR_STOP=1", "scanned")
        chance = Random(1)  # noqa: S311 - no secret
        numbers = [number_at(chance.randrange(parcels)) for _ in range(LOOKUPS)]
        took_ms = _looked_up_ms(database, numbers)
        database.close()
        with _served(server, "scanned") as address:
            asked = [[_tracking(number) for number in numbers]] * CLIENTS
            fast = load(address, asked, SECONDS)
            half = load(address, asked, SECONDS, fast.a_second / 2)
    assert not fast.refused, fast.refused[0]
    return LookUps(
        parcels * SCANS_A_PARCEL,
        took_ms[len(took_ms) // 2],
        took_ms[int(len(took_ms) * 0.99)],
        fast.a_second,
        half.p99_ms,
    )


def _looked_up_ms(database: Database, numbers: Sequence[str]) -> list[float]:
    took_ms = []
    for number in numbers:
        with database.snapshot() as connection:
            began_s = time.perf_counter()
            found = tracked(connection, number)
            took_ms.append((time.perf_counter() - began_s) * 1000)
        assert len(found.scans) == SCANS_A_PARCEL, "it was scanned so often"
    return sorted(took_ms)


def _round(server: Server, name: str) -> Figures:
    yardstick = server.yardstick_a_second(SECONDS)
    server.run("createdb", name)
    parties = _parties(Database(server.url(name)))
    with _served(server, name) as address:
        orders = _done(address, [_orders(parties, client) for client in range(CLIENTS)])
        payments = _done(
            address, [[_payment(parties, one) for one in _ids(each)] for each in orders.bodies]
        )
        parcels = _done(
            address,
            [
                [posted("/v1/parcels", shop, LABEL | {"order_id": one}) for one in _ids(each)]
                for shop, each in zip(parties.shops, payments.bodies, strict=True)
            ],
        )
        began_ms = now_ms()
        scans = [
            [
                _scan(outlet, number, state, began_ms + step)
                for number in _ids(each, "item_number")
                for step, state in enumerate(STATES)
            ]
            for outlet, each in zip(parties.outlets, parcels.bodies, strict=True)
        ]
        fast = _done(address, [each[: len(each) // 2] for each in scans])
        half = _done(address, [each[len(each) // 2 :] for each in scans], fast.a_second / 2)
    paid_orders = 1 / (1 / orders.a_second + 1 / payments.a_second)
    return Figures(
        yardstick,
        paid_orders,
        fast.a_second,
        paid_orders / yardstick,
        fast.a_second / yardstick,
        half.p99_ms,
    )


def _done(
    address: tuple[str, int], requests: Sequence[Sequence[bytes]], a_second: float = 0
) -> Load:
    done = load(address, requests, SECONDS, a_second)
    assert not done.refused, done.refused[0]
    return done


def _orders(parties: Parties, client: int) -> list[bytes]:
    offers, wallets = parties.offers[client], parties.wallets[client]
    return [
        posted(
            "/v1/orders",
            parties.provider,
            {
                "offer_id": offers[place % len(offers)],
                "wallet_id": wallets[place % len(wallets)],
                "quantity": 1,
                "destination": {"latitude": 39.9, "longitude": 116.4},
            },
        )
        for place in range(ORDERS_MAX)
    ]


def _payment(parties: Parties, order_id: str) -> bytes:
    return posted(f"/v1/orders/{order_id}/payments", parties.provider, {})


def _scan(outlet: str, number: str, state: str, at_ms: int) -> bytes:
    return posted(
        "/v1/scans", outlet, {"item_number": number, "state": state, "at": rfc3339(at_ms)}
    )


def _tracking(number: str) -> bytes:
    return f"GET /v1/tracking/{number} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def _ids(bodies: Sequence[bytes], name: str = "order_id") -> list[str]:
    return [json.loads(body)[name] for body in bodies]


def _parties(database: Database) -> Parties:
    """Open everything that the load needs, by the application itself, in this process."""
    schema.upgrade(database)
    context = Context(database, Vault(b"\xab" * 32, NO_SLOW_HASH))
    app = create_app(context, Settings(per_key_a_minute=10**9, everyones_a_minute=10**9))

    def key(role: str, holder: str) -> str:
        body = KeyBody.model_validate({"role": role, "holder": holder})
        call = Call(context, Caller("", "operator", ""), body, now_ms())
        made: str = json.loads(do(make_key, call).content)["key"]
        return made

    outlets = tuple(key("outlet", f"outlet {place}") for place in range(CLIENTS))
    provider = key("provider", "gateway")
    buyers, counter = Client(app, provider), Client(app, outlets[0])
    shops = tuple(key("shop", buyers.open_wallet("certificate").wallet_id) for _ in outlets)
    wallets = tuple(
        tuple(_full_wallet(buyers, counter) for _ in range(WALLETS_A_CLIENT)) for _ in outlets
    )
    offers = tuple(_offers(Client(app, shop)) for shop in shops)
    database.close()
    return Parties(outlets, provider, shops, offers, wallets)


def _full_wallet(buyers: Client, counter: Client) -> str:
    wallet_id = buyers.open_wallet("certificate").wallet_id
    paid_in = counter.deposit(FILL_FEN, password="081208", identity="11010519491231002X")  # noqa: S106 - of a draft that is not real
    buyers.redeem(paid_in.number, "081208", wallet_id)
    return wallet_id


def _offers(shop: Client) -> tuple[str, ...]:
    """Let a shop sell eight things, with item numbers enough for what is sold of them."""
    shop.register_seller("Tea of Gushi", GUSHI)
    for _ in range(ORDERS_MAX // NUMBERS_A_BLOCK):
        shop.new_item_numbers(NUMBERS_A_BLOCK)
    offers = (shop.make_offer("Maojian tea", 1_000, weight_g=100, stock=10**6) for _ in range(8))
    return tuple(offer.offer_id for offer in offers)


@contextmanager
def _served(server: Server, name: str) -> Iterator[tuple[str, int]]:
    """Run the service upon a database; yield its address."""
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "secret"
        secret.touch(mode=0o600)
        secret.write_text("ab" * 32 + "\n", encoding="ascii")
        port = free_port()
        command = [
            sys.executable, "-c", "from sim.cli import main; main()", "serve",
            "--database", server.url(name), "--secrets", str(secret), "--port", str(port),
            "--workers", str(WORKERS), "--threads", str(THREADS), "--rate-per-key", "100000000",
            "--lookup-rate", "100000000", "--password-cost", shown_cost(NO_SLOW_HASH),
        ]  # fmt: skip
        with running_command(command, folder, port):
            yield "127.0.0.1", port
