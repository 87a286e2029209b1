"""How many replications a wanted precision takes: run until it is reached, and stays so.

After each replication the 95% interval of each metric named is held to what is wanted of it. Once
all are narrow enough, some more replications must agree before the run ends, for an interval that
is narrow by chance widens again. This is the replications algorithm of Hoad, Robinson and Davies
(2010), "Automated selection of the number of replications for a discrete-event simulation",
Journal of the Operational Research Society 61(11); but all metrics must be narrow at the same
time, and the replications of the look-ahead are part of the result.

A share of a mean near 0 is never reached: then an absolute width helps, and the wider of both is
held to. Who stops when an interval is narrow stops too early a little too often, so with few
replications intervals hold less often than they say: docs/model.md 4.3 has what was measured.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.measures.spread import Spread, interval, spread_of
from sim.units import Floats

# With so many the intervals hold as often as they say (docs/model.md 4.3); with three they do not.
FEWEST = 10
LOOK_AHEAD = 5
LOOK_AHEAD_OF = 100
MOST = 100_000  # as many as a scenario may have


@dataclass(frozen=True)
class Wanted:
    """How near the 95% interval of a metric must end to its mean, at most.

    `relative` is a share of the mean, `absolute` a width in the metric's unit; the wider counts.
    """

    metric: str
    relative: float = 0.0
    absolute: float = 0.0


@dataclass(frozen=True)
class Precision:
    """How well a metric is known: its spread over replications, and what is wanted of it.

    `base_mean` is the mean that a relative width is a share of: of a difference, the baseline's.
    `alternative` is the scenario whose difference it is, "" where it is no difference.
    """

    wanted: Wanted
    spread: Spread
    base_mean: float
    alternative: str = ""

    @property
    def half_width(self) -> float:
        """Return how far the farther end of the interval is from the mean; NaN if none is known."""
        return max(abs(end - self.spread.mean) for end in interval(self.spread))

    @property
    def half_width_most(self) -> float:
        """Return the widest that is wanted."""
        return max(self.wanted.relative * abs(self.base_mean), self.wanted.absolute)

    @property
    def is_reached(self) -> bool:
        """Return whether the interval is narrow enough; of none, it is not."""
        return self.half_width <= self.half_width_most


@dataclass
class StoppingRule:
    """When to stop: once all intervals have been narrow enough for the whole look-ahead.

    `needed` is the number of replications from which on they have been; 0 while they are not.
    """

    fewest: int = FEWEST
    needed: int = 0

    def is_enough(self, count: int, precisions: Sequence[Precision]) -> bool:
        """Return whether so many replications are enough; ask after each, in their order."""
        if count < self.fewest or not all(one.is_reached for one in precisions):
            self.needed = 0
            return False
        self.needed = self.needed or count
        return count - self.needed >= look_ahead(count)


def look_ahead(count: int) -> int:
    """Return how many more replications must agree when so many are done.

    >>> look_ahead(10), look_ahead(100), look_ahead(239)
    (5, 5, 11)
    """
    return LOOK_AHEAD * max(LOOK_AHEAD_OF, count) // LOOK_AHEAD_OF


def of_mean(wanted: Wanted, values: Floats) -> Precision:
    """Return how well a mean is known from its values where they are defined: by Student's t.

    >>> of_mean(Wanted("line_mean", relative=0.5), np.array([2.0, 4.0, 6.0])).half_width_most
    2.0
    """
    spread = replace(spread_of(values[np.isfinite(values)]), skewness=0.0)
    return Precision(wanted, spread, spread.mean)


def of_difference(wanted: Wanted, base: Floats, other: Floats, alternative: str) -> Precision:
    """Return how well the paired difference to a baseline is known, as `sim.comparison` has it."""
    both = np.isfinite(base) & np.isfinite(other)
    spread = spread_of(other[both] - base[both])
    mean = float(base[both].mean()) if spread.count else float("nan")
    return Precision(wanted, spread, mean, alternative)


def planned(precisions: Sequence[Precision], fewest: int = FEWEST) -> int:
    """Return how many replications it will take, if mean and deviation stay as they are.

    The look-ahead is among them. Return MOST if so many would not do, or nothing is known yet.
    """
    needed = max([fewest, *map(_needed, precisions)])
    counts = range(needed, MOST)
    return counts.start + bisect_left(counts, needed, key=lambda count: count - look_ahead(count))


def _needed(precision: Precision) -> int:
    """Return the fewest replications whose interval would be as narrow as wanted."""
    now = precision.spread
    if now.count <= 1:
        return MOST

    def is_reached(count: int) -> bool:
        return replace(precision, spread=replace(now, count=count)).is_reached

    counts = range(2, MOST)
    return counts.start + bisect_left(counts, x=True, key=is_reached)
