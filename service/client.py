"""A client of the service in Python: a method for each operation, with typed answers.

    with Client("http://127.0.0.1:8000", api_key) as client:
        deposit = client.deposit(17_500, password="081208", identity="11010519491231002X")

`where` is a base URL, or the WSGI application itself. Refusals are raised as `Refused`. What may
happen only once gets an Idempotency-Key of its own; name one with `once` to go on with a request
that another process began.
"""

from collections.abc import Iterator
from types import TracebackType
from typing import Any, Literal, Self

from service.bodies import books, counter, wallets
from service.bodies.basics import money
from service.calls import part as _part
from service.line import Line, Refused, Request, Unreachable, line_to
from service.message_calls import MessageCalls

__all__ = ["Client", "Refused", "Unreachable"]


class Client(MessageCalls):
    """A caller of one service, with its API key."""

    def __init__(self, where: str | Any, api_key: str | None = None) -> None:  # noqa: ANN401 - WSGI has no type
        """Open a line; close it, or use the client in a `with`."""
        self.line: Line = line_to(where, api_key)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the line."""
        self.close()

    def close(self) -> None:
        """Close the line."""
        self.line.client.close()

    # The counter

    def deposit(
        self, amount_fen: int, *, password: str, identity: str, once: str | None = None
    ) -> counter.DepositAnswer:
        """Take cash, and issue a draft with a signed receipt."""
        body = {
            "money": money(amount_fen),
            "password": password,
            "depositor": {"identity": identity},
        }
        return self._post("/v1/deposits", body, counter.DepositAnswer, once)

    def reserve_numbers(self, count: int, *, once: str | None = None) -> counter.NumberBlockAnswer:
        """Reserve numbers for times without a line."""
        return self._post("/v1/number-blocks", {"count": count}, counter.NumberBlockAnswer, once)

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
            "money": money(amount_fen),
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
        body = {"outlet": outlet, "direction": direction, "money": money(amount_fen)}
        return self._post("/v1/cash-movements", body, counter.CashMovementAnswer, once)

    def draft(self, draft_id: str) -> counter.DraftAnswer:
        """Look at a draft."""
        return self._get(f"/v1/drafts/{_part(draft_id)}", counter.DraftAnswer)

    # Wallets

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
        return self._get(f"/v1/wallets/{_part(wallet_id)}", wallets.WalletAnswer)

    def change_wallet(
        self, wallet_id: str, *, tier: str | None = None, is_frozen: bool | None = None
    ) -> wallets.WalletAnswer:
        """Freeze a wallet, thaw it, or give it another tier."""
        wanted = {"tier": tier, "is_frozen": is_frozen}
        body = {name: value for name, value in wanted.items() if value is not None}
        request = Request("PATCH", f"/v1/wallets/{_part(wallet_id)}", body)
        return self._answer(request, wallets.WalletAnswer)

    def entries(self, wallet_id: str) -> Iterator[wallets.Entry]:
        """Yield a wallet's statement, the oldest entries first, page after page."""
        path = f"/v1/wallets/{_part(wallet_id)}/entries"
        for page in self._pages(path, wallets.StatementAnswer):
            yield from page.entries

    def pay(
        self, payer_id: str, payee_id: str, amount_fen: int, *, once: str | None = None
    ) -> wallets.PaymentAnswer:
        """Pay from one's wallet to anybody's."""
        body = {
            "payer_wallet_id": payer_id,
            "payee_wallet_id": payee_id,
            "money": money(amount_fen),
        }
        return self._post("/v1/payments", body, wallets.PaymentAnswer, once)

    def withdraw(
        self, wallet_id: str, amount_fen: int, *, once: str | None = None
    ) -> wallets.WithdrawalAnswer:
        """Pay a wallet's money out through the bank."""
        body = {"wallet_id": wallet_id, "money": money(amount_fen)}
        return self._post("/v1/withdrawals", body, wallets.WithdrawalAnswer, once)

    # Books

    def close_day(self, day: str, *, once: str | None = None) -> books.SettlementAnswer:
        """Close a day, and pay what one owes the other."""
        return self._post("/v1/settlements", {"day": day}, books.SettlementAnswer, once)

    def settlement(self, day: str) -> books.SettlementAnswer:
        """Look at a closed day."""
        return self._get(f"/v1/settlements/{_part(day)}", books.SettlementAnswer)

    def settlements(self) -> Iterator[books.SettlementAnswer]:
        """Yield the closed days, the last first, page after page."""
        for page in self._pages("/v1/settlements", books.SettlementsAnswer):
            yield from page.settlements

    def settlement_file(self, day: str, book: Literal["post", "gateway"]) -> str:
        """Fetch the settlement file of a day, as one book has it; keep its line ends."""
        return self._text(f"/v1/settlements/{_part(day)}/files/{_part(book)}")

    def reconcile(self, day: str) -> books.ReconciliationAnswer:
        """Compare both books of a day line by line."""
        return self._get(f"/v1/reconciliations/{_part(day)}", books.ReconciliationAnswer)

    def check_books(self) -> books.BooksAnswer:
        """Check that balances are sums, and that the books mirror each other."""
        return self._get("/v1/books/check", books.BooksAnswer)

    def beancount(self) -> str:
        """Export both books for Beancount."""
        return self._text("/v1/books/beancount")

    def receipt_keys(self) -> dict[str, Any]:
        """Fetch the public keys that verify receipts, as a JWK Set."""
        document: dict[str, Any] = self.line.send(Request("GET", "/v1/receipt-keys")).json()
        return document

    # API keys

    def create_key(self, role: str, holder: str, *, once: str | None = None) -> books.NewKeyAnswer:
        """Make an API key; its secret is shown this once."""
        return self._post("/v1/keys", {"role": role, "holder": holder}, books.NewKeyAnswer, once)

    def api_keys(self) -> list[books.KeyAnswer]:
        """List the API keys, without secrets."""
        return self._get("/v1/keys", books.KeysAnswer).keys

    def rotate_key(
        self, key_id: str, *, overlap_h: int, once: str | None = None
    ) -> books.NewKeyAnswer:
        """Make a new key like an old one, which ends after an overlap."""
        path = f"/v1/keys/{_part(key_id)}/rotations"
        return self._post(path, {"overlap_h": overlap_h}, books.NewKeyAnswer, once)

    def revoke_key(self, key_id: str) -> books.KeyAnswer:
        """End a key now."""
        return self._answer(Request("DELETE", f"/v1/keys/{_part(key_id)}"), books.KeyAnswer)
