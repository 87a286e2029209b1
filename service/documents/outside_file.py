"""A file from outside, of a bank or a network: CSV with columns of any name, read into lines.

`OutsideForm` says which column is what, and how amounts and days are written;
`read_outside_file` returns the lines, or raises OutsideFileError with every fault.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Literal

from service.clock import BEIJING, day_from_date, zone_of
from service.domain.reconciliation import OutsideLine
from service.money import AMOUNT_MAX_FEN

Unit = Literal["yuan", "fen"]
FAULTS_MAX = 100
_GROUP, _DIGITS_MAX = 3, 16
_SPACES = re.compile(r"[\s\u00a0\u202f']")
_OTHER = {".": ",", ",": "."}
_YEARS = range(1971, 9_999)


@dataclass(frozen=True)
class OutsideForm:
    """How a file is written: a header, below it a row for each line.

    `at` is the column of the day or moment; `amount` that of an amount with its sign, or `credit`
    and `debit` those of money that came and that went; `reference` that of our number, if there is
    one. `date_form` is in the words of strptime, such as "%d.%m.%Y"; without it days are ISO 8601
    and moments RFC 3339. A moment without an offset is of `zone`. `is_mirrored` is true for a file
    of the other side, to whom our money that came is money that went. `skipped` and `skipped_last`
    rows stand before the header and at the end, sums for example.
    """

    at: str
    amount: str = ""
    credit: str = ""
    debit: str = ""
    reference: str = ""
    delimiter: str = ","
    decimal: str = "."
    unit: Unit = "yuan"
    date_form: str = ""
    zone: str = "Asia/Shanghai"
    is_mirrored: bool = False
    skipped: int = 0
    skipped_last: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that are read."""
        named = (self.at, self.amount, self.credit, self.debit, self.reference)
        return tuple(name for name in named if name)


class OutsideFileError(ValueError):
    """A file that cannot be read as it was said; `faults` has what is wrong, row by row."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Take all faults; the first hundred become lines of the message."""
        self.faults = tuple(faults)
        more = len(faults) - FAULTS_MAX
        shown = [*faults[:FAULTS_MAX], *([f"and {more} more faults"] if more > 0 else [])]
        super().__init__("\n".join(shown))


def read_outside_file(text: str, form: OutsideForm) -> tuple[OutsideLine, ...]:
    """Return the lines of a file, in its order. Raise OutsideFileError.

    >>> form = OutsideForm(at="Datum", amount="Betrag", delimiter=";", decimal=",",
    ...                    date_form="%d.%m.%Y")
    >>> text = "Datum;Betrag" + chr(10) + "31.01.2007;-1.250,00"
    >>> [(line.row, line.amount_fen) for line in read_outside_file(text, form)]
    [(2, -125000)]
    """
    rows = _rows(text, form)
    header, lines = _split(rows, form)
    faults: list[str] = []
    read = list(_lines(lines, _places(header, form), form, faults))
    if faults:
        raise OutsideFileError(faults)
    return tuple(read)


_Row = tuple[int, list[str]]


def _rows(text: str, form: OutsideForm) -> list[_Row]:
    content = io.StringIO(text.removeprefix("\ufeff"), newline="")
    try:
        rows = csv.reader(content, delimiter=form.delimiter, strict=True)
        return [(place, row) for place, row in enumerate(rows, start=1) if any(map(str.strip, row))]
    except csv.Error as error:
        raise OutsideFileError([f"this is not CSV, or was cut off ({error})"]) from None


def _split(rows: list[_Row], form: OutsideForm) -> tuple[list[str], list[_Row]]:
    below = [(place, row) for place, row in rows if place > form.skipped]
    if not below:
        raise OutsideFileError([f"there is no header after {form.skipped} skipped rows"])
    (_, header), *lines = below
    return [name.strip() for name in header], lines[: len(lines) - form.skipped_last]


def _places(header: list[str], form: OutsideForm) -> dict[str, int]:
    """Return where each column stands. Raise OutsideFileError for those that are not there."""
    faults = []
    for name in dict.fromkeys(form.columns):
        if header.count(name) == 1:
            continue
        near = get_close_matches(name, header, n=1)
        instead = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(header)}"
        often = "more than once" if name in header else "not"
        faults.append(f"the header has {name!r} {often}: {instead}")
    if faults:
        raise OutsideFileError(faults)
    return {name: header.index(name) for name in form.columns}


def _lines(
    rows: Iterable[_Row], places: dict[str, int], form: OutsideForm, faults: list[str]
) -> Iterator[OutsideLine]:
    """Yield the lines that can be read, and note what is wrong with the others."""
    for number, row in rows:
        if len(row) <= max(places.values()):
            faults.append(f"row {number} has {len(row)} columns, and the header has more")
            continue
        cells = {name: row[place].strip() for name, place in places.items()}
        read = []
        for cell_read in (_amount_fen, _day):
            try:
                read.append(cell_read(cells, form))
            except ValueError as error:
                faults.append(f"row {number}: {error}")
        if len(read) == len(("amount", "day")):
            amount_fen, day = read
            yield OutsideLine(
                row=number,
                reference=cells.get(form.reference, ""),
                amount_fen=-amount_fen if form.is_mirrored else amount_fen,
                day=day,
                text=form.delimiter.join(row),
            )


def _amount_fen(cells: dict[str, str], form: OutsideForm) -> int:
    """Return the amount of a row, positive for money that came. Raise ValueError."""
    if form.amount:
        return _fen(cells[form.amount], form, form.amount)
    came, went = (
        _fen(cells[name], form, name) if cells.get(name) else 0
        for name in (form.credit, form.debit)
    )
    if (came == 0) == (went == 0):
        message = f"{form.credit} and {form.debit}: one of both has an amount, and the other none"
        raise ValueError(message)
    return abs(came) or -abs(went)


def _fen(cell: str, form: OutsideForm, name: str) -> int:
    bare = _SPACES.sub("", cell)
    sign = -1 if bare.startswith(("-", "\u2212")) or bare.endswith("-") else 1
    digits = bare.strip("+-\u2212")
    whole, mark, part = digits.partition(form.decimal)
    groups = whole.split(_OTHER[form.decimal])
    is_grouped = len(groups) == 1 or (
        1 <= len(groups[0]) <= _GROUP and all(len(one) == _GROUP for one in groups[1:])
    )
    plain = "".join(groups)
    decimals = 0 if form.unit == "fen" else 2
    is_part = part.isdecimal() and len(part) <= decimals if mark else True
    is_number = plain.isascii() and plain.isdecimal() and len(plain) <= _DIGITS_MAX
    if not (is_number and is_grouped and is_part):
        message = f"{name} is {cell!r}, and is an amount in {form.unit}, like {_example(form)}"
        raise ValueError(message)
    fen = int(plain + part.ljust(decimals, "0"))
    if not 0 < fen <= AMOUNT_MAX_FEN:
        message = f"{name} is {cell!r}, and a line moves money, of at most {AMOUNT_MAX_FEN} fen"
        raise ValueError(message)
    return sign * fen


def _example(form: OutsideForm) -> str:
    return "-1250" if form.unit == "fen" else f"-12{form.decimal}50"


def _day(cells: dict[str, str], form: OutsideForm) -> int:
    """Return the day in Beijing of a row. Raise ValueError."""
    cell = cells[form.at]
    if form.date_form:
        try:
            moment = datetime.strptime(cell, form.date_form)  # noqa: DTZ007 - given its zone below
        except (ValueError, re.error):  # a part of a date that is asked for twice is the latter
            message = f"{form.at} is {cell!r}, and is written like {form.date_form}"
            raise ValueError(message) from None
        has_time = any(part in form.date_form for part in ("%H", "%I", "%T", "%X", "%c"))
    else:
        try:
            moment = datetime.fromisoformat(cell)
        except ValueError:
            message = f"{form.at} is {cell!r}, and is a day like 2007-01-31, or a moment"
            raise ValueError(message) from None
        has_time = len(cell) > len("2007-01-31")
    if moment.year not in _YEARS:
        message = f"{form.at} is {cell!r}, and the year is from {_YEARS[0]} to {_YEARS[-1]}"
        raise ValueError(message)
    if has_time:
        there = moment if moment.tzinfo else moment.replace(tzinfo=zone_of(form.zone))
        moment = there.astimezone(BEIJING)
    return day_from_date(moment.date().isoformat())
