"""Arrivals and services, accumulating over a day; what lies between them is the waiting.

The number who have come, less the number who are done with waiting, is the line. So the area
between the two curves is the sum of all waits, to the millisecond.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.explorer.outlet.day import OutletDay
from sim.units import Ints


@dataclass(frozen=True, eq=False)
class DayFlow:
    """At each moment at which anything changes, how many have joined, were called, and left.

    All begin with who was there at midnight. `called` has those too whose patience ended, or who
    were sent home: they wait no more.
    """

    at_ms: Ints
    joined: Ints
    called: Ints
    left: Ints

    @property
    def in_line(self) -> Ints:
        """Return how many stand in line from each moment on."""
        return self.joined - self.called

    @property
    def waiting_ms(self) -> int:
        """Return the area between those who joined and those who were called."""
        return _area(self.at_ms, self.in_line)

    @property
    def serving_ms(self) -> int:
        """Return the area between those who were called and those who left."""
        return _area(self.at_ms, self.called - self.left)

    @property
    def longest(self) -> tuple[int, int]:
        """Return the most that stood in line, and since when."""
        place = int(self.in_line.argmax())
        return int(self.in_line[place]), int(self.at_ms[place])


def flow_of(day: OutletDay) -> DayFlow:
    """Return how arrivals and services accumulate; what happens at one moment is one change."""
    joined = [one for one in day.visits if one.has_joined]
    arrived, waited_to, served_to = (
        _within(day, moments)
        for moments in (
            [one.arrived_ms for one in joined],
            [one.waited_to_ms for one in joined],
            [one.served_to_ms for one in joined],
        )
    )
    ends = np.array([day.begins_ms, day.ends_ms], dtype=np.int64)
    at_ms = np.unique(np.concatenate([ends, arrived, waited_to, served_to]))
    at_ms = at_ms[at_ms <= day.ends_ms]
    counts = [
        np.searchsorted(moments, at_ms, side="right").astype(np.int64)
        for moments in (arrived, waited_to, served_to)
    ]
    return DayFlow(at_ms, *counts)


def waits_ms(day: OutletDay) -> int:
    """Return the sum of all waits, as far as they fell into the day."""
    return sum(
        max(0, min(one.waited_to_ms, day.ends_ms) - max(one.arrived_ms, day.begins_ms))
        for one in day.visits
        if one.has_joined
    )


def _within(day: OutletDay, moments_ms: Sequence[int]) -> Ints:
    """Return moments in order; what was before the day is at its midnight."""
    return np.sort(np.maximum(np.array(moments_ms, dtype=np.int64), day.begins_ms))


def _area(at_ms: Ints, height: Ints) -> int:
    return int((height[:-1] * np.diff(at_ms)).sum())
