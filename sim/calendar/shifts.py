"""When each counter of an outlet is staffed: shifts, and breaks in turn."""

from collections.abc import Mapping

import numpy as np

from sim.calendar.intervals import OpenTimes, merged_intervals, union, within, without
from sim.calendar.opening import daily_moments, open_times
from sim.scenario import ClassStaffing, Scenario, counters_of_share
from sim.units import MINUTE_MS, NEVER_MS, Ints

Shifts = Mapping[str, int | str]


def staffed_times(
    staffing: ClassStaffing,
    shifts: Shifts,
    counters: int,
    open_hours: OpenTimes,
    scenario: Scenario,
) -> tuple[OpenTimes, ...]:
    """Return when each of some counters is staffed while the doors are open; the first the longest.

    `shifts` are the outlet's; without any it is open at all counters throughout.
    """
    times = shift_times(shifts, scenario)
    staffed = {hours: counters_staffed(shifts[hours], counters) for hours in shifts}
    found = []
    for counter in range(counters):
        here = [times[hours] for hours in shifts if staffed[hours] > counter]
        on_duty = within(union(*here), open_hours) if shifts else open_hours
        found.append(without(on_duty, _breaks(staffing, counter, scenario)))
    return tuple(found)


def shift_times(shifts: Shifts, scenario: Scenario) -> dict[str, OpenTimes]:
    """Return when each shift is: a day opened by rule has those of its Monday, and no others."""
    return {hours: open_times(hours, scenario, tuple(shifts)) for hours in shifts}


def counters_staffed(wanted: int | str, counters: int) -> int:
    """Return how many of an outlet's counters are staffed: a number, or a share rounded up.

    >>> counters_staffed(5, 3), counters_staffed("50%", 3)
    (3, 2)
    """
    if isinstance(wanted, str):
        return counters_of_share(wanted, counters)
    return min(wanted, counters)


def _breaks(staffing: ClassStaffing, counter: int, scenario: Scenario) -> OpenTimes:
    """Return when a counter is closed for its break, one behind the other as far as there is time.

    If there is less time than counters, several are closed at once.
    """
    if not staffing.break_min:
        return merged_intervals((), ())
    length_ms = round(staffing.break_min * MINUTE_MS)
    first, last = (
        daily_moments((time,), scenario) for time in (staffing.breaks_from, staffing.breaks_until)
    )
    turns = int(last[0] - first[0]) // length_ms
    begins: Ints = first + counter % turns * length_ms
    return merged_intervals(begins, begins + length_ms)


def duty_times(staffed: OpenTimes, open_hours: OpenTimes) -> OpenTimes:
    """Return when a counter calls people: while it is staffed, and after hours until it is idle.

    Who is in line at closing is served, so a counter that is staffed until then stays on duty:
    nobody joins the line any more, until the doors open again.
    """
    later = np.append(open_hours.opens_ms, NEVER_MS)
    after = np.searchsorted(open_hours.opens_ms, staffed.closes_ms, side="left")
    at_closing = np.isin(staffed.closes_ms, open_hours.closes_ms)
    return merged_intervals(staffed.opens_ms, np.where(at_closing, later[after], staffed.closes_ms))


def overlaps(shifts: Shifts, scenario: Scenario) -> list[tuple[str, str, int]]:
    """Return pairs of hours that overlap, and the first moment at which they do."""
    times = list(shift_times(shifts, scenario).items())
    return [
        (one, other, int(both.opens_ms[0]))
        for number, (one, one_times) in enumerate(times)
        for other, other_times in times[number + 1 :]
        if (both := within(one_times, other_times)).opens_ms.size
    ]


def outside(shifts: Shifts, expression: str, scenario: Scenario) -> list[tuple[str, int]]:
    """Return the hours that staff counters while the doors are closed, and the first moment."""
    opened = open_times(expression, scenario)
    return [
        (hours, int(closed.opens_ms[0]))
        for hours, times in shift_times(shifts, scenario).items()
        if shifts[hours] not in (0, "0%") and (closed := without(times, opened)).opens_ms.size
    ]
