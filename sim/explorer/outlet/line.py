"""The line through a day, and what it is held against: days of the same hours."""

from dataclasses import dataclass

import numpy as np

from sim.explorer.again import CountyAgain, LineSamples
from sim.explorer.again.lines import EVERY_MS
from sim.plan import Timetable
from sim.units import DAY_MS, DAYS_PER_WEEK, Floats

DAY, WEEKDAY = "day", "weekday"


@dataclass(frozen=True, eq=False)
class LineBand:
    """The 5% point, the median and the 95% point of the line, every five minutes of a day.

    They are over `days` of the run, by number, in so many replications.
    """

    days: tuple[int, ...]
    replications: int
    low: Floats
    middle: Floats
    high: Floats

    @property
    def cases(self) -> int:
        """Return over how many days the band is taken."""
        return len(self.days) * self.replications

    @property
    def minutes(self) -> list[int]:
        """Return the moments of the samples, in minutes since midnight."""
        return [sample * EVERY_MS // 60_000 for sample in range(self.middle.size)]


def band_of(samples: LineSamples, position: int, days: tuple[int, ...]) -> LineBand:
    """Return the band of an outlet over some days."""
    low, middle, high = samples.band(position, days)
    return LineBand(days, len(samples.replications), low, middle, high)


def days_alike(again: CountyAgain, position: int, day: int) -> tuple[int, ...]:
    """Return the days of the same weekday with the same announced hours, after the warm-up.

    A day of the warm-up is held against itself alone.
    """
    run = again.plan.scenario.run
    hours = again.plan.outlets[position].announced
    same = range(day % DAYS_PER_WEEK, run.days, DAYS_PER_WEEK)
    own = announced_on(hours, day)
    found = tuple(
        one for one in same if one >= run.warm_up_days and announced_on(hours, one) == own
    )
    return found if day in found else (day,)


def announced_on(hours: Timetable, day: int) -> list[tuple[int, int]]:
    """Return when doors are to open and close on a day, since its midnight."""
    begins_ms = day * DAY_MS
    return [
        (max(opens_ms - begins_ms, 0), min(closes_ms - begins_ms, DAY_MS))
        for opens_ms, closes_ms in zip(hours.opens_ms, hours.closes_ms, strict=True)
        if opens_ms < begins_ms + DAY_MS and closes_ms > begins_ms
    ]


def open_samples(band: LineBand) -> tuple[int, int]:
    """Return at which samples anybody ever stands in line first and last, or (0, -1)."""
    found = np.flatnonzero(band.high > 0)
    return (int(found[0]), int(found[-1])) if found.size else (0, -1)
