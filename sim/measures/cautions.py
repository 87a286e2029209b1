"""Where intervals are known to hold the mean less often than they say: how often, and what helps.

The figures are of trials (docs/model.md 4.3): of lognormal values for skewness, of values most of
which are 0, and of the model itself where pairing cancels nearly all. They hardly depend on the
number of replications. `tests/proofs/test_intervals.py` repeats those of laws, and holds every
metric of `compare` to what they say. A sample shows only what is in it: of what is rare and did
not happen in any replication, no interval knows.
"""

from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from sim.measures.spread import CONFIDENCE, Spread, skewness_error

ENOUGH_DIFFERING = 5  # from so many on intervals hold
HELD_IF_DIFFERING = {1: 0.59, 2: 0.80, 3: 0.88, 4: 0.93}

# Skewness over the root of the number of values, where 1 is a single value away from all others.
# From each on: how often intervals held, and how many times as many replications did hold.
HELD_IF_SKEWED = ((0.7, 0.80, 200), (0.6, 0.86, 50), (0.5, 0.90, 10), (0.45, 0.92, 4))
SIGMAS = 2.0

# Where pairing divides the variance by so much, a few people are all that differs.
HELD_IF_CANCELLED = ((100_000.0, 0.40), (2_000.0, 0.80))
ENOUGH_IF_CANCELLED = 1_000


Reason = Literal["none", "none differ", "few differ", "skewed", "few people"]


@dataclass(frozen=True)
class Caution:
    """Why intervals hold less often, how often they held, and with how many replications they did.

    `coverage` is NaN, and `enough` 0, where no replication differs: nothing is known of those
    that would.
    """

    reason: Reason
    coverage: float
    enough: int


FINE = Caution("none", CONFIDENCE, 0)
UNKNOWN = Caution("none", float("nan"), 0)


def caution_of(spread: Spread, differing: int, variance_ratio: float) -> Caution:
    """Return how far to trust the interval of paired differences, of which so many are not 0.

    `variance_ratio` is how much pairing divides the variance by, NaN where that is not defined.

    >>> caution_of(Spread(10, 0.2, 0.4, 2.3), differing=2, variance_ratio=1.0)
    Caution(reason='few differ', coverage=0.8, enough=25)
    """
    if spread.count <= 1:
        return UNKNOWN
    if not differing:
        return replace(UNKNOWN, reason="none differ")
    if differing < min(ENOUGH_DIFFERING, spread.count):
        enough = ceil(spread.count * ENOUGH_DIFFERING / differing)
        return Caution("few differ", HELD_IF_DIFFERING[differing], enough)
    return min(_of_skewed(spread), _of_cancelled(spread, variance_ratio), key=_held)


def share_unseen(count: int) -> float:
    """Return the largest share of replications that may differ though none of so many did, at 95%.

    >>> round(share_unseen(10), 3)
    0.259
    """
    return float(1 - (1 - CONFIDENCE) ** (1 / count))


def _held(caution: Caution) -> float:
    return caution.coverage


def _of_skewed(spread: Spread) -> Caution:
    if abs(spread.skewness) > SIGMAS * skewness_error(spread.count):
        for least, coverage, times in HELD_IF_SKEWED:
            if abs(spread.skewness) >= least * spread.count**0.5:
                return Caution("skewed", coverage, times * spread.count)
    return FINE


def _of_cancelled(spread: Spread, variance_ratio: float) -> Caution:
    if spread.count < ENOUGH_IF_CANCELLED:
        for least, coverage in HELD_IF_CANCELLED:
            if variance_ratio >= least:
                return Caution("few people", coverage, ENOUGH_IF_CANCELLED)
    return FINE
