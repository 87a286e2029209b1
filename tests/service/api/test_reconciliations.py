"""A bank's file compared with the lines of a service, through the API and by the command."""

import json
from pathlib import Path
from typing import Any

from service.clock import from_rfc3339
from tests.service.api.stories.story import Request
from tests.service.cli.desk import ROLES, call, new_desk
from tests.service.servers import Service, money, taken

FIRST, NEXT = "2026-11-24", "2026-11-25"
COLUMNS = {"at": "Booked", "amount": "Amount", "reference": "Ref"}


def withdrawn(service: Service, wallet_id: str, amount_fen: int) -> str:
    """Withdraw; return the id that the bank gets as a reference."""
    body = {"wallet_id": wallet_id, "money": money(amount_fen)}
    return str(service.done(service.provider, "/v1/withdrawals", body)["withdrawal_id"])


def compared(service: Service, *rows: str, **more: object) -> dict[str, Any]:
    """Send a file with these rows for the first day."""
    file = "\n".join(["Booked,Amount,Ref", *rows]) + "\n"
    body = {
        "account": "gateway:bank",
        "first_day": FIRST,
        "last_day": FIRST,
        "file": file,
        "columns": COLUMNS,
    }
    response = Request(service.auditor, "POST", "/v1/reconciliations", body | more).send(service)
    assert response.status_code == 200, response.text
    return taken(response)


def test_each_difference_is_named_with_both_lines(service: Service) -> None:
    wallet_id = service.full_wallet(17_500)
    right, missing, wrong, late = (
        withdrawn(service, wallet_id, fen) for fen in (100, 200, 300, 400)
    )

    answer = compared(
        service,
        f"{FIRST},-1.00,{right}",
        f"{NEXT},-3.10,withdrawal:{wrong}",
        f"2026-11-28,-4.00,{late}",
        f"{FIRST},-1.00,{right}",
        f"{FIRST},99.00,interest",
    )

    shown = [
        (
            one["kind"],
            one["own"] and one["own"]["key"],
            one["outside"] and one["outside"]["row"],
            one["effect"]["amount"],
        )
        for one in answer["differences"]
    ]
    assert shown == [
        ("amount_differs", f"withdrawal:{wrong}", 3, -10),
        ("late", f"withdrawal:{late}", 4, 0),
        ("doubled", f"withdrawal:{right}", 5, -100),
        ("extra", None, 6, 9_900),
        ("missing", f"withdrawal:{missing}", None, 200),
    ]
    assert answer["matched"] == 1
    assert answer["own_lines"] == 4
    assert answer["own_sum"]["amount"] == -1_000
    assert answer["outside_sum"]["amount"] == -1_000 - 10 - 100 + 9_900 + 200


def test_a_line_at_either_side_of_midnight_is_of_its_day(service: Service) -> None:
    wallet_id = service.full_wallet(17_500)
    service.clock.at_ms = from_rfc3339("2026-11-24T15:59:59.999Z")
    before = withdrawn(service, wallet_id, 100)
    service.clock.at_ms = from_rfc3339("2026-11-24T16:00:00.000Z")
    after = withdrawn(service, wallet_id, 200)

    answer = compared(service, f"{FIRST},-1.00,{before}", days_apart_max=0)
    other = compared(service, f"{FIRST},-2.00,{after}", first_day=NEXT, last_day=NEXT)

    assert answer["differences"] == []
    assert answer["own_sum"]["amount"] == -100
    assert other["differences"] == []
    assert other["matched"] == 1


def test_what_the_post_owes_is_compared_with_the_posts_file(service: Service) -> None:
    service.full_wallet(17_500)

    ours = compared(service, f"{FIRST},175.00,", account="gateway:due_from_post", columns=COLUMNS)
    theirs = compared(
        service, f"{FIRST},-175.00,", account="gateway:due_from_post", is_mirrored=True
    )

    assert ours["matched_by_amount"] == theirs["matched_by_amount"] == 1
    assert ours["differences"] == theirs["differences"] == []


def test_lines_come_page_by_page_each_once(service: Service) -> None:
    wallet_id = service.full_wallet(17_500)
    ids = [withdrawn(service, wallet_id, fen) for fen in range(1, 8)]
    path = f"/v1/books/lines?account=gateway:bank&first_day={FIRST}&last_day={FIRST}&limit=3"

    found: list[tuple[str, int]] = []
    cursor: str | None = "0"
    while cursor is not None:
        page = taken(service.get(service.auditor, f"{path}&cursor={cursor}"))
        found += [(line["key"], line["money"]["amount"]) for line in page["lines"]]
        cursor = page["next_cursor"]

    assert found == [(f"withdrawal:{one}", -fen) for fen, one in enumerate(ids, start=1)]


def test_the_command_fetches_the_lines_and_compares_here(tmp_path: Path) -> None:
    desk = new_desk(tmp_path, {**ROLES, "auditor": "audit office"})
    number = desk.deposit("175")["number"]
    wallet_id = desk.printed("provider", "wallet", "open")
    desk.printed("provider", "redeem", number, wallet_id)
    day = json.loads(desk.printed("provider", "wallet", "withdraw", wallet_id, "5", "--json"))[
        "withdrawn_at"
    ]
    file = tmp_path / "bank.csv"
    file.write_bytes(f"入账日;金额\n{day};-5,00\n".encode("gb18030"))
    words = (
        *("reconcile-file", str(file), "--from", "today", "--until", "today"),
        *("--at", "入账日", "--amount", "金额", "--delimiter", ";", "--decimal", ","),
    )

    agreed = desk.call("auditor", *words, "--encoding", "gb18030")
    unread = desk.call("auditor", *words)

    assert agreed.exit_code == 0, agreed.stdout + agreed.stderr
    assert "they agree" in agreed.stdout
    assert unread.exit_code == 2
    assert "is not written in utf-8: name its --encoding" in unread.stderr


def test_the_command_says_all_that_is_wrong_with_a_file(tmp_path: Path) -> None:
    file = tmp_path / "bank.csv"
    file.write_text("Booked,Amount\nnever,much\n", encoding="utf-8")
    days = ("--from", "2026-11-24", "--until", "2026-11-24", "--at", "Booked")

    done = call("reconcile-file", str(file), *days, "--amount", "Amount")
    neither = call("reconcile-file", str(file), *days)

    assert done.exit_code == 1
    assert "row 2: Amount is 'much'" in done.stderr
    assert "row 2: Booked is 'never'" in done.stderr
    assert neither.exit_code == 2
    assert "--amount, or both --credit and --debit" in neither.stderr
