"""What each lever of a sweep does to a metric: one number a lever and index, with 95% intervals.

Every index is of the mean over the replications of a point, in which the same people are met as at
all others, so chance differs little from point to point. What is left of it makes the indices of
levers that do nothing larger than 0: more replications lower it, more points do not. Intervals of
Morris, Sobol and rank correlations are percentiles of a bootstrap over trajectories, base samples
or points; those of a change from the reference are over replications, as `sim.comparison` has them.

Sources: Morris (1991); Campolongo et al. (2007), "An effective screening design" (mu*); Saltelli
et al. (2010), table 2 (b) for first-order and (f), Jansen's, for total indices.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.measures.spread import CONFIDENCE, interval, spread_of
from sim.people.streams import Dice, Stream
from sim.study.sweep.designs import PLACE, Design
from sim.units import Floats, Ints

RESAMPLES = 1_000
INDEX_NAMES = {
    "first": "first value",
    "last": "last value",
    "mu_star": "mu*",
    "first_order": "first order",
    "rank_correlation": "rank correlation",
}
LEADING = frozenset({"first", "last", "mu_star", "total", "rank_correlation"})
"""By which of its indices a lever is said to matter."""
Statistic = Callable[[Floats], Floats]


@dataclass(frozen=True)
class LeverIndex:
    """One index of one lever, NaN where it is not defined; `is_relative` if it has no unit."""

    key: str
    name: str
    value: float
    ci_low: float
    ci_high: float
    is_relative: bool


def indices_of(design: Design, responses: Floats, seed: int) -> list[LeverIndex]:
    """Return the indices that belong to a design, of one metric.

    `responses` has a row a point, a column a replication, and NaN where the metric is not defined.
    """
    if design.name == "morris":
        return morris_indices(design, responses, seed)
    if design.name == "sobol":
        return sobol_indices(design, responses, seed)
    if design.name == "lhs":
        return rank_correlations(design, responses, seed)
    return changes(design, responses)


def means_of(responses: Floats) -> Floats:
    """Return the mean of each point over the replications in which the metric is defined."""
    is_defined = np.isfinite(responses)
    counts = is_defined.sum(axis=1)
    sums = np.where(is_defined, responses, 0.0).sum(axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def morris_indices(design: Design, responses: Floats, seed: int) -> list[LeverIndex]:
    """Return mu, mu* and sigma: means and deviation of the effect of a lever's whole way.

    They have the metric's unit. mu* says how much a lever matters, sigma how much that depends on
    the others or on where it stands.
    """
    count = len(design.levers)
    effects = elementary_effects(design, means_of(responses))
    found = []
    for name, statistic in MORRIS.items():
        rows = _bootstrap(effects, statistic, seed)
        found += _indices(design, name, rows, is_relative=False)
    return _by_lever(found, count)


def elementary_effects(design: Design, means: Floats) -> Floats:
    """Return a row a trajectory and a column a lever: the change of the metric over its step."""
    count = len(design.levers)
    shares = design.shares().reshape(design.blocks, count + 1, count)
    values = means[list(design.rows)].reshape(design.blocks, count + 1)
    steps = np.diff(shares, axis=1)
    moved = np.abs(steps).argmax(axis=2)
    sizes = np.take_along_axis(steps, moved[:, :, np.newaxis], axis=2)[:, :, 0]
    effects = np.empty((design.blocks, count))
    np.put_along_axis(effects, moved, np.diff(values, axis=1) / sizes, axis=1)
    return effects


def sobol_indices(design: Design, responses: Floats, seed: int) -> list[LeverIndex]:
    """Return first-order and total indices: the share of the variance that is due to a lever.

    The first is of the lever by itself, the total of the lever with all that others do through it.
    """
    count = len(design.levers)
    values = means_of(responses)[list(design.rows)].reshape(design.blocks, count + 2)
    found = []
    for name, statistic in SOBOL.items():
        found += _indices(design, name, _bootstrap(values, statistic, seed), is_relative=True)
    return _by_lever(found, count)


def rank_correlations(design: Design, responses: Floats, seed: int) -> list[LeverIndex]:
    """Return Spearman's correlation of each lever with the metric, over the points."""
    table = np.column_stack([design.shares(), means_of(responses)[list(design.rows)]])
    rows = _bootstrap(table, _spearman, seed)
    return _indices(design, "rank_correlation", rows, is_relative=True)


def changes(design: Design, responses: Floats) -> list[LeverIndex]:
    """Return what the first and the last value of each lever change, in the metric's unit.

    One at a time it is the change from the base; on a grid, that from the mean of all points to
    the mean of those with the value. Both are paired: the same people.
    """
    reference = responses[0] if design.name == "one-at-a-time" else responses.mean(axis=0)
    base = design.points[0] if design.name == "one-at-a-time" else None
    found = []
    for number, lever in enumerate(design.levers):
        for name, value in (("first", lever.values[0]), ("last", lever.values[-1])):
            chosen = [
                index
                for index, point in enumerate(design.points)
                if point[number] == value and (base is None or _differ(point, base) <= {number})
            ]
            spread = spread_of(responses[chosen].mean(axis=0) - reference)
            low, high = interval(spread)
            found.append(LeverIndex(lever.key, name, spread.mean, low, high, is_relative=False))
    return found


def _differ(point: Sequence[object], base: Sequence[object]) -> set[int]:
    return {index for index, value in enumerate(point) if value != base[index]}


def _mu(effects: Floats) -> Floats:
    return np.asarray(effects.mean(axis=-2))


def _mu_star(effects: Floats) -> Floats:
    return np.asarray(np.abs(effects).mean(axis=-2))


def _sigma(effects: Floats) -> Floats:
    return np.asarray(effects.std(axis=-2, ddof=1 if effects.shape[-2] > 1 else 0))


def _first_order(values: Floats) -> Floats:
    a, mixed, b = _parted(values)
    return _over_variance((b * (mixed - a)).mean(axis=-2), values)


def _total(values: Floats) -> Floats:
    a, mixed, _ = _parted(values)
    return _over_variance(((a - mixed) ** 2).mean(axis=-2) / 2, values)


def _parted(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the results of A, of A with each lever from B, and of B, around their mean."""
    around = values - values[..., [0, -1]].mean(axis=(-2, -1), keepdims=True)
    return around[..., :1], around[..., 1:-1], around[..., -1:]


def _over_variance(parts: Floats, values: Floats) -> Floats:
    variance = values[..., [0, -1]].var(axis=(-2, -1))[..., np.newaxis]
    return _divided(parts, variance)


def _spearman(table: Floats) -> Floats:
    """Return the correlation of the ranks of each column with those of the last."""
    from scipy.stats import rankdata  # noqa: PLC0415 - heavy, and not needed to start

    ranks = rankdata(table, axis=-2, nan_policy="propagate")
    around = ranks - ranks.mean(axis=-2, keepdims=True)
    last = around[..., -1:]
    products = (around[..., :-1] * last).sum(axis=-2)
    sizes = np.sqrt((around[..., :-1] ** 2).sum(axis=-2) * (last**2).sum(axis=-2))
    return _divided(products, sizes)


def _divided(parts: Floats, by: Floats) -> Floats:
    """Return the quotients, NaN where there is nothing to divide by."""
    quotients = np.full_like(parts, np.nan)
    np.divide(parts, by, out=quotients, where=by > 0)
    return quotients


MORRIS: dict[str, Statistic] = {"mu_star": _mu_star, "mu": _mu, "sigma": _sigma}
SOBOL: dict[str, Statistic] = {"total": _total, "first_order": _first_order}


def _bootstrap(rows: Floats, statistic: Statistic, seed: int) -> NDArray[np.float64]:
    """Return the statistic, and the ends of its interval by drawing rows anew: three rows."""
    count = rows.shape[0]
    value = statistic(rows)
    if count == 1:
        return np.array([value, np.full_like(value, np.nan), np.full_like(value, np.nan)])
    drawn: Ints = (
        Dice(seed, 0, PLACE).uniforms(Stream.BOOTSTRAP, RESAMPLES * count) * count
    ).astype(np.int64)
    anew = np.array([statistic(rows[some]) for some in drawn.reshape(RESAMPLES, count)])
    tail = (1 - CONFIDENCE) / 2
    is_defined = np.isfinite(anew).all(axis=0)
    ends = np.quantile(np.where(np.isfinite(anew), anew, 0.0), [tail, 1 - tail], axis=0)
    return np.vstack([value, np.where(is_defined, ends, np.nan)])


def _indices(design: Design, name: str, rows: Floats, *, is_relative: bool) -> list[LeverIndex]:
    return [
        LeverIndex(lever.key, name, value, low, high, is_relative)
        for lever, (value, low, high) in zip(design.levers, rows.T.tolist(), strict=True)
    ]


def _by_lever(found: list[LeverIndex], levers: int) -> list[LeverIndex]:
    """Return all indices of the first lever, then of the next."""
    return [one for lever in range(levers) for one in found[lever::levers]]
