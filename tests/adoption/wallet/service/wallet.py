"""The wallet: its people, what each has, what they have bought, and what it gives them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from service.inbox import Event
from service.post_office import Declined, PostOffice

BONUS = 1_00
"""For each draft that is brought, in fen, as long as the fund for it lasts."""


@dataclass
class Wallet:
    """Opens accounts with wanghuiyi, and tops them up by drafts; amounts are in fen.

    What it hears of by events: drafts, each of which earns a bonus from the account `fund`, and
    orders, which it pays as soon as they are placed.
    """

    post_office: PostOffice
    accounts: dict[str, str] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    _begun: Iterator[int] = field(default_factory=lambda: count(1))

    def join(self, person: str) -> None:
        """Open an account."""
        opened = self.post_office.post("/v1/wallets", {"tier": "certificate"}, f"joined-{person}")
        self.accounts[person] = opened["wallet_id"]
        self.balances[person] = 0

    def top_up(self, person: str, number: str, password: str) -> int:
        """Redeem a draft; return what the person then has. Raise service.post_office.Declined."""
        body = {"number": number, "password": password, "wallet_id": self.accounts[person]}
        key = f"top-up-{person}-{next(self._begun)}"
        answer = self.post_office.post("/v1/redemptions", body, key)
        self.balances[person] = answer["balance"]["amount"]
        return self.balances[person]

    def hear(self, event: Event) -> None:
        """Take an event, which comes once, in whatever order."""
        if event["type"] == "wallet.credited" and event["data"]["source"] == "draft":
            self._give_bonus(event)
        elif event["type"].startswith("order."):
            self._follow(event)

    def _give_bonus(self, event: Event) -> None:
        """Pay a bonus to whoever brought a draft."""
        fund, wallet_id = self.accounts.get("fund"), event["data"]["wallet_id"]
        if fund in {None, wallet_id}:
            return
        body = {
            "payer_wallet_id": fund,
            "payee_wallet_id": wallet_id,
            "money": {"amount": BONUS, "currency": "CNY"},
        }
        self.post_office.post("/v1/payments", body, f"bonus-{event['event_id']}")

    def _follow(self, event: Event) -> None:
        """Note how far an order is, and pay one that is to be paid."""
        order_id = event["data"]["order_id"]
        self.orders[order_id] = self._state_of(event)
        if self.orders[order_id] == "placed":
            try:
                self.post_office.post(f"/v1/orders/{order_id}/payments", {}, f"pay-{order_id}")
            except Declined:
                return  # it is there no more, or there is too little money: an event will say so
            self.orders[order_id] = "paid"

    def _state_of(self, event: Event) -> str:
        """Return how far an order is now: the event may be old, so that it is looked up."""
        return str(self.post_office.get(f"/v1/orders/{event['data']['order_id']}")["state"])
