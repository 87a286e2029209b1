"""Writers at full rate, and readers who follow every list by its cursor meanwhile.

What a reader has seen in the end is compared with the list as it stands: each row once, in its
order. Some writers hold their transaction open after numbers were drawn, as a long batch does, so
that rows come to be seen after others with higher numbers.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import Connection

from service.call import Call, Caller, Entropy
from service.database.change import send
from service.operations.wallets import pay
from service.outbox.fan_out import address
from service.schemas.wallets import PaymentBody
from tests.service.api.market import Market
from tests.service.servers import OTHER_PROVIDER, PASSWORD, PROVIDER, Service, money, taken

WRITERS, READERS = 8, 4
HELD_S = 0.02
"""How long some transactions stay open once they have drawn their numbers."""
FEN = 1


@dataclass
class Followed:
    """A list that somebody reads on: where, as whom, and what was seen of it."""

    noun: str
    path: str
    key: str
    id_of: Callable[[dict[str, Any]], str]
    cursor: str = "0"
    seen: list[str] = field(default_factory=list)

    def read_on(self, service: Service, limit: int) -> bool:
        """Read one page on from the cursor; return whether there may be more at once."""
        mark = "&" if "?" in self.path else "?"
        path = f"{self.path}{mark}limit={limit}&cursor={self.cursor}"
        page = taken(service.get(self.key, path))
        self.seen += [self.id_of(one) for one in page[self.noun]]
        if "has_more" in page:  # events
            self.cursor = page["next_cursor"]
            return bool(page["has_more"])
        self.cursor = page["next_cursor"] or page["end_cursor"] or self.cursor
        return page["next_cursor"] is not None


@dataclass
class Crowd:
    """Eight who write and four who read, upon one service."""

    service: Service
    made: dict[str, set[str]] = field(default_factory=dict)
    _ended: threading.Event = field(default_factory=threading.Event)
    _names: Any = field(default_factory=count)

    @cached_property
    def market(self) -> Market:
        """Return where orders are placed."""
        return Market(self.service, stock=1_000_000)

    @cached_property
    def wallets(self) -> list[str]:
        """Return wallets with money, of two providers: few, so that writers meet."""
        other = self.service.key("provider", OTHER_PROVIDER)
        return [self.service.full_wallet(90_000), self.service.full_wallet(90_000),
                self.service.wallet(key=other)]  # fmt: skip

    def run(self, seconds: float) -> list[Followed]:
        """Write and read for some seconds, and read to the end; return what each reader saw."""
        readers = [self._followed() for _ in range(READERS)]
        _ = self.market.offer_id, self.market.wallet_id, self.wallets
        with ThreadPoolExecutor(WRITERS + READERS + 1) as threads:
            reading = [threads.submit(self._read, one, n) for n, one in enumerate(readers)]
            addressing = threads.submit(self._address)
            writing = [threads.submit(self._write, n) for n in range(WRITERS)]
            wait([*reading, addressing, *writing], seconds, FIRST_COMPLETED)  # only by an error
            self._ended.set()
            for task in (*writing, addressing, *reading):
                task.result()
        while address(self.service.database, self.service.clock()):
            pass
        every = [one for several in readers for one in several]
        for one in every:
            while one.read_on(self.service, 1_000):
                pass
        return every

    def _read(self, lists: list[Followed], number: int) -> None:
        draw = Random(number)
        while not self._ended.is_set():
            for one in lists:
                one.read_on(self.service, draw.randint(1, 7))

    def _address(self) -> None:
        while not self._ended.is_set():
            address(self.service.database, self.service.clock())
            time.sleep(HELD_S / 4)

    def _write(self, number: int) -> None:
        draw = Random(number)
        verbs = [self._pay, self._withdraw, self._deposit, self._open, self._order, self._pay_late]
        while not self._ended.is_set():
            draw.choice(verbs)(draw)

    def _note(self, noun: str, name: str) -> None:
        self.made.setdefault(noun, set()).add(name)

    def _pay(self, draw: Random) -> None:
        payer, payee = draw.choice(self.wallets[:2]), self.wallets[2]
        body = {"payer_wallet_id": payer, "payee_wallet_id": payee, "money": money(FEN)}
        made = self.service.done(self.service.provider, "/v1/payments", body)
        self._note("payments", made["payment_id"])

    def _pay_late(self, draw: Random) -> None:
        """Pay, and commit some time after the numbers were drawn."""
        body = PaymentBody.model_validate(
            {
                "payer_wallet_id": draw.choice(self.wallets[:2]),
                "payee_wallet_id": self.wallets[2],
                "money": money(FEN),
            }
        )
        caller = Caller("late", "provider", PROVIDER)
        call = Call(self.service.context, caller, body, self.service.clock(), Entropy())

        def paid(connection: Connection) -> str:
            outcome = pay(connection, call)
            send(connection, outcome.changes)  # type: ignore[arg-type]  # all are changes
            time.sleep(HELD_S)
            return str(outcome.answer["payment_id"])

        self._note("payments", self.service.database.transaction(paid))

    def _withdraw(self, draw: Random) -> None:
        body = {"wallet_id": draw.choice(self.wallets[:2]), "money": money(FEN)}
        made = self.service.done(self.service.provider, "/v1/withdrawals", body)
        self._note("withdrawals", made["withdrawal_id"])

    def _deposit(self, draw: Random) -> None:
        made = self.service.deposit(100)
        self._note("drafts", made["draft_id"])
        into = draw.choice(self.wallets[:2])
        assert self.service.redeem(made["number"], into, PASSWORD).status_code == 201

    def _open(self, _: Random) -> None:
        self._note("wallets", self.service.wallet())

    def _order(self, _: Random) -> None:
        self._note("orders", self.market.placed())

    def _followed(self) -> list[Followed]:
        service, seller_id = self.service, self.market.seller_id
        provider, auditor, outlet = service.provider, service.auditor, service.outlet
        other = service.key("provider", OTHER_PROVIDER)
        entry, order = (lambda one: str(one["entry"])), (lambda one: str(one["order_id"]))
        hot = [f"/v1/wallets/{one}/entries" for one in (self.wallets[0], self.wallets[2])]
        payment = lambda one: str(one["payment_id"])  # noqa: E731 - beside the others
        return [
            Followed("payments", "/v1/payments", auditor, payment),
            Followed("payments", "/v1/payments?direction=in", other, payment),
            Followed("payments", f"/v1/payments?wallet_id={self.wallets[0]}", provider, payment),
            Followed("withdrawals", "/v1/withdrawals", provider,
                     lambda one: str(one["withdrawal_id"])),
            Followed("drafts", "/v1/drafts", outlet, lambda one: str(one["draft_id"])),
            Followed("drafts", "/v1/drafts", auditor, lambda one: str(one["draft_id"])),
            Followed("wallets", "/v1/wallets", provider, lambda one: str(one["wallet_id"])),
            Followed("orders", "/v1/orders", provider, order),
            Followed("orders", "/v1/orders", self.market.shop, order),
            Followed("orders", f"/v1/sellers/{seller_id}/statement", self.market.shop, order),
            Followed("entries", hot[0], provider, entry),
            Followed("entries", hot[1], other, entry),
            Followed("events", "/v1/events", provider, lambda one: str(one["event_id"])),
        ]  # fmt: skip


def whole(service: Service, one: Followed) -> list[str]:
    """Return a list as it stands, read from its beginning."""
    anew = Followed(one.noun, one.path, one.key, one.id_of)
    while anew.read_on(service, 1_000):
        pass
    return anew.seen
