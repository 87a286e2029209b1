"""Opening hours beside a log: which tickets lie outside, and which hours would hold them."""

import datetime as dt
from itertools import groupby

import numpy as np

from sim.calendar import is_open
from sim.calendar.opening import opening_of_days
from sim.scenario import Hours
from sim.study.fit.logged_days import EPOCH, EPOCH_WEEKDAY, QUARTER_MS
from sim.units import DAY_MS, DAYS_PER_WEEK, Ints

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
SELDOM = 0.01
OUTSIDE_MOST = 0.01
QUARTERS_AN_HOUR = 4
QUARTER_MIN = 15


def outside_hours(issued_ms: Ints, hours: Hours) -> int:
    """Return how many tickets were taken while outlets are closed."""
    first, last = (int(one) // DAY_MS for one in (issued_ms.min(), issued_ms.max()))
    times = opening_of_days(
        hours.opening_hours, EPOCH + dt.timedelta(first), last - first + 1, hours
    )
    return int(np.count_nonzero(~is_open(times, issued_ms - first * DAY_MS)))


def hours_of_tickets(issued_ms: Ints) -> str:
    """Return opening hours, by quarters of an hour, that hold all tickets but those of rare days.

    >>> monday_ms = 4 * 86_400_000
    >>> hours_of_tickets(monday_ms + np.array([8, 17, 24 + 9, 24 + 12]) * 3_600_000)
    'Mo 08:00-17:15; Tu 09:00-12:15'
    """
    day, within_ms = np.divmod(issued_ms, DAY_MS)
    weekday = (day + EPOCH_WEEKDAY) % DAYS_PER_WEEK
    quarter = within_ms // QUARTER_MS
    spans = []
    for number in range(DAYS_PER_WEEK):
        own = quarter[weekday == number]
        if own.size >= max(1, SELDOM * issued_ms.size):
            spans.append((number, f"{_time(int(own.min()))}-{_time(int(own.max()) + 1)}"))
    rules = []
    for (span, _), run in groupby(enumerate(spans), lambda one: (one[1][1], one[1][0] - one[0])):
        days = [number for _, (number, _) in run]
        names = WEEKDAYS[days[0]] + (f"-{WEEKDAYS[days[-1]]}" if len(days) > 1 else "")
        rules.append(f"{names} {span}")
    return "; ".join(rules)


def _time(quarter: int) -> str:
    hour, part = divmod(quarter, QUARTERS_AN_HOUR)
    return f"{hour:02d}:{part * QUARTER_MIN:02d}"
