"""What the provider of a wallet asks for, and a shop that is paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from service.client.calls import Calls, part
from service.client.lazily import Lazily
from service.client.retrying import Request
from service.money import cny

if TYPE_CHECKING:
    from service.schemas import wallets
else:
    wallets = Lazily("service.schemas.wallets")


class WalletCalls(Calls):
    """Wallets: redeemed into, paid from, looked at."""

    def redeem(
        self, number: str, password: str, wallet_id: str, *, once: str | None = None
    ) -> wallets.RedemptionAnswer:
        """Credit a draft to a wallet, at once and only once."""
        body = {"number": number, "password": password, "wallet_id": wallet_id}
        return self._post("/v1/redemptions", body, wallets.RedemptionAnswer, once)

    def open_wallet(self, tier: str = "plain", *, once: str | None = None) -> wallets.WalletAnswer:
        """Open a wallet."""
        return self._post("/v1/wallets", {"tier": tier}, wallets.WalletAnswer, once)

    def wallet(self, wallet_id: str) -> wallets.WalletAnswer:
        """Look at a wallet."""
        return self._get(f"/v1/wallets/{part(wallet_id=wallet_id)}", wallets.WalletAnswer)

    def change_wallet(
        self, wallet_id: str, *, tier: str | None = None, is_frozen: bool | None = None
    ) -> wallets.WalletAnswer:
        """Freeze a wallet, thaw it, or give it another tier."""
        wanted = {"tier": tier, "is_frozen": is_frozen}
        body = {name: value for name, value in wanted.items() if value is not None}
        request = Request("PATCH", f"/v1/wallets/{part(wallet_id=wallet_id)}", body)
        return self._answer(request, wallets.WalletAnswer)

    def entries(self, wallet_id: str) -> Iterator[wallets.Entry]:
        """Yield a wallet's statement, the oldest entries first, page after page."""
        for page in self.statement(wallet_id):
            yield from page.entries

    def statement(
        self, wallet_id: str, cursor: str | None = None
    ) -> Iterator[wallets.StatementAnswer]:
        """Yield pages of a wallet's statement from a cursor on; keep the last `end_cursor`."""
        path = f"/v1/wallets/{part(wallet_id=wallet_id)}/entries"
        return self._pages(path, wallets.StatementAnswer, cursor)

    def pay(
        self, payer_id: str, payee_id: str, amount_fen: int, *, once: str | None = None
    ) -> wallets.PaymentAnswer:
        """Pay from one's wallet to anybody's."""
        body = {
            "payer_wallet_id": payer_id,
            "payee_wallet_id": payee_id,
            "money": cny(amount_fen),
        }
        return self._post("/v1/payments", body, wallets.PaymentAnswer, once)

    def withdraw(
        self, wallet_id: str, amount_fen: int, *, once: str | None = None
    ) -> wallets.WithdrawalAnswer:
        """Pay a wallet's money out through the bank."""
        body = {"wallet_id": wallet_id, "money": cny(amount_fen)}
        return self._post("/v1/withdrawals", body, wallets.WithdrawalAnswer, once)
