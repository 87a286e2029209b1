"""What may stand in a scenario as opening hours, and what is said of the rest."""

import pytest

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
        "Nov 08-Dec 02 Mo-Fr 09:00-17:00",
        'Mo-Fr 08:30-17:00 "PH by appointment, at dusk"',
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
        ("Mo-Fr 08:30", f"opening hours 'Mo-Fr 08:30' ends too early{WRITE}"),
        ("Mo-Fr 08:30-17:00;", f"opening hours 'Mo-Fr 08:30-17:00;' ends too early{WRITE}"),
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
