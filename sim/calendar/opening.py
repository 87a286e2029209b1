"""When something is open, shut or due: opening hours, outages, rounds and batches."""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np

from sim.calendar.holidays import special_days
from sim.calendar.intervals import (
    OpenTimes,
    between,
    is_open,
    later,
    merged_intervals,
    union,
    within,
    without,
)
from sim.calendar.written import evening_of, nights_of, written_times
from sim.scenario import Hours, Run, Scenario
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS, Ints

ONE_MS = dt.timedelta(milliseconds=1)
ONE_DAY = dt.timedelta(1)


def end_ms(run: Run) -> int:
    """Return the moment at which a run ends, the midnight after its last day."""
    return run.days * DAY_MS


def open_times(expression: str, scenario: Scenario, rota: tuple[str, ...] = ()) -> OpenTimes:
    """Return when an outlet is open, after holidays and the days closed and opened by rule.

    Raise ValueError for an expression that cannot be read. An outlet never open has no intervals.
    `rota` are hours that belong together, such as shifts, of which this is one.
    """
    run = scenario.run
    return opening_of_days(expression, run.first_day, run.days, scenario.hours, rota)


def plain_open_times(expression: str, scenario: Scenario) -> OpenTimes:
    """Return when something is open that no holiday concerns, such as an Internet cafe."""
    return written_times(expression, scenario.run.first_day, scenario.run.days)


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
    return between(merged_intervals(starts, ends), 0, end_ms(scenario.run))


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
def opening_of_days(
    expression: str, first_day: dt.date, days: int, hours: Hours, rota: tuple[str, ...] = ()
) -> OpenTimes:
    """Return when an outlet is open on some days, in milliseconds since the first one's midnight.

    Hours belong to the day on which they begin: a closed day has none, nor the night after it,
    while the night before it goes on to its end. An opened day has, in place of its own hours,
    those written for the Monday of its week, its night included; or its own if Monday has none,
    nor any other hours of the rota.
    """
    special = special_days(hours, first_day - ONE_DAY, days + 1)
    usual = written_times(expression, first_day, days)
    ruled = special.closed | special.opened
    if not ruled:
        return usual
    taken = [(day - first_day).days * DAY_MS for day in ruled]
    own = merged_intervals(taken, [midnight + 2 * DAY_MS for midnight in taken])
    before = {day - ONE_DAY for day in ruled} - ruled
    after = {day + ONE_DAY for day in ruled} - ruled
    beside = [
        *(_moved(nights_of(expression, day, 1), day, first_day) for day in before),
        *(_moved(evening_of(expression, day), day, first_day) for day in after),
    ]
    week = (expression, *rota)
    opened = [_hours(expression, _model(week, day), day, first_day) for day in special.opened]
    kept = union(without(usual, own), within(usual, union(*beside)))
    return between(union(kept, *opened), 0, days * DAY_MS)


def _hours(expression: str, written_for: dt.date, day: dt.date, first_day: dt.date) -> OpenTimes:
    """Return the hours written for one day as those of another, its night included."""
    return _moved(_begun_on(expression, written_for), day, first_day)


def _begun_on(expression: str, day: dt.date) -> OpenTimes:
    """Return the hours that begin on a day, its night included; ms since its midnight."""
    return union(evening_of(expression, day), nights_of(expression, day, 1))


def _moved(times: OpenTimes, day: dt.date, first_day: dt.date) -> OpenTimes:
    return later(times, (day - first_day).days * DAY_MS)


def _model(week: tuple[str, ...], day: dt.date) -> dt.date:
    """Return the day whose hours an opened day has: the Monday of its week, if that has any."""
    monday = day - dt.timedelta(day.weekday())
    return monday if any(_begun_on(one, monday).opens_ms.size for one in week) else day
