"""Where a fixed number of further replications teaches most: optimal computing budget allocation.

Sources: Chen, Lin, Yucesan and Chick (2000), "Simulation budget allocation for further enhancing
the efficiency of ordinal optimization"; with a limit, Lee, Pujowidianto, Li, Chen and Yap (2012),
"Approximate simulation budget allocation for selecting the best design in the presence of
stochastic constraints". What they maximise is a bound of the chance to choose the best; it is no
guarantee, and no error is stated beforehand.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from sim.units import Bools, Floats, Ints

LEAST = 1e-12


@dataclass(frozen=True)
class Observed:
    """Of each system the mean and variance of its observations, and how many there are."""

    means: Floats
    variances: Floats
    counts: Ints


def shares_with_limit(costs: Observed, values: Observed, limit: float) -> Floats:
    """Return what share of all replications each system should have; their sum need not be 1.

    The best is the cheapest whose value is at most the limit; where no limit binds, the shares are
    those of OCBA. Systems that do not vary get hardly any. What is plainly over the limit is found
    out by its value, what is plainly dearer by its cost: by whichever takes less. The best must be
    shown to be both. Where none keeps the limit, all are asked for their value.
    """
    by_limit = np.maximum(values.variances, LEAST) / np.maximum((values.means - limit) ** 2, LEAST)
    keeps = values.means <= limit
    if not keeps.any():
        return by_limit
    variances = np.maximum(costs.variances, LEAST)
    best = int(np.where(keeps, costs.means, np.inf).argmin())
    others = np.arange(costs.means.size) != best
    gaps = costs.means - costs.means[best]
    by_cost = np.where(gaps > 0, variances / np.maximum(gaps**2, LEAST), np.inf)
    by_cost[keeps & (gaps <= 0)] = variances[keeps & (gaps <= 0)] / LEAST
    shares = np.where(keeps, by_cost, np.minimum(by_cost, by_limit))
    rivals = others & (keeps | (by_cost < by_limit))
    as_best = np.sqrt(variances[best] * (shares[rivals] ** 2 / variances[rivals]).sum())
    shares[best] = max(as_best, by_limit[best])
    return shares


def further(shares: Floats, counts: Ints, more: int) -> Ints:
    """Return how many more each system gets, so that all together are nearest to the shares.

    Nobody gives back what was done already: who has too many gets none, and the others share what
    is left. What rounding leaves goes to the system with the largest share.
    """
    total = int(counts.sum()) + more
    takes = np.ones(counts.size, dtype=bool)
    wanted = counts.copy()
    while True:
        left = total - int(counts[~takes].sum())
        scaled = np.floor(left * shares / shares[takes].sum()).astype(np.int64)
        wanted = np.where(takes, scaled, counts)
        over = takes & (wanted < counts)
        if not over.any():
            break
        takes &= ~over
    wanted[_largest(shares, takes)] += total - int(wanted.sum())
    return wanted - counts


def chance_of_best(costs: Observed, values: Observed, limit: float) -> float:
    """Return a lower bound of the chance that the cheapest which seems to keep the limit is right.

    By normal laws of the means as they were observed, and Bonferroni over the systems: 0 if none
    seems to keep it. An estimate afterwards, where nothing was guaranteed before.
    """
    keeps = values.means <= limit
    if not keeps.any():
        return 0.0
    best = int(np.where(keeps, costs.means, np.inf).argmin())
    others = np.arange(costs.means.size) != best
    errors = costs.variances / costs.counts
    is_dearer = _chance(costs.means - costs.means[best], errors + errors[best])
    is_over = _chance(values.means - limit, values.variances / values.counts)
    wrong = 1 - np.maximum(is_dearer, is_over)
    return max(0.0, 1 - float(wrong[others].sum()) - float(is_over[best]))


def _chance(gaps: Floats, variances: Floats) -> Floats:
    """Return the chance that each gap is above 0, of normal laws."""
    found: Floats = stats.norm.cdf(gaps / np.sqrt(np.maximum(variances, LEAST)))
    return found


def _largest(shares: Floats, takes: Bools) -> int:
    return int(np.where(takes, shares, -np.inf).argmax())
