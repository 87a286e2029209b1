"""Comparison: the same people under each scenario, by paired differences.

Both scenarios meet the same people in each replication, so the differences are paired: what luck
does to both cancels out. Over several metrics and alternatives the p-values are adjusted by
Holm's method, so that with nothing to find, one false finding in the whole table has a chance of
at most 5%.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sim.measures import BY_NAME, shown
from sim.measures.cautions import Reason, caution_of
from sim.measures.spread import Spread, interval, spread_of, t_quantile
from sim.units import Floats

SIGNIFICANCE = 0.05
NEGLIGIBLE_SHARE = 0.01
MOST_REPLICATIONS = 100_000  # as many as a scenario may have

HEADLINES = (
    "wait_mean_min",
    "wait_over_15_min_share",
    "wait_depositors_mean_min",
    "line_mean",
    "utilisation",
    "overtime_h_per_week",
    "balked_share",
    "reneged_share",
    "cash_to_credit_mean_h",
    "order_to_door_mean_days",
    "wish_to_door_mean_days",
    "seller_to_money_mean_days",
    "reached_deposits_share",
    "reached_delivered_share",
    "ended_completed_share",
    "trips_per_wish",
    "trips_in_vain_per_wish",
    "sms_per_wish",
    "post_float_mean_yuan",
    "escrow_float_mean_yuan",
    "fees_yuan",
)

Verdict = Literal["higher", "lower", "same", "open", "not defined"]


@dataclass(frozen=True)
class PairedDifference:
    """The paired difference of one metric, alternative minus baseline.

    Both means and the difference are over the replications in which both are defined.
    `verdict` is "higher" or "lower" if Holm's adjusted p-value is below 5%; "same" if the whole
    interval lies within 1% of the baseline; else "open", and `more_replications` would settle it
    either way if mean and variance stay as they are now. `variance_ratio` is the variance of
    unpaired differences over that of the paired ones: how many times fewer replications pairing
    takes.

    In `differing` replications the difference is not 0. Intervals of such differences held the
    mean in a share `coverage` of trials: 0.95 unless there is a reason for `caution`, when they
    did so with `enough_replications`; NaN if none differs. See `sim.measures.cautions`.
    """

    metric: str
    unit: str
    baseline: str
    alternative: str
    baseline_mean: float
    alternative_mean: float
    mean: float
    ci_low: float
    ci_high: float
    replications: int
    p_value: float
    p_holm: float
    verdict: Verdict
    more_replications: int
    variance_ratio: float
    deviation: float
    skewness: float
    differing: int
    caution: Reason
    coverage: float
    enough_replications: int

    @property
    def spread(self) -> Spread:
        """Return what the interval is made of."""
        return Spread(self.replications, self.mean, self.deviation, self.skewness)


@dataclass(frozen=True)
class Sample:
    """A scenario's metrics in each replication."""

    scenario: str
    metrics: Sequence[dict[str, float]]


def compare(baseline: Sample, alternatives: Sequence[Sample]) -> list[PairedDifference]:
    """Return the differences of all headline metrics for each alternative, adjusted together."""
    metrics = headlines([baseline, *alternatives])
    raw = [
        _difference(metric, baseline, alternative)
        for alternative in alternatives
        for metric in metrics
    ]
    adjusted = holm([difference.p_value for difference in raw])
    tests = sum(not np.isnan(p_value) for p_value in adjusted)
    return [
        _judged(replace(difference, p_holm=p_holm), tests)
        for difference, p_holm in zip(raw, adjusted, strict=True)
    ]


def compared() -> dict[str, None]:
    """Return the metrics that some scenarios may be compared by, in their order."""
    return dict.fromkeys((*HEADLINES, *(name for name, one in BY_NAME.items() if one.optional)))


def headlines(samples: Sequence[Sample]) -> list[str]:
    """Return the metrics to compare: the usual ones, and the optional that all scenarios have."""
    optional = {name for name, metric in BY_NAME.items() if metric.optional}
    for sample in samples:
        optional &= {metric.name for metric in shown(sample.metrics) if metric.optional}
    return [*HEADLINES, *(name for name in BY_NAME if name in optional)]


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted by Holm's step-down method; NaN stays and does not count.

    Source: Holm (1979).

    >>> [round(p, 3) for p in holm([0.01, 0.04, float("nan"), 0.03])]
    [0.03, 0.06, nan, 0.06]
    """
    order = [i for i in np.argsort(p_values).tolist() if not np.isnan(p_values[i])]
    adjusted = [float("nan")] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def _difference(metric: str, baseline: Sample, alternative: Sample) -> PairedDifference:
    base = np.array([values[metric] for values in baseline.metrics])
    other = np.array([values[metric] for values in alternative.metrics])
    both = np.isfinite(base) & np.isfinite(other)
    base, other = base[both], other[both]
    paired = other - base
    spread = spread_of(paired)
    ci_low, ci_high = interval(spread)
    ratio = variance_ratio_of(base, other, spread)
    differing = int(np.count_nonzero(paired))
    caution = caution_of(spread, differing, ratio)
    return PairedDifference(
        metric=metric,
        unit=BY_NAME[metric].unit,
        baseline=baseline.scenario,
        alternative=alternative.scenario,
        baseline_mean=float(base.mean()) if base.size else float("nan"),
        alternative_mean=float(other.mean()) if other.size else float("nan"),
        mean=spread.mean,
        ci_low=ci_low,
        ci_high=ci_high,
        replications=spread.count,
        p_value=_p_value(paired),
        p_holm=float("nan"),
        verdict="open",
        more_replications=0,
        variance_ratio=ratio,
        deviation=spread.deviation,
        skewness=spread.skewness,
        differing=differing,
        caution=caution.reason,
        coverage=caution.coverage,
        enough_replications=caution.enough,
    )


def variance_ratio_of(base: Floats, other: Floats, spread: Spread) -> float:
    """Return how much pairing divides the variance by; NaN where nothing varies."""
    if not spread.deviation:
        return float("nan")
    return float(base.var(ddof=1) + other.var(ddof=1)) / spread.deviation**2


def _p_value(paired: Floats) -> float:
    """Return the p-value of a paired t test; NaN for fewer than two replications.

    Differences that are all the same number are certain: 1 if it is 0, else 0.
    """
    from scipy import stats  # noqa: PLC0415 - heavy, and not needed to start

    if paired.size <= 1:
        return float("nan")
    if np.ptp(paired) == 0:
        return float(paired[0] == 0)
    return float(stats.ttest_1samp(paired, 0.0).pvalue)


def _judged(difference: PairedDifference, tests: int) -> PairedDifference:
    if np.isnan(difference.mean):
        return replace(difference, verdict="not defined")
    if difference.p_holm < SIGNIFICANCE:
        return replace(difference, verdict="higher" if difference.mean > 0 else "lower")
    farthest = max(abs(difference.ci_low), abs(difference.ci_high))
    if farthest <= negligible(difference):
        return replace(difference, verdict="same")
    needed = replications_needed(difference, tests)
    return replace(difference, more_replications=max(needed - difference.replications, 1))


def negligible(difference: PairedDifference) -> float:
    """Return the largest difference that is of no interest: 1% of the baseline."""
    return NEGLIGIBLE_SHARE * abs(difference.baseline_mean)


def replications_needed(difference: PairedDifference, tests: int) -> int:
    """Return the fewest replications that would settle a difference of this mean and variance.

    It is settled as higher or lower when it exceeds t(n-1) s / sqrt(n), with t as strict as Holm's
    method may ask of one of so many tests; as the same when the 95% interval lies within 1% of the
    baseline. Return MOST_REPLICATIONS if so many would not do, or one replication shows nothing.
    """
    if difference.replications <= 1:
        return MOST_REPLICATIONS
    now = difference.spread
    skewness = now.skewness if now.points_away else 0.0
    strictest = SIGNIFICANCE / max(tests, 1)

    def is_settled(count: int) -> bool:
        then = replace(now, count=count, skewness=skewness)
        if t_quantile(count, strictest) * then.error < abs(then.mean):
            return True
        return max(map(abs, interval(then))) <= negligible(difference)

    counts = range(2, MOST_REPLICATIONS)
    return counts.start + bisect_left(counts, x=True, key=is_settled)
