"""Numbers and passwords are asked for: at a terminal unseen, else line by line of stdin."""

import json
import os
import resource
import subprocess
from contextlib import suppress

import pytest

from service import receipts
from tests.service.cli.desk import PASSWORD, Desk, call, new_desk
from tests.service.processes import COMMAND

SEEN = "other users of this machine can see a number"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return new_desk(tmp_path_factory.mktemp("prompts"))


def till(desk: Desk) -> str:
    """Return what the books say of all cash."""
    return desk.printed("operator", "check-books")


@pytest.mark.parametrize("dash", [["-"], []], ids=["dash", "left out"])
def test_number_and_password_are_two_lines_of_stdin(desk: Desk, dash: list[str]) -> None:
    number, wallet = desk.deposit("2")["number"], desk.printed("provider", "wallet", "open")

    done = desk.call("provider", "redeem", *dash, wallet, typed=f"{number}\n{PASSWORD}\n")

    assert done.exit_code == 0, done.stderr
    assert "2.00 CNY" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    "words", [["cash-out"], ["draft", "cancel"], ["draft", "refund"], ["draft", "reset-password"]]
)
def test_every_command_at_the_counter_asks_for_the_number(desk: Desk, words: list[str]) -> None:
    number = desk.deposit("2")["number"]
    lines = f"{number}\n{PASSWORD}\n"

    asked = desk.call("outlet", *words, typed=lines)
    shown = desk.call("outlet", *words, number, typed=f"{PASSWORD}\n")

    # A draft that is not expired is not refunded, and one that has ended does not end again.
    assert asked.exit_code == (1 if words[-1] == "refund" else 0), asked.stderr
    assert SEEN not in asked.stderr
    assert SEEN in shown.stderr
    assert number not in asked.stderr + shown.stderr


def test_an_order_is_paid_by_a_draft_whose_number_is_asked_for(desk: Desk) -> None:
    done = desk.call("provider", "order", "pay", "o1", "--draft", "-", typed="\n")

    assert done.exit_code == 2
    assert "no number was given: type its 16 digits" in done.stderr


def test_at_a_terminal_neither_number_nor_password_is_shown(desk: Desk) -> None:
    number, wallet = desk.deposit("2")["number"], desk.printed("provider", "wallet", "open")
    environment = os.environ | {"WANGHUIYI_KEY": desk.keys["provider"]}
    environment.pop("WANGHUIYI_PASSWORD", None)
    ours, theirs = os.openpty()
    shown = b""

    with subprocess.Popen(
        [*COMMAND, "redeem", wallet, "--database", desk.url],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        for typed in (number, PASSWORD):
            while not shown.endswith(b": "):
                shown += os.read(ours, 1_024)
            os.write(ours, f"{typed}\n".encode())
            shown += os.read(ours, 1)
        assert process.stdout
        answer = process.stdout.read().decode()
    with suppress(OSError):  # which is how a terminal ends that nobody writes to any more
        while more := os.read(ours, 1_024):
            shown += more
    os.close(ours)

    assert process.returncode == 0
    assert "2.00 CNY" in answer
    assert b"Remittance number (16 digits): " in shown
    assert b"Password (six digits): " in shown
    assert number.encode() not in shown
    assert PASSWORD.encode() not in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2007", "0101", "0000", "5726", "w1"], "quote a number with spaces"),
        (["2007 0101 0000 5726"], "WALLET_ID is left out"),
        (["w1", "2007010100005726"], "WALLET_ID is left out, or comes before NUMBER"),
    ],
)
def test_words_that_are_no_number_and_wallet_are_reported_without_them(
    desk: Desk, words: list[str], said: str
) -> None:
    done = desk.call("provider", "redeem", *words)

    assert done.exit_code == 2
    assert said in done.stderr
    assert "5726" not in done.stderr


@pytest.mark.parametrize("password", ["", "12345", "abcdef", "٠٨١٢٠٨", "1234567"])
def test_a_password_that_is_none_is_reported_without_it(desk: Desk, password: str) -> None:
    typed = desk.call("outlet", "deposit", "1", typed=f"{password}\n")
    set_before = desk.call("outlet", "deposit", "1", typed="", WANGHUIYI_PASSWORD=password)

    assert (typed.exit_code, set_before.exit_code) == (2, 2)
    assert "a password is six digits" in typed.stderr
    assert "WANGHUIYI_PASSWORD is " in set_before.stderr
    assert not password or password not in typed.stderr + set_before.stderr


@pytest.mark.parametrize(
    ("number", "said"), [("2007", "16 digits 0-9"), ("2007 0101 0000 5727", "a digit is wrong")]
)
def test_a_number_that_is_none_is_reported_before_the_service_is_asked(
    number: str, said: str
) -> None:
    nowhere = ("--server", "http://127.0.0.1:9")

    done = call("cash-out", *nowhere, typed=f"{number}\n{PASSWORD}\n", WANGHUIYI_KEY="whk_x")

    assert done.exit_code == 1
    assert said in done.stderr
    assert number not in done.stderr


def test_nothing_is_no_amount_and_a_host_is_no_url(desk: Desk) -> None:
    nothing = desk.call("outlet", "deposit", "0.00")
    host = call("keys", "list", "--server", "localhost:8000")

    assert (nothing.exit_code, host.exit_code) == (2, 2)
    assert "0.00 yuan is not an amount from 0.01 to " in nothing.stderr
    assert "write it like http://127.0.0.1:8000" in host.stderr


def test_no_cash_is_taken_for_a_receipt_that_cannot_be_kept(desk: Desk) -> None:
    before = till(desk)
    kept = desk.folder / "kept.json"
    kept.write_text("other", encoding="utf-8")

    there = desk.call("outlet", "deposit", "7", "--receipt", str(kept))
    refused = desk.call("outlet", "deposit", "7000000", "--receipt", str(desk.folder / "none"))

    assert (there.exit_code, refused.exit_code) == (2, 1)
    assert f"{kept}: File exists: name another file" in there.stderr
    assert kept.read_text(encoding="utf-8") == "other"
    assert not (desk.folder / "none").exists()
    assert till(desk) == before


@pytest.mark.parametrize("room_bytes", [0, 100])
def test_a_receipt_is_printed_and_no_part_of_it_kept_if_the_disk_fills(
    desk: Desk, room_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def filling(signed: receipts.ReceiptEnvelope) -> str:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room_bytes, limits[1]))
        return to_json(signed)

    def emptied(receipt: receipts.Receipt) -> str:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        return as_text(receipt)

    to_json, as_text = receipts.to_json, receipts.as_text
    monkeypatch.setattr(receipts, "to_json", filling)
    monkeypatch.setattr(receipts, "as_text", emptied)
    file = desk.folder / "full.json"
    words = ("deposit", "7", "--receipt", str(file))
    done = desk.call("outlet", *words)
    monkeypatch.undo()

    assert done.exit_code == 1
    assert f"{file}: File too large: the receipt could not be saved" in done.stderr
    assert "Amount       7.00 yuan" in done.stdout
    assert not file.exists()
    once = done.stderr.split()[-2:]
    assert desk.printed("outlet", *words, *once) == done.stdout.strip()
    assert json.loads(file.read_text(encoding="utf-8"))["receipt"]["amount_fen"] == 700
    file.unlink()


def test_a_request_that_was_not_answered_is_gone_on_with_by_its_key(desk: Desk) -> None:
    words = ("deposit", "3", "--json", "--idempotency-key", "the-key-that-was-told")

    first, again = (json.loads(desk.printed("outlet", *words)) for _ in range(2))

    assert first == again
