"""People who come together: tickets of an outlet that were issued at the same moment.

Where stamps are fine, few coincide by chance; so many more as do are groups, and their sizes can be
counted. Whole minutes do not tell who came together.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from sim.people.streams import Dice, Stream
from sim.scenario.limits import GROUP_MAX
from sim.study.fit.intervals import FittedParameter, relative_spread
from sim.study.fit.logged_days import QUARTER_MS
from sim.units import MINUTE_MS, Floats, Ints

SURELY = 0.001
BY_CHANCE_MOST = 0.1
VALUES = 100


@dataclass(frozen=True)
class FittedGroups:
    """How many come together: the mean, and of 100 groups so many of each size.

    `clumping` is the mean square over the mean. `by_chance` of those that coincide would do so
    anyway. Where that is too many, `is_told` is false, and where groups are no more than chance
    the mean is 1.
    """

    mean: FittedParameter
    values: tuple[int, ...]
    clumping: float
    by_chance: float
    count: int
    is_told: bool = True


ALONE = FittedGroups(FittedParameter("group_size", 1.0), (), 1.0, 0.0, 0)
NOT_TOLD = FittedGroups(ALONE.mean, (), 1.0, 1.0, 0, is_told=False)


def fit_groups(outlet: Ints, issued_ms: Ints, unit_ms: int, dice: Dice, times: int) -> FittedGroups:
    """Return how many come together, where stamps are known to a unit."""
    if unit_ms >= MINUTE_MS:
        return NOT_TOLD
    stamps, sizes = np.unique(np.stack((outlet, issued_ms)), axis=1, return_counts=True)
    pairs = float((sizes * (sizes - 1) / 2).sum())
    quarters = np.unique(np.stack((stamps[0], stamps[1] // QUARTER_MS)), axis=1, return_counts=True)
    expected = float((quarters[1] * (quarters[1] - 1) / 2).sum()) * unit_ms / QUARTER_MS
    if stats.poisson.sf(pairs - 1, expected) > SURELY:
        return ALONE
    by_chance = expected / pairs
    if by_chance > BY_CHANCE_MOST:
        return replace(NOT_TOLD, by_chance=by_chance)
    known, counts = np.unique(np.minimum(sizes, GROUP_MAX), return_counts=True)
    mean = float(np.average(known, weights=counts))
    uniforms = (dice.uniforms(Stream.BOOTSTRAP, known.size, turn) for turn in range(times))
    drawn = [np.asarray(stats.poisson.ppf(one, counts)) for one in uniforms]
    means = np.array([float(np.average(known, weights=one)) for one in drawn])
    return FittedGroups(
        FittedParameter("group_size", mean, relative_spread(mean, means)),
        _hundred(known, counts),
        float((known**2) @ counts / (known @ counts)),
        by_chance,
        int(sizes.size),
    )


def _hundred(sizes: Ints, counts: Ints) -> tuple[int, ...]:
    """Return of 100 groups the size of each: by their shares, and the largest remainders.

    >>> _hundred(np.array([1, 2]), np.array([2, 1])).count(1)
    67
    """
    exact: Floats = counts / counts.sum() * VALUES
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: VALUES - int(whole.sum())]] += 1
    return tuple(np.repeat(sizes, whole).tolist())
