"""How far days differ: beyond chance, each outlet by itself, and all outlets of a date together.

Days of an outlet and weekday are compared. Where people come by a Poisson law the index of
dispersion is 1, and the sum of squares follows a chi-square law. Where they come in groups, which
are Poisson, a count varies by as much as the mean square of a group over its mean: its `clumping`.
Beyond that a factor of each day of gamma law is estimated, by its moments; and what of it the
outlets of a log share, since many of them say little more of a date than one does.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import stats

from sim.people.streams import Dice, Stream
from sim.scenario.distributions import Gamma
from sim.scenario.limits import CV_MIN, DAY_CV_MAX
from sim.study.fit.intervals import Bounds, SamplingError
from sim.units import DAYS_PER_WEEK, Floats, Ints

SIGNIFICANT = 0.05
LEAST_RISE = 0.01
LEAST_INDEX = 1e-3
SELDOM = 0.025


@dataclass(frozen=True)
class Dispersion:
    """Whether days differ by more than chance: the index, 1 of Poisson days, and its p-value."""

    index: float
    degrees: int
    p_value: float


@dataclass(frozen=True, eq=False)
class Days:
    """Days of outlets with their tickets: of which outlet, weekday and date each is."""

    outlet: Ints
    weekday: Ints
    date: Ints
    totals: Ints
    clumping: float = 1.0

    @cached_property
    def group(self) -> Ints:
        """Return a number for each outlet and weekday."""
        return self.outlet * DAYS_PER_WEEK + self.weekday

    @cached_property
    def rows(self) -> list[Ints]:
        """Return the rows of each group."""
        return rows_of(self.group)

    @cached_property
    def count(self) -> Ints:
        """Return of how many days each day's group is."""
        return np.bincount(self.group)[self.group]

    @cached_property
    def mean(self) -> Floats:
        """Return the mean of each day's group."""
        return np.asarray(np.bincount(self.group, self.totals)[self.group] / self.count)

    @property
    def variance(self) -> Floats:
        """Return the variance of each day, by the fitted law of days."""
        return np.asarray(self.mean * self.clumping + (self.cv * self.mean) ** 2)

    @property
    def degrees(self) -> float:
        """Return the degrees of freedom of how much days vary, less where weekdays differ.

        Busy weekdays have most of the sum of squares. Source: Satterthwaite (1946).
        """
        left = 1 - 1 / self.count
        squares = float((self.variance**2 * left).sum())
        return float((self.variance * left).sum()) ** 2 / squares if squares else 0.0

    @cached_property
    def cv(self) -> float:
        """Return the coefficient of variation of a day's factor, significant or not."""
        return self.cv_of(self.index(self.totals))

    @cached_property
    def chance(self) -> float:
        """Return the sum of squares that chance alone would give."""
        return float((self.mean * (1 - 1 / self.count)).sum()) * self.clumping

    @cached_property
    def rise(self) -> float:
        """Return by how much the index rises with the square of the coefficient of variation."""
        squares = 0.0
        for rows in self.rows:
            counts, degrees = self.totals[rows], len(rows) - 1
            if degrees:
                squared = float(counts.mean()) ** 2
                squares += degrees * (squared - float(counts.var(ddof=1)) / len(rows))
        return max(squares / self.chance, LEAST_RISE)

    def index(self, totals: Floats | Ints) -> float:
        """Return the sum of squares of such days over that of chance; NaN where none compares."""
        spread = sum(float(((totals[rows] - totals[rows].mean()) ** 2).sum()) for rows in self.rows)
        chance = sum((len(rows) - 1) * float(totals[rows].mean()) for rows in self.rows)
        return spread / (chance * self.clumping) if chance else float("nan")

    def cv_of(self, index: float) -> float:
        """Return the variation of days at which the index would be so large; 0 for chance."""
        if not index > 1:
            return 0.0
        cv = float(np.sqrt((index - 1) / self.rise))
        return min(cv, DAY_CV_MAX) if cv >= CV_MIN else 0.0


@dataclass(frozen=True)
class Together:
    """What outlets share on a date: the variation of a common factor; 0 where it is chance."""

    cv: float = 0.0
    degrees: int = 0
    p_value: float = 1.0


def dispersion(groups: Ints, tickets: Ints, least: int = 1, clumping: float = 1.0) -> Dispersion:
    """Return the index of dispersion of days within groups, over all columns of counts together.

    Cells of a group with fewer tickets than `least` in all are left out. No two days of a group is
    no test, and a p-value of 1.
    """
    square, degrees = 0.0, 0
    for rows in rows_of(groups):
        counts = tickets[rows]
        counts = counts[:, counts.sum(axis=0) >= least]
        means = counts.mean(axis=0)
        square += float(((counts - means) ** 2 / means).sum()) / clumping
        degrees += (len(rows) - 1) * counts.shape[1]
    if not degrees:
        return Dispersion(float("nan"), 0, 1.0)
    return Dispersion(square / degrees, degrees, float(stats.chi2.sf(square, degrees)))


def rows_of(groups: Ints) -> list[Ints]:
    """Return the rows of each group, the groups in order."""
    order = np.argsort(groups, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)


def together_by_date(days: Days) -> Together:
    """Return what outlets share on a date: by sums over outlets, in which chance evens out.

    Were each outlet by itself, the squares of what the dates of a weekday have beyond its means
    would sum up, over their variance, to a chi-square law.
    """
    compared = days.count > 1
    if not compared.any():
        return Together()
    dates, first, place = np.unique(days.date[compared], return_index=True, return_inverse=True)
    mean, variance = days.mean[compared], days.variance[compared]
    left = 1 - 1 / days.count[compared]
    columns = (days.totals[compared] - mean, variance * left, mean, mean**2)
    beyond, alone, level, own = (np.bincount(place, one) for one in columns)
    of_weekday = np.bincount(days.weekday[compared][first], minlength=DAYS_PER_WEEK)
    left_of_date = 1 - 1 / of_weekday[days.weekday[compared][first]]
    degrees = dates.size - int(np.count_nonzero(of_weekday))
    shared = float((left_of_date * (level**2 - own)).sum())
    if not degrees or shared <= 0:
        return Together()
    p_value = float(stats.chi2.sf((left_of_date * beyond**2 / alone).sum(), degrees))
    squared = float((beyond**2 - alone).sum()) / shared
    is_shared = p_value < SIGNIFICANT and squared > CV_MIN**2
    cv = min(float(np.sqrt(squared)), days.cv) if is_shared else 0.0
    return Together(cv, degrees, p_value)


def other_logs(days: Days, together: Together, dice: Dice, times: int) -> Floats:
    """Return the tickets of each day in so many other logs, by the fitted law of days."""
    dates, place = np.unique(days.date, return_inverse=True)
    own = float(np.sqrt(max((1 + days.cv**2) / (1 + together.cv**2) - 1, 0.0)))
    logs = np.empty((times, days.totals.size))
    for turn in range(times):
        uniforms = dice.uniforms(Stream.BOOTSTRAP, days.totals.size + dates.size, turn)
        of_date = _factors(uniforms[days.totals.size :], together.cv)[place]
        groups = days.mean * of_date / days.clumping
        logs[turn] = _counts(uniforms[: days.totals.size], groups, own) * days.clumping
    return logs


def spread_of_cv(days: Days, drawn: Floats) -> SamplingError | Bounds:
    """Return the spread of the variation of days: by the logarithm of the index, less its bias.

    Days more alike than chance has them are no news of how much they differ: the index counts as no
    lower than it is by chance in one log of forty.
    """
    if len(drawn) < 2 or not days.degrees:  # noqa: PLR2004 - of which no deviation can be taken
        return Bounds()
    indices = np.array([days.index(one) for one in drawn])
    others = np.log(np.maximum(indices, LEAST_INDEX))
    index = days.index(days.totals)
    if not days.cv:
        index = max(index, float(np.quantile(indices, SELDOM)), LEAST_INDEX)
    expected = float(np.log(1 + days.rise * days.cv**2))
    centre = float(np.log(index)) - (float(others.mean()) - expected)
    return SamplingError(
        centre,
        float(others.std(ddof=1)),
        len(others) - 1,
        lambda logarithm: days.cv_of(float(np.exp(logarithm))),
    )


def _factors(uniforms: Floats, cv: float) -> Floats:
    return Gamma(mean=1, cv=cv).quantile(uniforms) if cv else np.ones(uniforms.size)


def _counts(uniforms: Floats, means: Floats, cv: float) -> Floats:
    """Return counts of Poisson law whose mean has a factor of gamma law."""
    if cv < CV_MIN:
        return np.asarray(stats.poisson.ppf(uniforms, means), dtype=np.float64)
    shape = 1 / cv**2
    return np.asarray(stats.nbinom.ppf(uniforms, shape, shape / (shape + means)), dtype=np.float64)
