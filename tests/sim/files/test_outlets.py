"""Outlets of one's own, as spreadsheets and people write them: read right, or refused in words."""

from pathlib import Path

import pytest

from sim.files.findings import FileErrors
from sim.files.geography import read_outlets
from sim.network import OwnOutlet

HEADER = "name,lat,lon,class,counters,people"
ROW = "Hill,30.6,109.8,rural,1,8000"
LENGTHS = 'write 8000 for 8,000, 2.5 for 2,5, and text that has a comma in "quotes"'
LETTERLESS = "has neither a letter nor a digit: send a name that people can read"
SEEN = "must be one line of characters that can be seen"
COMMA = "write 8000 for 8,000, and 2.5 for 2,5"


def errors_of(folder: Path, text: str) -> list[str]:
    """Return what is wrong with a file with this text."""
    path = folder / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileErrors) as caught:
        read_outlets(path)
    return [str(one).removeprefix(f"{path}:") for one in caught.value.findings]


def test_spaces_quotes_blank_lines_and_any_order_of_columns_are_read(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    lines = ("people, name ,lat,lon,class,counters", "", '8000," Hill, old ", 30 ,1.1e2,town,2', "")
    path.write_bytes("\r\n".join(lines).encode("utf-8-sig"))

    assert read_outlets(path) == (OwnOutlet("Hill, old", 30.0, 110.0, "town", 2, 8_000),)


@pytest.mark.parametrize(
    ("row", "messages"),
    [
        (
            "Hill,30.6,109.8,rural,1,8,000",
            [f"2:27: 7 cells, and the first row has 6: {LENGTHS}"],
        ),
        (
            "Hill,30,6,109,8,rural,1,8000",
            [f"2:23: 8 cells, and the first row has 6: {LENGTHS}"],
        ),
        ("Hill,30.6,109.8", [f"2:11: 3 cells, and the first row has 6: {LENGTHS}"]),
        (
            'Hill,"30,6",109.8,rural,1,"8,000"',
            [
                f'2:6: lat: "30,6", and must be a number: {COMMA}',
                f'2:27: people: "8,000", and must be a whole number: {COMMA}',
            ],
        ),
        (
            "Hill,\uff13\uff10,inf,Rural,1e3,8_000",
            [
                '2:6: lat: "\uff13\uff10", and must be a number',
                '2:9: lon: "inf", and must be a number',
                '2:13: class: "Rural", and must be one of rural, town, city; did you mean rural?',
                '2:19: counters: "1e3", and must be a whole number',
                '2:23: people: "8_000", and must be a whole number',
            ],
        ),
        (
            "邮局,109.8,30.6,rural,,8000.0",
            [
                "2:4: lat: 109.8, and must be from -90 to 90; are lat and lon exchanged?",
                '2:21: counters: "", and must be a whole number',
                '2:22: people: "8000.0", and must be a whole number',
            ],
        ),
        (
            "Hill,-91,181,rural,0,100000000000000000",
            [
                "2:6: lat: -91, and must be from -90 to 90",
                "2:10: lon: 181, and must be from -180 to 180",
                "2:20: counters: 0, and must be from 1 to 1000",
                "2:22: people: 100000000000000000, and must be from 0 to 100000000",
            ],
        ),
        (
            f"{ROW}\n\n Hill ,30,109,town,1,1",
            ['2:1: name: "Hill" stands 2 times', '4:2: name: "Hill" stands 2 times'],
        ),
        (
            "\u00e9,30,109,town,1,1\ne\u0301,30,109,town,1,1",
            ['2:1: name: "\u00e9" stands 2 times', '3:1: name: "e\u0301" stands 2 times'],
        ),
        (
            '"Hill\nTop",30,109,town,1,1\nMill\u202e,30,109,town,1,x',
            [
                f'2:1: name: "Hill\\nTop": {SEEN}: leave out U+000A',
                f'4:1: name: "Mill\\u202e": {SEEN}: leave out U+202E',
                '4:21: people: "x", and must be a whole number',
            ],
        ),
        (
            f"{'a' * 201},30,109,town,1,{'x' * 500}\n---,30,109,town,1,1",
            [
                "2:1: name: 201 characters, and must be at most 200",
                f'2:217: people: "{"x" * 80}...", and must be a whole number',
                f'3:1: name: "---": {LETTERLESS}',
            ],
        ),
    ],
)
def test_a_row_that_could_be_misread_is_reported(
    tmp_path: Path, row: str, messages: list[str]
) -> None:
    assert errors_of(tmp_path, f"{HEADER}\n{row}\n") == messages


@pytest.mark.parametrize(
    ("heading", "messages"),
    [
        (
            f"{HEADER},opening_hours",
            ["1:36: opening_hours: no column of outlets; leave it out, for nothing reads it"],
        ),
        (
            "Name,lat,lon,class,counters,people",
            [
                "1:1: Name: no column of outlets; did you mean name?",
                f"1:1: name: missing; the first row must be {HEADER}",
            ],
        ),
        (f"{HEADER},lat", ["1:36: lat: a second column of this name: leave one out"]),
        (
            f"{HEADER},",
            ['1:36: "": no column of outlets; leave it out, for nothing reads it'],
        ),
    ],
)
def test_columns_that_are_not_read_are_reported(
    tmp_path: Path, heading: str, messages: list[str]
) -> None:
    assert errors_of(tmp_path, f"{heading}\n{ROW}{',1' * (heading.count(',') - 5)}\n") == messages


def test_a_file_of_a_european_spreadsheet_is_reported_as_such(tmp_path: Path) -> None:
    text = f"{HEADER}\n{ROW}\n".replace(",", ";").replace(".", ",")

    (finding,) = errors_of(tmp_path, text)

    assert finding.startswith("1:1: cells separated by semicolons, and must be separated by comma")


def test_a_file_without_rows_is_reported(tmp_path: Path) -> None:
    assert errors_of(tmp_path, f"{HEADER}\n") == ["1:1: has no rows: write one for each outlet"]
    missing = ", ".join(HEADER.split(","))
    assert errors_of(tmp_path, "") == [f"1:1: {missing}: missing; the first row must be {HEADER}"]
