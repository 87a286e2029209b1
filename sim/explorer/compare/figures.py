"""The figures of each replication, and paired differences of curves, point by point."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.comparison import Sample
from sim.explorer.results import RunResults
from sim.measures import BY_NAME
from sim.measures.spread import interval, spread_of
from sim.units import Floats


@dataclass(frozen=True)
class PairedMean:
    """A figure in two runs over the same replications, and their difference with its interval.

    NaN where it is not defined; the interval also where there is one replication.
    """

    baseline: float
    alternative: float
    difference: float
    ci_low: float
    ci_high: float


def sample_of(run: RunResults, numbers: Sequence[int]) -> Sample:
    """Return the metrics of some replications of a run; NaN for what it does not have."""
    table = run.table("replications.csv").filter(pl.col("replication").is_in(numbers))
    rows = table.sort("replication").to_dicts()
    return Sample(run.name, [{name: _number(row.get(name)) for name in BY_NAME} for row in rows])


def paired_mean(baseline: Floats, alternative: Floats) -> PairedMean:
    """Return means and paired difference over the replications in which both are defined.

    >>> found = paired_mean(np.array([1.0, 2.0, np.nan]), np.array([2.0, 4.0, 9.0]))
    >>> found.baseline, found.alternative, found.difference
    (1.5, 3.0, 1.5)
    """
    both = np.isfinite(baseline) & np.isfinite(alternative)
    if not both.any():
        return PairedMean(*(float("nan"),) * 5)
    before, after = baseline[both], alternative[both]
    spread = spread_of(after - before)
    return PairedMean(float(before.mean()), float(after.mean()), spread.mean, *interval(spread))


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")
