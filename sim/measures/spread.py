"""The interval of a mean: Student's t, and where the values are skewed away from 0, farther out.

Rare large differences, such as overtime of an outlet, are often missing from a few replications;
then t ends too near to 0. Hall's transformation takes the skewness out of the t statistic, and the
end away from 0 is where it says. The end towards 0 stays t's, and so do p-values: an interval
includes 0 exactly if the t test finds nothing. Source: Hall (1992), "On the removal of skewness by
transformation"; docs/model.md 4.3 has what was measured of it.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.units import Floats

CONFIDENCE = 0.95
FEWEST_FOR_SKEWNESS = 3


@dataclass(frozen=True)
class Spread:
    """What an interval of a mean is made of: of so many values their mean, deviation, skewness."""

    count: int
    mean: float
    deviation: float
    skewness: float

    @property
    def error(self) -> float:
        """Return the standard error of the mean."""
        return self.deviation / float(np.sqrt(self.count))

    @property
    def points_away(self) -> bool:
        """Return whether the long tail points away from 0, by more than chance's one sigma."""
        return self.skewness * self.mean > 0 and abs(self.skewness) > skewness_error(self.count)


def spread_of(values: Floats) -> Spread:
    """Return the spread of values; of none, the mean is NaN. Too few have no skewness: 0."""
    if not values.size:
        return Spread(0, float("nan"), 0.0, 0.0)
    deviation = float(values.std(ddof=1)) if np.ptp(values) else 0.0
    return Spread(values.size, float(values.mean()), deviation, _skewness(values))


def interval(spread: Spread) -> tuple[float, float]:
    """Return the ends of the 95% interval of the mean; NaN for fewer than two values."""
    if spread.count <= 1:
        return float("nan"), float("nan")
    quantile = t_quantile(spread.count, 1 - CONFIDENCE)
    below = above = quantile
    if spread.points_away and spread.mean > 0:
        above = -_unbent(spread, -quantile)
    elif spread.points_away:
        below = _unbent(spread, quantile)
    return spread.mean - below * spread.error, spread.mean + above * spread.error


@lru_cache(maxsize=4_096)
def t_quantile(count: int, significance: float) -> float:
    """Return what the t statistic of so many values must exceed to be significant, two-sided."""
    from scipy import stats  # noqa: PLC0415 - heavy, and not needed to start

    return float(stats.t.ppf(1 - significance / 2, count - 1))


def skewness_error(count: int) -> float:
    """Return the standard error of the skewness of so many normal values.

    >>> round(skewness_error(10), 3)
    0.687
    """
    if count < FEWEST_FOR_SKEWNESS:
        return float("inf")
    return float(np.sqrt(6 * count * (count - 1) / ((count - 2) * (count + 1) * (count + 3))))


def _skewness(values: Floats) -> float:
    """Return the adjusted Fisher-Pearson coefficient of skewness."""
    if values.size < FEWEST_FOR_SKEWNESS or not np.ptp(values):
        return 0.0
    scaled = (values - values.mean()) / np.abs(values - values.mean()).max()
    raw = float((scaled**3).mean() / (scaled**2).mean() ** 1.5)
    return raw * float(np.sqrt(values.size * (values.size - 1))) / (values.size - 2)


def _unbent(spread: Spread, statistic: float) -> float:
    """Return the t statistic that is this one once its skewness is taken out."""
    bend = spread.skewness / (3 * np.sqrt(spread.count))
    return float((np.cbrt(1 + 3 * bend * (statistic - bend / 2)) - 1) / bend)
