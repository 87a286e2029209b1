"""The settlement file of a day, one for each book, which the two exchange for comparison.

    day,book,key,due_fen,at
    2007-01-01,post,redemption:d1,5000,2007-01-01T02:00:00.000Z
    2007-01-01,post,total of lines: 1,5000,

CSV by RFC 4180, in UTF-8. The closing row has no `at` and holds the sum, so that a truncated file
is detected. `write_settlement_file` and `read_settlement_file` convert a `SettlementFile`;
`compare` describes the differences between the two books' files in sentences for people.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.clock import date_of, day_from_date, from_rfc3339, rfc3339
from service.domain.chart import Book
from service.domain.day import day_end_ms, day_of
from service.domain.settlement import DifferenceKind, SettlementDifference, StatementLine, reconcile
from service.money import yuan

COLUMNS = ("day", "book", "key", "due_fen", "at")

# Far more than a day's file can have, and a number that every database can store.
_DUE = re.compile(r"-?[0-9]{1,18}")
_TOTAL = re.compile(r"-?[0-9]{1,30}")
_FETCH = "fetch the file again"


@dataclass(frozen=True)
class SettlementFile:
    """The lines of a book for a day, as `mutual_lines` returns them.

    A line that came late is in the file of the day with which it is due.
    """

    day: int
    book: Book
    lines: tuple[StatementLine, ...]

    @property
    def total_due_fen(self) -> int:
        """Return what the Post owes by these lines; negative if the gateway owes."""
        return sum(line.due_fen for line in self.lines)


@dataclass(frozen=True)
class Named:
    """A difference, and a sentence that says what differs and what to do."""

    difference: SettlementDifference
    sentence: str


class SettlementFileError(ValueError):
    """A file that cannot be read; `faults` has every wrong row. The header is row 1."""

    def __init__(self, faults: Iterable[str]) -> None:
        """Take all faults, which become lines of the message."""
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def write_settlement_file(file: SettlementFile) -> str:
    """Return the file as text; write it without changing its line ends."""
    text = io.StringIO()
    rows = csv.writer(text)
    whose = (date_of(file.day), file.book.value)
    rows.writerow(COLUMNS)
    rows.writerows((*whose, line.key, line.due_fen, rfc3339(line.at_ms)) for line in file.lines)
    rows.writerow((*whose, _closing(len(file.lines)), file.total_due_fen, ""))
    return text.getvalue()


def read_settlement_file(text: str) -> SettlementFile:
    """Return what a file holds. Raise SettlementFileError, which names every fault."""
    rows = _rows(text)
    if not rows or tuple(rows[0]) != COLUMNS:
        raise SettlementFileError([f"row 1 is not the header: it is {','.join(COLUMNS)}"])
    _, *lines, closing = rows if len(rows) > 1 else (*rows, [])
    if len(closing) != len(COLUMNS) or closing[-1]:
        fault = f"row {len(rows)} is the last, and not the total: the end is missing, so {_FETCH}"
        raise SettlementFileError([*_faults(rows[1:]), fault])
    faults = [
        *_faults(lines, (closing[0], closing[1])),
        *(f"row {len(rows)}: {fault}" for fault in _closing_faults(lines, closing)),
    ]
    if faults:
        raise SettlementFileError(faults)
    return SettlementFile(
        day_from_date(closing[0]),
        Book(closing[1]),
        tuple(StatementLine(key, int(due), from_rfc3339(at)) for _, _, key, due, at in lines),
    )


def compare(post: Iterable[SettlementFile], gateway: Iterable[SettlementFile]) -> tuple[Named, ...]:
    """Name each difference between the files of the two books, by key; none if they agree.

    Give the files of neighbouring days too, so that what one booked a day later is not missing.
    Raise SettlementFileError if a file is given twice.
    """
    of_post, of_gateway = tuple(post), tuple(gateway)
    assert all(file.book is Book.POST for file in of_post), "the first are the Post's"
    assert all(file.book is Book.GATEWAY for file in of_gateway), "the second are the gateway's"
    given = Counter((file.book, file.day) for file in (*of_post, *of_gateway))
    if twice := [whose for whose, count in given.items() if count > 1]:
        raise SettlementFileError(
            f"the file of {date_of(day)} of {book} is given more than once: give each once"
            for book, day in twice
        )
    found = reconcile(
        (line for file in of_post for line in file.lines),
        (line for file in of_gateway for line in file.lines),
    )
    return tuple(Named(difference, in_words(difference)) for difference in found)


_SENTENCES = {
    DifferenceKind.MISSING_AT_POST: (
        "{key} is missing at the Post: the Post has {post}, the gateway has {gateway}. "
        "The Post finds out whether it happened; "
        "if so it enters it, if not the gateway reverses it."
    ),
    DifferenceKind.MISSING_AT_GATEWAY: (
        "{key} is missing at the gateway: the Post has {post}, the gateway has {gateway}. "
        "The gateway finds out whether it happened; "
        "if so it enters it, if not the Post reverses it."
    ),
    DifferenceKind.TWICE_AT_POST: (
        "{key} is more than once at the Post: its first line is {post}, the gateway's is "
        "{gateway}. The Post reverses all lines but the first."
    ),
    DifferenceKind.TWICE_AT_GATEWAY: (
        "{key} is more than once at the gateway: the Post's line is {post}, its own first is "
        "{gateway}. The gateway reverses all lines but the first."
    ),
    DifferenceKind.DIRECTION_DIFFERS: (
        "{key} goes the other way in the other book: the Post has {post}, the gateway has "
        "{gateway}. Whoever entered it in the wrong direction reverses it and enters it again."
    ),
    DifferenceKind.AMOUNT_DIFFERS: (
        "{key} has two amounts: the Post has {post}, the gateway has {gateway}. "
        "Both check the receipt; the one with the wrong amount enters a correction."
    ),
    DifferenceKind.DAY_DIFFERS: (
        "{key} has two days: the Post has {post} on {post_day}, the gateway has {gateway} on "
        "{gateway_day}. The amounts agree: close both days together, with the later one."
    ),
}


def in_words(difference: SettlementDifference) -> str:
    """Return a difference as a sentence: what and which, both amounts, and what to do.

    >>> missing, line = DifferenceKind.MISSING_AT_POST, StatementLine("redemption:d1", 5000, 0)
    >>> in_words(SettlementDifference(missing, "redemption:d1", None, line))[:60]
    'redemption:d1 is missing at the Post: the Post has no line, '
    """
    post, gateway = difference.post, difference.gateway
    return _SENTENCES[difference.kind].format(
        key=difference.key,
        post=_amount(post),
        gateway=_amount(gateway),
        post_day=_date(post),
        gateway_day=_date(gateway),
    )


def _amount(line: StatementLine | None) -> str:
    if line is None:
        return "no line"
    debtor = "from Post to gateway" if line.due_fen > 0 else "from gateway to Post"
    return f"{yuan(abs(line.due_fen))} yuan {debtor}"


def _date(line: StatementLine | None) -> str:
    return "no day" if line is None else date_of(day_of(line.at_ms))


def _rows(text: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        fault = f"this is not CSV, or was cut off ({error}): {_FETCH}"
        raise SettlementFileError([fault]) from None
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _faults(lines: Sequence[Sequence[str]], whose: tuple[str, str] | None = None) -> Iterator[str]:
    for number, line in enumerate(lines, start=2):
        if len(line) != len(COLUMNS):
            yield f"row {number} has {len(line)} columns, and a row has {len(COLUMNS)}"
            continue
        yield from (f"row {number}: {fault}" for fault in _line_faults(line, whose))


def _line_faults(line: Sequence[str], whose: tuple[str, str] | None) -> Iterator[str]:
    day, book, key, due, at = line
    yield from _whose_faults(day, book)
    if whose and (day, book) != whose:
        yield f"this is of {day} of {book}, and the total of {whose[0]} of {whose[1]}"
    if not key:
        yield "key is empty, and a line has one"
    if not _DUE.fullmatch(due) or int(due) == 0:
        yield f"due_fen is {due!r}, and is a whole number of fen other than 0"
    try:
        at_ms = from_rfc3339(at)
    except ValueError as error:
        yield f"at: {error}"
        return
    if _is_date(day) and at_ms >= day_end_ms(day_from_date(day)):
        yield f"at is {at}, which is after the end of {day} in Beijing"


def _closing_faults(lines: Sequence[Sequence[str]], closing: Sequence[str]) -> Iterator[str]:
    day, book, key, due, _ = closing
    yield from _whose_faults(day, book)
    if key != _closing(len(lines)):
        yield f"key is {key!r}, and should be {_closing(len(lines))!r}: {_FETCH}"
    # The sum says something only if all lines can be read.
    dues = [line[3] if len(line) == len(COLUMNS) else "" for line in lines]
    if not _TOTAL.fullmatch(due):
        yield f"due_fen is {due!r}, and is a whole number of fen"
    elif all(map(_DUE.fullmatch, dues)) and int(due) != sum(map(int, dues)):
        yield f"the total is {due}, and the lines add up to {sum(map(int, dues))}: {_FETCH}"


def _whose_faults(day: str, book: str) -> Iterator[str]:
    if not _is_date(day):
        yield f"day is {day!r}, and is a date like 2007-01-31"
    if book not in set(Book):
        yield f"book is {book!r}, and is {' or '.join(Book)}"


def _closing(count: int) -> str:
    return f"total of lines: {count}"


def _is_date(text: str) -> bool:
    try:
        day_from_date(text)
    except ValueError:
        return False
    return True
