"""Numbers and names as people type them: one reader for each kind, whatever the keyboard."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.incoming import Intent, intent_of
from service.domain.parcel import ItemNumber, item_number, parse_item_number
from service.domain.reference import parse_reference
from service.domain.remittance import parse_number, parse_password
from service.domain.typed import (
    NameUnreadable,
    compact,
    parse_identity,
    parse_name,
    parse_phone,
    printable,
)

READERS: dict[str, Callable[[str], str]] = {
    "2007010100005726": parse_number,
    "20070101000573": parse_reference,
    "081208": parse_password,
    "11010519491231002X": parse_identity,
    "EE471108151FR": lambda text: item_number(parse_item_number(text)),
}
SEPARATORS = (
    " \t\n\u00a0\u2009\u202f\u3000"  # spaces
    "-\u2010\u2011\u2013\u2014\u2212\uff0d"  # dashes
    "\u200b\u200d\u2060\ufeff\u00ad"  # what is invisible
)
DRAWN_AS_NOTHING = [
    *("\u3164", "\u115f", "\u1160", "\u2800", "\uffa0", "\u034f", "\u17b4", "\u180b", "\u180e"),
    *("\ufe0f", "\ufffc", "\U0001d159", "\U000e0100"),
]


def wide(text: str) -> str:
    """Return text as a Chinese keyboard in wide mode types it."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


@pytest.mark.parametrize("number", READERS)
def test_each_number_is_read_with_whatever_separates_its_digits(number: str) -> None:
    read = READERS[number]

    typed = [number, wide(number), f" {number}\n"] + [
        separator.join([number[:2], number[2:5], number[5:]]) for separator in SEPARATORS
    ]

    assert {read(text) for text in typed} == {number}


@pytest.mark.parametrize("number", ["11010519491231002X", "EE471108151FR"])
def test_small_letters_are_as_good_as_capitals(number: str) -> None:
    assert READERS[number](number.lower()) == READERS[number](wide(number.lower())) == number


@given(st.text())
def test_what_is_compact_stays_so(text: str) -> None:
    assert compact(compact(text)) == compact(text)


@pytest.mark.parametrize("digit", ["\u0663", "\u0969", "\u00b3", "\u2462", "\U0001d7d1"])
def test_digits_of_other_scripts_are_left_to_be_refused(digit: str) -> None:
    assert compact(digit) == digit


def test_an_item_number_is_texted_in_the_same_spellings() -> None:
    for separator in SEPARATORS:
        text = separator.join(["ee", "471108151", "fr"])
        assert intent_of(text) == (Intent.WHERE_IS_IT, "EE471108151FR")
    assert parse_item_number(wide("ee471108151fr")) == ItemNumber("EE", "47110815", "FR")


@pytest.mark.parametrize(
    "typed",
    ["Gushi 1", " Gushi 1", "Gushi 1 ", "Gushi  1", "Gushi\u00a01", "\u3000Gushi\u20031\u3000"],
)
def test_spaces_make_no_second_outlet(typed: str) -> None:
    assert parse_name(typed) == "Gushi 1"


def test_wide_letters_make_no_second_outlet_and_wide_signs_stay() -> None:
    assert parse_name("Ｇushi １") == "Gushi 1"
    assert parse_name("固始（城关）") == "固始（城关）"


@pytest.mark.parametrize(
    "typed",
    [
        *("+8613800138000", "+86 138-0013-8000", "+86(138)00138000", "+86.138.0013.8000"),
        *("tel:+86-138-0013-8000", "008613800138000", "＋８６１３８００１３８０００"),
    ],
)
def test_a_phone_is_read_as_people_write_it(typed: str) -> None:
    assert parse_phone(typed) == "+8613800138000"


def test_an_item_number_is_read_whatever_stands_between_its_letters() -> None:
    assert parse_item_number("EE/471.108.151-FR.") == parse_item_number("EE471108151FR")


def test_letters_in_two_parts_are_composed() -> None:
    assert parse_name("Cafe\u0301") == parse_name("Caf\u00e9") == "Caf\u00e9"


@pytest.mark.parametrize(
    "unseen",
    [
        *("\x00", "\x1b", "\t", "\n", "\x7f", "\x85", "\x9b"),
        *("\u00ad", "\u061c", "\u200b", "\u200d", "\u200e", "\u202a", "\u202e", "\u2028"),
        *("\u2066", "\u2069", "\ufeff", "\ufff9", "\U000e0041", "\ud800", "\ue000", "\U0010ffff"),
        *DRAWN_AS_NOTHING,
    ],
)
def test_what_nobody_can_see_is_refused_by_its_code(unseen: str) -> None:
    code = f"U\\+{ord(unseen):04X}"

    with pytest.raises(NameUnreadable, match=f"nobody can see \\({code}\\): leave them out"):
        parse_name(f"Gu{unseen}shi")


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "-", "...", "\u0301"])
def test_a_name_has_a_letter_or_a_digit(blank: str) -> None:
    with pytest.raises(NameUnreadable, match="neither a letter nor a digit"):
        parse_name(blank)


@pytest.mark.parametrize("name", ["固始县邮政局 1", "Gushi 1", "O'Neill & Sons", "Ñandú", "7"])
def test_names_that_people_have_are_left_as_they_are(name: str) -> None:
    assert parse_name(name) == name


@given(st.text())
def test_a_name_that_is_taken_can_be_printed_and_is_taken_again(text: str) -> None:
    try:
        name = parse_name(text)
    except NameUnreadable:
        return

    assert name.isprintable()
    assert parse_name(name) == name


@given(st.text())
def test_printable_text_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    shown = printable(text)

    kinds = {unicodedata.category(letter) for letter in shown if letter not in "\n\t"}
    assert kinds.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
