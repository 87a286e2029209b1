"""What a course costs for each thing that it brings: a ratio of two paired differences.

Cost and effect differ from replication to replication, and so does their ratio, whose interval is
Fieller's: of all ratios those that a t test of `cost - ratio * effect` does not reject. Where the
effect itself may be none, so that its own interval holds 0, no ratio is settled, and none is given.
Source: Fieller (1954), "Some problems in interval estimation". A seat is paid once and its owner
stays trained; what it brings after the run is not in the effect, so a longer run finds it cheaper.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from sim.comparison import Sample
from sim.measures.spread import CONFIDENCE, t_quantile
from sim.units import Floats

Settled = Literal["settled", "open", "worse"]
Metrics = Mapping[str, float]
COST = "training_cost_yuan"


@dataclass(frozen=True)
class CostOfEffect:
    """Yuan for each thing that a course brings, alternative over baseline.

    `cost_mean` and `effect_mean` are the paired differences over a run, and `mean` is their ratio.
    `verdict` is "settled" where the effect is above 0 beyond doubt, "worse" where it is below, and
    "open" where it may be either: then the ends are NaN, and so is the mean.
    """

    metric: str
    unit: str
    baseline: str
    alternative: str
    cost_mean: float
    effect_mean: float
    mean: float
    ci_low: float
    ci_high: float
    replications: int
    verdict: Settled


def costs_of_effect(
    baseline: Sample, alternatives: Sequence[Sample], days: int
) -> list[CostOfEffect]:
    """Return what courses cost for each further purchase and each day saved; of none, nothing.

    `days` are those that are measured: flows a day become counts by them.
    """
    return [
        cost
        for alternative in alternatives
        if _has_course(baseline) or _has_course(alternative)
        for cost in _costs(baseline, alternative, days)
    ]


def fieller(costs: Floats, effects: Floats) -> tuple[float, float]:
    """Return the ends of the 95% interval of the ratio of the means of pairs; NaN if it has none.

    >>> fieller(np.array([6.0, 6.0, 6.0]), np.array([2.0, 2.0, 2.0]))
    (3.0, 3.0)
    """
    count = costs.size
    if count <= 1:
        return float("nan"), float("nan")
    square = t_quantile(count, 1 - CONFIDENCE) ** 2 / count
    products = np.atleast_2d(np.cov(costs, effects))
    cost, effect = float(costs.mean()), float(effects.mean())
    a = effect**2 - square * float(products[1, 1])
    b = cost * effect - square * float(products[0, 1])
    c = cost**2 - square * float(products[0, 0])
    if a <= 0:
        return float("nan"), float("nan")
    root = sqrt(max(b**2 - a * c, 0.0))
    return (b - root) / a, (b + root) / a


def _has_course(sample: Sample) -> bool:
    return any(np.isfinite(one.get(COST, np.nan)) for one in sample.metrics)


def _costs(baseline: Sample, alternative: Sample, days: int) -> list[CostOfEffect]:
    pairs = list(zip(baseline.metrics, alternative.metrics, strict=True))
    found = []
    for name, effect in EFFECTS.items():
        rows = np.array([(_cost(*pair), effect(*pair) * days) for pair in pairs])
        rows = rows[np.isfinite(rows).all(axis=1)]
        if len(rows):
            names = (name, "yuan", baseline.scenario, alternative.scenario)
            found.append(_cost_of_effect(names, rows[:, 0], rows[:, 1]))
    return found


def _cost_of_effect(
    names: tuple[str, str, str, str], costs: Floats, effects: Floats
) -> CostOfEffect:
    low, high = fieller(costs, effects)
    cost, effect = float(costs.mean()), float(effects.mean())
    verdict: Settled = "open" if np.isnan(low) else ("settled" if effect > 0 else "worse")
    ratio = float("nan") if verdict == "open" else cost / effect
    return CostOfEffect(*names, cost, effect, ratio, low, high, costs.size, verdict)


def _cost(before: Metrics, after: Metrics) -> float:
    """Return how much more the courses cost; a scenario without any has none."""
    cost, base = after.get(COST, 0.0), before.get(COST, 0.0)
    return float(np.nan_to_num(cost) - np.nan_to_num(base))


def _further_purchases(before: Metrics, after: Metrics) -> float:
    """Return how many more wishes of a day ended as completed purchases."""
    return _wishes(after, "ended_completed_share") - _wishes(before, "ended_completed_share")


def _days_saved(before: Metrics, after: Metrics) -> float:
    """Return by how many days earlier those parcels of a day's wishes came that did."""
    saved = before["wish_to_door_mean_days"] - after["wish_to_door_mean_days"]
    return saved * _wishes(after, "reached_delivered_share")


def _wishes(metrics: Metrics, share: str) -> float:
    return metrics[share] * metrics["wishes_per_day"]


EFFECTS: dict[str, Callable[[Metrics, Metrics], float]] = {
    "yuan_per_further_completed_purchase": _further_purchases,
    "yuan_per_day_saved_from_wish_to_door": _days_saved,
}
