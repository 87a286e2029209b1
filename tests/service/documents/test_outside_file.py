"""Files from outside as banks write them, and every fault of one at once."""

from dataclasses import replace

import pytest

from service.clock import date_of
from service.documents.outside_file import OutsideFileError, OutsideForm, read_outside_file

FORM = OutsideForm(at="Day", amount="Amount", reference="Ref")
GERMAN = OutsideForm(
    at="Buchung", amount="Betrag", delimiter=";", decimal=",", date_form="%d.%m.%Y"
)


def read(text: str, form: OutsideForm = FORM) -> list[tuple[int, str, int, str]]:
    return [
        (line.row, line.reference, line.amount_fen, date_of(line.day))
        for line in read_outside_file(text, form)
    ]


def faults(text: str, form: OutsideForm = FORM) -> list[str]:
    with pytest.raises(OutsideFileError) as error:
        read_outside_file(text, form)
    return list(error.value.faults)


def test_columns_are_found_by_their_names_in_any_order() -> None:
    text = "\ufeffAmount, Text ,Day,Ref\r\n-12.50,hm,2007-01-31,a1\r\n\r\n+3,hm,2007-02-01, \r\n"

    assert read(text) == [(2, "a1", -1_250, "2007-01-31"), (4, "", 300, "2007-02-01")]


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("12,50", 1_250),
        ("1.234,5", 123_450),
        ("1 234 567,05-", -123_456_705),
        ("\u22121.250", -125_000),
        ("10.000.000.000.000,00", 10**15),
    ],
)
def test_amounts_are_written_as_it_is_said(cell: str, fen: int) -> None:
    assert read(f'Buchung;Betrag\n31.01.2007;"{cell}"\n', GERMAN)[0][2] == fen


@pytest.mark.parametrize(
    "cell", ["", "0,00", "12,505", "1.23,00", "12.5", "1e3", "CNY 5", "\u0661", "1.0000.000,00"]
)
def test_an_amount_that_can_be_read_in_two_ways_or_none_is_a_fault(cell: str) -> None:
    (fault,) = faults(f"Buchung;Betrag\n31.01.2007;{cell}\n", GERMAN)

    assert fault.startswith(f"row 2: Betrag is {cell!r}, and ")


def test_more_money_than_there_is_is_a_fault() -> None:
    (fault,) = faults("Buchung;Betrag\n31.01.2007;10.000.000.000.000,01\n", GERMAN)

    assert "at most 1000000000000000 fen" in fault


def test_fen_are_whole() -> None:
    form = replace(FORM, unit="fen")

    assert read("Day,Amount,Ref\n2007-01-31,-1250,a\n", form)[0][2] == -1_250
    assert faults("Day,Amount,Ref\n2007-01-31,12.50,a\n", form) == [
        "row 2: Amount is '12.50', and is an amount in fen, like -1250"
    ]


def test_two_columns_say_what_came_and_what_went() -> None:
    form = OutsideForm(at="Day", credit="In", debit="Out")
    text = "Day,In,Out\n2007-01-31,5,\n2007-01-31,,7.00\n2007-01-31,,-7\n"

    assert [line[2] for line in read(text, form)] == [500, -700, -700]
    assert [line[2] for line in read(text, replace(form, is_mirrored=True))] == [-500, 700, 700]
    assert faults("Day,In,Out\n2007-01-31,5,7\n2007-01-31,,\n", form) == [
        "row 2: In and Out: one of both has an amount, and the other none",
        "row 3: In and Out: one of both has an amount, and the other none",
    ]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2007-01-31", "2007-01-31"),
        ("2007-01-31T23:59:59.999+08:00", "2007-01-31"),
        ("2007-01-31T16:00:00Z", "2007-02-01"),
        ("2007-01-31 21:59:59", "2007-01-31"),
        ("2007-01-31 22:00:00", "2007-02-01"),
    ],
)
def test_a_moment_belongs_to_its_day_in_beijing(cell: str, day: str) -> None:
    form = replace(FORM, zone="Asia/Urumqi")

    assert read(f"Day,Amount,Ref\n{cell},1,a\n", form)[0][3] == day


@pytest.mark.parametrize("form", ["%Y%Y", "%", "%Q", "%d.%m.%Y"])
def test_days_written_otherwise_are_a_fault_whatever_the_form(form: str) -> None:
    (fault,) = faults("Day,Amount,Ref\n2007-01-31,1,a\n", replace(FORM, date_form=form))

    assert fault == f"row 2: Day is '2007-01-31', and is written like {form}"


def test_sums_above_and_below_are_left_out() -> None:
    text = "Bank of Gushi\nBalance,7\nDay,Amount,Ref\n2007-01-31,1,a\nTotal,1,\n"

    assert read(text, replace(FORM, skipped=2, skipped_last=1)) == [(4, "a", 100, "2007-01-31")]


def test_every_fault_is_named_with_its_row() -> None:
    assert faults("Day,Amount,Ref\nnever,much,a\n2007-01-31\n2500-13-01,1,b\n1900-01-01,1,c\n") == [
        "row 2: Amount is 'much', and is an amount in yuan, like -12.50",
        "row 2: Day is 'never', and is a day like 2007-01-31, or a moment",
        "row 3 has 1 columns, and the header has more",
        "row 4: Day is '2500-13-01', and is a day like 2007-01-31, or a moment",
        "row 5: Day is '1900-01-01', and the year is from 1971 to 9998",
    ]


def test_columns_that_are_not_there_are_all_named() -> None:
    assert faults("Dya,Sum,Sum,Ref\n", replace(FORM, amount="Sum")) == [
        "the header has 'Day' not: did you mean 'Dya'?",
        "the header has 'Sum' more than once: did you mean 'Sum'?",
    ]


@pytest.mark.parametrize("text", ["", "\n\n", 'Day,"Amount'])
def test_what_is_no_table_is_a_fault(text: str) -> None:
    assert len(faults(text)) == 1


def test_a_message_has_a_hundred_faults_and_says_how_many_more() -> None:
    with pytest.raises(OutsideFileError) as error:
        read_outside_file("Day,Amount,Ref\n" + "x,1,a\n" * 120, FORM)

    assert str(error.value).endswith(
        "row 101: Day is 'x', and is a day like 2007-01-31, or a moment\nand 20 more faults"
    )
