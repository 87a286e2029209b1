"""What may stand in a scenario as opening hours, and what is said of the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.hours_syntax import EXAMPLE, check_expression

WRITE = f": write OpenStreetMap syntax, such as {EXAMPLE}"


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "Mo-Fr",
        "off",
        "Mo-Fr 8:30-17:00",
        "Mo-Fr 08:30-12:00,14:00-17:00; Sa 09:00-12:00",
        "Mo-Su 08:00-24:00",
        "Fr-Sa 22:00-02:00",
        "Mo-Fr 08:30-17:00;",
        'Mo-Fr 08:30-17:00 open "ring"; ',
        'Mo-Fr 08:30-12:00,14:00-17:00 OPEN "ring"; Sa off "unknown, || at 10:00"',
        "2007 Nov 05+ Mo-Fr 8:30 - 17:00",
        "Nov 08-Dec 02 Mo-Fr 09:00-17:00",
        'Nov 20-Dec 3 Mo 08:00-17:00 open "08:00\u201317:00, or 9 to 5"',
        "week 1-5 08:00-17:00",
        "Mo-Fr 22:00-06:00; We off; Fr 06:00-07:00,12:00-13:00 off",
        "Mo-Su 22:00-24:00,00:00-06:00 off, Mo 22:00-00:00",
        'Mo-Fr 08:30-17:00 open "PH by appointment, at dusk"',
    ],
)
def test_an_expression_that_can_be_read_is_accepted(text: str) -> None:
    check_expression(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"opening hours '' is empty{WRITE}"),
        ("Mo-Fr 8-17", f"opening hours 'Mo-Fr 8-17' cannot be read from '8-17' on{WRITE}"),
        ("Montag", f"opening hours 'Montag' cannot be read from 'ntag' on{WRITE}"),
        (";", f"opening hours ';' is empty{WRITE}"),
        ("Mo-Fr 08:30-17:00,", f"opening hours 'Mo-Fr 08:30-17:00,' ends too early{WRITE}"),
        (
            "Mo-Fr 08:30-17:00;; Sa",
            f"opening hours 'Mo-Fr 08:30-17:00;; Sa' cannot be read from '; Sa' on{WRITE}",
        ),
        ("\n\nMontag", rf"opening hours '\n\nMontag' cannot be read from '\n\nMontag' on{WRITE}"),
        (
            "Mo-Fr 08:30-17:00; PH off",
            (
                "opening hours 'Mo-Fr 08:30-17:00; PH off' name PH: leave it out, and set public "
                "holidays by hours.holidays, other days by hours.closed and hours.opened"
            ),
        ),
        (
            "Mo-Fr 08:00-Sunset",
            "opening hours 'Mo-Fr 08:00-Sunset' name Sunset: write a time, such as 08:00",
        ),
    ],
)
def test_an_expression_that_cannot_be_read_is_refused_with_the_place_and_an_example(
    text: str, message: str
) -> None:
    with pytest.raises(ValueError, match="opening hours") as refusal:
        check_expression(text)

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('Mo-Fr 08:00-12:00 || "call us"', "||"),
        ("Mo-Fr 08:00-12:00 || Mo-Sa 10:00-14:00", "||"),
        ('Mo-Fr 08:00-12:00 "||" || off', "||"),
        ("Mo 10:00", "10:00"),
        ("Mo 08:00-09:00,10:00", "10:00"),
        ('Mo 08:00-09:00 "ring"; Tu 9:30', "9:30"),
        ("08:00+", "08:00+"),
        ("Mo 08:00-12:00,14:00-17:00 +", "17:00 +"),
        ("10:00-16:00/01:30", "16:00/01:30"),
        ("10:00-16:00/90", "16:00/90"),
        ("sunrise", "sunrise"),
        ("(sunrise-01:00)-12:00", "sunrise"),
        ("Mo-Fr 08:00-12:00; SH off", "SH"),
        ('"call us"', '"call us"'),
        ('Mo-Fr 08:00-12:00; Sa "by appointment"', '"by appointment"'),
        ('Mo-Fr 08:00-12:00 open "ring", Sa "by appointment"', '"by appointment"'),
        ('Mo-Fr 08:00-12:00 "by appointment"', '"by appointment"'),
        ('Mo off; 24/7 "ring"', '"ring"'),
        ("Mo-Fr 08:00-12:00; Tu 10:00-12:00 unknown", "unknown"),
        ('Mo-Fr 08:00-12:00; Sa Unknown "?"', "Unknown"),
        ("unknown", "unknown"),
    ],
)
def test_what_the_library_would_guess_at_is_refused_by_name(text: str, what: str) -> None:
    with pytest.raises(ValueError, match="opening hours") as refusal:
        check_expression(text)

    message = str(refusal.value)
    assert message.startswith(f"opening hours {text!r} name {what}: ")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Mo-Fr 08:00\u201317:00", """'\u2013' (en dash): write '-' in its place"""),
        ("Mo\u2014Fr 08:00-17:00", """'\u2014' (em dash): write '-' in its place"""),
        ("Mo-Fr 08:00\uff5e17:00", """'\uff5e' (fullwidth tilde): write '-' in its place"""),
        ("Mo-Fr 08:00-17:00\uff1b", """'\uff1b' (fullwidth semicolon): write ';' in its place"""),
        (
            "Mo-Fr \uff10\uff18:00-17:00",
            """'\uff10' (fullwidth digit zero): write '0' in its place""",
        ),
        ("Mo\xa008:00-17:00", r"""'\xa0' (no-break space): write ' ' in its place"""),
        (
            "Mo 08:00-17:00 open \u201cring\u201d",
            """'\u201c' (left double quotation mark): write '"' in its place""",
        ),
        (
            "\u5468\u4e00 08:00-17:00",
            f"'\u5468' (cjk unified ideograph-5468){WRITE}",
        ),
        ("08:00 to 17:00", 'to: write "-" in its place, such as Mo-Fr 08:00-17:00'),
        ("Mo-Fr 08:00 ~ 17:00", '~: write "-" in its place, such as Mo-Fr 08:00-17:00'),
        ("Mo Till Fr 08:00-17:00", 'Till: write "-" in its place, such as Mo-Fr 08:00-17:00'),
        ("Mo-Fr 08:00--17:00", '--: write "-" in its place, such as Mo-Fr 08:00-17:00'),
        (
            "Mo-Fr 8:00am-5:00pm",
            "8:00am: write the time on a clock of 24 hours, such as 08:00 or 17:00",
        ),
        ("08.00-17.00", '08.00: write ":" between hours and minutes, such as 08:00'),
        ("08:00-17", "08:00-17: write hours and minutes of both times, such as 08:00-17:00"),
        ("Mo 8-17:00", "8-17:00: write hours and minutes of both times, such as 08:00-17:00"),
    ],
)
def test_a_sign_or_a_word_that_is_not_of_the_syntax_is_named(text: str, what: str) -> None:
    with pytest.raises(ValueError, match="opening hours") as refusal:
        check_expression(text)

    assert str(refusal.value) == f"opening hours {text!r} name {what}"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("24/7; Mo-Su 22:00-06:00 off", "22:00-06:00 off"),
        ("Mo-Su 00:00-24:00; Mo-Su 23:00 - 01:00 closed", "23:00 - 01:00 closed"),
        ("Mo-Su 20:00-26:00 OFF", "20:00-26:00 OFF"),
        ("Mo 12:00-13:00,22:00-06:00 off", "12:00-13:00,22:00-06:00 off"),
        ("Mo-Fr 22:00-06:00; Mo-Fr 02:00-04:00 off", "02:00-04:00 off"),
        ("We 05:59-07:00 off, Mo-Fr 22:00-06:00", "05:59-07:00 off"),
        ("Mo-Fr 22:00-06:00; We 00:00-24:00 off", "00:00-24:00 off"),
        ("Mo-Fr 22:00-48:00; We 12:00-13:00 off", "12:00-13:00 off"),
    ],
)
def test_hours_off_after_midnight_are_refused_by_name(text: str, what: str) -> None:
    with pytest.raises(ValueError, match="opening hours") as refusal:
        check_expression(text)

    assert str(refusal.value) == (
        f"opening hours {text!r} name {what}: hours off after midnight could be of either day: "
        'write when it is open, such as "Mo-Su 06:00-22:00" in place of '
        '"24/7; Mo-Su 22:00-06:00 off"'
    )


@given(st.text(alphabet='MoTuSaSH08:12-+,;|/"[]() \tweknofd1\u2013\x00\n', max_size=30))
def test_any_text_is_accepted_or_refused_in_words(text: str) -> None:
    refused = ""
    try:
        check_expression(text)
    except ValueError as refusal:
        refused = str(refusal)

    assert not refused or refused.startswith("opening hours ")
