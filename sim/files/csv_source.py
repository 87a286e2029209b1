"""A CSV file with the location of every cell; all rows are as long as the first.

Read by our own grammar (RFC 4180), because the library's reader knows no columns, takes a row that
is too long or too short, and never says that a file has other separators.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from sim.files.findings import FileErrors, Finding
from sim.files.text_source import read_text

CSV_BYTES_MOST = 20_000_000
CELL = re.compile(
    r'[ \t]*"(?P<quoted>(?:[^"]|"")*)"[ \t]*(?=[,\n]|\Z)|(?P<bare>[^",\n]*)(?=[,\n]|\Z)'
)
# As a person writes a number; those of Python also take 1_000, and digits of every script.
WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
SEPARATORS = {";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True)
class Cell:
    """A cell, without the spaces around it, and where it begins."""

    text: str
    line: int
    column: int
    is_quoted: bool = False


Row = tuple[Cell, ...]


def read_rows(path: Path) -> list[Row]:
    """Return all rows but blank lines.

    Raise FileErrors with every row that is not as long as the first, for quotes that are not
    closed, and for a file whose cells are separated by semicolons or tabs.
    """
    source = str(path)
    rows = [row for row in _rows(read_text(path, CSV_BYTES_MOST), source) if _has_content(row)]
    if findings := [*_separators(rows[:1], source)] or [*_lengths(rows, source)]:
        raise FileErrors(findings)
    return rows


def _rows(text: str, source: str) -> list[Row]:
    rows: list[Row] = []
    cells: list[Cell] = []
    index, line, line_start = 0, 1, 0
    while index <= len(text):
        column = index - line_start + 1
        if not (found := CELL.match(text, index)):
            message = 'a quote that is not closed, or not doubled: write "a ""b"" c" for a "b" c'
            raise FileErrors([Finding(source, line, column, "", message)])
        quoted = found["quoted"]
        written = found["bare"] if quoted is None else quoted.replace('""', '"')
        column += len(found[0]) - len(found[0].lstrip(" \t"))
        cells.append(Cell(written.strip(), line, column, quoted is not None))
        if breaks := found[0].count("\n"):
            line += breaks
            line_start = index + found[0].rfind("\n") + 1
        index = found.end() + 1
        if text[found.end() : index] != ",":
            rows.append(tuple(cells))
            cells = []
            line, line_start = line + 1, index
    return rows


def _has_content(row: Row) -> bool:
    return len(row) > 1 or bool(row[0].text) or row[0].is_quoted


def _separators(rows: list[Row], source: str) -> list[Finding]:
    return [
        Finding(
            source,
            cell.line,
            cell.column,
            "",
            f"cells separated by {name}, and must be separated by commas, with decimals written "
            "with a point: save it as CSV with commas",
        )
        for row in rows
        for cell in row
        for separator, name in SEPARATORS.items()
        if separator in cell.text and not cell.is_quoted
    ][:1]


def _lengths(rows: list[Row], source: str) -> list[Finding]:
    width = len(rows[0]) if rows else 0
    return [
        Finding(
            source,
            (cell := row[min(width, len(row) - 1)]).line,
            cell.column,
            "",
            f"{len(row)} {'cell' if len(row) == 1 else 'cells'}, and the first row has {width}: "
            'write 8000 for 8,000, 2.5 for 2,5, and text that has a comma in "quotes"',
        )
        for row in rows
        if len(row) != width
    ]
