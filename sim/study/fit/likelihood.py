"""Maximum likelihood of durations of which some are known only by a bound, and its bootstrap.

Durations are in minutes. One that is seen counts by the density, or by the chance of its stamps
where these are whole minutes; one that is known to be shorter counts by the distribution function,
one that is known to be longer by its complement. The search is over the logarithms of the
parameters, between the limits that a scenario allows.

The bootstrap draws how often each duration occurs anew, by a Poisson law, and goes from the
estimate by a few steps of Newton to the new one (Schucany and Wang 1991, "One-step bootstrapping
for smooth iterative procedures"), or searches again where these do not end. The durations are put
together into cells of equal counts first, which moves an estimate by far less than chance does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from scipy import optimize, stats

from sim.people.streams import Dice, Stream
from sim.scenario.unbounded import UnboundedDistribution
from sim.study.fit.intervals import FittedParameter, SamplingError
from sim.study.fit.laws import (
    LawFamily,
    Parameters,
    chance_between_stamps,
    share_up_to_stamps,
)
from sim.units import Floats

LEAST_CHANCE = 1e-300
CELLS_MOST = 400
TOLERANCE = 1e-11
DIFFERENCE = 1e-3
STEP_LONG = 0.01
STEPS_MOST = 5


@dataclass(frozen=True, eq=False)
class Durations:
    """Minutes that are known, or only by a bound, each with how often it occurs.

    `unit_min` is that of whole-minute stamps, 1, or 0 where stamps are finer.
    """

    seen: Floats
    seen_times: Floats
    shorter_than: Floats
    shorter_times: Floats
    longer_than: Floats
    longer_times: Floats
    unit_min: float = 0.0

    @property
    def count(self) -> int:
        """Return how many durations there are."""
        return round(float(self.times.sum()))

    @property
    def times(self) -> Floats:
        """Return how often each duration occurs: those seen, then the shorter, then the longer."""
        return np.concatenate((self.seen_times, self.shorter_times, self.longer_times))


@dataclass(frozen=True)
class FittedLaw:
    """The law that fits best of its family, how well, and from how many durations.

    `distance` is the largest between the shares up to a duration in the log and by the law; NaN
    where durations are censored.
    """

    family: str
    parameters: tuple[FittedParameter, ...]
    log_likelihood: float
    count: int
    distance: float = float("nan")

    @property
    def aic(self) -> float:
        """Return Akaike's criterion, of which the smallest is best."""
        return 2 * len(self.parameters) - 2 * self.log_likelihood

    @property
    def values(self) -> Parameters:
        """Return the estimates alone."""
        return tuple(one.value for one in self.parameters)


def durations(
    seen: Floats, shorter_than: Floats, longer_than: Floats, unit_min: float = 0.0
) -> Durations:
    """Return durations that occur once each; equal ones are put together."""
    known = [
        (distinct, times.astype(np.float64))
        for distinct, times in (
            np.unique(values, return_counts=True) for values in (seen, shorter_than, longer_than)
        )
    ]
    return Durations(*known[0], *known[1], *known[2], unit_min)


def log_likelihood(family: LawFamily, parameters: Parameters, known: Durations) -> float:
    """Return the logarithm of the likelihood of some parameters."""
    return float(known.times @ _logs(family, parameters, known))


def _logs(family: LawFamily, parameters: Parameters, known: Durations) -> Floats:
    """Return the logarithm of the likelihood of each duration, as often as it occurs once."""
    law = family.make(parameters)
    return np.concatenate(
        (
            _log_of_seen(family, parameters, law, known) if known.seen.size else known.seen,
            _log(law.whole_cumulative(known.shorter_than)),
            _log(1 - law.whole_cumulative(known.longer_than)),
        )
    )


def fit_family(family: LawFamily, known: Durations, start: Parameters = ()) -> FittedLaw:
    """Return the parameters of a family that make the durations likeliest."""
    begin = start or family.start(*_moments(known))
    low, high = np.array(family.limits).T
    bounds = optimize.Bounds(np.log(low), np.log(high))
    count = max(known.count, 1)

    def lack(logarithms: Floats) -> float:
        found = tuple(np.clip(np.exp(logarithms), low, high).tolist())
        return -log_likelihood(family, found, known) / count

    first = np.log(np.clip(begin, low, high))
    done = optimize.minimize(
        lack, first, method="L-BFGS-B", bounds=bounds, options={"ftol": TOLERANCE, "gtol": 1e-7}
    )
    best = tuple(np.clip(np.exp(done.x), low, high).tolist())
    parameters = tuple(map(FittedParameter, family.parameters, best))
    return FittedLaw(family.name, parameters, -float(done.fun) * count, known.count)


def best_of(families: Sequence[LawFamily], known: Durations) -> list[FittedLaw]:
    """Return the fit of each family, the best by Akaike's criterion first."""
    return sorted((fit_family(one, known) for one in families), key=lambda fitted: fitted.aic)


def with_intervals(
    family: LawFamily, fitted: FittedLaw, known: Durations, dice: Dice, times: int
) -> FittedLaw:
    """Return a fit with the spread of its parameters, by so many bootstrap samples."""
    cells = in_cells(known, CELLS_MOST)
    centre = np.log(fit_family(family, cells, fitted.values).values)
    around = _around(family, centre, cells)
    found = np.array(
        [
            other_estimate(family, centre, around, _resampled(cells, dice, turn))
            for turn in range(times)
        ]
    )
    errors = found.std(axis=0, ddof=1).tolist()
    parameters = tuple(
        replace(one, spread=SamplingError(float(np.log(one.value)), error, times - 1))
        for one, error in zip(fitted.parameters, errors, strict=True)
    )
    return replace(fitted, parameters=parameters)


def other_estimate(family: LawFamily, centre: Floats, around: Floats, other: Durations) -> Floats:
    """Return the logarithms of the parameters of another log of the same durations.

    `around` is what each of these adds to the likelihood around `centre`, where it is highest for
    the log itself.
    """
    low, high = np.log(np.array(family.limits).T) + np.array([[DIFFERENCE], [-DIFFERENCE]])
    found = centre
    for turn in range(STEPS_MOST):
        here = _around(family, found, other) if turn else around
        step = _newton_step(here @ other.times)
        if not np.all((found + step > low) & (found + step < high)):
            break
        found = found + step
        if np.abs(step).max() <= STEP_LONG:
            return found
    return np.log(fit_family(family, other, tuple(np.exp(centre).tolist())).values)


def _around(family: LawFamily, centre: Floats, known: Durations) -> Floats:
    """Return what each duration adds to the likelihood, at a point and at all its neighbours."""
    moves = product((-1, 0, 1), repeat=centre.size)
    low, high = np.array(family.limits).T
    points = (np.clip(np.exp(centre + DIFFERENCE * np.array(move)), low, high) for move in moves)
    return np.array([_logs(family, tuple(point.tolist()), known) for point in points])


def _newton_step(values: Floats) -> Floats:
    """Return the step to the top, from a function at a point and its neighbours; NaN for none."""
    parameters = round(np.log(values.size) / np.log(3))
    grid = values.reshape((3,) * parameters)
    centre = (1,) * parameters
    slopes = np.array([np.gradient(grid, axis=axis)[centre] for axis in range(parameters)])
    bends = np.array(
        [[_bend(grid, one, other) for other in range(parameters)] for one in range(parameters)]
    )
    if np.linalg.eigvalsh(bends)[-1] >= 0:
        return np.full(parameters, np.nan)
    return np.asarray(-np.linalg.solve(bends, slopes) * DIFFERENCE)


def _bend(grid: Floats, one: int, other: int) -> float:
    """Return the second difference at the middle of a grid of three points each way."""
    middle = [1] * grid.ndim
    if one == other:
        ends = [(*middle[:one], side, *middle[one + 1 :]) for side in (0, 2)]
        return float(sum(grid[end] for end in ends) - 2 * grid[tuple(middle)])
    return float(grid[0, 0] + grid[2, 2] - grid[0, 2] - grid[2, 0]) / 4


def distance(family: LawFamily, fitted: FittedLaw, known: Durations) -> float:
    """Return the largest distance between the shares up to each duration, in the log and by law."""
    law = family.make(fitted.values)
    after = np.cumsum(known.seen_times) / known.seen_times.sum()
    if known.unit_min:
        by_law = share_up_to_stamps(law, known.seen, known.unit_min)
        return float(np.abs(after - by_law).max())
    by_law = law.whole_cumulative(known.seen)
    before = np.append(0.0, after[:-1])
    return float(np.maximum(np.abs(after - by_law), np.abs(before - by_law)).max())


def in_cells(known: Durations, most: int) -> Durations:
    """Return durations put together, in their order, into at most so many cells of each kind."""
    seen = (known.seen, known.seen_times)
    return Durations(
        *(seen if known.unit_min else _cells(*seen, most)),
        *_cells(known.shorter_than, known.shorter_times, most),
        *_cells(known.longer_than, known.longer_times, most),
        known.unit_min,
    )


def _cells(values: Floats, times: Floats, most: int) -> tuple[Floats, Floats]:
    if values.size <= most:
        return values, times
    cell = ((np.cumsum(times) - times / 2) / times.sum() * most).astype(np.int64)
    of_cell = np.bincount(cell, times).astype(np.float64)
    held = of_cell > 0
    sums = np.bincount(cell, times * values)
    return np.asarray(sums[held] / of_cell[held]), of_cell[held]


def _resampled(cells: Durations, dice: Dice, turn: int) -> Durations:
    """Return how often each duration would occur in another log."""
    times = np.concatenate((cells.seen_times, cells.shorter_times, cells.longer_times))
    drawn = stats.poisson.ppf(dice.uniforms(Stream.BOOTSTRAP, times.size, turn), times)
    ends = np.cumsum([cells.seen.size, cells.shorter_than.size])
    seen, shorter, longer = np.split(np.asarray(drawn), ends)
    return replace(cells, seen_times=seen, shorter_times=shorter, longer_times=longer)


def _log_of_seen(
    family: LawFamily, parameters: Parameters, law: UnboundedDistribution, known: Durations
) -> Floats:
    if known.unit_min:
        return _log(chance_between_stamps(law, known.seen, known.unit_min))
    return family.log_density(known.seen, parameters)


def _log(shares: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(shares, LEAST_CHANCE)))


def _moments(known: Durations) -> tuple[float, float]:
    """Return a mean and a coefficient of variation to begin with.

    Where nothing is seen, people are taken to leave at a constant rate: those who left over the
    time that all waited.
    """
    if known.seen.size:
        mean = float(np.average(known.seen, weights=known.seen_times))
        spread = float(np.average((known.seen - mean) ** 2, weights=known.seen_times))
        if not known.longer_than.size:
            return max(mean, LEAST_CHANCE), max(float(np.sqrt(spread)) / mean, 0.1)
    left = float(known.shorter_times.sum() + known.seen_times.sum())
    waited = sum(
        float(times @ values)
        for values, times in (
            (known.seen, known.seen_times),
            (known.shorter_than, known.shorter_times),
            (known.longer_than, known.longer_times),
        )
    )
    return waited / max(left, 1.0), 1.0
