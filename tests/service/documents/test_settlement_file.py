"""The settlement files: read as written, found when cut off or wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clock import day_from_date, from_rfc3339
from service.documents.settlement_file import (
    SettlementFile,
    SettlementFileError,
    read_settlement_file,
    write_settlement_file,
)
from service.domain.chart import Book
from service.domain.day import day_end_ms
from service.domain.settlement import StatementLine

DAY = day_from_date("2007-01-01")
AT_MS = from_rfc3339("2007-01-01T02:00:00Z")
LINE = StatementLine("redemption:d1", 5_000, AT_MS)
OTHER = StatementLine("settlement:13513", -1_250, AT_MS + 1)
FILE = SettlementFile(DAY, Book.POST, (LINE, OTHER))
WRITTEN = """\
day,book,key,due_fen,at
2007-01-01,post,redemption:d1,5000,2007-01-01T02:00:00.000Z
2007-01-01,post,settlement:13513,-1250,2007-01-01T02:00:00.001Z
2007-01-01,post,total of lines: 2,3750,
"""


@st.composite
def files(draw: st.DrawFn) -> SettlementFile:
    """Draw any file, with keys as odd as CSV can carry."""
    day = draw(st.integers(0, 50_000))
    keys = st.text(st.characters(codec="utf-8"), min_size=1, max_size=9)
    dues = st.integers(-(10**18) + 1, 10**18 - 1).filter(bool)
    line = st.builds(StatementLine, keys, dues, st.integers(0, day_end_ms(day) - 1))
    return SettlementFile(day, draw(st.sampled_from(Book)), tuple(draw(st.lists(line, max_size=5))))


def faults(text: str) -> tuple[str, ...]:
    """Return what is found wrong with a text."""
    with pytest.raises(SettlementFileError) as found:
        read_settlement_file(text)
    assert str(found.value) == "\n".join(found.value.faults)
    return found.value.faults


# Writing and reading.


def test_a_file_has_a_header_a_row_for_each_line_and_a_total() -> None:
    assert write_settlement_file(FILE) == WRITTEN.replace("\n", "\r\n")


@given(files())
def test_a_file_is_read_as_it_was_written(file: SettlementFile) -> None:
    assert read_settlement_file(write_settlement_file(file)) == file


@given(files(), st.data())
def test_a_file_that_was_cut_off_anywhere_is_found(
    file: SettlementFile, data: st.DataObject
) -> None:
    text = write_settlement_file(file).removesuffix("\r\n")
    kept = data.draw(st.integers(0, len(text) - 1))

    with pytest.raises(SettlementFileError):
        read_settlement_file(text[:kept])


def test_a_file_that_an_editor_or_a_spreadsheet_has_saved_is_still_read() -> None:
    assert read_settlement_file("\ufeff" + WRITTEN + "\n\n") == FILE
    assert read_settlement_file(WRITTEN.rstrip("\n")) == FILE


def test_a_day_without_lines_has_a_file_too() -> None:
    empty = SettlementFile(DAY, Book.GATEWAY, ())

    text = write_settlement_file(empty)

    assert text.splitlines()[1:] == ["2007-01-01,gateway,total of lines: 0,0,"]
    assert read_settlement_file(text) == empty


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("day,book", "date,book", "row 1 is not the header: it is day,book,key,due_fen,at"),
        ("post,redemption:d1,", "post,,", "row 2: key is empty, and a line has one"),
        ("000Z", "000", "row 2: at: '2007-01-01T02:00:00.000' is not a moment of RFC 3339"),
        ("d1,5000", "d1,5000,", "row 2 has 6 columns, and a row has 5"),
        ("d1,5000", "d1,50.00", "row 2: due_fen is '50.00', and is a whole number of fen other"),
        (
            "d1,5000",
            "d1,\u0665",
            "row 2: due_fen is '\u0665', and is a whole number of fen other than 0",
        ),
        (",3750,", ",3751,", "row 4: the total is 3751, and the lines add up to 3750: fetch"),
        (",3750,", ",,", "row 4: due_fen is '', and is a whole number of fen"),
        ("lines: 2", "lines: 3", "row 4: key is 'total of lines: 3', and should be 'total of"),
        ("T02:00:00.000Z", "T16:00:00.000Z", "row 2: at is 2007-01-01T16:00:00.000Z, which is"),
        ("01,post,set", "02,post,set", "row 3: this is of 2007-01-02 of post, and the total of"),
        ("post,set", "gateway,set", "row 3: this is of 2007-01-01 of gateway, and the total of"),
        ("redemption:d1", '"redemption:d1', "this is not CSV, or was cut off (unexpected end"),
        (",3750,\n", ",3750,\nmore\n", "row 5 is the last, and not the total: the end is missing"),
    ],
)
def test_a_file_in_which_one_thing_is_wrong_is_reported_by_its_row(
    right: str, wrong: str, fault: str
) -> None:
    found = faults(WRITTEN.replace(right, wrong, 1))

    assert found[-1].startswith(fault)


def test_the_last_millisecond_of_the_day_is_in_its_file() -> None:
    text = WRITTEN.replace("T02:00:00.000Z", "T15:59:59.999Z")

    assert read_settlement_file(text).lines[0].at_ms == day_end_ms(DAY) - 1


def test_all_that_is_wrong_with_a_file_is_reported_at_once() -> None:
    text = """\
day,book,key,due_fen,at
2007-13-01,bank,,0,noon
2007-01-01,post,a:1
2007-01-01,post,a:2,1,2007-01-01T02:00:00Z
2007-01-01,post,total of lines: 9,2,
"""

    assert faults(text) == (
        "row 2: day is '2007-13-01', and is a date like 2007-01-31",
        "row 2: book is 'bank', and is post or gateway",
        "row 2: this is of 2007-13-01 of bank, and the total of 2007-01-01 of post",
        "row 2: key is empty, and a line has one",
        "row 2: due_fen is '0', and is a whole number of fen other than 0",
        "row 2: at: 'noon' is not a moment of RFC 3339: write it like 2007-01-01T00:30:00.000Z",
        "row 3 has 3 columns, and a row has 5",
        (
            "row 5: key is 'total of lines: 9', and should be 'total of lines: 3': fetch the "
            "file again"
        ),
    )


def test_a_total_of_no_day_and_no_book_is_reported() -> None:
    text = "day,book,key,due_fen,at\n1 Jan,bank,total of lines: 0,0,\n"

    assert faults(text) == (
        "row 2: day is '1 Jan', and is a date like 2007-01-31",
        "row 2: book is 'bank', and is post or gateway",
    )


@pytest.mark.parametrize("text", ["", "\n", "day\n"])
def test_a_text_without_the_header_is_reported(text: str) -> None:
    assert faults(text) == ("row 1 is not the header: it is day,book,key,due_fen,at",)


def test_a_file_that_is_only_a_header_is_reported() -> None:
    (fault,) = faults("day,book,key,due_fen,at\n")

    assert fault.startswith("row 1 is the last, and not the total: the end is missing")
