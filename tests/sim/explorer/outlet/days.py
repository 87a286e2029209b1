"""A day worked out by hand: two counters, six persons, ten minutes of trouble."""

import datetime as dt

import numpy as np

from sim.calendar import OpenTimes, merged_intervals
from sim.diary import NONE, Ending, Purpose
from sim.explorer.outlet.day import CounterOfDay, OutletDay, ServiceBar, VisitOfDay
from sim.network import Outlet
from sim.units import MINUTE_MS

OUTLET = Outlet("Here", "rural", 28.8, 108.8, 2, 9_000, invented=False)
FIRST_DAY = dt.date(2007, 11, 5)


def at(clock: str) -> int:
    """Return a time of day in milliseconds since midnight."""
    hours, minutes = clock.split(":")
    return (int(hours) * 60 + int(minutes)) * MINUTE_MS


def times(*spans: tuple[str, str]) -> OpenTimes:
    opens, closes = ([at(span[side]) for span in spans] for side in (0, 1))
    return merged_intervals(np.array(opens, np.int64), np.array(closes, np.int64))


def visit(
    person: int, moments: tuple[str, str, str], ending: Ending, *bars: tuple[int, str, str]
) -> VisitOfDay:
    """Return a visit by when it began, when waiting ended, and when it was over."""
    arrived_ms, waited_to_ms, left_ms = map(at, moments)
    return VisitOfDay(
        person=person,
        purpose=Purpose.DEPOSIT if person < 10 else Purpose.OTHER,
        ending=ending,
        priority=False,
        arrived_ms=arrived_ms,
        waited_to_ms=waited_to_ms,
        called_ms=waited_to_ms if bars else NONE,
        served_to_ms=left_ms,
        left_ms=left_ms,
        bars=tuple(ServiceBar(counter, at(begins), at(ends)) for counter, begins, ends in bars),
    )


VISITS = (
    visit(11, ("08:20", "08:20", "08:20"), Ending.FOUND_CLOSED),
    visit(12, ("08:30", "08:30", "08:40"), Ending.SERVED, (0, "08:30", "08:40")),
    # Ten minutes from 08:50 on counter 2 does not work, with this one at it.
    visit(
        13,
        ("08:35", "08:35", "09:05"),
        Ending.SERVED,
        (1, "08:35", "08:50"),
        (1, "09:00", "09:05"),
    ),
    visit(14, ("08:36", "08:40", "09:10"), Ending.SERVED, (0, "08:40", "09:10")),
    visit(15, ("08:38", "08:58", "08:58"), Ending.RENEGED),
    visit(3, ("08:45", "09:05", "09:20"), Ending.SERVED, (1, "09:05", "09:20")),
)
DAY = OutletDay(
    outlet=OUTLET,
    begins_ms=0,
    visits=VISITS,
    counters=tuple(
        CounterOfDay(
            number,
            staffed=times(("08:30", "09:15")),
            down=times(("08:50", "09:00")) if number == 1 else times(),
            bars=tuple((one, bar) for one in VISITS for bar in one.bars if bar.counter == number),
        )
        for number in (0, 1)
    ),
    announced=times(("08:30", "09:15")),
    open_times=times(("08:30", "09:15")),
    link_down=times(),
)
