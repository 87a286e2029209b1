"""Exact integrals over intervals of time, in whole milliseconds."""

import numpy as np

from sim.plan import Timetable
from sim.units import HOUR_MS, Ints

LATER_MS = 2**40


def by_hour(from_ms: Ints, to_ms: Ints, hours: int, weights: Ints | None = None) -> Ints:
    """Return for each hour of the run the time that the intervals spend in it, summed, in ms.

    `weights` multiply each interval, such as counters; amounts of money are too large for it. The
    sum over all hours is the sum of all intervals, exactly.

    >>> by_hour(np.array([0]), np.array([HOUR_MS + 5]), 2).tolist()
    [3600000, 5]
    """
    each = np.ones(from_ms.size, dtype=np.int64) if weights is None else weights
    changes = np.zeros(hours + 1, dtype=np.int64)
    parts_ms = np.zeros(hours + 1, dtype=np.int64)
    for moments, sign in ((from_ms, 1), (to_ms, -1)):
        hour, into_ms = np.divmod(moments, HOUR_MS)
        np.add.at(changes, np.minimum(hour, hours), sign * each)
        np.add.at(parts_ms, np.minimum(hour, hours), sign * each * into_ms)
    return np.cumsum(changes)[:hours] * HOUR_MS - parts_ms[:hours]


def average_by_hour(from_ms: Ints, to_ms: Ints, hours: int, amounts: Ints) -> Ints:
    """Return for each hour of the run the amounts held, averaged over it, rounded down once.

    An amount times an hour fits 63 bits, and the sum of many does not: so what each is in whole
    amounts is added apart from what is left, below an hour each.

    >>> half_past_one_ms = np.array([HOUR_MS * 3 // 2])
    >>> average_by_hour(np.array([0]), half_past_one_ms, hours=2, amounts=np.array([5])).tolist()
    [5, 2]
    """
    changes, whole, left = (np.zeros(hours + 1, dtype=np.int64) for _ in range(3))
    for moments, sign in ((from_ms, 1), (to_ms, -1)):
        hour, into_ms = np.divmod(moments, HOUR_MS)
        index = np.minimum(hour, hours)
        amounts_before, ms_before = np.divmod(sign * amounts * into_ms, HOUR_MS)
        np.add.at(changes, index, sign * amounts)
        np.add.at(whole, index, amounts_before)
        np.add.at(left, index, ms_before)
    return np.cumsum(changes)[:hours] - whole[:hours] + -left[:hours] // HOUR_MS


def counts_by_hour(moments_ms: Ints, hours: int) -> Ints:
    """Return how many of the moments lie in each hour."""
    return np.bincount(moments_ms // HOUR_MS, minlength=hours)[:hours].astype(np.int64)


def open_until(timetable: Timetable, moments_ms: Ints) -> Ints:
    """Return how long it has been open in all at each of the moments, in ms."""
    opens_ms = np.array(timetable.opens_ms, dtype=np.int64)
    closes_ms = np.array(timetable.closes_ms, dtype=np.int64)
    before_ms = np.concatenate(([0], np.cumsum(closes_ms - opens_ms)))
    index = np.searchsorted(opens_ms, moments_ms, side="right")
    last_opens = np.concatenate(([0], opens_ms))[index]
    last_length = np.concatenate(([0], closes_ms - opens_ms))[index]
    into_ms = np.minimum(moments_ms - last_opens, last_length)
    return np.concatenate(([0], before_ms))[index] + into_ms


def highest(from_ms: Ints, to_ms: Ints, groups: Ints) -> int:
    """Return the most intervals that any group has at a time; ends come before beginnings.

    Moments lie below 2^40 ms, which are 34 years.
    """
    if not from_ms.size:
        return 0
    # One number has group and moment, so that all before it are of earlier groups, and over.
    begun = np.sort(groups * LATER_MS + from_ms)
    ended = np.sort(groups * LATER_MS + to_ms)
    levels = np.arange(1, begun.size + 1) - np.searchsorted(ended, begun, side="right")
    return int(levels.max())
