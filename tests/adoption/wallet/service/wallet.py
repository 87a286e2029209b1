"""The wallet: its people, and what each has."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from service.post_office import PostOffice


@dataclass
class Wallet:
    """Opens accounts with wanghuiyi, and tops them up by drafts; amounts are in fen."""

    post_office: PostOffice
    accounts: dict[str, str] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)
    _begun: Iterator[int] = field(default_factory=lambda: count(1))

    def join(self, person: str) -> None:
        """Open an account."""
        opened = self.post_office.post("/v1/wallets", {"tier": "plain"}, f"joined-{person}")
        self.accounts[person] = opened["wallet_id"]
        self.balances[person] = 0

    def top_up(self, person: str, number: str, password: str) -> int:
        """Redeem a draft; return what the person then has. Raise service.post_office.Declined."""
        body = {"number": number, "password": password, "wallet_id": self.accounts[person]}
        key = f"top-up-{person}-{next(self._begun)}"
        answer = self.post_office.post("/v1/redemptions", body, key)
        self.balances[person] = answer["balance"]["amount"]
        return self.balances[person]
