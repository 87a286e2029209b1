"""Intervals of time: sorted, disjoint, half-open; cut, joined and asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.units import NEVER_MS, Bools, Ints


@dataclass(frozen=True, eq=False)
class OpenTimes:
    """Intervals [opens_ms, closes_ms): sorted, disjoint, not touching; ms since first midnight."""

    opens_ms: Ints
    closes_ms: Ints


def merged_intervals(opens_ms: Sequence[int] | Ints, closes_ms: Sequence[int] | Ints) -> OpenTimes:
    """Return intervals given in any order, empty, touching or overlapping, as OpenTimes.

    >>> merged_intervals([60, 10, 20, 40], [70, 20, 30, 40])
    OpenTimes(opens_ms=array([10, 60]), closes_ms=array([30, 70]))
    """
    opens = np.asarray(opens_ms, dtype=np.int64)
    closes = np.asarray(closes_ms, dtype=np.int64)
    lasts = closes > opens
    order = np.argsort(opens[lasts], kind="stable")
    opens = opens[lasts][order]
    closes = np.maximum.accumulate(closes[lasts][order])
    begins = np.append(True, opens[1:] > closes[:-1])[: opens.size]
    ends = np.append(begins[1:], True)[: opens.size]
    return _read_only(opens[begins], closes[ends])


def is_open(times: OpenTimes, moments_ms: Ints) -> Bools:
    """Return for each moment whether it is open: at the opening yes, at the closing no."""
    index = np.searchsorted(times.opens_ms, moments_ms, side="right") - 1
    closes = np.append(times.closes_ms, NEVER_MS)
    return (index >= 0) & (moments_ms < closes[index])


def without(times: OpenTimes, outages: OpenTimes) -> OpenTimes:
    """Return the times less the outages.

    >>> without(merged_intervals([0], [100]), merged_intervals([20, 90], [30, 120]))
    OpenTimes(opens_ms=array([ 0, 30]), closes_ms=array([20, 90]))
    """
    points = np.unique(
        np.concatenate((times.opens_ms, times.closes_ms, outages.opens_ms, outages.closes_ms))
    )
    opened = is_open(times, points) & ~is_open(outages, points)
    changes = points[np.flatnonzero(np.diff(opened, prepend=False))]
    return _read_only(changes[::2], changes[1::2])


def within(times: OpenTimes, others: OpenTimes) -> OpenTimes:
    """Return the times at which the others are open too.

    >>> within(merged_intervals([0, 50], [20, 60]), merged_intervals([10], [55]))
    OpenTimes(opens_ms=array([10, 50]), closes_ms=array([20, 55]))
    """
    return without(times, without(times, others))


def union(*parts: OpenTimes) -> OpenTimes:
    """Return the times at which at least one of the parts is open.

    >>> union(merged_intervals([0], [20]), merged_intervals([10, 50], [30, 60]))
    OpenTimes(opens_ms=array([ 0, 50]), closes_ms=array([30, 60]))
    """
    nothing: Ints = np.empty(0, dtype=np.int64)
    opens = np.concatenate([nothing, *(part.opens_ms for part in parts)])
    closes = np.concatenate([nothing, *(part.closes_ms for part in parts)])
    return merged_intervals(opens, closes)


def between(times: OpenTimes, first_ms: int, last_ms: int) -> OpenTimes:
    """Return what of the times lies in [first_ms, last_ms)."""
    return merged_intervals(
        np.clip(times.opens_ms, first_ms, last_ms), np.clip(times.closes_ms, first_ms, last_ms)
    )


def later(times: OpenTimes, shift_ms: int) -> OpenTimes:
    """Return the times moved by a shift."""
    return _read_only(times.opens_ms + shift_ms, times.closes_ms + shift_ms)


def _read_only(opens_ms: Ints, closes_ms: Ints) -> OpenTimes:
    # Results are cached and shared, so nobody may write into them.
    opens_ms.flags.writeable = False
    closes_ms.flags.writeable = False
    return OpenTimes(opens_ms, closes_ms)
