"""The part of the client for lists, and for what was paid and what an account held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from service.client.calls import Calls, part
from service.client.lazy_module import LazyModule
from service.client.retrying import ApiRequest

if TYPE_CHECKING:
    from service.schemas import balances, lists
    from service.schemas import payments as movements
else:
    balances = LazyModule("service.schemas.balances")
    lists = LazyModule("service.schemas.lists")
    movements = LazyModule("service.schemas.payments")

Between = tuple[str | None, str | None]
"""From a moment until before another one, each in RFC 3339, or None."""
EVER: Between = (None, None)


class ListCalls(Calls):
    """Lists, page after page from a cursor on; keep the last `end_cursor` to go on from later.

    Nobody who reads on from a cursor misses what others enter at the same time.
    """

    def payments(
        self,
        wallet_id: str | None = None,
        direction: str | None = None,
        between: Between = EVER,
        cursor: str | None = None,
    ) -> Iterator[movements.PaymentsAnswer]:
        """Yield pages of payments of one's wallets, or of one; the direction is in or out."""
        query = _query(between, wallet_id=wallet_id, direction=direction)
        return self._pages("/v1/payments", movements.PaymentsAnswer, cursor, query)

    def payment(self, payment_id: str) -> movements.PaymentShownAnswer:
        """Return a payment."""
        path = f"/v1/payments/{part(payment_id=payment_id)}"
        return self._get(path, movements.PaymentShownAnswer)

    def withdrawals(
        self,
        wallet_id: str | None = None,
        between: Between = EVER,
        cursor: str | None = None,
    ) -> Iterator[movements.WithdrawalsAnswer]:
        """Yield pages of withdrawals of one's wallets, or of one."""
        query = _query(between, wallet_id=wallet_id)
        return self._pages("/v1/withdrawals", movements.WithdrawalsAnswer, cursor, query)

    def withdrawal(self, withdrawal_id: str) -> movements.WithdrawalShownAnswer:
        """Return a withdrawal."""
        path = f"/v1/withdrawals/{part(withdrawal_id=withdrawal_id)}"
        return self._get(path, movements.WithdrawalShownAnswer)

    def drafts(
        self,
        outlet: str | None = None,
        state: str | None = None,
        between: Between = EVER,
        cursor: str | None = None,
    ) -> Iterator[lists.DraftsAnswer]:
        """Yield pages of drafts, by when they were paid in."""
        query = _query(between, outlet=outlet, state=state)
        return self._pages("/v1/drafts", lists.DraftsAnswer, cursor, query)

    def orders(
        self,
        wallet_id: str | None = None,
        seller_id: str | None = None,
        state: str | None = None,
        between: Between = EVER,
        cursor: str | None = None,
    ) -> Iterator[lists.OrdersAnswer]:
        """Yield pages of orders, by when they were placed."""
        query = _query(between, wallet_id=wallet_id, seller_id=seller_id, state=state)
        return self._pages("/v1/orders", lists.OrdersAnswer, cursor, query)

    def wallets(
        self,
        provider: str | None = None,
        is_frozen: bool | None = None,  # noqa: FBT001 - a filter, usually named
        between: Between = EVER,
        cursor: str | None = None,
    ) -> Iterator[lists.WalletsAnswer]:
        """Yield pages of wallets, by when they were opened."""
        frozen = None if is_frozen is None else str(is_frozen).lower()
        query = _query(between, provider=provider, is_frozen=frozen)
        return self._pages("/v1/wallets", lists.WalletsAnswer, cursor, query)

    def wallet_balance(self, wallet_id: str, at: str | None = None) -> balances.WalletBalanceAnswer:
        """Return what a wallet held at a moment, by all that had happened until then."""
        path = f"/v1/wallets/{part(wallet_id=wallet_id)}/balance"
        request = ApiRequest("GET", path, query=_query(EVER, at=at))
        return self._answer(request, balances.WalletBalanceAnswer)

    def account_balance(self, account: str, at: str | None = None) -> balances.AccountBalanceAnswer:
        """Return what an account, such as post:cash:Gushi, held at a moment."""
        path = f"/v1/accounts/{part(account=account)}/balance"
        request = ApiRequest("GET", path, query=_query(EVER, at=at))
        return self._answer(request, balances.AccountBalanceAnswer)


def _query(between: Between, **named: str | None) -> Mapping[str, str]:
    given = {"from": between[0], "until": between[1], **named}
    return {name: value for name, value in given.items() if value is not None}
