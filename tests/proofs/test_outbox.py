"""Server, workers and gateway are killed at random: every message comes, in order for each parcel.

A buyer's parcels are scanned over HTTP, and prices change that phones hear of, while one after the
other is killed with SIGKILL and started anew. In the end everything that happened was heard at
least once by webhook, and by text where there are words; of each subject in the order in which it
happened; and what came twice is known by its id.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from service.client import Client, Refused, Unreachable
from service.clock import now_ms, rfc3339
from service.domain.wording import is_texted
from tests.proofs.hearer import Hearer
from tests.proofs.lengths import chosen, note
from tests.proofs.postgres import postgres
from tests.proofs.prices_told import (
    change_prices,
    is_all_told,
    none_told_twice,
    subscribe,
    today,
)
from tests.proofs.scene import CARRIER, OPERATOR, OUTLETS, PROVIDERS
from tests.proofs.served import Served
from tests.proofs.test_faults import Kill, server_killed
from tests.service.processes import messages_in
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.proof

PARCELS = chosen(usual=3, long=12)
KILLS = chosen(usual=8, long=60)
BETWEEN_S = (0.2, 0.9)
WORKERS = 2
POLL_S = 0.1
NOBODY = 1
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - of a test
READY = "delivering"
IDENTITY = "11010519491231002X"
PASSWORD = "081208"  # noqa: S105 - of a test
PHONE = "+8613800138000"
PERSON = {"name": "Wang Fang", "address": "12 Hongqi Road, Gushi", "postcode": "465200"}
GUSHI = (32.18, 115.65)
WAY = ("accepted", "departed", "arrived", "out_for_delivery", "awaiting_pick_up", "delivered")

Result = TypeVar("Result")


@dataclass
class Trade:
    """Who takes part, over a service that may be away."""

    served: Served
    hearer: Hearer
    numbers: list[str] = field(default_factory=list)

    def ask(self, who: str, question: Callable[[Client], Result]) -> Result:
        """Ask until somebody answers; what changes something names its `idempotency_key`."""
        deadline_s = time.monotonic() + PATIENCE_S
        while True:
            key = self.served.keys[who].removeprefix("Bearer ")
            # While a server starts anew it has no port yet, and nobody listens at this one.
            port = self.served.port or NOBODY
            try:
                with Client(f"http://127.0.0.1:{port}", key) as client:
                    object.__setattr__(client.connection, "sleep", lambda _: time.sleep(POLL_S))
                    return question(client)
            except (Unreachable, Refused) as error:
                is_away = isinstance(error, Unreachable) or error.status >= 500
                if not is_away or time.monotonic() > deadline_s:
                    raise
                time.sleep(POLL_S)

    def prepare(self) -> None:
        """Let a buyer who is reached, and whose provider hears, order each parcel."""
        provider = PROVIDERS[0]
        wallet, shop_wallet = (
            self.ask(provider, lambda client: client.open_wallet("certificate")).wallet_id
            for _ in range(2)
        )
        self._keyed("shop", shop_wallet)
        self._keyed("hub", "a hub")
        self.ask(provider, lambda client: client.set_contact(wallet, PHONE, "zh"))
        url = f"http://127.0.0.1:{self.hearer.port}/hooks"
        self.ask(provider, lambda client: client.make_webhook(url))
        self.ask("shop", lambda client: client.register_seller("Laobao", GUSHI))
        offer = self.ask("shop", lambda client: client.make_offer("Tea", 1_000, 100, PARCELS))
        self.ask("shop", lambda client: client.new_item_numbers(PARCELS))
        for _ in range(PARCELS):
            self.numbers.append(self._ordered(wallet, offer.offer_id))

    def _ordered(self, wallet: str, offer_id: str) -> str:
        """Order and pay something with cash from the counter; return the number of its parcel."""
        buyer = PROVIDERS[0]
        draft = self.ask(
            OUTLETS[0],
            lambda client: client.deposit(5_000, password=PASSWORD, identity=IDENTITY),
        )
        words = f"REDEEM {draft.number} {PASSWORD}"
        reply = self.ask(CARRIER, lambda client: client.receive_text(PHONE, words)).reply
        assert str(reply).startswith("已入账50.00元"), reply
        order = self.ask(buyer, lambda client: client.place_order(offer_id, wallet, GUSHI))
        self.ask(buyer, lambda client: client.pay_order(order.order_id))
        parcel = self.ask(
            "shop", lambda client: client.make_parcel(PERSON, PERSON, order_id=order.order_id)
        )
        return parcel.item_number

    def _scan(self, number: str, state: str) -> None:
        at, idempotency_key = rfc3339(now_ms()), f"{number}-{state}"
        self.ask(
            "hub", lambda client: client.scan(number, state, at, idempotency_key=idempotency_key)
        )

    def _keyed(self, role: str, holder: str) -> None:
        made = self.ask(OPERATOR, lambda client: client.create_key(role, holder))
        self.served.keys = {**self.served.keys, role: f"Bearer {made.key}"}

    def scan_all(self) -> None:
        """Scan every parcel all its way, over the time in which others are killed.

        Meanwhile prices change.
        """
        for times, state in enumerate(WAY, 1):
            change_prices(self, times)
            for number in self.numbers:
                self._scan(number, state)
                time.sleep(KILLS / (PARCELS * len(WAY)))

    def happened(self) -> list[tuple[str, str, str]]:
        """Return id, kind and subject of all events, in order."""
        pages = self.ask(PROVIDERS[0], lambda client: list(client.events()))
        return [(one.event_id, one.type, one.subject) for page in pages for one in page.events]

    def is_told(self, count: int) -> bool:
        """Tell whether so many events are addressed, and no message waits."""
        if len(self.happened()) < count or not is_all_told(self.hearer):
            return False
        return not self.ask(OPERATOR, lambda client: client.messages("waiting"))


class Workers:
    """`wanghuiyi deliver`, several times, each of which may be killed."""

    def __init__(self, served: Served, hearer: Hearer) -> None:
        """Know the service and the gateway."""
        self._arguments = (
            *("deliver", "--database", served.url, "--secrets", str(served.folder / "secret")),
            *("--timeout-s", "0.5", "--first-retry-s", "0.3", "--log-level", "warning"),
            *("--local-webhooks", "--sms-gateway", f"http://127.0.0.1:{hearer.port}/sms"),
        )
        self._log = served.folder / "deliver.log"
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start one more, and wait until it hears signals."""
        before = self.logged.count(READY)
        with self._log.open("ab") as log:
            self._processes.append(
                subprocess.Popen(
                    [sys.executable, "-c", "from sim.cli import main; main()", *self._arguments],
                    env=os.environ | {"WANGHUIYI_SMS_SECRET": SECRET},
                    stderr=log,
                )
            )
        wait_for(lambda: self.logged.count(READY) > before)

    def kill_one(self) -> None:
        """Kill the oldest, and start another."""
        oldest = self._processes.pop(0)
        oldest.kill()
        oldest.wait(30)
        self.start()

    def stop(self) -> list[int]:
        """Stop all as whoever runs them does; return their exit codes."""
        for one in self._processes:
            one.terminate()
        codes = [one.wait(30) for one in self._processes]
        self._processes.clear()
        return codes

    @property
    def logged(self) -> str:
        """Return what they wrote."""
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""


def test_every_message_comes_in_order_on_sqlite_whoever_is_killed(tmp_path: Path) -> None:
    prove(f"sqlite:///{tmp_path / 'books.db'}", tmp_path)


def test_every_message_comes_in_order_on_postgresql_whoever_is_killed(tmp_path: Path) -> None:
    with postgres() as cluster:
        prove(cluster.new_database(), tmp_path)


def prove(url: str, folder: Path) -> None:
    """Scan, kill, and compare what was heard with what happened."""
    with Hearer(folder / "heard.jsonl") as hearer, started(url, folder) as served:
        trade, workers, killed = Trade(served, hearer), Workers(served, hearer), Counter[str]()
        first_day = today()
        trade.prepare()
        subscribe(trade)
        for _ in range(WORKERS):
            workers.start()
        try:
            kills: dict[str, Kill] = {
                "worker": workers.kill_one,
                "gateway": hearer.kill_and_start,
                "server": server_killed(served),
            }
            chance = Random(KILLS)
            with ThreadPoolExecutor(1) as pool:
                scanning = pool.submit(trade.scan_all)
                for name, kill in islice(cycle(kills.items()), KILLS):
                    time.sleep(chance.uniform(*BETWEEN_S))
                    kill()
                    killed[name] += 1
                scanning.result()
            count = PARCELS * (len(WAY) + 5)
            wait_for(lambda: trade.is_told(count))
            assert workers.stop() == [0] * WORKERS, workers.logged
        finally:
            workers.stop()
        assert none_told_twice(hearer, days=today() - first_day + 1), "one text a good and day"
        twice = compare(trade.happened(), hearer)
        assert "fault" not in messages_in(workers.logged)
        note(f"{served.kind}: killed {dict(killed)}; {count} events told, {twice} came twice")


def compare(happened: list[tuple[str, str, str]], hearer: Hearer) -> int:
    """Compare what was heard with what happened; return how many messages came again."""
    webhooks = hearer.heard("/hooks")
    texts = [one for one in hearer.heard("/sms") if one["said"]["data"]["to"] == PHONE]
    names = {one["said"]["event_id"]: one["message_id"] for one in webhooks}
    assert len(set(names.values())) == len(names), "an id is of one event"
    assert {one["message_id"] for one in webhooks} == set(names.values()), "and it stays the same"
    subjects = {subject for _, _, subject in happened}
    first_heard = list(dict.fromkeys(one["said"]["event_id"] for one in webhooks))
    assert set(first_heard) == {event_id for event_id, _, _ in happened}
    for subject in subjects:
        told = [event_id for event_id, _, one in happened if one == subject]
        assert [one for one in first_heard if one in set(told)] == told, subject
    first_texts = {one["message_id"]: one["said"]["data"]["text"] for one in texts}
    assert len(first_texts) == sum(is_texted(kind, {}) for _, kind, _ in happened)
    for subject in subjects:
        # Texts of a parcel name it; each kind has words of its own, so their order tells.
        named = [text for text in first_texts.values() if subject in text]
        wanted = [kind for _, kind, one in happened if one == subject and is_texted(kind, {})]
        assert not named or len(named) == len(wanted)
        assert [kind.partition(".")[2] for kind in wanted] == [
            next(state for state, word in WORDS.items() if word in text) for text in named
        ] or not named
    return len(webhooks) + len(texts) - len(names) - len(first_texts)


WORDS = {
    "accepted": "收寄",
    "arrived": "到达",
    "out_for_delivery": "投递中",
    "awaiting_pick_up": "待取",
    "delivered": "妥投",
}


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s, "not all was told in time"
        time.sleep(POLL_S)


@contextmanager
def started(url: str, folder: Path) -> Iterator[Served]:
    """Lend a service that lets webhooks come to this machine."""
    served = Served(url, folder, more=("--no-deliver", "--local-webhooks"))
    try:
        yield served
    finally:
        served.kill()
