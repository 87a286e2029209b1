"""A server is killed while it pays an order: before the commit, or between commit and answer.

Lost answers in other services: the IETF's draft on idempotency keys 41, IdempotentAPI 37, KeeperHub
PR 1849.
"""

import signal
import sys
from pathlib import Path

import httpx2
import pytest

from service.client import Client
from service.server.secret_file import write_new_secret
from tests.service.databases import DIALECTS, Databases
from tests.service.processes import key_of, serving
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.proof
GUSHI, BEIJING = (32.18, 115.67), (39.9042, 116.4074)
BALANCE_FEN, PRICE_FEN = 17_500, 9_000
PASSWORD, IDENTITY = "081208", "11010519491231002X"
BEFORE, AFTER = "service.store.answers:inserted", "service.web.steps:respond"
# The server as it is, but for one function, which kills all of it once a file is there.
KILLING = """
import os, signal, sys
from importlib import import_module
from pathlib import Path
from sim.cli import main

place, name = sys.argv.pop(1).split(":")
module = import_module(place)
really = getattr(module, name)

def killing(*arguments):
    if Path("kill").exists():
        os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
    return really(*arguments)

setattr(module, name, killing)
main()
"""


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("place", [BEFORE, AFTER])
def test_the_same_key_completes_once_after_a_kill_and_a_restart(
    tmp_path: Path, databases: Databases, dialect: str, place: str
) -> None:
    database = databases.new(dialect)
    database.close()
    secrets = ("--secrets", str(tmp_path / "secrets"))
    write_new_secret(tmp_path / "secrets")
    options = ("--database", database.url, *secrets, "--workers", "1", "--no-deliver")
    outlet, provider, auditor = (
        key_of(role, role, database.url, *secrets) for role in ("outlet", "provider", "auditor")
    )
    with serving(tmp_path, *options, command=[sys.executable, "-c", KILLING, place]) as server:
        with Client(server.url, outlet) as counter, Client(server.url, provider) as keeper:
            wallet_id, seller_id = (keeper.open_wallet().wallet_id for _ in range(2))
            draft = counter.deposit(BALANCE_FEN, password=PASSWORD, identity=IDENTITY)
            keeper.redeem(draft.number, PASSWORD, wallet_id)
            with Client(server.url, key_of("shop", seller_id, database.url, *secrets)) as shop:
                shop.register_seller("Maojian tea of Gushi", GUSHI)
                offer_id = shop.make_offer("Maojian tea, 250 g", PRICE_FEN, 300, 5).offer_id
            order = keeper.place_order(offer_id, wallet_id, BEIJING)
        path = f"/v1/orders/{order.order_id}/payments"
        headers = {"Authorization": f"Bearer {provider}", "Idempotency-Key": "the-same-one"}
        (tmp_path / "kill").touch()
        with pytest.raises(httpx2.TransportError):
            httpx2.post(f"{server.url}{path}", json={}, headers=headers, timeout=PATIENCE_S)
        assert server.process.wait(PATIENCE_S) == -signal.SIGKILL

    with serving(tmp_path, *options) as server:
        again = [
            httpx2.post(f"{server.url}{path}", json={}, headers=headers, timeout=PATIENCE_S)
            for _ in range(2)
        ]
        with Client(server.url, provider) as keeper:
            left_fen = keeper.wallet(wallet_id).balance.amount
        with Client(server.url, auditor) as books:
            is_sound = books.check_books().is_sound

    assert [one.status_code for one in again] == [201, 201]
    assert ["Idempotency-Replayed" in one.headers for one in again] == [place == AFTER, True]
    assert again[0].content == again[1].content
    assert left_fen == BALANCE_FEN - order.money.amount
    assert is_sound
