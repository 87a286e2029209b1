"""Small studies that end by the rule, on values whose mean is known."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from sim.study.precision import FEWEST, Precision, StoppingRule, Wanted, of_difference, of_mean
from sim.units import Floats

Draw = Callable[[np.random.Generator, int], Floats]
ROUNDING = 1e-9
NORMAL_975 = 1.96


@dataclass(frozen=True)
class Studies:
    """In how many of `count` studies the interval held, by the rule and with a fixed number.

    The fixed number is what the studies took on the mean.
    """

    count: int
    held: int
    held_if_fixed: int
    replications_mean: float

    @property
    def share(self) -> float:
        return self.held / self.count

    @property
    def share_if_fixed(self) -> float:
        return self.held_if_fixed / self.count

    def reaches(self, share: float) -> bool:
        """Return whether the chance to hold may well be such a share."""
        tested = stats.binomtest(self.held, self.count, share, alternative="less")
        return bool(tested.pvalue > 1e-4)

    def __str__(self) -> str:
        return f"{self.share:6.1%} {self.share_if_fixed:6.1%} {self.replications_mean:6.1f}"


@dataclass(frozen=True)
class How:
    """From how many on the rule looks, and at what: at a mean, or at a difference."""

    fewest: int = FEWEST
    precise: Callable[[Wanted, Floats], Precision] = of_mean


USUAL = How()


def at_difference(wanted: Wanted, values: Floats) -> Precision:
    """Look at values as the differences to a baseline of which all are 0."""
    return of_difference(wanted, np.zeros_like(values), values, "other")


def stopped(values: Floats, wanted: Wanted, how: How) -> tuple[StoppingRule, int]:
    """Return the rule as it ended, and after how many of the values; all, if it never does."""
    rule = StoppingRule(how.fewest)
    for count in range(how.fewest, values.size + 1):
        if rule.is_enough(count, [how.precise(wanted, values[:count])]):
            return rule, count
    return rule, values.size


def studies(draw: Draw, mean: float, wanted: Wanted, count: int, how: How = USUAL) -> Studies:
    """Return what came of so many studies, none of which takes more than 400 replications."""
    chance = np.random.Generator(np.random.Philox(count))
    all_values = [draw(chance, 400) for _ in range(count)]
    taken = [stopped(values, wanted, how)[1] for values in all_values]
    fixed = round(float(np.mean(taken)))
    pairs = list(zip(all_values, taken, strict=True))
    return Studies(
        count=count,
        held=sum(holds(how.precise(wanted, values[:size]), mean) for values, size in pairs),
        held_if_fixed=sum(
            holds(how.precise(wanted, values[:fixed]), mean) for values in all_values
        ),
        replications_mean=float(np.mean(taken)),
    )


def holds(precision: Precision, mean: float) -> bool:
    near = precision.half_width + ROUNDING * abs(mean)
    return abs(precision.spread.mean - mean) <= near


def width_for(deviation: float, replications: int) -> float:
    """Return the width that takes some so many replications."""
    return float(NORMAL_975 * deviation / np.sqrt(replications))
