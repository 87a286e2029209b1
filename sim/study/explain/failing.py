"""Counters that fail: each day is followed with none, one and two of them out of order.

A failure takes a counter away until its repair, both exponential in time by their means. Whoever is
at it begins again at the head of the line, at a counter or at that one once it is repaired: the
time that the service had run is lost, and else it is as in the simulation, where the service waits
for the repair or goes on elsewhere. Source: White and Christie (1958), Queuing with preemptive
priorities or with breakdown.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import comb

from sim.units import Floats, Ints

# More than two out of order at once is left out.
LEVELS_MOST = 3


@dataclass(frozen=True)
class Failing:
    """How often a counter fails, in times a minute, and how long a repair takes.

    Where it `wears`, only service counts.
    """

    per_min: float
    repair_min: float
    wears: bool = False

    def levels(self, counters_most: int) -> int:
        """Return in how many ways counters may be out of order: none, one and so on."""
        return min(counters_most + 1, LEVELS_MOST)

    def at_opening(self, counters: Ints, levels: int) -> Floats:
        """Return how likely it is that none, one ... of some counters are out of order."""
        if self.wears:
            return np.tile(np.append(1.0, np.zeros(levels - 1)), (counters.size, 1))
        out = self.per_min * self.repair_min / (1 + self.per_min * self.repair_min)
        number, of = np.arange(levels), counters[:, np.newaxis]
        shares = comb(of, number) * out**number * (1 - out) ** np.maximum(of - number, 0)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    def moves(
        self, people: Floats, second: Floats, counters: Floats, levels: int
    ) -> Iterator[tuple[int, int, Floats]]:
        """Yield by how many levels and second phases a state moves on, and at which rate.

        The rows of `counters` are those of each day at one level after the other.
        """
        level = np.arange(counters.shape[0])[:, np.newaxis, np.newaxis] % levels
        served = np.minimum(people, counters)
        fails = self.per_min * (served if self.wears else counters) * (level < levels - 1)
        # Where all are busy the one that fails had somebody, who was in one phase or the other.
        loses = np.where(people >= counters, second / np.maximum(served, 1.0), 0.0)
        yield 1, -1, fails * loses
        yield 1, 0, fails * (1 - loses)
        yield -1, 0, np.broadcast_to(level / self.repair_min, loses.shape)
