"""Counters of a log: how many outlets have, and the shifts that their hours show."""

import numpy as np

from sim.scenario import Hours
from sim.study.fit.counters import fit_counters
from sim.study.fit.tickets import TicketFate, TicketLog
from sim.units import Ints

MONDAY_MS = 4 * 86_400_000
HOUR_MS = 3_600_000
HOURS = Hours(opening_hours="Mo-Fr 08:30-12:00,13:00-17:00")


def log_of(outlet: Ints, issued_ms: Ints, counters: Ints) -> TicketLog:
    """Return a log that knows when tickets were issued and how many counters were open."""
    zero = np.zeros(outlet.size, np.int64)
    names = tuple(map(str, range(int(outlet.max()) + 1)))
    fate = zero + TicketFate.NOT_CALLED
    return TicketLog(names, outlet, issued_ms, zero - 1, zero - 1, fate, zero, counters)


def week() -> tuple[Ints, Ints]:
    """Return the weekday and the hour of a ticket each minute of Monday to Friday's hours."""
    minutes = np.r_[510:720, 780:1020]
    return np.repeat(np.arange(5), minutes.size), np.tile(minutes / 60, 5)


def at(day: Ints, hour: Ints) -> Ints:
    """Return moments of a week."""
    return MONDAY_MS + day * 24 * HOUR_MS + np.round(hour * HOUR_MS).astype(np.int64)


def test_hours_with_fewer_counters_become_shifts() -> None:
    day, hour = week()
    counters = np.where((day == 4) & (hour >= 13), 1, np.where(hour < 11, 3, 2))

    found = fit_counters(log_of(np.zeros_like(day), at(day, hour), counters), HOURS)

    assert found is not None
    assert (found.least, found.most, found.elsewise) == (3, 3, 0)
    assert found.shifts == {
        "Mo-Fr 08:30-11:00": 3,
        "Mo-Fr 11:00-12:00": 2,
        "Mo-Th 13:00-17:00": 2,
        "Fr 13:00-17:00": 1,
    }


def test_outlets_that_differ_have_a_share_of_their_counters() -> None:
    day, hour = week()
    outlet = np.repeat([0, 1], day.size)
    day, hour = np.tile(day, 2), np.tile(hour, 2)
    counters = np.where(hour < 12, 1, 2) * np.where(outlet, 2, 1)

    found = fit_counters(log_of(outlet, at(day, hour), counters), HOURS)

    assert found is not None
    assert (found.least, found.most, found.elsewise) == (2, 4, 0)
    assert found.shifts == {"Mo-Fr 08:30-12:00": "50%", "Mo-Fr 13:00-17:00": "100%"}


def test_counters_that_are_always_open_need_no_shifts() -> None:
    day, hour = week()

    found = fit_counters(log_of(np.zeros_like(day), at(day, hour), np.full(day.size, 2)), HOURS)

    assert found is not None
    assert (found.least, found.most, found.shifts) == (2, 2, {})
    assert fit_counters(log_of(np.zeros_like(day), at(day, hour), day - day - 1), HOURS) is None


def test_what_differs_between_days_at_the_same_hour_is_counted() -> None:
    day, hour = week()
    counters = np.where(day == 0, 1, 2)
    issued = np.concatenate([at(day + 7 * turn, hour) for turn in range(4)])
    changing = np.concatenate([counters, *[np.full(day.size, 2)] * 3])

    found = fit_counters(log_of(np.zeros(issued.size, np.int64), issued, changing), HOURS)

    assert found is not None
    assert found.shifts == {}
    assert round(found.elsewise, 3) == 0.05
