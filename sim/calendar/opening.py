"""When something is open, shut or due: opening hours, outages, rounds and batches."""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np

from sim.calendar.holidays import special_days
from sim.calendar.stretches import (
    DAY_MS,
    HOUR_MS,
    Ints,
    OpenTimes,
    between,
    is_open,
    later,
    stretches,
    union,
    without,
)
from sim.scenario import Hours, Run, Scenario
from sim.scenario.hours_syntax import check_expression

MINUTE_MS = 60_000
ONE_MS = dt.timedelta(milliseconds=1)


def end_ms(run: Run) -> int:
    """Return the moment at which a run ends, the midnight after its last day."""
    return run.days * DAY_MS


def open_times(expression: str, scenario: Scenario) -> OpenTimes:
    """Return when an outlet is open, after holidays and the days closed and opened by rule.

    Raise ValueError for an expression that cannot be read. An outlet never open has no stretches.
    """
    return opening_of_days(expression, scenario.run.first_day, scenario.run.days, scenario.hours)


def plain_open_times(expression: str, scenario: Scenario) -> OpenTimes:
    """Return when something is open that no holiday concerns, such as an Internet cafe."""
    return _written_times(expression, scenario.run.first_day, scenario.run.days)


def outage_times(
    scenario: Scenario, kind: Literal["link", "office"], outlet_name: str
) -> OpenTimes:
    """Return the known outages of one kind at one outlet, as far as they lie within the run."""
    midnight = dt.datetime.combine(scenario.run.first_day, dt.time())
    concerned = [
        outage
        for outage in scenario.outage
        if outage.kind == kind and (not outage.outlets or outlet_name in outage.outlets)
    ]
    starts = [(outage.start - midnight) // ONE_MS for outage in concerned]
    ends = [
        start + round(outage.hours * HOUR_MS)
        for start, outage in zip(starts, concerned, strict=True)
    ]
    return between(stretches(starts, ends), 0, end_ms(scenario.run))


def moments(days_expression: str, times: Sequence[str], scenario: Scenario) -> Ints:
    """Return the times of day ("09:00") at which the expression is open: delivery rounds.

    So "Mo-Fr" selects whole days, and holidays have no rounds.
    """
    due_ms = daily_moments(times, scenario)
    held: Ints = due_ms[is_open(open_times(days_expression, scenario), due_ms)]
    return held


def daily_moments(times: Sequence[str], scenario: Scenario) -> Ints:
    """Return the times of day ("02:00") on each day of the run, sorted: batches, the hub.

    >>> from sim.scenario import Network
    >>> two_days = Scenario(run=Run(days=2), network=Network(counties=("411627",)))
    >>> daily_moments(("14:30", "08:00"), two_days) // MINUTE_MS
    array([ 480,  870, 1920, 2310])
    """
    clocks = [dt.time.fromisoformat(time) for time in times]
    of_day = np.unique([(clock.hour * 60 + clock.minute) * MINUTE_MS for clock in clocks])
    midnights = np.arange(scenario.run.days, dtype=np.int64) * DAY_MS
    due_ms: Ints = np.add.outer(midnights, of_day).ravel()
    return due_ms


@lru_cache(maxsize=1024)
def opening_of_days(expression: str, first_day: dt.date, days: int, hours: Hours) -> OpenTimes:
    """Return when an outlet is open on some days, in milliseconds since the first one's midnight.

    A day is from midnight to midnight, as for OpenStreetMap's own rules ("Su off"): closing it
    cuts the night before it and leaves the rest of its own night, after midnight, to the next day.
    An opened day has the hours written for the Monday of its week, or its own if it has none.
    """
    special = special_days(hours, first_day, days)
    ruled = sorted(special.closed | special.opened)
    starts = np.array([(day - first_day).days * DAY_MS for day in ruled], dtype=np.int64)
    usual = without(_written_times(expression, first_day, days), stretches(starts, starts + DAY_MS))
    opened = (
        later(_monday_times(expression, day), (day - first_day).days * DAY_MS)
        for day in special.opened
    )
    return union(usual, *opened)


def _monday_times(expression: str, day: dt.date) -> OpenTimes:
    monday = _written_times(expression, day - dt.timedelta(day.weekday()), 1)
    return monday if monday.opens_ms.size else _written_times(expression, day, 1)


@lru_cache(maxsize=4096)
def _written_times(expression: str, first_day: dt.date, days: int) -> OpenTimes:
    check_expression(expression)
    from opening_hours import OpeningHours, State  # noqa: PLC0415 (--help starts without it)

    hours = OpeningHours(expression, auto_country=False, auto_timezone=False)
    midnight = dt.datetime.combine(first_day, dt.time())
    found = [
        ((opens - midnight) // ONE_MS, (closes - midnight) // ONE_MS)
        for opens, closes, state, _ in hours.intervals(midnight, midnight + dt.timedelta(days))
        if state == State.OPEN
    ]
    return stretches([opens for opens, _ in found], [closes for _, closes in found])
