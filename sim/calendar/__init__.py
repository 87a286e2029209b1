"""Opening hours, holidays, rounds and profiles: everything of time that is known before chance.

Time is an integer number of milliseconds since the midnight of the scenario's first day.
`written` reads expressions, `opening` knows what is open on which days, `holidays` the country's
calendar, `shifts` which counters are staffed, `merged_intervals` cuts and joins times, `intensity`
says how many come when.
Nothing here reads a file or draws a number.
"""

from sim.calendar.intensity import Intensity, by_day, inverse, other_intensity, wish_intensity
from sim.calendar.intervals import OpenTimes, is_open, merged_intervals, union, without
from sim.calendar.opening import (
    daily_moments,
    end_ms,
    moments,
    open_times,
    outage_times,
    plain_open_times,
)
from sim.calendar.shifts import duty_times, outside, overlaps, staffed_times
from sim.calendar.written import nights_cut, nights_left

__all__ = [
    "Intensity",
    "OpenTimes",
    "by_day",
    "daily_moments",
    "duty_times",
    "end_ms",
    "inverse",
    "is_open",
    "merged_intervals",
    "moments",
    "nights_cut",
    "nights_left",
    "open_times",
    "other_intensity",
    "outage_times",
    "outside",
    "overlaps",
    "plain_open_times",
    "staffed_times",
    "union",
    "wish_intensity",
    "without",
]
