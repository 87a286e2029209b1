"""The commands of agents, of outlets that swap float with them, and the code of a wallet."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.service.cli.desk import ROLES, Desk, call, new_desk

COUNTS = "SELECT (SELECT count(*) FROM cash_out_code), (SELECT count(*) FROM depositor_day)"
SEEN = "other users of this machine can see a code"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return new_desk(tmp_path_factory.mktemp("agents"), {**ROLES, "agent": "Li 1"})


@pytest.fixture
def wallet(desk: Desk) -> str:
    """Return a wallet that has 175 yuan."""
    wallet = desk.printed("provider", "wallet", "open", "--tier", "certificate")
    desk.printed("provider", "redeem", desk.deposit()["number"], wallet)
    return wallet


def test_float_goes_to_an_agent_and_cash_into_a_wallet_and_back(desk: Desk, wallet: str) -> None:
    assert "100.00 CNY" in desk.printed("outlet", "agent", "top-up", "Li 1", "100")
    taken_in = desk.printed("agent", "agent", "cash-in", wallet, "60")
    code = desk.call("provider", "wallet", "code", wallet, "50")
    paid = desk.call("agent", "agent", "cash-out", typed=code.stdout)
    assert "0.55 CNY" in desk.printed("operator", "agent", "payout", "Li 1", "0.55")
    consent = desk.call("agent", "agent", "code", "90.55")
    withdrawn = desk.call("outlet", "agent", "withdraw", typed=consent.stdout)
    assert "90.55 CNY" in withdrawn.stdout
    assert "whoever has this code gets the cash, until " in consent.stderr

    assert "float         40.00 CNY" in taken_in
    assert len(code.stdout) == len("0815 4711 2007\n")
    assert "whoever has this code gets the cash, until " in code.stderr
    assert (paid.exit_code, paid.stderr) == (0, "")
    assert "fee          1.00 CNY" in paid.stdout
    assert "float       0.00 CNY" in desk.printed("agent", "agent", "show", "Li 1")
    head, *rows = desk.printed("agent", "agent", "statement", "Li 1").splitlines()
    assert head.split() == ["at", "kind", "change", "balance", "entry"]
    assert [row.split()[1:3] for row in rows] == [
        ["float_top_up", "100.00"],
        ["cash_in", "-60.00"],
        ["agent_cash_out", "50.00"],
        ["commission_payout", "0.55"],
        ["float_withdrawal", "-90.55"],
    ]
    assert desk.printed("operator", "check-books").endswith("sound")


def test_a_statement_goes_on_from_its_cursor(desk: Desk) -> None:
    before = desk.call("agent", "agent", "statement", "Li 1")
    cursor = before.stderr.split()[-1]
    desk.printed("outlet", "agent", "top-up", "Li 1", "3")

    words = ("agent", "statement", "Li 1", "--cursor", cursor, "--json")
    entries = json.loads(desk.printed("agent", *words))

    assert [(one["kind"], one["change"]["amount"]) for one in entries] == [("float_top_up", 300)]


def test_float_of_an_agent_that_is_gone_is_foretold_and_paid_out_by_the_operator(
    desk: Desk,
) -> None:
    desk.printed("outlet", "agent", "top-up", "Li 1", "7")
    options = ("--outlet", "Gushi 1", "--reason", "agent_died")

    foretold = desk.printed("operator", "agent", "recall", "Li 1", "5", *options, "--dry-run")
    paid = desk.printed("operator", "agent", "recall", "Li 1", "5", *options)
    wrong = desk.call("operator", "agent", "recall", "Li 1", "5", *options[:3], "bored")

    assert "would be done" in foretold
    assert "float_recall" in foretold
    assert "5.00 CNY" in paid
    assert "agent_died" in paid
    assert (wrong.exit_code, "agent_closed" in wrong.stderr) == (2, True)


def test_the_terms_of_an_agent_are_changed(desk: Desk) -> None:
    words = ("agent", "change", "Li 1", "--tariff", "free", "--threshold", "20")

    changed = desk.printed("operator", *words)

    assert "tariff      free" in changed
    assert "threshold   20.00 CNY" in changed


def test_a_code_on_the_command_line_is_taken_with_a_warning_and_never_repeated(
    desk: Desk, wallet: str
) -> None:
    code = desk.printed("provider", "wallet", "code", wallet, "1")

    first = desk.call("agent", "agent", "cash-out", code)
    again = desk.call("agent", "agent", "cash-out", code)

    assert (first.exit_code, again.exit_code) == (0, 1)
    assert SEEN in first.stderr
    assert "was used already" in again.stderr
    assert code not in first.stdout + first.stderr + again.stderr


@pytest.mark.parametrize(
    "code", ["", "0815 4711 200", "0815 4711 20071", "0815 4711 200x", "\u0660" * 12]
)
def test_a_code_that_is_none_is_reported_without_it(desk: Desk, code: str) -> None:
    done = desk.call("agent", "agent", "cash-out", typed=f"{code}\n")

    assert done.exit_code == 2
    assert "this is no code for cash, which has 12 digits" in done.stderr
    assert not code or code not in done.stderr


def test_old_codes_and_depositors_days_are_forgotten_and_young_ones_kept(
    desk: Desk, wallet: str
) -> None:
    desk.printed("outlet", "agent", "top-up", "Li 1", "20")
    desk.printed("agent", "agent", "cash-in", wallet, "20")
    desk.printed("provider", "wallet", "code", wallet, "1")
    with closing(sqlite3.connect(desk.url.removeprefix("sqlite:///"))) as books, books:
        young = books.execute(COUNTS).fetchone()
        books.execute(
            "INSERT INTO cash_out_code SELECT 'old', x'00', wallet_id, 1, 0, 1, NULL "
            "FROM cash_out_code LIMIT 1"
        )
        books.execute("INSERT INTO depositor_day VALUES (x'00', 1, 5, 0)")

    done = call("database", "forget", "--days", "1", "--database", desk.url)

    assert done.exit_code == 0
    with closing(sqlite3.connect(desk.url.removeprefix("sqlite:///"))) as books:
        assert books.execute(COUNTS).fetchone() == young
    assert min(young) > 0
