"""Settlement files compared: each kind of difference in words."""

import re
from collections.abc import Iterable
from dataclasses import replace

import pytest

from service.clock import day_from_date, from_rfc3339
from service.documents.settlement_file import (
    SettlementFile,
    SettlementFileError,
    compare,
    read_settlement_file,
    write_settlement_file,
)
from service.domain.chart import Book
from service.domain.day import DAY_MS
from service.domain.ledger import Books, post
from service.domain.postings import compensation_transfers, redemption_transfers
from service.domain.settlement import (
    DifferenceKind,
    SettlementDifference,
    StatementLine,
    mutual_lines,
)

DAY = day_from_date("2007-01-01")
AT_MS = from_rfc3339("2007-01-01T02:00:00Z")
LINE = StatementLine("redemption:d1", 5_000, AT_MS)
OTHER = StatementLine("settlement:13513", -1_250, AT_MS + 1)
FILE = SettlementFile(DAY, Book.POST, (LINE, OTHER))


def in_both_books(
    *, post_lines: Iterable[StatementLine], gateway_lines: Iterable[StatementLine]
) -> list[str]:
    """Compare files that were written and read, and return the sentences."""
    written = [
        write_settlement_file(SettlementFile(DAY + 1, book, tuple(lines)))
        for book, lines in ((Book.POST, post_lines), (Book.GATEWAY, gateway_lines))
    ]
    of_post, of_gateway = map(read_settlement_file, written)
    return [named.sentence for named in compare([of_post], [of_gateway])]


def test_files_of_books_that_mirror_each_other_have_no_difference() -> None:
    events = [
        *redemption_transfers("d1", "w1", 5_000, AT_MS),
        *compensation_transfers("o1", "s1", 700, AT_MS),
    ]
    books = post(Books(), events)

    of_post = SettlementFile(DAY, Book.POST, mutual_lines(books.post))
    of_gateway = SettlementFile(DAY, Book.GATEWAY, mutual_lines(books.gateway))

    assert compare([of_post], [of_gateway]) == ()
    assert of_post.total_due_fen == of_gateway.total_due_fen == 5_700


PLANTED = {
    DifferenceKind.MISSING_AT_POST: (
        [OTHER],
        [LINE, OTHER],
        (
            "redemption:d1 is missing at the Post: the Post has no line, the gateway has 50.00 "
            "yuan from Post to gateway. The Post finds out whether it happened; if so it enters"
            " it, if not the gateway reverses it."
        ),
    ),
    DifferenceKind.MISSING_AT_GATEWAY: (
        [LINE, OTHER],
        [LINE],
        (
            "settlement:13513 is missing at the gateway: the Post has 12.50 yuan from gateway "
            "to Post, the gateway has no line. The gateway finds out whether it happened; if so"
            " it enters it, if not the Post reverses it."
        ),
    ),
    DifferenceKind.TWICE_AT_POST: (
        [LINE, OTHER, LINE],
        [LINE, OTHER],
        (
            "redemption:d1 is more than once at the Post: its first line is 50.00 yuan from "
            "Post to gateway, the gateway's is 50.00 yuan from Post to gateway. The Post "
            "reverses all lines but the first."
        ),
    ),
    DifferenceKind.TWICE_AT_GATEWAY: (
        [LINE, OTHER],
        [LINE, LINE, OTHER],
        (
            "redemption:d1 is more than once at the gateway: the Post's line is 50.00 yuan from"
            " Post to gateway, its own first is 50.00 yuan from Post to gateway. The gateway "
            "reverses all lines but the first."
        ),
    ),
    DifferenceKind.DIRECTION_DIFFERS: (
        [LINE],
        [replace(LINE, due_fen=-5_000)],
        (
            "redemption:d1 goes the other way in the other book: the Post has 50.00 yuan from "
            "Post to gateway, the gateway has 50.00 yuan from gateway to Post. Whoever entered "
            "it in the wrong direction reverses it and enters it again."
        ),
    ),
    DifferenceKind.AMOUNT_DIFFERS: (
        [LINE],
        [replace(LINE, due_fen=5_001)],
        (
            "redemption:d1 has two amounts: the Post has 50.00 yuan from Post to gateway, the "
            "gateway has 50.01 yuan from Post to gateway. Both check the receipt; the one "
            "with the wrong amount enters a correction."
        ),
    ),
    DifferenceKind.DAY_DIFFERS: (
        [LINE],
        [replace(LINE, at_ms=AT_MS + DAY_MS)],
        (
            "redemption:d1 has two days: the Post has 50.00 yuan from Post to gateway on "
            "2007-01-01, the gateway has 50.00 yuan from Post to gateway on 2007-01-02. The "
            "amounts agree: close both days together, with the later one."
        ),
    ),
}


@pytest.mark.parametrize("kind", DifferenceKind)
def test_every_kind_of_difference_is_named_in_a_sentence(kind: DifferenceKind) -> None:
    post_lines, gateway_lines, sentence = PLANTED[kind]

    assert in_both_books(post_lines=post_lines, gateway_lines=gateway_lines) == [sentence]


def test_a_sentence_comes_with_the_difference_for_a_program() -> None:
    other = replace(LINE, due_fen=5_001)

    (named,) = compare(
        [SettlementFile(DAY, Book.POST, (LINE,))], [SettlementFile(DAY, Book.GATEWAY, (other,))]
    )

    assert named.difference == SettlementDifference(
        DifferenceKind.AMOUNT_DIFFERS, LINE.key, LINE, other
    )


def test_a_line_that_one_booked_a_day_later_is_found_in_its_file_of_that_day() -> None:
    later = replace(LINE, at_ms=AT_MS + DAY_MS)

    (named,) = compare(
        [SettlementFile(DAY, Book.POST, (LINE,)), SettlementFile(DAY + 1, Book.POST, ())],
        [SettlementFile(DAY, Book.GATEWAY, ()), SettlementFile(DAY + 1, Book.GATEWAY, (later,))],
    )

    assert named.difference.kind is DifferenceKind.DAY_DIFFERS


def test_a_file_that_is_given_twice_is_refused() -> None:
    twice = re.escape("the file of 2007-01-01 of post is given more than once: give each once")

    with pytest.raises(SettlementFileError, match=twice):
        compare([FILE, FILE], [])
