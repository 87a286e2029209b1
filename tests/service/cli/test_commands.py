"""Every command, upon a database in this process: what it prints, where, and how it ends."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from service.cli import COMMANDS
from service.schemas.books import BooksAnswer, ReconciliationAnswer
from tests.service.cli.desk import PASSWORD, Desk, call, new_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return new_desk(tmp_path_factory.mktemp("commands"))


def test_only_the_new_key_goes_to_stdout(desk: Desk) -> None:
    done = desk.call("operator", "keys", "create", "auditor", "eve")

    assert done.exit_code == 0
    assert done.stdout.startswith("whk_")
    assert len(done.stdout.splitlines()) == 1
    assert "shown only now" in done.stderr


def test_a_deposit_prints_its_receipt_and_writes_it_for_its_owner_alone(desk: Desk) -> None:
    receipt = desk.folder / "receipt.json"

    text = desk.printed("outlet", "deposit", "12.50", "--receipt", str(receipt))

    assert "Amount       12.50 yuan" in text
    assert PASSWORD not in text
    assert receipt.stat().st_mode & 0o777 == 0o600
    again = desk.call("outlet", "deposit", "12.50", "--receipt", str(receipt))
    assert again.exit_code == 2
    assert "name another file" in again.stderr


def test_the_password_is_read_from_stdin_where_there_is_no_terminal(desk: Desk) -> None:
    done = desk.call("outlet", "deposit", "1", "--json", typed="240806\n")

    number = json.loads(done.stdout)["number"]
    wrong = desk.call("outlet", "cash-out", number)
    right = desk.call("outlet", "cash-out", number, typed="240806\n")
    assert (wrong.exit_code, right.exit_code) == (1, 0)
    assert "money        1.00 CNY" not in wrong.stdout
    assert "1.00 CNY" in right.stdout


def test_money_goes_from_a_number_to_a_wallet_to_a_shop_to_a_bank(desk: Desk) -> None:
    number = desk.deposit()["number"]
    wallet, shop = (
        desk.printed("provider", "wallet", "open", "--tier", "certificate") for _ in "ab"
    )

    assert "balance      175.00 CNY" in desk.printed("provider", "redeem", number, wallet)
    assert "149.50 CNY" in desk.printed("provider", "wallet", "pay", wallet, shop, "25.50")
    assert "139.50 CNY" in desk.printed("provider", "wallet", "withdraw", wallet, "10")
    assert "139.50 CNY" in desk.printed("provider", "wallet", "show", wallet)
    head, *rows = desk.printed("provider", "wallet", "statement", wallet).splitlines()
    assert head.split() == ["at", "change", "balance", "entry", "counterparty"]
    assert [row.split()[1] for row in rows] == ["175.00", "-25.50", "-10.00"]
    entries = json.loads(desk.printed("provider", "wallet", "statement", wallet, "--json"))
    assert [entry["change"]["amount"] for entry in entries] == [17_500, -2_550, -1_000]
    assert [entry["balance"]["amount"] for entry in entries] == [17_500, 14_950, 13_950]


def test_a_second_redemption_is_refused_in_words_and_with_exit_code_1(desk: Desk) -> None:
    number = desk.deposit("1")["number"]
    wallet = desk.printed("provider", "wallet", "open")
    desk.printed("provider", "redeem", number, wallet)

    done = desk.call("provider", "redeem", number, wallet)

    assert done.exit_code == 1
    assert done.stdout == ""
    assert "already redeemed" in done.stderr


def test_a_frozen_wallet_pays_nothing_until_it_is_thawed(desk: Desk) -> None:
    wallet = desk.printed("provider", "wallet", "open")

    assert "is_frozen  yes" in desk.printed("provider", "wallet", "freeze", wallet)
    refused = desk.call("provider", "wallet", "withdraw", wallet, "1")
    assert "is_frozen  no" in desk.printed("provider", "wallet", "thaw", wallet)
    assert refused.exit_code == 1
    assert "frozen" in refused.stderr


def test_what_goes_wrong_with_a_draft_is_mended_at_the_counter(desk: Desk) -> None:
    paid_in = desk.deposit("3")
    number, draft = paid_in["number"], paid_in["draft_id"]

    assert "issued" in desk.printed("outlet", "draft", "show", draft)
    assert "in_force_from" in desk.printed("outlet", "draft", "reset-password", number)
    assert desk.call("outlet", "draft", "refund", number).exit_code == 1
    replaced = json.loads(
        desk.printed("outlet", "draft", "replace-receipt", "3", "today", "--json")
    )
    assert "3.00 CNY" in desk.printed("outlet", "draft", "cancel", replaced["number"])
    assert "cancelled" in desk.printed("outlet", "draft", "show", replaced["draft_id"])


def test_cash_is_brought_to_an_outlet(desk: Desk) -> None:
    assert "100.00 CNY" in desk.printed("operator", "cash", "Gushi 1", "supply", "100")


def test_a_closed_day_is_reconciled_and_the_books_are_sound(desk: Desk) -> None:
    assert "2007-01-01" in desk.printed("operator", "settle", "2007-01-01")
    assert "the books agree" in desk.printed("operator", "reconcile", "today")
    assert json.loads(desk.printed("operator", "check-books", "--json"))["is_sound"] is True
    assert desk.printed("operator", "check-books").endswith("sound")
    open_day = desk.call("operator", "settle", "today")
    assert open_day.exit_code == 1
    assert "not over" in open_day.stderr


def test_a_difference_between_the_books_is_reported_in_a_sentence_with_exit_code_1(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    money = {"amount": 500, "currency": "CNY"}
    line = {"due": money, "at": "2007-01-01T02:00:00.000Z"}
    missing = {"kind": "missing_at_gateway", "key": "redemption:d1", "post": line, "gateway": None}
    answer = {
        "day": "2007-01-01",
        "lines": {"post": 1, "gateway": 0},
        "due": {"post": money, "gateway": {"amount": 0, "currency": "CNY"}},
        "differences": [missing],
        "difference_count": 3,
    }
    monkeypatch.setattr(
        "service.client.Client.reconcile",
        lambda *_: ReconciliationAnswer.model_validate(answer),
    )

    done = desk.call("operator", "reconcile", "2007-01-01")

    assert done.exit_code == 1
    assert done.stdout.splitlines()[2].startswith("redemption:d1 is missing at the gateway")
    assert done.stdout.splitlines()[3] == "and 2 more differences"


def test_books_that_are_not_sound_end_with_exit_code_1(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = BooksAnswer(
        is_sound=False, findings=["the till is wrong"], finding_count=1, accounts=0, balances={}
    )
    monkeypatch.setattr("service.client.Client.check_books", lambda _: wrong)

    done = desk.call("operator", "check-books")

    assert (done.exit_code, done.stdout) == (1, "the till is wrong\n1 findings\n")


def test_settlement_files_are_compared_without_a_service(desk: Desk) -> None:
    number = desk.deposit("2")["number"]
    desk.printed("provider", "redeem", number, desk.printed("provider", "wallet", "open"))
    files = {book: desk.folder / f"{book}.csv" for book in ("post", "gateway")}
    for book, file in files.items():
        done = desk.call("operator", "export", "settlement-file", "today", book)
        file.write_bytes(done.stdout_bytes)
    paths = [str(path) for path in files.values()]

    alike = call("reconcile", *paths)
    text = files["gateway"].read_text(encoding="utf-8").splitlines()
    key = text[1].split(",")[2]
    files["gateway"].write_text("\n".join([text[0], *text[2:-1]]), encoding="utf-8")
    cut = call("reconcile", *paths)
    twice = call("reconcile", paths[0], paths[0])

    files["gateway"].write_text(
        "\n".join([text[0], f"{text[-1].split(',total')[0]},total of lines: 0,0,"]), "utf-8"
    )
    other = call("reconcile", *paths)

    assert other.exit_code == 1
    assert "is missing at the gateway" in other.stdout
    assert (alike.exit_code, alike.stdout) == (0, "the books agree\n")
    assert key.startswith("redemption:")
    assert cut.exit_code == 1
    assert "the end is missing" in cut.stderr
    assert twice.exit_code == 2


def test_the_books_are_printed_for_beancount(desk: Desk) -> None:
    assert desk.printed("operator", "export", "beancount").startswith('option "title"')


def test_keys_are_listed_rotated_and_revoked(desk: Desk) -> None:
    made = json.loads(desk.printed("operator", "keys", "create", "auditor", "ann", "--json"))

    rotated = json.loads(desk.printed("operator", "keys", "rotate", made["key_id"], "--json"))
    desk.printed("operator", "keys", "revoke", rotated["key_id"])

    rows = desk.printed("operator", "keys", "list").splitlines()
    of_ann = [row.split() for row in rows if " ann " in row]
    assert [row[0] for row in of_ann] == [made["key_id"], rotated["key_id"]]
    assert all(row[-1] != "-" for row in of_ann)


def test_a_key_on_the_command_line_is_warned_of(desk: Desk) -> None:
    words = ("keys", "list", "--database", desk.url)

    done = call(*words, "--key", desk.keys["operator"])
    none = call(*words)

    assert done.exit_code == 0
    assert "set WANGHUIYI_KEY" in done.stderr
    assert none.exit_code == 1
    assert "no key that works" in none.stderr


@pytest.mark.parametrize("amount", ["1.5", "-1", "ten", "1.005", "٣", ""])
def test_an_amount_is_yuan_with_two_decimals_or_none(desk: Desk, amount: str) -> None:
    done = desk.call("outlet", "deposit", "--", amount)

    assert done.exit_code == 2
    assert "write it like 175 or 12.50" in done.stderr


def test_a_day_is_a_date_or_today_or_yesterday(desk: Desk) -> None:
    done = desk.call("operator", "settle", "31.1.2007")

    assert done.exit_code == 2
    assert "or today, or yesterday" in done.stderr


def test_a_key_for_a_shop_without_a_wallet_is_refused_before_there_is_a_service(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"

    unknown = call("keys", "create", "shop", "w1", "--database", url)
    malformed = call("keys", "create", "outlet", "a\nb", "--database", url)

    assert (unknown.exit_code, malformed.exit_code) == (1, 2)
    assert "open one" in unknown.stderr


def test_a_server_that_is_not_there_is_reported(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.client.retrying.TRIES_MAX", 2)

    done = call("keys", "list", "--server", "http://127.0.0.1:9", WANGHUIYI_KEY="whk_x")

    assert done.exit_code == 1
    assert "is the service running?" in done.stderr
    assert desk.keys["operator"] not in done.stderr


def test_help_names_every_command_and_loads_no_part_of_a_server() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from sim.cli import commands; "
        "print(CliRunner().invoke(commands, ['--help']).stdout); "
        "print({'alembic', 'flask', 'granian', 'httpx2', 'pydantic', 'sqlalchemy'}"
        " & set(sys.modules))"
    )

    reported = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert reported.stdout.endswith("set()\n")
    simulation, service = reported.stdout.split("Service:")
    assert "Simulation:" in simulation
    assert re.findall(r"^  (\S+)  ", service, re.MULTILINE) == list(COMMANDS)
