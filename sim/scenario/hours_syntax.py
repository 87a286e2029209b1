"""The syntax of opening hours: what may stand in a scenario, and what is wrong with the rest.

Source: the OpenStreetMap specification of `opening_hours`, as the library opening_hours_py reads it
(https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification). Refused by name, because the
library would guess: public holidays, the sun, fallbacks, points in time, open ends, repetitions,
hours that are unknown, and comments that do not say whether it is open. Hours off after midnight
are refused too: a night belongs to the day on which it begins, and nobody can tell which day they
are of.
"""

import re
import unicodedata
from functools import lru_cache

EXAMPLE = '"Mo-Fr 08:30-12:00,14:00-17:00; Sa 09:00-12:00", "Mo-Su 08:00-24:00" or "24/7"'
COMMENT = re.compile(r'"[^"]*"?')
TIME = r"\d{1,2}:\d{2}"
SPAN_OF_TIME = rf"{TIME}\s*-\s*{TIME}"
SPAN = re.compile(rf'"[^"]*"|({TIME})\s*-\s*({TIME})')
ENDED = re.compile(r"[;\s]+\Z")
STATED = re.compile(r"\b(?:open|closed|off)\s*\Z", re.IGNORECASE)
SPANS_OFF = re.compile(
    rf"(?:{SPAN_OF_TIME}\s*,\s*)*{SPAN_OF_TIME}\s*(?:off|closed)\b", re.IGNORECASE
)
FIRST_UNREAD = re.compile(r"--> 1:(\d+)")
MINUTES_A_DAY = 24 * 60
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u301c\uff5e\u81f3\u5230"
TYPED = (
    dict.fromkeys(DASHES, "-") | dict.fromkeys("\u201c\u201d\u201e\xab\xbb", '"') | {"\u3001": ","}
)

# What is found in the rules, and what to do about it.
GUESSED = {
    re.compile(r"\bunknown\b", re.IGNORECASE): (
        "it must be known whether it is open: leave these hours out, or write open or off"
    ),
    re.compile(r"\b[PS]H\b"): (
        "leave it out, and set public holidays by hours.holidays, other days by hours.closed "
        "and hours.opened"
    ),
    re.compile(r"\b(?:sunrise|sunset|dawn|dusk)\b", re.IGNORECASE): "write a time, such as 08:00",
    re.compile(r"\b(?:to|till?|until|through|thru|bis)\b|~|--+", re.IGNORECASE): (
        'write "-" in its place, such as Mo-Fr 08:00-17:00'
    ),
    re.compile(r"\d{1,2}(?::\d{2})?\s*[ap]\.?m\b", re.IGNORECASE): (
        "write the time on a clock of 24 hours, such as 08:00 or 17:00"
    ),
    re.compile(r"\b\d{1,2}[.h]\d{2}\b"): 'write ":" between hours and minutes, such as 08:00',
    re.compile(rf"(?<![\d:])\d{{1,2}}\s*-\s*{TIME}|{TIME}\s*-\s*\d{{1,2}}(?![\d:])"): (
        "write hours and minutes of both times, such as 08:00-17:00"
    ),
    re.compile(r"\|\|"): (
        "a fallback is read in more than one way: leave it out, or write its hours after a "
        '";", such as "Mo-Fr 08:00-12:00; Sa 10:00-12:00"'
    ),
    re.compile(rf"{TIME}\s*\+"): "an open end says no time: write both, such as 08:00-17:00",
    re.compile(rf"{TIME}\s*/\s*[\d:]+"): (
        "a repetition is a list of points in time: write when it is open, such as 08:00-17:00"
    ),
}
POINT = re.compile(TIME)


def plain(text: str) -> str:
    """Return the same hours without what ends them: spaces, and a ";" after the last rule.

    >>> plain("Mo-Fr 08:30-17:00; ")
    'Mo-Fr 08:30-17:00'
    """
    return ENDED.sub("", text)


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

    _refuse_guesses(text)
    _refuse_nights_off(text)
    try:
        opening_hours.OpeningHours(plain(text), auto_country=False, auto_timezone=False)
    except unreadable as error:
        raise ValueError(_unreadable(text, str(error))) from None


def rewritten(text: str, night: str, others: str = "{opens}-{closes}") -> str:
    """Return the expression with all hours written in another way, nights apart from the others.

    A night goes on after midnight, until `{morning}`.

    >>> rewritten('Mo 08:00-12:00,22:00-06:00; Sa 20:00-26:00 "22:00-06:00"', "{opens}-24:00")
    'Mo 08:00-12:00,22:00-24:00; Sa 20:00-24:00 "22:00-06:00"'
    >>> rewritten("Mo 08:00-12:00,22:00-06:00", "00:00-{morning}", "23:59-24:00")
    'Mo 23:59-24:00,00:00-06:00'
    """

    def written(span: re.Match[str]) -> str:
        if span[1] is None:
            return span[0]
        if not (morning := _morning(span)):
            return others.format(opens=span[1], closes=span[2])
        hour, minute = divmod(morning, 60)
        return night.format(opens=span[1], morning=f"{hour:02}:{minute:02}")

    return SPAN.sub(written, text)


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def _refuse_guesses(text: str) -> None:
    rules = COMMENT.sub(_blank, text)
    if found := NOT_ASCII.search(rules):
        raise ValueError(_mistyped(text, found[0]))
    for pattern, remedy in GUESSED.items():
        if found := pattern.search(rules):
            raise ValueError(_guessed(text, found[0], remedy))
    if found := POINT.search(SPAN.sub(_blank, rules)):
        remedy = "a point in time is never open: write from when to when, such as 08:00-17:00"
        raise ValueError(_guessed(text, found[0], remedy))
    for comment in COMMENT.finditer(text):
        if not STATED.search(rules[: comment.start()]):
            remedy = (
                "a comment does not say whether it is open: write open, off or closed before it, "
                'such as 08:00-12:00 open "ring the bell"'
            )
            raise ValueError(_guessed(text, comment[0], remedy))


def _refuse_nights_off(text: str) -> None:
    """Refuse hours off that go on after midnight, or that begin while a night may still last."""
    rules = COMMENT.sub(_blank, text)
    morning = max(
        (_morning(span) for span in SPAN.finditer(SPANS_OFF.sub(_blank, rules))), default=0
    )
    for off in SPANS_OFF.finditer(rules):
        if any(_morning(span) or _minutes(span[1]) < morning for span in SPAN.finditer(off[0])):
            remedy = (
                "hours off after midnight could be of either day: write when it is open, such as "
                '"Mo-Su 06:00-22:00" in place of "24/7; Mo-Su 22:00-06:00 off"'
            )
            raise ValueError(_guessed(text, off[0], remedy))


def _morning(span: re.Match[str]) -> int:
    """Return how many minutes of the next day a span of time reaches into."""
    opens, closes = _minutes(span[1]), _minutes(span[2]) or MINUTES_A_DAY
    return 0 if opens < closes <= MINUTES_A_DAY else closes % MINUTES_A_DAY or MINUTES_A_DAY


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _guessed(text: str, what: str, remedy: str) -> str:
    return f"opening hours {text!r} name {what}: {remedy}"


def _mistyped(text: str, sign: str) -> str:
    """Return what is said of a sign that only looks like one of those that hours are written in."""
    name = unicodedata.name(sign, "a sign without a name").lower()
    meant = TYPED.get(sign) or unicodedata.normalize("NFKC", sign)
    remedy = (
        f"write {meant!r} in its place"
        if meant.isascii()
        else f"write OpenStreetMap syntax, such as {EXAMPLE}"
    )
    return _guessed(text, f"{sign!r} ({name})", remedy)


def _unreadable(text: str, why: str) -> str:
    unread = FIRST_UNREAD.search(why)
    rest = text[int(unread[1]) - 1 :] if unread else text
    if not plain(text):
        problem = "is empty"
    elif not rest.strip():
        problem = "ends too early"
    else:
        problem = f"cannot be read from {rest!r} on"
    return f"opening hours {text!r} {problem}: write OpenStreetMap syntax, such as {EXAMPLE}"
