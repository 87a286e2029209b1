"""Our lines as a file, and what a matcher found in a file from outside: CSV with fixed columns."""

import csv
import io
from collections.abc import Iterable, Sequence

from service.clock import date_of, day_from_date
from service.domain.reconciliation import OutsideComparison, OutsideDifferenceKind, OwnLine

BOOK_COLUMNS = ("key", "amount_fen", "day")
FOUND_COLUMNS = ("kind", "reference", "row")


class BookFileError(ValueError):
    """A file of lines or of differences that cannot be read."""


def book_csv(lines: Iterable[OwnLine]) -> str:
    """Return our lines as a file."""
    return as_csv(BOOK_COLUMNS, ((line.key, line.amount_fen, date_of(line.day)) for line in lines))


def found_csv(found: OutsideComparison) -> str:
    """Return what our own matcher found as such a file."""
    rows = []
    for one in found.differences:
        named = one.own.key if one.own else one.outside.reference if one.outside else ""
        rows.append((one.kind, named, one.outside.row if one.outside else ""))
    return as_csv(FOUND_COLUMNS, rows)


def read_book(text: str) -> tuple[OwnLine, ...]:
    """Return the lines of a file that `book_csv` wrote. Raise BookFileError."""
    rows = _read(text, BOOK_COLUMNS)
    try:
        return tuple(
            OwnLine(row["key"], int(row["amount_fen"]), day_from_date(row["day"])) for row in rows
        )
    except ValueError as error:
        message = f"this is no file of our lines: {error}"
        raise BookFileError(message) from None


def read_found(text: str) -> tuple[tuple[str, str], ...]:
    """Return kinds and references of a file of differences. Raise BookFileError."""
    kinds = tuple(OutsideDifferenceKind)
    rows = _read(text, FOUND_COLUMNS[:2])
    unknown = sorted({row["kind"] for row in rows} - set(kinds))
    if unknown:
        message = f"no kinds of differences: {', '.join(unknown)}; there are {', '.join(kinds)}"
        raise BookFileError(message)
    return tuple((row["kind"], row["reference"]) for row in rows)


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    """Return rows under their header."""
    text = io.StringIO()
    written = csv.writer(text, delimiter=delimiter)
    written.writerow(header)
    written.writerows(rows)
    return text.getvalue()


def _read(text: str, columns: Sequence[str]) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = [name for name in columns if name not in (rows.fieldnames or ())]
    if missing:
        message = f"the header has no {', '.join(missing)}: it has {', '.join(columns)} at least"
        raise BookFileError(message)
    return [{name: row[name] or "" for name in columns} for row in rows]
