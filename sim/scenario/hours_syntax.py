"""The syntax of opening hours: what may stand in a scenario, and what is wrong with the rest.

Source: the OpenStreetMap specification of `opening_hours`, as the library opening_hours_py reads it
(https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification). Refused here, because the
library would guess: public holidays and the sun.
"""

import re
from functools import lru_cache

EXAMPLE = '"Mo-Fr 08:30-12:00,14:00-17:00; Sa 09:00-12:00", "Mo-Su 08:00-24:00" or "24/7"'
COMMENT = re.compile(r'"[^"]*"')
HOLIDAY = re.compile(r"\b[PS]H\b")
SUN = re.compile(r"\b(sunrise|sunset|dawn|dusk)\b", re.IGNORECASE)
FIRST_UNREAD = re.compile(r"--> 1:(\d+)")


@lru_cache(maxsize=1024)
def check_expression(text: str) -> None:
    """Refuse an expression that cannot be read as opening hours, or that would be guessed at.

    Raise ValueError that says what is wrong and gives an example. The same text is read only once.

    >>> check_expression("Mo-Fr 08:30-17:00")
    >>> check_expression("Mo-Fri 08:30-17:00")
    Traceback (most recent call last):
    ValueError: opening hours 'Mo-Fri 08:30-17:00' cannot be read from 'i 08:30-17:00' on: write \
OpenStreetMap syntax, such as "Mo-Fr 08:30-12:00,14:00-17:00; Sa 09:00-12:00", \
"Mo-Su 08:00-24:00" or "24/7"
    """
    # The library loads only here, so that --help starts without it; its stub has no ParserError.
    import opening_hours  # noqa: PLC0415 - see above

    unreadable: type[Exception] = opening_hours.ParserError  # type: ignore[attr-defined]  # see above

    try:
        opening_hours.OpeningHours(text, auto_country=False, auto_timezone=False)
    except unreadable as error:
        raise ValueError(_unreadable(text, str(error))) from None
    rules = COMMENT.sub("", text)
    if holiday := HOLIDAY.search(rules):
        message = (
            f"opening hours {text!r} name {holiday[0]}: leave it out, and set public holidays "
            "by hours.holidays, other days by hours.closed and hours.opened"
        )
        raise ValueError(message)
    if sun := SUN.search(rules):
        message = f"opening hours {text!r} name {sun[0]}: write a time, such as 08:00"
        raise ValueError(message)


def _unreadable(text: str, why: str) -> str:
    place = FIRST_UNREAD.search(why)
    rest = text[int(place[1]) - 1 :] if place else text
    if not text.strip():
        problem = "is empty"
    elif not rest.strip():
        problem = "ends too early"
    else:
        problem = f"cannot be read from {rest!r} on"
    return f"opening hours {text!r} {problem}: write OpenStreetMap syntax, such as {EXAMPLE}"
