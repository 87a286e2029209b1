"""A mixed load: clients who do everything that can be done, and write down every last answer."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.proofs.asking import date_of
from tests.proofs.model import DAY_MS
from tests.proofs.scene import AUDITOR, OPERATOR, OUTLETS, PROVIDERS
from tests.proofs.served import LOST, Line, Reply, Request, Served

PASSWORD, WRONG = "081208", "999999"
IDENTITY = "11010519491231002X"
AGAIN_S = 0.05
ANSWERED_S_MAX = 120.0
BEIJING_AHEAD_MS = 8 * 3_600_000


@dataclass(frozen=True)
class Done:
    """A request and its final answer."""

    request: Request
    reply: Reply


@dataclass
class Journal:
    """What all clients did; `raw` counts every answer, also those that were to be repeated."""

    done: list[Done] = field(default_factory=list)
    raw: Counter[str] = field(default_factory=Counter)
    drafts: list[tuple[str, str, str]] = field(default_factory=list)
    wallets: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Client:
    """One client, with chance of its own, beside the others."""

    line: Line
    journal: Journal
    chance: Random

    def settled(self, request: Request) -> Reply:
        """Ask until there is a final answer, with one key all the time."""
        deadline_s, before = time.monotonic() + ANSWERED_S_MAX, "nothing"
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

    def post(self, who: str, path: str, body: dict[str, Any]) -> Reply:
        """Post something new."""
        key = f"{self.chance.getrandbits(128):032x}"
        return self.settled(Request(who, "POST", path, body, key))

    def read(self, who: str, path: str) -> Reply:
        """Read something."""
        return self.settled(Request(who, "GET", path, None, ""))


def open_up(client: Client) -> None:
    """Open wallets, and pay some drafts in, so that there is something to begin with."""
    for _ in range(4):
        _open_wallet(client)
        _deposit(client)


def live(client: Client, goes_on: Callable[[], bool]) -> int:
    """Do one thing after the other; return how many."""
    acts, weights = zip(*ACTS.items(), strict=True)
    count = 0
    with client.line:
        while goes_on():
            (act,) = client.chance.choices(acts, weights)
            act(client)
            count += 1
    return count


def run_load(served: Served, journal: Journal, clients: int, meanwhile: Callable[[], None]) -> int:
    """Let clients live while something else is done; return how much they did."""
    over = threading.Event()
    with Line(served) as line:
        open_up(Client(line, journal, Random("first")))
    with ThreadPoolExecutor(clients) as pool:
        living = [
            pool.submit(
                live,
                Client(Line(served), journal, Random(place)),
                lambda: not over.is_set(),
            )
            for place in range(clients)
        ]
        try:
            meanwhile()
        finally:
            over.set()
    return sum(one.result() for one in living)


def fen(amount_fen: int) -> dict[str, Any]:
    """Return an amount as it is sent."""
    return {"amount": amount_fen, "currency": "CNY"}


def _amount(client: Client) -> dict[str, Any]:
    return fen(client.chance.randint(1, 20_000))


def _draft(client: Client) -> tuple[str, str, str]:
    # The last ones, so that several clients want the same.
    recent = client.journal.drafts[-8:]
    return client.chance.choice(recent)


def _deposit(client: Client) -> None:
    outlet = client.chance.choice(OUTLETS)
    # An identity of its own: a lost receipt is found by it.
    identity = f"{client.chance.getrandbits(64):016X}"
    body = {"money": _amount(client), "password": PASSWORD, "depositor": {"identity": identity}}
    reply = client.post(outlet, "deposits", body)
    client.journal.drafts.append((reply.said["number"], outlet, identity))


def _redeem(client: Client, password: str = PASSWORD) -> None:
    number, _, _ = _draft(client)
    wallet_id, provider = client.chance.choice(client.journal.wallets)
    body = {"number": number, "password": password, "wallet_id": wallet_id}
    client.post(provider, "redemptions", body)


def _mistype(client: Client) -> None:
    _redeem(client, WRONG)


def _cash_out(client: Client) -> None:
    number, _, _ = _draft(client)
    body = {"number": number, "password": PASSWORD}
    client.post(client.chance.choice(OUTLETS), "cash-outs", body)


def _cancel(client: Client) -> None:
    number, outlet, _ = _draft(client)
    client.post(outlet, "cancellations", {"number": number})


def _refund(client: Client) -> None:
    number, outlet, identity = _draft(client)
    client.post(outlet, "refunds", {"number": number, "depositor": {"identity": identity}})


def _reset(client: Client) -> None:
    number, outlet, identity = _draft(client)
    body = {"number": number, "depositor": {"identity": identity}, "password": WRONG}
    client.post(outlet, "password-resets", body)


def _open_wallet(client: Client) -> None:
    provider = client.chance.choice(PROVIDERS)
    reply = client.post(provider, "wallets", {"tier": "certificate"})
    client.journal.wallets.append((reply.said["wallet_id"], provider))


def _freeze(client: Client) -> None:
    wallet_id, provider = client.chance.choice(client.journal.wallets)
    body = {"is_frozen": client.chance.random() < 0.2}
    client.settled(Request(provider, "PATCH", f"wallets/{wallet_id}", body, ""))


def _pay(client: Client) -> None:
    (payer, provider), (payee, _) = client.chance.choices(client.journal.wallets, k=2)
    body = {"payer_wallet_id": payer, "payee_wallet_id": payee, "money": _amount(client)}
    client.post(provider, "payments", body)


def _withdraw(client: Client) -> None:
    wallet_id, provider = client.chance.choice(client.journal.wallets)
    client.post(provider, "withdrawals", {"wallet_id": wallet_id, "money": _amount(client)})


def _move_cash(client: Client) -> None:
    body = {
        "outlet": client.chance.choice(OUTLETS),
        "direction": client.chance.choice(["supply", "collection"]),
        "money": _amount(client),
    }
    client.post(OPERATOR, "cash-movements", body)


def _close_day(client: Client) -> None:
    today = (time.time_ns() // 1_000_000 + BEIJING_AHEAD_MS) // DAY_MS
    client.post(OPERATOR, "settlements", {"day": date_of(today - client.chance.randint(1, 9))})


def _read(client: Client) -> None:
    wallet_id, provider = client.chance.choice(client.journal.wallets)
    client.read(provider, f"wallets/{wallet_id}/entries")


def _check(client: Client) -> None:
    checked = client.read(AUDITOR, "books/check").said
    assert checked["findings"] == [], "the books are sound at every moment"


ACTS: dict[Callable[[Client], None], int] = {
    _deposit: 30,
    _redeem: 30,
    _pay: 12,
    _withdraw: 6,
    _cash_out: 6,
    _cancel: 4,
    _move_cash: 4,
    _open_wallet: 2,
    _read: 2,
    _mistype: 1,
    _freeze: 1,
    _reset: 1,
    _refund: 1,
    _close_day: 1,
    _check: 1,
}
