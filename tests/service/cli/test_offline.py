"""Deposits that were taken offline are uploaded from a file, line by line."""

import json
from pathlib import Path

import pytest

from service.clock import now_ms, rfc3339
from tests.service.cli.desk import IDENTITY, PASSWORD, Desk, new_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return new_desk(tmp_path_factory.mktemp("offline"))


def test_offline_deposits_are_uploaded_line_by_line_and_the_same_file_enters_nothing_twice(
    desk: Desk,
) -> None:
    first, second = desk.printed("outlet", "offline", "numbers", "2").splitlines()
    file = written(desk.folder, [first, second, first])

    done = desk.call("outlet", "offline", "upload", str(file))
    again = desk.call("outlet", "offline", "upload", str(file))

    assert (done.exit_code, again.stdout) == (1, done.stdout)
    assert done.stdout.splitlines()[-1] == "2 entered, 1 refused"
    assert [row.split()[:2] for row in done.stdout.splitlines()[1:4]] == [
        ["1", "entered"],
        ["2", "entered"],
        ["4", "refused"],
    ]
    assert first not in done.stdout


def test_a_wrong_line_is_reported_by_its_number_and_without_what_stands_there(desk: Desk) -> None:
    file = written(desk.folder, ["2007 0101 0000 5726"], password="0812089")  # noqa: S106 - of a test
    with file.open("a", encoding="utf-8") as lines:
        lines.write("no json\n" * 12)

    done = desk.call("outlet", "offline", "upload", str(file))
    file.write_text("\n", encoding="utf-8")
    empty = desk.call("outlet", "offline", "upload", str(file))

    assert (done.exit_code, empty.exit_code) == (2, 2)
    reported = done.stderr.splitlines()
    assert reported[0].startswith(f"{file}:1: password: ")
    assert reported[1].startswith(f"{file}:2: the line: Invalid JSON")
    assert reported[-2:] == ["and 3 more", "nothing was uploaded: correct this, and upload again"]
    assert "0812089" not in done.stderr
    assert "has no deposits" in empty.stderr


@pytest.mark.parametrize("first", ["900", "NaN", "-Infinity", "1e400"])
def test_an_offline_deposit_of_two_amounts_is_entered_with_neither(desk: Desk, first: str) -> None:
    file = written(desk.folder, ["2007 0101 0000 5726"])
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"amount":', f'"amount": {first}, "amount":'), encoding="utf-8")

    done = desk.call("outlet", "offline", "upload", str(file))

    assert done.exit_code == 2
    assert f"{file}:1: money/amount: it is there twice, " in done.stderr


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8-sig", "the file begins with a byte order mark: send it without"),
        ("utf-16", "the file is in UTF-16: send UTF-8"),
        ("utf-16-le", "the file is in UTF-16 or UTF-32: send UTF-8"),
        ("utf-32", "the file is in UTF-32: send UTF-8"),
    ],
)
def test_a_file_of_deposits_in_another_encoding_is_reported_so(
    desk: Desk, encoding: str, words: str
) -> None:
    file = written(desk.folder, ["2007 0101 0000 5726"])
    file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))

    done = desk.call("outlet", "offline", "upload", str(file))

    assert done.exit_code == 2
    again = "nothing was uploaded: correct this, and upload again"
    assert done.stderr.splitlines() == [f"{file}: {words}", again]


def written(folder: Path, numbers: list[str], password: str = PASSWORD) -> Path:
    """Write a file of deposits, with an empty line after each second one."""
    lines = [
        json.dumps(
            {
                "number": number,
                "money": {"amount": 200, "currency": "CNY"},
                "password": password,
                "depositor": {"identity": IDENTITY},
                "paid_in_at": rfc3339(now_ms()),
            }
        )
        for number in numbers
    ]
    file = folder / "offline.jsonl"
    text = "\n".join([*lines[:2], "", *lines[2:]])
    file.write_text(f"{text.rstrip()}\n", encoding="utf-8")
    return file
