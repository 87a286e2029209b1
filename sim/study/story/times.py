"""Moments and durations as people read them; a duration loses nothing."""

import datetime as dt

from sim.units import DAY_MS, HOUR_MS, MINUTE_MS

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SECOND_MS = 1_000


def moment(since_ms: int, first_day: dt.date) -> str:
    """Return a moment as local time, to the begun second.

    >>> moment(33_123_999, dt.date(2007, 11, 5))
    'Mon 5 Nov 2007 09:12:03'
    """
    days, within_ms = divmod(since_ms, DAY_MS)
    day = first_day + dt.timedelta(days=days)
    seconds = within_ms // SECOND_MS
    clock = f"{seconds // 3_600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year} {clock}"


def duration(length_ms: int) -> str:
    """Return a duration, to the millisecond, without what it has none of.

    >>> duration(93_784_005), duration(DAY_MS * 2 + MINUTE_MS), duration(0), duration(1_500)
    ('1 d 2 h 3 min 4.005 s', '2 d 1 min', '0 s', '1.5 s')
    """
    days, left_ms = divmod(length_ms, DAY_MS)
    hours, left_ms = divmod(left_ms, HOUR_MS)
    minutes, left_ms = divmod(left_ms, MINUTE_MS)
    seconds, thousandths = divmod(left_ms, SECOND_MS)
    fraction = f".{thousandths:03}".rstrip("0") if thousandths else ""
    parts = (
        (days, f"{days} d"),
        (hours, f"{hours} h"),
        (minutes, f"{minutes} min"),
        (left_ms, f"{seconds}{fraction} s"),
    )
    return " ".join(words for size, words in parts if size) or "0 s"
