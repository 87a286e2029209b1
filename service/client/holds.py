"""The part of the client for holds on wallets, and for payments given back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from service.client.calls import Calls, part
from service.client.lazy_module import LazyModule
from service.money import cny

if TYPE_CHECKING:
    from service.schemas import holds as bodies
else:
    bodies = LazyModule("service.schemas.holds")


class HoldCalls(Calls):
    """Holds: money kept for a payment to come; reversals: payments given back."""

    def place_hold(  # noqa: PLR0913 - the parts of one body
        self,
        wallet_id: str,
        amount_fen: int,
        *,
        payee_id: str | None = None,
        expires_at: str | None = None,
        valid_minutes: int | None = None,
        idempotency_key: str | None = None,
    ) -> bodies.HoldPlacedAnswer:
        """Keep money of a wallet, for a week unless its end is given, perhaps for one payee."""
        wanted = {
            "payee_wallet_id": payee_id,
            "expires_at": expires_at,
            "valid_minutes": valid_minutes,
        }
        body: dict[str, Any] = {"wallet_id": wallet_id, "money": cny(amount_fen)}
        body |= {name: value for name, value in wanted.items() if value is not None}
        return self._post("/v1/holds", body, bodies.HoldPlacedAnswer, idempotency_key)

    def hold(self, hold_id: str) -> bodies.HoldAnswer:
        """Return a hold, with what was captured of it."""
        return self._get(f"/v1/holds/{part(hold_id=hold_id)}", bodies.HoldAnswer)

    def holds(self, wallet_id: str, cursor: str | None = None) -> Iterator[bodies.HoldsAnswer]:
        """Yield pages of a wallet's holds, in the order in which they were placed."""
        path = f"/v1/wallets/{part(wallet_id=wallet_id)}/holds"
        return self._pages(path, bodies.HoldsAnswer, cursor)

    def capture_hold(
        self,
        hold_id: str,
        amount_fen: int,
        *,
        payee_id: str | None = None,
        is_final: bool = False,
        idempotency_key: str | None = None,
    ) -> bodies.CaptureAnswer:
        """Pay a part of a hold; with `is_final` the rest goes back to the wallet."""
        body: dict[str, Any] = {"money": cny(amount_fen), "is_final": is_final}
        if payee_id is not None:
            body["payee_wallet_id"] = payee_id
        path = f"/v1/holds/{part(hold_id=hold_id)}/captures"
        return self._post(path, body, bodies.CaptureAnswer, idempotency_key)

    def release_hold(
        self, hold_id: str, *, idempotency_key: str | None = None
    ) -> bodies.HoldStepAnswer:
        """Give what is left of a hold back to its wallet."""
        path = f"/v1/holds/{part(hold_id=hold_id)}/releases"
        return self._post(path, None, bodies.HoldStepAnswer, idempotency_key)

    def sweep_holds(
        self, limit: int = 100, *, idempotency_key: str | None = None
    ) -> bodies.HoldSweepAnswer:
        """Give back what holds keep whose time is over; call again until `is_done`."""
        return self._post(
            "/v1/hold-sweeps", {"limit": limit}, bodies.HoldSweepAnswer, idempotency_key
        )

    def reverse_payment(
        self,
        payment_id: str,
        amount_fen: int,
        *,
        reason: str = "other",
        idempotency_key: str | None = None,
    ) -> bodies.ReversalAnswer:
        """Give a part of a payment back to its payer."""
        body = {"money": cny(amount_fen), "reason": reason}
        path = f"/v1/payments/{part(payment_id=payment_id)}/reversals"
        return self._post(path, body, bodies.ReversalAnswer, idempotency_key)

    def reversals(
        self, payment_id: str, cursor: str | None = None
    ) -> Iterator[bodies.ReversalsAnswer]:
        """Yield pages of what was given back of a payment, the oldest first."""
        path = f"/v1/payments/{part(payment_id=payment_id)}/reversals"
        return self._pages(path, bodies.ReversalsAnswer, cursor)
