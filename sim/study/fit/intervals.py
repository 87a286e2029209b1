"""Intervals of estimates: each by itself, and all of a log at once.

The bootstrap says how far an estimate varies; the ends then follow from the t distribution, on a
scale on which estimates are near normal, mostly the logarithm. So a few dozen samples do, ends far
out too, and where a variance is itself known from a few days the interval is as much wider. Each
interval by itself holds with 95%, so of twenty parameters one is missed at times; those of all at
once are wider, such that with 95% none is missed, by Bonferroni's inequality: no assumption about
how estimates depend on each other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, inf, nan

import numpy as np
from scipy import stats

from sim.units import Floats

CONFIDENCE = 0.95


@dataclass(frozen=True)
class SamplingError:
    """How far an estimate varies, on a scale on which it is near normal, and back from there.

    `degrees` are those of freedom of its error.
    """

    centre: float
    error: float
    degrees: float = inf
    back: Callable[[float], float] = exp

    def interval(self, confidence: float) -> tuple[float, float]:
        """Return the ends of an interval that holds with so much confidence."""
        half = float(stats.t.ppf((1 + confidence) / 2, self.degrees)) * self.error
        return self.back(self.centre - half), self.back(self.centre + half)


@dataclass(frozen=True)
class Bounds:
    """The ends between which a value lies for certain, or nothing is known of it."""

    low: float = nan
    high: float = nan

    def interval(self, _confidence: float) -> tuple[float, float]:
        """Return the same ends, whatever the confidence."""
        return self.low, self.high


@dataclass(frozen=True)
class FittedParameter:
    """An estimate, and how far it varies; ends are NaN where that is not known."""

    name: str
    value: float
    spread: SamplingError | Bounds = Bounds()

    @property
    def low(self) -> float:
        """Return the lower end of its 95% interval."""
        return self.spread.interval(CONFIDENCE)[0]

    @property
    def high(self) -> float:
        """Return the upper end of its 95% interval."""
        return self.spread.interval(CONFIDENCE)[1]


def confidence_of_each(count: int) -> float:
    """Return the confidence of each of so many intervals that all hold with 95%.

    >>> round(confidence_of_each(10), 4)
    0.995
    """
    return 1 - (1 - CONFIDENCE) / max(count, 1)


def relative_spread(value: float, drawn: Floats, degrees: float = inf) -> SamplingError | Bounds:
    """Return the spread of an estimate above 0, from what it was in other logs.

    `degrees` are those of the variance by which the other logs were drawn; that it is taken from a
    number of samples counts too.
    """
    if not value:
        return Bounds(0.0, 0.0)
    if drawn.size < 2:  # noqa: PLR2004 - of which no deviation can be taken
        return Bounds()
    error = float(drawn.std(ddof=1) / drawn.mean())
    return SamplingError(float(np.log(value)), error, joint_degrees((degrees, drawn.size - 1)))


def joint_degrees(degrees: Sequence[float]) -> float:
    """Return the degrees of freedom of an error with several sources, each with its own.

    >>> joint_degrees((20, 20)), joint_degrees((15, float("inf")))
    (10.0, 15.0)
    """
    parts = sum(1 / one for one in degrees)
    return 1 / parts if parts else inf
