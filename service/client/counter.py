"""The part of the client for outlets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from service.client.calls import Calls, part
from service.client.lazy_module import LazyModule
from service.client.retrying import ApiRequest
from service.money import cny

if TYPE_CHECKING:
    from service.schemas import counter, outlets
else:
    counter = LazyModule("service.schemas.counter")
    outlets = LazyModule("service.schemas.outlets")


class CounterCalls(Calls):
    """Deposits, and what else happens to a draft at a counter."""

    def deposit(
        self, amount_fen: int, *, password: str, identity: str, idempotency_key: str | None = None
    ) -> counter.DepositAnswer:
        """Take cash, and issue a draft with a signed receipt."""
        body = {
            "money": cny(amount_fen),
            "password": password,
            "depositor": {"identity": identity},
        }
        return self._post("/v1/deposits", body, counter.DepositAnswer, idempotency_key)

    def receipt_page(
        self, signed: counter.SignedReceipt, kind: Literal["html", "plain"] = "html"
    ) -> str:
        """Return a signed receipt for printing, as HTML or as text for a receipt printer."""
        body = signed.model_dump(mode="json")
        request = ApiRequest("POST", "/v1/receipt-pages", body, accept=f"text/{kind}")
        return self.connection.send(request).content.decode()

    def cash_out(
        self, number: str, password: str, *, idempotency_key: str | None = None
    ) -> counter.CashOutAnswer:
        """Pay a draft out in cash."""
        body = {"number": number, "password": password}
        return self._post("/v1/cash-outs", body, counter.CashOutAnswer, idempotency_key)

    def cancel(self, number: str, *, idempotency_key: str | None = None) -> counter.PaidBackAnswer:
        """Undo a deposit of today, made at this outlet and not yet used."""
        return self._post(
            "/v1/cancellations", {"number": number}, counter.PaidBackAnswer, idempotency_key
        )

    def refund(
        self, number: str, identity: str, *, idempotency_key: str | None = None
    ) -> counter.PaidBackAnswer:
        """Pay an expired draft back to its depositor."""
        body = {"number": number, "depositor": {"identity": identity}}
        return self._post("/v1/refunds", body, counter.PaidBackAnswer, idempotency_key)

    def reset_password(
        self, number: str, identity: str, new_password: str, *, idempotency_key: str | None = None
    ) -> counter.PasswordResetAnswer:
        """Give a depositor a new password, in force after seven full days."""
        body = {"number": number, "depositor": {"identity": identity}, "password": new_password}
        return self._post("/v1/password-resets", body, counter.PasswordResetAnswer, idempotency_key)

    def replace_receipt(
        self, identity: str, amount_fen: int, paid_in_on: str, *, idempotency_key: str | None = None
    ) -> counter.DepositAnswer:
        """Replace a lost receipt: the depositor gets a new number, and the old one ends."""
        body = {
            "depositor": {"identity": identity},
            "money": cny(amount_fen),
            "paid_in_on": paid_in_on,
        }
        return self._post("/v1/receipt-replacements", body, counter.DepositAnswer, idempotency_key)

    def move_cash(
        self,
        outlet: str,
        direction: Literal["supply", "collection"],
        amount_fen: int,
        *,
        idempotency_key: str | None = None,
    ) -> counter.CashMovementAnswer:
        """Record cash brought to an outlet, or taken from it."""
        body = {"outlet": outlet, "direction": direction, "money": cny(amount_fen)}
        return self._post("/v1/cash-movements", body, counter.CashMovementAnswer, idempotency_key)

    def draft(self, draft_id: str) -> counter.DraftAnswer:
        """Return a draft."""
        return self._get(f"/v1/drafts/{part(draft_id=draft_id)}", counter.DraftAnswer)

    def sweep_drafts(
        self, limit: int = 100, *, idempotency_key: str | None = None
    ) -> counter.DraftSweepAnswer:
        """Write down which drafts have expired; each is an event."""
        return self._post(
            "/v1/draft-sweeps", {"limit": limit}, counter.DraftSweepAnswer, idempotency_key
        )

    def pay_outlet_commission(
        self, outlet: str, amount_fen: int, *, source: str, idempotency_key: str | None = None
    ) -> outlets.OutletCommissionPayoutAnswer:
        """Pay what an outlet has earned: `source` is "till" or "bank"."""
        body = {"outlet": outlet, "money": cny(amount_fen), "source": source}
        answer = outlets.OutletCommissionPayoutAnswer
        return self._post("/v1/outlet-commission-payouts", body, answer, idempotency_key)

    def outlet(self) -> outlets.OutletAnswer:
        """Return one's own outlet, and what it is notified of."""
        return self._get("/v1/outlet", outlets.OutletAnswer)

    def change_outlet(
        self,
        *,
        threshold_fen: int | None = None,
        is_never_low: bool = False,
        has_draft_events: bool | None = None,
    ) -> outlets.OutletAnswer:
        """Set below which cash one's till is low, and whether one's deposits are events.

        With `is_never_low` no threshold is left.
        """
        body: dict[str, Any] = {"threshold": None} if is_never_low else {}
        if threshold_fen is not None:
            body["threshold"] = cny(threshold_fen)
        if has_draft_events is not None:
            body["has_draft_events"] = has_draft_events
        return self._answer(ApiRequest("PATCH", "/v1/outlet", body), outlets.OutletAnswer)
