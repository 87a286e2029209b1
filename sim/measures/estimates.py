"""Estimates over replications: means with 95% intervals by Student's t."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.measures.catalogue import shown
from sim.measures.spread import CONFIDENCE


@dataclass(frozen=True)
class Estimate:
    """The mean of a metric over replications; NaN where it is not defined.

    `replications` counts those in which the metric is defined. One replication has no interval.
    """

    metric: str
    unit: str
    mean: float
    ci_low: float
    ci_high: float
    replications: int

    @property
    def half_width(self) -> float:
        """Return half the width of the interval."""
        return (self.ci_high - self.ci_low) / 2


def estimates(replications: Sequence[dict[str, float]]) -> list[Estimate]:
    """Return an estimate of every metric shown, from its values in each replication."""
    return [
        estimate(metric.name, metric.unit, [values[metric.name] for values in replications])
        for metric in shown(replications)
    ]


def estimate(metric: str, unit: str, values: Sequence[float]) -> Estimate:
    """Return mean and interval of the values that are defined.

    >>> estimate("wait", "min", [1.0, 2.0, 3.0]).mean
    2.0
    """
    defined = np.array([value for value in values if np.isfinite(value)])
    if not defined.size:
        return Estimate(metric, unit, np.nan, np.nan, np.nan, 0)
    mean = float(defined.mean())
    half_width = t_half_width(defined)
    return Estimate(metric, unit, mean, mean - half_width, mean + half_width, defined.size)


def t_half_width(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float:
    """Return half the width of the 95% interval of a mean; NaN for fewer than two values."""
    from scipy import stats  # noqa: PLC0415 - heavy, and not needed to start

    if values.size <= 1:
        return float("nan")
    quantile = stats.t.ppf((1 + CONFIDENCE) / 2, values.size - 1)
    return float(quantile * values.std(ddof=1) / np.sqrt(values.size))
