"""Counters that are open: how many an outlet has, and when fewer of them are staffed.

A log has them at each ticket. An outlet has as many as were ever open for long; what was open of
them by half hours of the week becomes shifts; where a half hour has few tickets, those of all
weekdays count. What differs between days at the same hour is in no shift.
"""

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from sim.calendar.opening import opening_of_days
from sim.scenario import Hours
from sim.scenario.limits import SHIFTS_MAX
from sim.study.fit.hours import WEEKDAYS
from sim.study.fit.logged_days import EPOCH_WEEKDAY, MONDAY
from sim.study.fit.tickets import TicketLog
from sim.units import DAY_MS, DAYS_PER_WEEK, MINUTE_MS, Floats, Ints

HALF_HOUR_MS = 30 * MINUTE_MS
FOR_LONG = 0.01
TICKETS_A_SPAN = 5
MINUTES_AN_HOUR = 60
PERCENT = 100


@dataclass(frozen=True)
class FittedCounters:
    """The counters of outlets, each its `own`, from the fewest to the most, and their shifts.

    `mean` is that of open ones over tickets. `shifts` are hours with a number, or with a share
    where outlets differ; none where all are open throughout. `elsewise` of the tickets saw another
    number.
    """

    mean: float
    own: dict[str, int]
    least: int
    most: int
    shifts: dict[str, int | str]
    elsewise: float
    count: int


@dataclass(frozen=True)
class _Span:
    """Part of a weekday's opening hours, with what is staffed: a number, or a share."""

    weekday: int
    first_min: int
    last_min: int
    staffed: int | str


def fit_counters(log: TicketLog, hours: Hours) -> FittedCounters | None:
    """Return the counters of a log and their shifts; None where it has no word of them."""
    known = log.counters > 0
    if not known.any():
        return None
    outlet, counters, issued_ms = log.outlet[known], log.counters[known], log.issued_ms[known]
    own = np.array([_ever_open(counters[outlet == one]) for one in range(len(log.outlets))])
    most_here = own[outlet]
    day, within_ms = np.divmod(issued_ms, DAY_MS)
    weekday = (day + EPOCH_WEEKDAY) % DAYS_PER_WEEK
    least, most = int(own[own > 0].min()), int(own.max())
    spans, as_fitted = [], np.zeros(counters.size, dtype=bool)
    share = 1.0
    for number, first_ms, last_ms in _half_hours(hours):
        at_that_time = (within_ms >= first_ms) & (within_ms < last_ms)
        here = at_that_time & (weekday == number)
        told = here if np.count_nonzero(here) >= TICKETS_A_SPAN else at_that_time
        if told.any():
            share = float(np.minimum(counters[told] / most_here[told], 1).mean())
        staffed = _staffed(share, least, most)
        as_fitted |= here & (counters == _of(staffed, most_here))
        minutes = (first_ms // MINUTE_MS, last_ms // MINUTE_MS)
        spans.append(_Span(number, *minutes, staffed))
    shifts = _shifts(spans)
    is_all = all(_of(one, np.array([most]))[0] == most for one in shifts.values())
    return FittedCounters(
        float(counters.mean()),
        {name: int(one) for name, one in zip(log.outlets, own, strict=True) if one},
        least,
        most,
        {} if is_all or len(shifts) > SHIFTS_MAX else shifts,
        1 - float(as_fitted.mean()),
        int(counters.size),
    )


def _ever_open(counters: Ints) -> int:
    """Return the most counters that were open for long; 0 of an outlet without any word."""
    if not counters.size:
        return 0
    numbers, times = np.unique(counters, return_counts=True)
    at_least = np.cumsum(times[::-1])[::-1]
    return int(numbers[at_least >= FOR_LONG * counters.size][-1])


def _half_hours(hours: Hours) -> list[tuple[int, int, int]]:
    """Return the half hours of a week's opening hours: the weekday, from when, until when."""
    times = opening_of_days(hours.opening_hours, MONDAY, DAYS_PER_WEEK, Hours())
    found = []
    for opens_ms, closes_ms in zip(times.opens_ms.tolist(), times.closes_ms.tolist(), strict=True):
        at_ms = opens_ms
        while at_ms < closes_ms:
            until_ms = min((at_ms // HALF_HOUR_MS + 1) * HALF_HOUR_MS, closes_ms)
            day = at_ms // DAY_MS
            found.append((day, at_ms - day * DAY_MS, until_ms - day * DAY_MS))
            at_ms = until_ms
    return found


def _staffed(share: float, least: int, most: int) -> int | str:
    """Return how many of the counters are staffed; a share of them where outlets differ.

    >>> _staffed(0.45, 4, 4), _staffed(0.45, 2, 4)
    (2, '45%')
    """
    if least == most:
        return max(round(share * most), 1)
    return f"{max(round(share * PERCENT), 1)}%"


def _of(staffed: int | str, most: Ints) -> Floats:
    if isinstance(staffed, int):
        return np.full(most.size, float(staffed))
    return np.ceil(most * int(staffed.removesuffix("%")) / PERCENT - 1e-9)


def _shifts(spans: list[_Span]) -> dict[str, int | str]:
    """Return hours with their number: spans that follow each other, and weekdays that are alike."""
    days: dict[tuple[int, int, int | str], list[int]] = {}
    for (weekday, staffed), run in groupby(spans, lambda one: (one.weekday, one.staffed)):
        for first, last in _joined([(one.first_min, one.last_min) for one in run]):
            days.setdefault((first, last, staffed), []).append(weekday)
    return {
        f"{_names(weekdays)} {_time(first)}-{_time(last)}": staffed
        for (first, last, staffed), weekdays in days.items()
    }


def _joined(times: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans of time, those that touch as one."""
    found = times[:1]
    for first, last in times[1:]:
        if first == found[-1][1]:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _names(weekdays: list[int]) -> str:
    runs = []
    for _, run in groupby(enumerate(weekdays), lambda one: one[1] - one[0]):
        days = [day for _, day in run]
        last = f"-{WEEKDAYS[days[-1]]}" if len(days) > 1 else ""
        runs.append(WEEKDAYS[days[0]] + last)
    return ",".join(runs)


def _time(minute: int) -> str:
    return f"{minute // MINUTES_AN_HOUR:02d}:{minute % MINUTES_AN_HOUR:02d}"
