"""The part of the client for operators and auditors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from service.client.calls import Calls, part
from service.client.lazy_module import LazyModule
from service.client.retrying import ApiRequest

if TYPE_CHECKING:
    from service.schemas import books, reconciliations
else:
    books = LazyModule("service.schemas.books")
    reconciliations = LazyModule("service.schemas.reconciliations")


class BookCalls(Calls):
    """Settlement of days, the books, and API keys."""

    def close_day(self, day: str, *, idempotency_key: str | None = None) -> books.SettlementAnswer:
        """Close a day: settle what Post and gateway owe each other."""
        return self._post("/v1/settlements", {"day": day}, books.SettlementAnswer, idempotency_key)

    def settlement(self, day: str) -> books.SettlementAnswer:
        """Return a closed day."""
        return self._get(f"/v1/settlements/{part(day=day)}", books.SettlementAnswer)

    def settlements(self) -> Iterator[books.SettlementAnswer]:
        """Yield the closed days, the latest first, page after page."""
        for page in self._pages("/v1/settlements", books.SettlementsAnswer):
            yield from page.settlements

    def settlement_file(self, day: str, book: Literal["post", "gateway"]) -> str:
        """Fetch the settlement file of a day, of one book; keep its line ends."""
        return self._text(f"/v1/settlements/{part(day=day)}/files/{part(book=book)}", "text/csv")

    def reconcile(self, day: str) -> books.ReconciliationAnswer:
        """Compare both books of a day line by line."""
        return self._get(f"/v1/reconciliations/{part(day=day)}", books.ReconciliationAnswer)

    def reconcile_file(
        self,
        file: str,
        columns: Mapping[str, str],
        days: tuple[str, str],
        account: reconciliations.AccountName = "gateway:bank",
        form: Mapping[str, object] | None = None,
    ) -> reconciliations.OutsideReconciliationAnswer:
        """Compare an account with a file of up to a million characters, of a bank or a network.

        `columns` says which one is `at`, `amount` (or `credit` and `debit`) and `reference`; `days`
        are the first and the last; `form` is how it is written, as in the contract, such as
        `{"delimiter": ";"}`.
        """
        first_day, last_day = days
        body = {
            "account": account,
            "first_day": first_day,
            "last_day": last_day,
            "file": file,
            "columns": dict(columns),
            **(form or {}),
        }
        request = ApiRequest("POST", "/v1/reconciliations", body)
        return self._answer(request, reconciliations.OutsideReconciliationAnswer)

    def account_lines(
        self, account: reconciliations.AccountName, first_day: str, last_day: str
    ) -> Iterator[reconciliations.AccountLineAnswer]:
        """Yield an account's lines of some days, both included, in the order of entry."""
        asked = {"account": account, "first_day": first_day, "last_day": last_day}
        for page in self._pages(
            "/v1/books/lines", reconciliations.AccountLinesAnswer, wanted=asked
        ):
            yield from page.lines

    def check_books(self) -> books.BooksAnswer:
        """Check that balances equal their sums, and that the books mirror each other."""
        return self._get("/v1/books/check", books.BooksAnswer)

    def beancount(self) -> str:
        """Export both books for Beancount."""
        return self._text("/v1/books/beancount", "text/plain")

    def time(self) -> books.TimeAnswer:
        """Return the moment and the day by the service's clock; no API key is needed."""
        return self._get("/v1/time", books.TimeAnswer)

    def receipt_keys(self) -> dict[str, Any]:
        """Fetch the public keys that verify receipts, as a JWK Set."""
        return self._get("/v1/receipt-keys", books.ReceiptKeysAnswer).model_dump(mode="json")

    def create_key(
        self, role: str, holder: str, *, idempotency_key: str | None = None
    ) -> books.NewKeyAnswer:
        """Create an API key; its secret is shown only now."""
        return self._post(
            "/v1/keys", {"role": role, "holder": holder}, books.NewKeyAnswer, idempotency_key
        )

    def api_keys(self) -> list[books.KeyAnswer]:
        """List the API keys, without secrets."""
        return self._get("/v1/keys", books.KeysAnswer).keys

    def rotate_key(
        self, key_id: str, *, overlap_h: int, idempotency_key: str | None = None
    ) -> books.NewKeyAnswer:
        """Replace an API key by one with the same rights; the old one ends after an overlap."""
        path = f"/v1/keys/{part(key_id=key_id)}/rotations"
        return self._post(path, {"overlap_h": overlap_h}, books.NewKeyAnswer, idempotency_key)

    def revoke_key(self, key_id: str) -> books.KeyAnswer:
        """Revoke an API key, with immediate effect."""
        return self._answer(
            ApiRequest("DELETE", f"/v1/keys/{part(key_id=key_id)}"), books.KeyAnswer
        )
