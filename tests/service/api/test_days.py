"""Stories over days: expiry, refund, reset, settlement; and faults planted in the books."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from service.clock import from_rfc3339
from tests.service.servers import IDENTITY, OUTLET, PASSWORD, Service, money, refused, taken

BEAN_CHECK = Path(sys.executable).with_name("bean-check")
NEW_PASSWORD = "240806"  # noqa: S105 - of a draft that is not real
DEPOSITOR = {"identity": IDENTITY}
DAY = "2026-11-24"
AT_MS = from_rfc3339("2026-11-24T10:00:00+08:00")


def plant(service: Service, book: str, key: str, amount_fen: int, **changed: Any) -> None:  # noqa: ANN401 - accounts or a moment
    """Enter a redemption in one book alone."""
    accounts = {
        "post": ("post:drafts_outstanding", "post:due_to_gateway"),
        "gateway": ("gateway:due_from_post", "gateway:commission"),
    }
    debit, credit = changed.get("accounts", accounts[book])
    service.run(
        "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) "
        "VALUES (:book, :key, :debit, :credit, :amount_fen, :at_ms)",
        book=book,
        key=key,
        debit=debit,
        credit=credit,
        amount_fen=amount_fen,
        at_ms=changed.get("at_ms", AT_MS),
    )


def kinds(service: Service, day: str = DAY) -> list[tuple[str, str]]:
    """Return what the reconciliation of a day names."""
    found = taken(service.get(service.auditor, f"/v1/reconciliations/{day}"))
    assert found["difference_count"] == len(found["differences"])
    return [(one["kind"], one["key"]) for one in found["differences"]]


def test_an_expired_draft_is_only_refunded_and_only_once(service: Service) -> None:
    draft, wallet_id = service.deposit(), service.wallet()
    body = {"number": draft["number"], "depositor": DEPOSITOR}

    service.clock.advance(days=60, ms=-1)
    assert refused(service.post(service.outlet, "/v1/refunds", body))[1] == "draft_not_expired"
    service.clock.advance(ms=1)
    assert refused(service.redeem(draft["number"], wallet_id))[1] == "draft_expired"
    shown = taken(service.get(service.outlet, f"/v1/drafts/{draft['draft_id']}"))
    assert shown["state"] == "expired"

    assert service.done(service.outlet, "/v1/refunds", body)["money"] == money(17_500)
    assert refused(service.post(service.outlet, "/v1/refunds", body))[1] == "draft_ended"
    assert service.books()["findings"] == []


def test_a_new_password_counts_after_seven_days_and_the_old_one_until_then(
    service: Service,
) -> None:
    numbers = [service.deposit()["number"] for _ in range(2)]
    wallet_id = service.wallet()
    for number in numbers:
        body = {"number": number, "depositor": DEPOSITOR, "password": NEW_PASSWORD}
        service.done(service.outlet, "/v1/password-resets", body)

    service.clock.advance(days=7, ms=-1)
    assert service.redeem(numbers[0], wallet_id, NEW_PASSWORD).status_code == 403
    assert service.redeem(numbers[0], wallet_id, PASSWORD).status_code == 201
    service.clock.advance(ms=1)
    assert service.redeem(numbers[1], wallet_id, PASSWORD).status_code == 403
    assert service.redeem(numbers[1], wallet_id, NEW_PASSWORD).status_code == 201


def test_a_replaced_receipt_has_a_new_number_and_the_old_one_is_dead(service: Service) -> None:
    old, wallet_id = service.deposit()["number"], service.wallet()
    body = {"depositor": DEPOSITOR, "money": money(17_500), "paid_in_on": DAY}

    new = service.done(service.outlet, "/v1/receipt-replacements", body)["number"]

    assert refused(service.redeem(old, wallet_id))[1] == "number_or_password_wrong"
    assert service.redeem(new, wallet_id).status_code == 201


def test_a_deposit_is_cancelled_until_midnight(service: Service) -> None:
    first, second = service.deposit()["number"], service.deposit()["number"]
    service.clock.at_ms = from_rfc3339("2026-11-24T23:59:59.999+08:00")
    service.done(service.outlet, "/v1/cancellations", {"number": first})
    service.clock.advance(ms=1)

    late = service.post(service.outlet, "/v1/cancellations", {"number": second})

    assert refused(late)[1] == "cancelled_too_late"
    assert service.books()["balances"]["post:drafts_outstanding"] == 17_500


def test_a_day_is_closed_once_and_what_is_due_is_paid_in_both_books(service: Service) -> None:
    service.full_wallet(300)
    service.clock.advance(days=1)
    service.full_wallet(50)
    body = {"day": DAY}

    first = service.post(service.operator, "/v1/settlements", body)
    again = service.post(service.operator, "/v1/settlements", body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert taken(first)["net_due"] == money(300)
    assert again.data == first.data
    assert service.books()["balances"]["post:due_to_gateway"] == 50
    assert service.books()["balances"]["gateway:due_from_post"] == 50
    assert kinds(service) == []
    service.clock.advance(days=1)
    second = service.done(service.operator, "/v1/settlements", {"day": "2026-11-25"})
    assert second["net_due"] == money(50)
    assert service.books()["balances"]["post:due_to_gateway"] == 0
    page = taken(service.get(service.auditor, "/v1/settlements?limit=1"))
    rest = taken(service.get(service.auditor, f"/v1/settlements?cursor={page['next_cursor']}"))
    listed = [*page["settlements"], *rest["settlements"]]
    assert [one["day"] for one in listed] == ["2026-11-25", DAY]
    assert rest["next_cursor"] is None


def test_a_statement_is_paged_without_losing_or_repeating_an_entry(service: Service) -> None:
    wallet_id = service.full_wallet(100)
    for _ in range(4):
        service.done(
            service.provider, "/v1/withdrawals", {"wallet_id": wallet_id, "money": money(10)}
        )

    changes: list[int] = []
    cursor = "0"
    while cursor:
        path = f"/v1/wallets/{wallet_id}/entries?limit=2&cursor={cursor}"
        page = taken(service.get(service.provider, path))
        changes += [one["change"]["amount"] for one in page["entries"]]
        cursor = page["next_cursor"]

    assert changes == [100, -10, -10, -10, -10]


# Planted faults.


@pytest.mark.parametrize("book", ["post", "gateway"])
def test_a_line_that_one_book_lacks_is_named(service: Service, book: str) -> None:
    plant(service, book, "planted", 7)

    other = "gateway" if book == "post" else "post"
    assert kinds(service) == [(f"missing_at_{other}", "planted")]


def test_an_amount_and_a_direction_that_differ_are_named(service: Service) -> None:
    plant(service, "post", "amount", 7)
    plant(service, "gateway", "amount", 8)
    plant(service, "post", "direction", 7)
    turned = ("gateway:commission", "gateway:due_from_post")
    plant(service, "gateway", "direction", 7, accounts=turned)

    assert kinds(service) == [("amount_differs", "amount"), ("direction_differs", "direction")]


def test_a_line_booked_on_another_day_is_missing_on_both_days(service: Service) -> None:
    plant(service, "post", "late", 7)
    plant(service, "gateway", "late", 7, at_ms=AT_MS + 86_400_000)

    assert kinds(service) == [("missing_at_gateway", "late")]
    assert kinds(service, "2026-11-25") == [("missing_at_post", "late")]


@pytest.mark.parametrize(
    ("fault", "finding"),
    [
        ("UPDATE outlet SET cash_fen = cash_fen + 1", f"post:cash:{OUTLET} is kept as"),
        ("UPDATE wallet SET balance_fen = balance_fen + 1", "gateway:wallet:"),
        ("UPDATE draft SET amount_fen = amount_fen + 1 WHERE ended_ms IS NULL", "unused drafts"),
        (
            (
                "INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms) VALUES "
                "('post', 'planted', 'post:bank', 'post:due_to_gateway', 7, 0)"
            ),
            "post:due_to_gateway is",
        ),
    ],
)
def test_the_check_of_the_books_names_a_planted_fault(
    service: Service, fault: str, finding: str
) -> None:
    service.full_wallet()
    service.deposit()
    assert service.books()["is_sound"]

    service.run(fault)

    found = service.books()
    assert (found["is_sound"], found["finding_count"]) == (False, 1)
    assert found["findings"][0].startswith(finding)


def test_beancounts_own_program_finds_the_exported_books_right(
    service: Service, tmp_path: Path
) -> None:
    wallet_id = service.full_wallet(300)
    service.done(service.outlet, "/v1/cancellations", {"number": service.deposit()["number"]})
    service.clock.advance(days=1)
    service.done(service.operator, "/v1/settlements", {"day": DAY})
    service.done(service.provider, "/v1/withdrawals", {"wallet_id": wallet_id, "money": money(9)})
    file = tmp_path / "books.beancount"
    file.write_bytes(service.get(service.auditor, "/v1/books/beancount").data)

    checked = subprocess.run([BEAN_CHECK, file], capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
