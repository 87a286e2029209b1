"""Experiment E6: payments that cross each other, beside payouts, references, holds and reversals.

After five-bells-ledger #323, revolut_coding #1 and liberapay #808, where they deadlocked. Here over
real HTTP on PostgreSQL, sixteen clients for a minute; some seconds of it on both databases are in
`tests/service/api/test_races.py`.
"""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, text

from tests.proofs.client import PASSWORD, Client, Journal, fen
from tests.proofs.lengths import chosen, note
from tests.proofs.load_of_holds import AMOUNT_FEN
from tests.proofs.load_of_payments import pay_in
from tests.proofs.postgres import Postgres
from tests.proofs.reckoning import reckoned
from tests.proofs.scene import OUTLETS, PROVIDERS, SHOP
from tests.proofs.served import Line, Served, serving
from tests.proofs.test_concurrency import offered, order_of
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.proof

CLIENTS = 16
CROSSING_S = chosen(usual=60, long=600)
BOUGHT = 40
BEGUN_FEN = 400_000
FINAL = {
    "balance_too_low",
    "hold_ended",
    "capture_over_hold",
    "reversal_over_payment",
    "holds_full",
}


def test_sixteen_clients_pay_crosswise_for_a_minute_and_none_deadlocks(
    cluster: Postgres, tmp_path: Path
) -> None:
    with serving(cluster.new_database(), tmp_path) as served, reckoned(served) as journal:
        with Line(served) as line:
            buyer, references = begun(Client(line, journal, Random("first")))
        began_fen = sum(held_fen(served, buyer).values())
        until_s = time.monotonic() + CROSSING_S
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(
                pool.map(
                    lambda place: cross(served, journal, (buyer, references), (place, until_s)),
                    range(CLIENTS),
                )
            )
        came = Counter[str]()
        for one in journal.done:
            if one.reply.status == 201 and one.request.path == "reference-payments":
                came["in"] += one.reply.said["credited"]["amount"]
        ended_fen = sum(held_fen(served, buyer).values())

    final = Counter(one.reply.code for one in journal.done if one.reply.status >= 400)
    assert final.keys() <= FINAL, final
    assert not [kind for kind in journal.raw if kind in {"500", "502", "504", "lost"}]
    assert ended_fen - began_fen == came["in"]
    note(f"crossing on {served.kind}: {len(journal.done)} in {CROSSING_S} s, {dict(journal.raw)}")


def begun(client: Client) -> tuple[str, list[str]]:
    """Fill a buyer's wallet and the shop's account as a seller; return wallet and references."""
    provider = PROVIDERS[0]
    buyer = str(client.made(provider, "wallets", {"tier": "certificate"})["wallet_id"])
    number, _, _ = pay_in(client, BEGUN_FEN)
    client.made(
        provider, "redemptions", {"number": number, "password": PASSWORD, "wallet_id": buyer}
    )
    offer_id = offered(client, stock=BOUGHT)
    references = []
    for place in range(BOUGHT):
        order_id = client.made(provider, "orders", order_of(offer_id, buyer))["order_id"]
        if place % 2:
            said = client.made(provider, f"orders/{order_id}/references", {"valid_days": 3})
            references.append(str(said["reference"]))
            continue
        client.made(provider, f"orders/{order_id}/payments", {})
        client.made(SHOP, f"orders/{order_id}/shipments", None)
        client.made(provider, f"orders/{order_id}/confirmations", None)
    pay = {"payer_wallet_id": buyer, "payee_wallet_id": SHOP, "money": fen(50_000)}
    client.made(provider, "payments", pay)
    return buyer, references


def cross(
    served: Served, journal: Journal, what: tuple[str, list[str]], when: tuple[int, float]
) -> None:
    """Pay to and fro until it is over."""
    (buyer, references), (place, until_s) = what, when
    with Line(served) as line:
        client = Client(line, journal, Random(f"crossing {place}"))
        ways = ways_of(client, buyer, references)
        while time.monotonic() < until_s:
            client.chance.choice(ways)()
    assert time.monotonic() < until_s + PATIENCE_S


def ways_of(client: Client, buyer: str, references: list[str]) -> list[Callable[[], object]]:
    """Return what one client does, each as likely as the others."""
    provider, chance = PROVIDERS[0], client.chance

    def pays(payer: str, payee: str) -> None:
        body = {"payer_wallet_id": payer, "payee_wallet_id": payee, "money": fen(100)}
        reply = client.post(provider, "payments", body)
        if reply.status == 201 and chance.random() < 0.2:
            path = f"payments/{reply.said['payment_id']}/reversals"
            for _ in range(2):
                client.post(provider, path, {"money": fen(60), "reason": "duplicate"})

    def holds(payer: str, payee: str) -> None:
        body = {"wallet_id": payer, "payee_wallet_id": payee, "money": fen(70)}
        reply = client.post(provider, "holds", body)
        if reply.status == 201:
            path = f"holds/{reply.said['hold_id']}"
            client.post(provider, f"{path}/captures", {"money": fen(40)})
            client.post(provider, f"{path}/releases", None)

    def brings_cash() -> None:
        body = {
            "reference": chance.choice(references),
            "money": fen(AMOUNT_FEN),
            "taken_at": client.read("the operator", "time").said["now"],
        }
        client.post(OUTLETS[0], "reference-payments", body)

    return [
        lambda: pays(buyer, SHOP),
        lambda: pays(SHOP, buyer),
        lambda: holds(buyer, SHOP),
        lambda: holds(SHOP, buyer),
        lambda: client.post(SHOP, "payouts", {"money": fen(10), "to": "wallet"}),
        brings_cash,
    ]


def held_fen(served: Served, buyer: str) -> dict[str, int]:
    """Return what both wallets have, held or not, and what the shop is owed as a seller."""
    queries = {
        "wallets": "SELECT SUM(balance_fen) FROM wallet WHERE wallet_id IN (:buyer, :shop)",
        "holds": "SELECT COALESCE(SUM(amount_fen - captured_fen - released_fen), 0) "
        "FROM wallet_hold",
        "seller": "SELECT SUM(balance_fen) FROM seller",
    }
    engine = create_engine(served.url)
    with engine.connect() as connection:
        given = {"buyer": buyer, "shop": SHOP}
        found = {
            name: int(
                connection.execute(
                    text(query), {key: one for key, one in given.items() if f":{key}" in query}
                ).scalar_one()
            )
            for name, query in queries.items()
        }
    engine.dispose()
    return found
