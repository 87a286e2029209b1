"""The part of the client for wallets' providers, and for shops that are paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from service.client.calls import Calls, part
from service.client.lazy_module import LazyModule
from service.client.retrying import ApiRequest
from service.money import cny

if TYPE_CHECKING:
    from service.schemas import wallets
else:
    wallets = LazyModule("service.schemas.wallets")


class WalletCalls(Calls):
    """Wallets: redemptions into them, payments from them, their statements."""

    def redeem(
        self, number: str, password: str, wallet_id: str, *, idempotency_key: str | None = None
    ) -> wallets.RedemptionAnswer:
        """Credit a draft to a wallet, immediately and only once."""
        body = {"number": number, "password": password, "wallet_id": wallet_id}
        return self._post("/v1/redemptions", body, wallets.RedemptionAnswer, idempotency_key)

    def open_wallet(
        self, tier: str = "plain", *, idempotency_key: str | None = None
    ) -> wallets.WalletAnswer:
        """Open a wallet."""
        return self._post("/v1/wallets", {"tier": tier}, wallets.WalletAnswer, idempotency_key)

    def wallet(self, wallet_id: str) -> wallets.WalletAnswer:
        """Return a wallet."""
        return self._get(f"/v1/wallets/{part(wallet_id=wallet_id)}", wallets.WalletAnswer)

    def change_wallet(
        self, wallet_id: str, *, tier: str | None = None, is_frozen: bool | None = None
    ) -> wallets.WalletAnswer:
        """Freeze a wallet, unfreeze it, or change its tier."""
        wanted = {"tier": tier, "is_frozen": is_frozen}
        body = {name: value for name, value in wanted.items() if value is not None}
        request = ApiRequest("PATCH", f"/v1/wallets/{part(wallet_id=wallet_id)}", body)
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
        self, payer_id: str, payee_id: str, amount_fen: int, *, idempotency_key: str | None = None
    ) -> wallets.PaymentAnswer:
        """Pay from one's own wallet to any other."""
        body = {
            "payer_wallet_id": payer_id,
            "payee_wallet_id": payee_id,
            "money": cny(amount_fen),
        }
        return self._post("/v1/payments", body, wallets.PaymentAnswer, idempotency_key)

    def withdraw(
        self, wallet_id: str, amount_fen: int, *, idempotency_key: str | None = None
    ) -> wallets.WithdrawalAnswer:
        """Withdraw money from a wallet through the bank."""
        body = {"wallet_id": wallet_id, "money": cny(amount_fen)}
        return self._post("/v1/withdrawals", body, wallets.WithdrawalAnswer, idempotency_key)
