"""What an outlet asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from service.client.calls import Calls, part
from service.client.lazily import Lazily
from service.client.retrying import Request
from service.money import cny

if TYPE_CHECKING:
    from service.schemas import counter
else:
    counter = Lazily("service.schemas.counter")


class CounterCalls(Calls):
    """Deposits, and the other ends of a draft."""

    def deposit(
        self, amount_fen: int, *, password: str, identity: str, once: str | None = None
    ) -> counter.DepositAnswer:
        """Take cash, and issue a draft with a signed receipt."""
        body = {
            "money": cny(amount_fen),
            "password": password,
            "depositor": {"identity": identity},
        }
        return self._post("/v1/deposits", body, counter.DepositAnswer, once)

    def receipt_page(
        self, signed: counter.SignedReceipt, kind: Literal["html", "plain"] = "html"
    ) -> str:
        """Print a signed receipt, as a page or as lines for a receipt printer."""
        body = signed.model_dump(mode="json")
        request = Request("POST", "/v1/receipt-pages", body, accept=f"text/{kind}")
        return self.line.send(request).content.decode()

    def cash_out(
        self, number: str, password: str, *, once: str | None = None
    ) -> counter.CashOutAnswer:
        """Pay a draft out in cash."""
        body = {"number": number, "password": password}
        return self._post("/v1/cash-outs", body, counter.CashOutAnswer, once)

    def cancel(self, number: str, *, once: str | None = None) -> counter.PaidBackAnswer:
        """Undo a deposit of today, made at this outlet and not yet used."""
        return self._post("/v1/cancellations", {"number": number}, counter.PaidBackAnswer, once)

    def refund(
        self, number: str, identity: str, *, once: str | None = None
    ) -> counter.PaidBackAnswer:
        """Pay an expired draft back to its depositor."""
        body = {"number": number, "depositor": {"identity": identity}}
        return self._post("/v1/refunds", body, counter.PaidBackAnswer, once)

    def reset_password(
        self, number: str, identity: str, new_password: str, *, once: str | None = None
    ) -> counter.PasswordResetAnswer:
        """Give a depositor a new password, in force after seven full days."""
        body = {"number": number, "depositor": {"identity": identity}, "password": new_password}
        return self._post("/v1/password-resets", body, counter.PasswordResetAnswer, once)

    def replace_receipt(
        self, identity: str, amount_fen: int, paid_in_on: str, *, once: str | None = None
    ) -> counter.DepositAnswer:
        """Give a depositor who lost the receipt a new number; the old one ends."""
        body = {
            "depositor": {"identity": identity},
            "money": cny(amount_fen),
            "paid_in_on": paid_in_on,
        }
        return self._post("/v1/receipt-replacements", body, counter.DepositAnswer, once)

    def move_cash(
        self,
        outlet: str,
        direction: Literal["supply", "collection"],
        amount_fen: int,
        *,
        once: str | None = None,
    ) -> counter.CashMovementAnswer:
        """Bring cash to an outlet, or from it."""
        body = {"outlet": outlet, "direction": direction, "money": cny(amount_fen)}
        return self._post("/v1/cash-movements", body, counter.CashMovementAnswer, once)

    def draft(self, draft_id: str) -> counter.DraftAnswer:
        """Look at a draft."""
        return self._get(f"/v1/drafts/{part(draft_id=draft_id)}", counter.DraftAnswer)
