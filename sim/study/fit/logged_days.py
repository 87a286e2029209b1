"""Which days a log has of which outlet, with the tickets of each quarter of an hour."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.calendar import OpenTimes, is_open
from sim.calendar.opening import opening_of_days
from sim.scenario import Hours
from sim.scenario.limits import QUARTERS_A_DAY
from sim.units import DAY_MS, DAYS_PER_WEEK, Bools, Floats, Ints

EPOCH = dt.date(1970, 1, 1)
MONDAY = dt.date(2007, 11, 5)
QUARTER_MS = DAY_MS // QUARTERS_A_DAY
EPOCH_WEEKDAY = EPOCH.weekday()


@dataclass(frozen=True, eq=False)
class LoggedDays:
    """Days of outlets that have tickets: outlet, weekday and date, and tickets by quarter.

    `inside` says which tickets were taken within the opening hours; no others are counted.
    """

    outlet: Ints
    weekday: Ints
    date: Ints
    tickets: Ints
    inside: Bools
    days_without: int


def logged_days(outlet: Ints, issued_ms: Ints, hours: Hours) -> LoggedDays:
    """Return the days of a log, whose moments are local ones since 1970.

    Days between an outlet's first and last that are open and have no ticket are counted alone.
    """
    first, last = (int(one) // DAY_MS for one in (issued_ms.min(), issued_ms.max()))
    times = opening_of_days(
        hours.opening_hours, EPOCH + dt.timedelta(first), last - first + 1, hours
    )
    since_ms = issued_ms - first * DAY_MS
    inside = is_open(times, since_ms)
    day, within_ms = np.divmod(since_ms[inside], DAY_MS)
    key = outlet[inside] * (last - first + 1) + day
    pairs, row = np.unique(key, return_inverse=True)
    cells = row * QUARTERS_A_DAY + within_ms // QUARTER_MS
    tickets = np.bincount(cells, minlength=pairs.size * QUARTERS_A_DAY)
    of_outlet, of_day = np.divmod(pairs, last - first + 1)
    return LoggedDays(
        of_outlet,
        (of_day + first + EPOCH_WEEKDAY) % DAYS_PER_WEEK,
        of_day,
        tickets.reshape(pairs.size, QUARTERS_A_DAY),
        np.asarray(inside),
        _days_without(of_outlet, of_day, times),
    )


def _days_without(outlet: Ints, day: Ints, times: OpenTimes) -> int:
    """Count the open days between the first and the last day of each outlet that have no ticket."""
    is_open_day = np.unique(times.opens_ms // DAY_MS)
    missing = 0
    for one in np.unique(outlet).tolist():
        days = day[outlet == one]
        open_days = is_open_day[(is_open_day >= days.min()) & (is_open_day <= days.max())]
        missing += np.setdiff1d(open_days, days).size
    return missing


def open_share(hours: Hours) -> Floats:
    """Return which part of each quarter of an hour of Monday to Sunday is open, without holidays.

    >>> shares = open_share(Hours(opening_hours="Mo-Fr 08:40-17:00"))
    >>> shares.shape, shares[0, 33:36].round(3).tolist(), shares[6].sum()
    ((7, 96), [0.0, 0.333, 1.0], np.float64(0.0))
    """
    times = opening_of_days(hours.opening_hours, MONDAY, DAYS_PER_WEEK, Hours())
    knots = np.arange(DAYS_PER_WEEK * QUARTERS_A_DAY + 1, dtype=np.float64) * QUARTER_MS
    opened = np.zeros(knots.size)
    for opens_ms, closes_ms in zip(times.opens_ms.tolist(), times.closes_ms.tolist(), strict=True):
        opened += np.clip(knots, opens_ms, closes_ms) - opens_ms
    return np.asarray((np.diff(opened) / QUARTER_MS).reshape(DAYS_PER_WEEK, QUARTERS_A_DAY))
