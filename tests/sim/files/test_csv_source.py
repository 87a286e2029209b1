"""A CSV by its places: every cell has its line and its column, and all rows are as long."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.files.csv_source import Cell, read_rows
from sim.files.findings import FileErrors

WRITE = 'write 8000 for 8,000, 2.5 for 2,5, and text that has a comma in "quotes"'
OPEN_QUOTE = 'a quote that is not closed, or not doubled: write "a ""b"" c" for a "b" c'
COMMAS = "cells separated by {}, and must be separated by commas"


def rows(folder: Path, text: str) -> list[tuple[Cell, ...]]:
    """Return the rows of a file with this text."""
    path = folder / "x.csv"
    path.write_bytes(text.encode())
    return read_rows(path)


def errors_of(folder: Path, text: str) -> list[str]:
    """Return what is wrong with a file with this text."""
    with pytest.raises(FileErrors) as caught:
        rows(folder, text)
    return [str(one).removeprefix(f"{folder}/") for one in caught.value.findings]


def test_cells_know_their_lines_and_columns(tmp_path: Path) -> None:
    text = 'name,people\r\n\r\n  邮局 , 8\r\r"two\nlines, ""quoted""","8,000"\nlast,\n'

    assert rows(tmp_path, text) == [
        (Cell("name", 1, 1), Cell("people", 1, 6)),
        (Cell("邮局", 3, 3), Cell("8", 3, 8)),
        (Cell('two\nlines, "quoted"', 5, 1, is_quoted=True), Cell("8,000", 6, 20, is_quoted=True)),
        (Cell("last", 7, 1), Cell("", 7, 6)),
    ]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (
            "a,b\n1,2\n\n3,4,5\n6\n",
            [
                f"x.csv:4:5: 3 cells, and the first row has 2: {WRITE}",
                f"x.csv:5:1: 1 cell, and the first row has 2: {WRITE}",
            ],
        ),
        (
            '"a\nb",c\n邮局,2,5\n',
            [f"x.csv:3:6: 3 cells, and the first row has 2: {WRITE}"],
        ),
        (
            'a,b\n1,"2\n3,4\n',
            [
                f"x.csv:2:3: {OPEN_QUOTE}",
            ],
        ),
    ],
)
def test_rows_of_other_lengths_and_open_quotes_are_reported(
    tmp_path: Path, text: str, messages: list[str]
) -> None:
    assert errors_of(tmp_path, text) == messages


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_reported(tmp_path: Path, separator: str, name: str) -> None:
    (finding,) = errors_of(tmp_path, f"name{separator}lat\nA{separator}30,5\n")

    assert finding.startswith(f"x.csv:1:1: {COMMAS.format(name)}")


def test_a_separator_in_quotes_is_text(tmp_path: Path) -> None:
    assert rows(tmp_path, '"a;b",c\n') == [(Cell("a;b", 1, 1, is_quoted=True), Cell("c", 1, 7))]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[CELLS] * width), min_size=1)))
def test_what_the_library_writes_is_read(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]]
) -> None:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)

    found = rows(tmp_path_factory.mktemp("csv"), written.getvalue())

    lines = written.getvalue().split("\n")
    assert [[cell.text for cell in row] for row in found] == [
        [text.strip() for text in row] for row in table
    ]
    for row in found:
        for cell in row:
            assert lines[cell.line - 1][cell.column - 1] == '"'
