"""How many replications a wanted precision takes: run until it is reached, and stays so.

After each replication the 95% interval of each metric named is held to what is wanted of it. Once
all are narrow enough, some more replications must agree before the run ends, for an interval that
is narrow by chance widens again. This is the replications algorithm of Hoad, Robinson and Davies
(2010), "Automated selection of the number of replications for a discrete-event simulation",
Journal of the Operational Research Society 61(11). Here all metrics must be narrow at the same
time, the replications of the look-ahead are part of the result, and an interval of which it is
known that it seldom holds (`sim.measures.cautions`: few replications differ, or they are skewed)
is not narrow enough yet.

A share of a mean near 0 is never reached: then an absolute width helps, and the wider of both is
held to. Who stops when an interval is narrow stops a little too often where it is too narrow, so
intervals hold less often than they say: docs/model.md 4.3 has what was measured.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.comparison import Sample, variance_ratio_of
from sim.measures.cautions import Caution, Reason, caution_of
from sim.measures.spread import Spread, interval, spread_of
from sim.units import Floats

# From three on the intervals hold a little less often (docs/model.md 4.3).
FEWEST = 10
# Of few replications that differ, or of such skewed ones, intervals are known not to hold.
DOUBTFUL: tuple[Reason, ...] = ("few differ", "skewed")
LOOK_AHEAD = 5
LOOK_AHEAD_OF = 100
MOST = 100_000  # as many as a scenario may have
UNPAIRED = 1.0  # a ratio of variances that says nothing


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
    In `differing` replications it is not 0. `variance_ratio` is how much pairing divides the
    variance by, 1 where nothing is paired.
    """

    wanted: Wanted
    spread: Spread
    base_mean: float
    differing: int
    alternative: str = ""
    variance_ratio: float = UNPAIRED

    @property
    def half_width(self) -> float:
        """Return how far the farther end of the interval is from the mean; NaN if none is known.

        The interval of a mean is Student's t, that of a difference as `sim.comparison` has it.
        """
        spread = self.spread if self.alternative else replace(self.spread, skewness=0.0)
        return max(abs(end - spread.mean) for end in interval(spread))

    @property
    def half_width_most(self) -> float:
        """Return the widest that is wanted."""
        return max(self.wanted.relative * abs(self.base_mean), self.wanted.absolute)

    @property
    def caution(self) -> Caution:
        """Return why the interval may not be believed yet, if there is a reason."""
        return caution_of(self.spread, self.differing, UNPAIRED)

    @property
    def reservation(self) -> Caution:
        """Return why the interval may hold less often, even if the rule accepts it.

        Where pairing leaves a few people it does, and hundreds of replications would not help.
        """
        return caution_of(self.spread, self.differing, self.variance_ratio)

    @property
    def is_reached(self) -> bool:
        """Return whether the interval is narrow enough, and to be believed; of none, it is not."""
        return self.half_width <= self.half_width_most and self.caution.reason not in DOUBTFUL


@dataclass(frozen=True)
class Stopped:
    """How precise a run became, and how many replications that took.

    So many were `planned` after the first ones (0 if the run ended before), `used` were run. From
    `needed` on all were precise enough to the end; 0 if they were not long enough.
    """

    precisions: tuple[Precision, ...]
    planned: int
    needed: int
    used: int

    @property
    def is_reached(self) -> bool:
        """Return whether the rule ended the run, and not the most that may be run."""
        return self.needed > 0


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


def precisions_of(wanted: Sequence[Wanted], samples: Sequence[Sample]) -> list[Precision]:
    """Return how well all is known: means of one scenario, or differences of others to the first.

    A metric that may be switched off, and is in no replication, is not defined: its count is 0.
    """
    baseline, *alternatives = samples
    if not alternatives:
        return [of_mean(one, _values(baseline, one)) for one in wanted]
    return [
        of_difference(one, _values(baseline, one), _values(other, one), other.scenario)
        for other in alternatives
        for one in wanted
    ]


def _values(sample: Sample, wanted: Wanted) -> Floats:
    return np.array([values.get(wanted.metric, np.nan) for values in sample.metrics])


def of_mean(wanted: Wanted, values: Floats) -> Precision:
    """Return how well a mean is known from its values where they are defined: by Student's t.

    >>> of_mean(Wanted("line_mean", relative=0.5), np.array([2.0, 4.0, 6.0])).half_width_most
    2.0
    """
    defined = values[np.isfinite(values)]
    spread = spread_of(defined)
    return Precision(wanted, spread, spread.mean, int(np.count_nonzero(defined)))


def of_difference(wanted: Wanted, base: Floats, other: Floats, alternative: str) -> Precision:
    """Return how well the paired difference to a baseline is known, as `sim.comparison` has it."""
    both = np.isfinite(base) & np.isfinite(other)
    paired = other[both] - base[both]
    spread = spread_of(paired)
    mean = float(base[both].mean()) if spread.count else float("nan")
    ratio = variance_ratio_of(base[both], other[both], spread)
    return Precision(wanted, spread, mean, int(np.count_nonzero(paired)), alternative, ratio)


def planned(precisions: Sequence[Precision], fewest: int = FEWEST) -> int:
    """Return how many replications it will take, if mean and deviation stay as they are.

    The look-ahead is among them. Return MOST if so many would not do, or nothing is known yet.
    """
    needed = max(_needed(one, fewest) for one in precisions)
    counts = range(needed, MOST)
    return counts.start + bisect_left(counts, needed, key=lambda count: count - look_ahead(count))


def _needed(precision: Precision, fewest: int) -> int:
    """Return with how many replications, from the fewest on, the interval would be narrow enough.

    Shares of replications that differ, and skewness, are taken to stay as they are, too.
    """
    now = precision.spread
    if now.count <= 1:
        return MOST

    def is_reached(count: int) -> bool:
        differing = precision.differing * count // now.count
        then = replace(now, count=count)
        return replace(precision, spread=then, differing=differing).is_reached

    counts = range(fewest, MOST)
    return counts.start + bisect_left(counts, x=True, key=is_reached)
