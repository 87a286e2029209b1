"""Histories of money, drawn and done through the API, and where its fen went, by queues.

A `History` does what its chance draws: cash in and out at counters and agents, drafts, payments,
withdrawals, holds and reversals, orders with all their ends, payouts, closings. What is refused is
part of it.
`Queues` follows every fen through all lines ever entered, a queue for each place, without knowing
anything of trails: the first in is the first out.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from service.clock import date_of
from service.domain.day import day_of
from tests.service.api.market import AMOUNT_FEN, EVIDENCE, Market
from tests.service.api.stories.agency import (
    cash_in,
    cash_out,
    code_of,
    float_code_request,
    payout,
    top_up,
    topped_up,
    withdrawal_by,
)
from tests.service.servers import OTHER_OUTLET, PASSWORD, Service, money, taken

STEPS = 12
MUTUAL = {"post:due_to_gateway", "gateway:due_from_post"}
TRACED = tuple(f"gateway:{one}:" for one in ("wallet", "seller", "escrow", "hold", "agent_float"))
Chunk = tuple[str, int]


@dataclass
class History:
    """What happens to some new wallets of a service, its agent and its shop."""

    market: Market
    chance: Random
    drafts: list[dict[str, Any]] = field(default_factory=list)
    redeemed: list[str] = field(default_factory=list)
    payments: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)
    reversals: list[str] = field(default_factory=list)

    @property
    def service(self) -> Service:
        """Return where it happens."""
        return self.market.service

    @cached_property
    def wallets(self) -> list[str]:
        """Return the ids of its wallets, each with some money."""
        return [self.service.full_wallet(self.amount_fen()) for _ in range(3)]

    def amount_fen(self) -> int:
        """Draw an amount, rarely a round one."""
        return self.chance.choice((self.chance.randint(1, 9), self.chance.randint(10, 12_345)))

    def happen(self) -> None:
        """Do all steps."""
        topped_up(self.service, 20_000)
        assert self.wallets
        usual: list[Callable[[], None]] = [
            self.deposit, self.redeem, self.redeem, self.cash_draft, self.pay, self.pay,
            self.withdraw, self.hold, self.hold, self.reverse, self.order, self.order, self.agent,
            self.float, self.close,
        ]  # fmt: skip
        for _ in range(STEPS):
            step = self.chance.choice(usual)
            step()

    def post(self, key: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Post what may be refused; return the answer, or nothing."""
        return _taken(self.service.ask(key, "POST", path, body))

    def deposit(self) -> None:
        """Pay cash in for a draft."""
        self.drafts.append(self.service.deposit(self.amount_fen()))

    def redeem(self) -> None:
        """Redeem a draft, if there is one."""
        self.deposit()
        draft = self.drafts.pop(self.chance.randrange(len(self.drafts)))
        if self.service.redeem(draft["number"], self.wallet()).status_code == 201:
            self.redeemed.append(str(draft["draft_id"]))

    def cash_draft(self) -> None:
        """Have a draft paid out elsewhere, or undone."""
        self.deposit()
        draft = self.drafts[-1]
        if self.chance.random() < 0.5:
            elsewhere = self.service.key("outlet", OTHER_OUTLET)
            self.service.deposit(20_000, elsewhere)  # so that its till can pay
            body = {"number": draft["number"], "password": PASSWORD}
            self.post(elsewhere, "/v1/cash-outs", body)
        else:
            self.post(self.service.outlet, "/v1/cancellations", {"number": draft["number"]})

    def pay(self) -> None:
        """Pay from a wallet to another."""
        payer, payee = self.chance.sample(self.wallets, 2)
        body = {"payer_wallet_id": payer, "payee_wallet_id": payee}
        paid = self.post(
            self.service.provider, "/v1/payments", body | {"money": money(self.amount_fen())}
        )
        self.payments += [paid["payment_id"]] if paid else []

    def hold(self) -> None:
        """Hold money, capture parts of it, and release the rest, or let it expire, or stay."""
        wallet_id, payee_id = self.chance.sample(self.wallets, 2)
        held_fen = self.chance.randint(1, max(1, self.market.held_fen(wallet_id)))
        body: dict[str, Any] = {"wallet_id": wallet_id, "money": money(held_fen)}
        if self.chance.random() < 0.5:
            body["payee_wallet_id"] = payee_id
        if self.chance.random() < 0.5:
            body["valid_minutes"] = 60
        placed = self.post(self.service.provider, "/v1/holds", body)
        if not placed:
            return
        self.holds.append(placed["hold_id"])
        path = f"/v1/holds/{placed['hold_id']}"
        for _ in range(self.chance.randint(0, 2)):
            part = {
                "payee_wallet_id": payee_id,
                "money": money(self.chance.randint(1, held_fen)),
                "is_final": self.chance.random() < 0.3,
            }
            paid = self.post(self.service.provider, f"{path}/captures", part)
            self.payments += [paid["payment_id"]] if paid else []
        if self.chance.random() < 0.3:
            self.post(self.service.provider, f"{path}/releases")

    def reverse(self) -> None:
        """Give a part of a payment back, if there is one."""
        self.pay()
        if not self.payments:
            return
        path = f"/v1/payments/{self.chance.choice(self.payments)}/reversals"
        body = {"money": money(self.amount_fen()), "reason": "returned"}
        back = self.post(self.service.provider, path, body)
        self.reversals += [back["reversal_id"]] if back else []

    def withdraw(self) -> None:
        """Withdraw from a wallet through the bank."""
        body = {"wallet_id": self.wallet(), "money": money(self.amount_fen())}
        self.post(self.service.provider, "/v1/withdrawals", body)

    def order(self) -> None:
        """Order, and go on with it until one of its ends, or stop on the way."""
        market, service = self.market, self.service
        market.wallet_id = self.wallet()
        order_id = market.placed()
        self.orders.append(order_id)
        if self.chance.random() < 0.4:
            issued = market.must(service.provider, order_id, "references", {"valid_days": 3})
            market.pay_reference(str(issued["reference"]))
            market.pay_reference(str(issued["reference"]))  # the second goes to the wallet
        else:
            number = service.deposit(self.chance.randint(9_000, 13_000))["number"]
            market.step(service.provider, order_id, "payments", market.draft_body(number))
        if self.chance.random() < 0.2:
            market.step(market.shop, order_id, "refunds", {"reason": "other"})
        market.step(market.shop, order_id, "shipments")
        market.step(service.operator, order_id, "deliveries")
        if self.chance.random() < 0.5:
            market.step(service.provider, order_id, "disputes", {"evidence": EVIDENCE})
            body = {"refund": money(self.chance.randint(0, AMOUNT_FEN)), "because": "Weighed"}
            market.step(market.arbiter, order_id, "decisions", body)
        else:
            market.step(service.provider, order_id, "confirmations")
        to = self.chance.choice(("wallet", "bank"))
        self.post(market.shop, "/v1/payouts", {"money": money(self.amount_fen()), "to": to})

    def agent(self) -> None:
        """Bring an agent cash for a wallet, or take cash out of one."""
        service, wallet_id = self.service, self.wallet()
        if self.chance.random() < 0.5:
            cash_in(service, wallet_id, self.amount_fen()).send(service)
        elif market_fen := self.market.held_fen(wallet_id):
            fen = self.chance.randint(1, market_fen)
            cash_out(service, code_of(service, wallet_id, fen)).send(service)

    def float(self) -> None:
        """Swap float, or be paid commission into it."""
        fen = self.amount_fen()
        if self.chance.choice((True, False)):
            top_up(self.service, fen).send(self.service)
        else:
            made = taken(float_code_request(self.service, fen).send(self.service))
            if "code_id" in made:
                withdrawal_by(self.service, str(made["code"])).send(self.service)
        payout(self.service, self.chance.randint(1, 50)).send(self.service)

    def close(self) -> None:
        """Let the day be over, and close it."""
        day = date_of(day_of(self.service.clock()))
        self.service.clock.advance(days=1)
        if self.chance.random() < 0.5:  # else payments and withdrawals give back what expired
            self.post(self.service.operator, "/v1/hold-sweeps", {"limit": 100})
        self.post(self.service.operator, "/v1/settlements", {"day": day})

    def wallet(self) -> str:
        """Draw a wallet."""
        return self.chance.choice(self.wallets)


@dataclass
class Queues:
    """Where each fen lies or went, by the key and the account with which it began."""

    places: defaultdict[str, deque[Chunk]] = field(default_factory=lambda: defaultdict(deque))
    gone: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _halves: dict[str, tuple[list[Chunk], str]] = field(default_factory=dict)

    @classmethod
    def of(cls, service: Service) -> "Queues":
        """Follow all lines of a service."""
        queues = cls()
        query = "SELECT key, debit, credit, amount_fen FROM transfer ORDER BY seq"
        with service.database.reading() as connection:
            for row in connection.execute(text(query)):
                queues.move(*row)
        return queues

    def move(self, key: str, debit: str, credit: str, amount_fen: int) -> None:
        """Move the fen of a line, or of two that meet on what one book owes the other."""
        chunks = [] if debit in MUTUAL else list(self._taken(key, debit, amount_fen))
        to = "" if credit in MUTUAL else credit
        if not chunks or not to:
            if key not in self._halves:
                self._halves[key] = (chunks, to)
                return
            other_chunks, other_to = self._halves.pop(key)
            chunks, to = chunks or other_chunks, to or other_to
        self._put(key, to, chunks)

    def balance(self, account: str) -> Counter[str]:
        """Return how much of what began with which key lies in an account."""
        held: Counter[str] = Counter()
        for origin, fen in self.places[account]:
            held[origin] += fen
        return held

    def _taken(self, key: str, debit: str, amount_fen: int) -> Iterator[Chunk]:
        queue = self.places[_place(debit, key)] if _is_traced(debit) else None
        while amount_fen:
            if queue is None:
                yield key, amount_fen
                return
            origin, fen = queue.popleft()
            part = min(fen, amount_fen)
            if fen > part:
                queue.appendleft((origin, fen - part))
            amount_fen -= part
            self.gone[origin][_place(debit, key)] -= part
            yield origin, part

    def _put(self, key: str, credit: str, chunks: list[Chunk]) -> None:
        for origin, fen in chunks:
            self.gone[origin][_place(credit, key)] += fen
        if _is_traced(credit):
            self.places[_place(credit, key)].extend(chunks)


def _is_traced(account: str) -> bool:
    return account.startswith(TRACED) or account == "post:drafts_outstanding"


def _place(account: str, key: str) -> str:
    if account == "post:drafts_outstanding":
        return f"{account} {key.partition(':')[2]}"
    return account


def _taken(response: TestResponse) -> dict[str, Any]:
    return taken(response) if response.status_code == 201 else {}
