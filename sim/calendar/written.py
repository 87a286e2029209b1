"""Opening hours as they are written: read day by day, and each night with the evening it is of.

The library's list of intervals over many days skips what it takes for alike, and may be wrong; its
reading of one day is the one that its states come from. So each day is read by itself, and held
against those states.
"""

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.calendar.intervals import OpenTimes, between, later, merged_intervals, union, without
from sim.scenario.hours_syntax import check_expression, plain, rewritten
from sim.units import DAY_MS, MINUTE_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opening_hours import OpeningHours, State

    Interval = tuple[dt.datetime, dt.datetime, State]

ONE_DAY = dt.timedelta(1)
ONE_MS = dt.timedelta(milliseconds=1)
ONE_MINUTE = dt.timedelta(minutes=1)
EVENING, MORNING, MINUTE = "{opens}-24:00", "00:00-{morning}", "23:59-24:00"


@lru_cache(maxsize=4096)
def written_times(expression: str, first_day: dt.date, days: int) -> OpenTimes:
    """Return when an expression is open, in ms since the midnight of the first of some days.

    Raise ValueError for an expression that cannot be read, or that is read in two ways.
    """
    check_expression(expression)
    from opening_hours import OpeningHours, State  # noqa: PLC0415 (--help starts without it)

    hours = OpeningHours(plain(expression), auto_country=False, auto_timezone=False)
    midnight = dt.datetime.combine(first_day, dt.time())
    found = [
        ((opens - midnight) // ONE_MS, (closes - midnight) // ONE_MS)
        for day in range(days)
        for opens, closes, state in _intervals(hours, midnight + day * ONE_DAY)
        if state == State.OPEN
    ]
    return merged_intervals([opens for opens, _ in found], [closes for _, closes in found])


def evening_of(expression: str, day: dt.date) -> OpenTimes:
    """Return the hours that begin on a day, as far as its midnight; ms since the one before."""
    return written_times(rewritten(expression, EVENING), day, 1)


def nights_of(expression: str, first_day: dt.date, days: int) -> OpenTimes:
    """Return what goes on after midnight of the hours of some days, whatever the next day has.

    >>> nights_of("Fr 22:00-06:00; Sa off", dt.date(2007, 11, 9), 1)
    OpenTimes(opens_ms=array([86400000]), closes_ms=array([108000000]))
    """
    # Hours become a minute before midnight, and nights their mornings, both on their own day. What
    # has no hours, such as a whole day, stays as it is: so the mornings are all that is left over.
    some = written_times(rewritten(expression, MINUTE, MINUTE), first_day, days)
    more = written_times(rewritten(expression, f"{MORNING},{MINUTE}", MINUTE), first_day, days)
    mornings = without(more, some)
    until_midnight = (mornings.closes_ms + MINUTE_MS) % DAY_MS == 0
    whole = merged_intervals(mornings.opens_ms, mornings.closes_ms + MINUTE_MS * until_midnight)
    return later(whole, DAY_MS)


def nights_cut(expression: str, first_day: dt.date, days: int) -> list[dt.date]:
    """Return the days whose night is cut, because a later rule speaks of the next day.

    >>> nights_cut("Mo-Fr 22:00-06:00; Sa 10:00-12:00", dt.date(2007, 11, 5), 7)
    [datetime.date(2007, 11, 9)]
    """
    nights = between(nights_of(expression, first_day, days), 0, days * DAY_MS)
    lost = without(nights, written_times(expression, first_day, days))
    return [first_day + int(day) * ONE_DAY for day in np.unique(lost.opens_ms // DAY_MS) - 1]


def nights_left(expression: str, first_day: dt.date, days: int) -> list[dt.date]:
    """Return the days whose night stays open, though a later rule replaces their own hours.

    >>> nights_left("Mo-Fr 22:00-06:00; We off", dt.date(2007, 11, 5), 7)
    [datetime.date(2007, 11, 7)]
    """
    evenings = written_times(rewritten(expression, EVENING), first_day, days)
    nights = later(nights_of(expression, first_day - ONE_DAY, days), -DAY_MS)
    left = without(written_times(expression, first_day, days), union(evenings, nights))
    return [first_day + int(day) * ONE_DAY for day in np.unique(left.opens_ms // DAY_MS) - 1]


def _intervals(hours: "OpeningHours", midnight: dt.datetime) -> "Iterator[Interval]":
    """Yield the intervals of one day. Raise ValueError where its states say something else."""
    for opens, closes, state, _ in hours.intervals(midnight, midnight + ONE_DAY):
        for moment in (opens, opens + (closes - opens) / 2, closes - ONE_MINUTE):
            if (other := hours.state(moment)[0]) != state:
                message = (
                    f"opening hours {str(hours)!r} are both {state} and {other} at "
                    f"{moment:%Y-%m-%d %H:%M}: write them in another way"
                )
                raise ValueError(message)
        yield opens, closes, state
