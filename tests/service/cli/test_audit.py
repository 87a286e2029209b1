"""Proofs of days from the terminal to a file and back, offline, and trails as trees."""

import json
from pathlib import Path

import pytest

from service.clock import date_of, now_ms
from service.domain.day import day_of
from tests.service.cli.desk import ROLES, Desk, call, new_desk

DAY = date_of(day_of(now_ms()) - 1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Close a day, with whose proof three lines of today were entered."""
    made = new_desk(tmp_path_factory.mktemp("audit"), {**ROLES, "auditor": "audit office"})
    draft = made.deposit()
    wallet_id = made.printed("provider", "wallet", "open")
    made.printed("provider", "redeem", draft["number"], wallet_id)
    made.printed("operator", "settle", DAY)
    (made.folder / "wallet").write_text(wallet_id, encoding="utf-8")
    (made.folder / "draft").write_text(draft["draft_id"], encoding="utf-8")
    keys = made.printed("auditor", "receipt", "keys")
    (made.folder / "keys.json").write_text(keys, encoding="utf-8")
    return made


def saved(desk: Desk, name: str, *words: str) -> Path:
    """Save what a command prints."""
    file = desk.folder / name
    done = desk.call("auditor", *words)
    assert done.exit_code == 0, done.stderr
    file.write_bytes(done.stdout_bytes)
    return file


def test_a_proof_is_fetched_and_verified_offline_with_its_lines(desk: Desk) -> None:
    file = saved(desk, "day.jsonl", "proof", DAY, "--lines")
    keys = str(desk.folder / "keys.json")

    done = call("proof", "verify", str(file), "--keys", keys)

    assert (done.exit_code, done.stdout) == (0, f"{file}: {DAY}, closing 1, with all its 3 lines\n")
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0] + lines[2] + lines[1] + lines[3])
    changed = call("proof", "verify", str(file), "--keys", keys, "--json")
    assert changed.exit_code == 1
    assert json.loads(changed.stdout)["findings"] == [
        f"{file}: the lines are not those that the proof of {DAY} is about",
        f"{file}: line 2 of the books, number 1, is out of order",
    ]


def test_a_proof_without_its_lines_says_so(desk: Desk) -> None:
    file = saved(desk, "head.json", "proof", "yesterday")

    done = call("proof", "verify", str(file), "--keys", str(desk.folder / "keys.json"))

    assert done.exit_code == 0
    assert done.stdout == f"{file}: {DAY}, closing 1; its 3 lines are not in the file\n"


def test_one_line_is_proved_to_be_of_a_day(desk: Desk) -> None:
    draft_id = (desk.folder / "draft").read_text(encoding="utf-8")
    words = ("proof", "line", DAY, "gateway", f"redemption:{draft_id}")
    file = saved(desk, "line.json", *words)
    keys = str(desk.folder / "keys.json")

    done = call("proof", "verify", str(file), "--keys", keys)

    assert done.stdout == f"{file}: the line belongs to {DAY}, closing 1\n"
    file.write_bytes(file.read_bytes().replace(b"17500", b"17501"))
    assert call("proof", "verify", str(file), "--keys", keys).exit_code == 1


def test_a_day_without_a_proof_and_a_word_that_is_no_day_are_refused(desk: Desk) -> None:
    assert "is not closed" in desk.call("auditor", "proof", "2007-01-31").stderr
    assert desk.call("auditor", "proof", "someday").exit_code != 0


def test_a_trail_is_a_tree_in_the_terminal(desk: Desk) -> None:
    wallet_id = (desk.folder / "wallet").read_text(encoding="utf-8")
    draft_id = (desk.folder / "draft").read_text(encoding="utf-8")

    printed = desk.printed("auditor", "trail", "wallet", wallet_id, "--balance").splitlines()
    document = json.loads(desk.printed("auditor", "trail", "draft", draft_id, "--json"))

    assert [line.partition("  [")[0] for line in printed] == [
        f"wallet {wallet_id}: 175.00 CNY",
        "came from",
        f"└─ 175.00 CNY  draft {draft_id}",
        "   └─ 175.00 CNY  post:cash:Gushi 1",
        "went to",
        f"└─ 175.00 CNY  gateway:wallet:{wallet_id}  still there",
    ]
    assert printed[2].endswith(f"closed with {DAY}]")
    assert document["went_to"][0]["nodes"][0]["what"] == "held"


def test_a_trail_of_nothing_is_refused(desk: Desk) -> None:
    done = desk.call("auditor", "trail", "payment", "nothing")

    assert (done.exit_code, done.stdout) == (1, "")
    assert "there is no payment of that id" in done.stderr
