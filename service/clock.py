"""Conversion of moments and days between text and the integers that the rules use.

`rfc3339` writes a moment, `from_rfc3339` reads one, `beijing_minute` writes one for people;
`date_of` writes a day, `day_from_date` reads one. The rules count milliseconds from
1970-01-01T00:00 in Beijing, and days from that day 0. Beijing is always eight hours ahead of UTC
here; its summer time of 1986 to 1991 is left out. What clocks elsewhere show is by the IANA
database: `zone_of` finds a zone, `local_minute` writes a moment, `local_day_end_ms` finds midnight.
"""

import re
import time
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

BEIJING = timezone(timedelta(hours=8))

_FIRST_MIDNIGHT = datetime(1970, 1, 1, tzinfo=BEIJING)
_FIRST_MIDNIGHT_UTC = _FIRST_MIDNIGHT.astimezone(UTC).replace(tzinfo=None)
_FIRST_DAY = date(1970, 1, 1)
_MS = timedelta(milliseconds=1)
_BEIJING_AHEAD_MS = 8 * 3_600_000
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def rfc3339(at_ms: int) -> str:
    """Return a moment in UTC, with its milliseconds, so that the order of texts is that of time.

    >>> rfc3339(0), rfc3339(1_167_640_200_250)
    ('1969-12-31T16:00:00.000Z', '2007-01-01T00:30:00.250Z')
    """
    moment = _FIRST_MIDNIGHT_UTC + timedelta(milliseconds=at_ms)
    return moment.isoformat(timespec="milliseconds") + "Z"


def from_rfc3339(text: str) -> int:
    """Return the moment that a text names, in any zone, truncated to milliseconds.

    Raise ValueError if it is not valid. Leap seconds are not: no clock here counts them.

    >>> from_rfc3339("2007-01-01T08:30:00+08:00") == from_rfc3339("2007-01-01T00:30:00Z")
    True
    """
    try:
        moment = datetime.fromisoformat(_formed(text, _MOMENT).upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"{text!r} is not a moment of RFC 3339: write it like 2007-01-01T00:30:00.000Z"
        raise ValueError(message) from None
    return (moment - _FIRST_MIDNIGHT) // _MS


def date_of(day: int) -> str:
    """Return the date of a day, as ISO 8601 writes it.

    >>> date_of(13_514)
    '2007-01-01'
    """
    return (_FIRST_DAY + timedelta(days=day)).isoformat()


def day_from_date(text: str) -> int:
    """Return the day of a date. Raise ValueError if there is no such date.

    >>> day_from_date("2007-01-01")
    13514
    """
    try:
        return (date.fromisoformat(_formed(text, _DATE)) - _FIRST_DAY).days
    except ValueError:
        message = f"{text!r} is not a date: write it like 2007-01-31"
        raise ValueError(message) from None


def beijing_minute(at_ms: int) -> str:
    """Return a moment for people in Beijing, truncated to the minute.

    >>> beijing_minute(1_167_640_259_999)
    '2007-01-01 08:30 Beijing'
    """
    moment = _FIRST_MIDNIGHT + at_ms * _MS
    return f"{moment:%Y-%m-%d %H:%M} Beijing"


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of a name. Raise ValueError if it is not known.

    >>> zone_of("Urumqi")
    Traceback (most recent call last):
    ValueError: Urumqi is not a known time zone: send a name of the IANA database, Asia/Urumqi?
    """
    known = _zones()
    if name in known:
        return ZoneInfo(name)
    if not known:
        message = "no time zone is known to the server: install tzdata where it runs"
        raise ValueError(message)
    close = get_close_matches(name, known, 1, 0.6)
    like = f"{close[0]}?" if close else "such as Asia/Shanghai"
    message = f"{name} is not a known time zone: send a name of the IANA database, {like}"
    raise ValueError(message)


@cache
def _zones() -> frozenset[str]:
    # `localtime` is whatever the machine is set to.
    return frozenset(available_timezones() - {"localtime"})


def local_minute(at_ms: int, zone: tzinfo) -> str:
    """Return a moment for people at a place, truncated to the minute, with how far UTC is.

    >>> local_minute(1_167_640_259_999, ZoneInfo("Asia/Urumqi"))
    '2007-01-01 06:30 UTC+06:00'
    """
    written = _local(at_ms, zone).isoformat(" ", "minutes")
    return f"{written[:16]} UTC{written[16:]}"


def local_day_end_ms(at_ms: int, days: int, zone: tzinfo) -> int:
    """Return when the day is over that comes `days` after the day of `at_ms`, by a place's clocks.

    That is the first moment from which on they show later dates only. Mostly it is midnight. Where
    clocks are set forward over midnight, it is that moment; where they are set back over it, it is
    the second midnight, since the day went on after the first.

    >>> rfc3339(local_day_end_ms(from_rfc3339("2026-11-24T02:30:00Z"), 3, ZoneInfo("Asia/Urumqi")))
    '2026-11-27T18:00:00.000Z'
    """
    last_day = _local(at_ms, zone).date() + timedelta(days=days)
    next_day = last_day + timedelta(days=1)
    midnight = datetime(next_day.year, next_day.month, next_day.day, tzinfo=zone)
    both = [_ms_of(midnight.replace(fold=fold)) for fold in (0, 1)]
    before_ms, after_ms = min(both) - 1, max(both)
    if _local(after_ms - 1, zone).date() <= last_day:
        return after_ms
    while after_ms - before_ms > 1:  # clocks were set in between, once: look for when
        middle_ms = (before_ms + after_ms) // 2
        if _local(middle_ms, zone).date() <= last_day:
            before_ms = middle_ms
        else:
            after_ms = middle_ms
    return after_ms


def _local(at_ms: int, zone: tzinfo) -> datetime:
    return (_FIRST_MIDNIGHT + at_ms * _MS).astimezone(zone)


def _ms_of(moment: datetime) -> int:
    return (moment.astimezone(UTC) - _FIRST_MIDNIGHT) // _MS


def _formed(text: str, form: re.Pattern[str]) -> str:
    # Python also accepts week dates and other forms, which neither format allows.
    if not form.fullmatch(text):
        raise ValueError
    return text


def now_ms() -> int:
    """Return the current moment, as the rules count."""
    return time.time_ns() // 1_000_000 + _BEIJING_AHEAD_MS  # noqa: TID251 - the one clock
