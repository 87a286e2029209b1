"""Commands about receipts, databases and secrets, which need no service."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import commands

CALLS = {"WANGHUIYI_IDENTITY": "11010519491231002X", "WANGHUIYI_PASSWORD": "081208"}


def call(*words: object, **variables: str) -> Result:
    """Call a command as a shell does."""
    return CliRunner().invoke(commands, list(map(str, words)), env=CALLS | variables)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'books.db'}"


@pytest.fixture
def receipt(tmp_path: Path, url: str) -> Path:
    key = call("keys", "create", "outlet", "Gushi 1", "--database", url).stdout.strip()
    path = tmp_path / "receipt.json"
    done = call("deposit", 5, "--receipt", path, "--database", url, WANGHUIYI_KEY=key)
    assert done.exit_code == 0, done.stderr
    return path


@pytest.fixture
def keys(tmp_path: Path, url: str, receipt: Path) -> Path:
    assert receipt.exists()
    path = tmp_path / "keys.json"
    path.write_text(call("receipt", "keys", "--database", url).stdout, encoding="utf-8")
    return path


def test_a_receipt_is_proven_offline(receipt: Path, keys: Path) -> None:
    done = call("receipt", "verify", receipt, "--keys", keys)

    assert done.exit_code == 0, done.stderr
    assert ": genuine, draft " in done.stdout


def test_the_keys_may_be_those_of_a_service(
    receipt: Path, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = json.loads(keys.read_text(encoding="utf-8"))
    monkeypatch.setattr("service.client.Client.receipt_keys", lambda _: published)

    done = call("receipt", "verify", receipt, "--keys", "http://127.0.0.1:9/v1/receipt-keys")

    assert done.exit_code == 0, done.stderr


def test_the_whole_answer_to_a_deposit_has_the_receipt_in_it(receipt: Path, keys: Path) -> None:
    signed = json.loads(receipt.read_text(encoding="utf-8"))
    receipt.write_text(json.dumps({"draft_id": "d1", "receipt": signed}), encoding="utf-8")

    done = call("receipt", "verify", receipt, "--keys", keys, "--json")

    assert json.loads(done.stdout)["is_genuine"] is True


def test_a_receipt_that_was_changed_is_found_out(receipt: Path, keys: Path) -> None:
    document = json.loads(receipt.read_text(encoding="utf-8"))
    document["receipt"]["amount_fen"] = 50_000
    receipt.write_text(json.dumps(document), encoding="utf-8")

    done = call("receipt", "verify", receipt, "--keys", keys)

    assert done.exit_code == 1
    assert done.stdout == ""
    assert "does not fit" in done.stderr


def test_what_is_no_receipt_and_what_are_no_keys_is_reported(tmp_path: Path, keys: Path) -> None:
    (tmp_path / "other.json").write_text("[]", encoding="utf-8")

    no_receipt = call("receipt", "verify", tmp_path / "other.json", "--keys", keys)
    no_keys = call("receipt", "verify", keys, "--keys", tmp_path / "other.json")
    not_printed = call("receipt", "print", tmp_path / "other.json")

    assert (no_receipt.exit_code, no_keys.exit_code, not_printed.exit_code) == (1, 2, 1)


@pytest.mark.parametrize("of_deposit", [False, True])
def test_a_receipt_of_two_amounts_is_no_receipt(
    receipt: Path, keys: Path, *, of_deposit: bool
) -> None:
    signed = receipt.read_text(encoding="utf-8").replace(
        '"amount_fen":', '"amount_fen":9,"amount_fen":'
    )
    text = f'{{"draft_id": "x", "receipt": {signed}}}' if of_deposit else signed
    receipt.write_text(text, encoding="utf-8")

    done = call("receipt", "verify", receipt, "--keys", keys)

    assert (done.exit_code, done.stdout) == (1, "")
    assert "/receipt/amount_fen twice, and one can be meant" in done.stderr


def test_a_set_of_keys_of_two_meanings_is_none(receipt: Path, keys: Path) -> None:
    text = keys.read_text(encoding="utf-8")
    keys.write_text(text.replace('"kty":', '"kty": "OKP", "kty":'), encoding="utf-8")

    done = call("receipt", "verify", receipt, "--keys", keys)

    assert done.exit_code == 2
    assert "/keys/0/kty twice" in done.stderr


def test_a_receipt_is_printed_as_text_or_as_a_page(receipt: Path) -> None:
    assert "Amount       5.00 yuan" in call("receipt", "print", receipt).stdout
    assert call("receipt", "print", receipt, "--html").stdout.startswith("<!doctype html>")


def test_a_secret_is_written_once(tmp_path: Path) -> None:
    first = call("secret", tmp_path / "root")
    second = call("secret", tmp_path / "root")
    nowhere = call("secret", tmp_path / "none" / "root")

    assert (first.exit_code, second.exit_code, nowhere.exit_code) == (0, 2, 2)
    assert first.stdout == ""
    assert "never overwritten" in second.stderr


def test_a_database_goes_back_and_forth(receipt: Path, url: str) -> None:
    assert receipt.exists()
    assert call("database", "current", "--database", url).stdout == "current\n"

    back = call("database", "downgrade", "base", "--yes", "--database", url)
    stale = call("database", "current", "--database", url)
    forth = call("database", "upgrade", "--database", url)

    assert (back.exit_code, stale.exit_code, forth.exit_code) == (0, 1, 0)
    assert call("database", "current", "--database", url).exit_code == 0


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path, url: str) -> None:
    missing = call("database", "current", "--database", url)
    no_url = call("database", "upgrade", "--database", "books.db")

    assert (missing.exit_code, no_url.exit_code) == (2, 2)
    assert list(tmp_path.iterdir()) == []


def test_a_revision_that_does_not_exist_changes_nothing(receipt: Path, url: str) -> None:
    assert receipt.exists()

    done = call("database", "downgrade", "no_such", "--yes", "--database", url)

    assert done.exit_code == 1
    assert "nothing was changed" in done.stderr


def test_old_answers_are_forgotten_and_young_ones_and_the_books_are_kept(
    receipt: Path, url: str
) -> None:
    assert receipt.exists()
    young = call("database", "forget", "--days", 1, "--database", url)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as books, books:
        books.execute("UPDATE answer SET at_ms = 0")
        books.execute("INSERT INTO unknown_number VALUES (x'00', 1, 0, 0)")

    old = call("database", "forget", "--days", 1, "--database", url)

    assert young.stderr == "0 answers, 0 unknown numbers, 0 labels and 0 messages forgotten\n"
    assert old.stderr == "2 answers, 1 unknown numbers, 0 labels and 0 messages forgotten\n"
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as books:
        assert books.execute("SELECT count(*) FROM transfer").fetchone() == (1,)
