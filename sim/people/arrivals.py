"""When other customers come: alone or in groups, on days that are busy or quiet beyond chance.

Both are off by default: then nothing is drawn for them, and arrivals are Poisson by the profile of
the day. Groups come as seldom as they are large, and a day's factor has the mean 1, so that either
leaves the mean number of visits as it is. Source of the daily factor, of gamma law: Avramidis,
Deslauriers and L'Ecuyer (2004), Modeling Daily Arrivals to a Telephone Call Center.
"""

from functools import lru_cache

import numpy as np

from sim.calendar import Intensity, by_day, inverse, other_intensity
from sim.people.streams import SPARE_SIGMAS, Dice, Stream
from sim.plan import Plan, opening_expression
from sim.scenario import AnyDistribution, Others
from sim.scenario.distributions import Gamma
from sim.scenario.limits import CV_MIN, GROUP_MAX
from sim.units import DAY_MS, Floats, Ints

HALF = 0.5
SELDOM = 1e-6


def draw_arrivals(plan: Plan, dice: Dice, outlet: int) -> Ints:
    """Return when people come to an outlet, in order; all of a group at the same moment."""
    others, office = plan.scenario.others, plan.county.outlets[outlet]
    expression = opening_expression(plan.scenario, office.outlet_class)
    intensity = other_intensity(plan.scenario, office.people, expression)
    if others.day_cv:
        uniforms = dice.uniforms(Stream.OTHER_DAY, plan.scenario.run.days, outlet)
        intensity = by_day(intensity, _day_factor(others.day_cv).quantile(uniforms))
    people_a_group, _ = group_moments(others.group_size)
    if people_a_group == 1:
        return inverse(intensity, dice.epochs(Stream.OTHER_EPOCH, intensity.total, outlet))
    groups = Intensity(intensity.knots_ms, intensity.expected / people_a_group)
    moments_ms = inverse(groups, dice.epochs(Stream.OTHER_EPOCH, groups.total, outlet))
    uniforms = dice.uniforms(Stream.OTHER_GROUP, moments_ms.size, outlet)
    return moments_ms.repeat(whole_people(others.group_size.quantile(uniforms)))


def whole_people(values: Floats) -> Ints:
    """Return the values of a law as sizes of groups: the nearest whole number, at least one.

    A half is rounded down, so that a group is larger than k just where the value is above k + 1/2,
    and the mean size follows from the distribution function.

    >>> whole_people(np.array([0.0, 1.5, 1.6, 3.5, 1e6])).tolist()
    [1, 1, 2, 3, 1000]
    """
    return np.clip(np.ceil(values - HALF), 1, GROUP_MAX).astype(np.int64)


@lru_cache(maxsize=16)
def group_moments(law: AnyDistribution) -> tuple[float, float]:
    """Return the mean size of a group, in whole people, and the mean of its square.

    By the shares of groups that are larger than each size; 1 and 1 if all come alone.
    """
    sizes = np.arange(1, GROUP_MAX, dtype=np.float64)
    larger = 1 - law.cumulative(sizes + HALF)
    return float(1 + larger.sum()), float(1 + ((2 * sizes + 1) * larger).sum())


def most_people(others: Others, intensity: Intensity) -> float:
    """Return how many people come to an outlet at most, but for one run in a million.

    That is about what is expected, if neither groups nor daily factors are on; the factors' sum is
    taken to be of gamma law, by its mean and its variation.
    """
    most = intensity.total
    if others.day_cv and np.isfinite(most) and most:
        midnights = np.arange(0, intensity.knots_ms[-1] + 1, DAY_MS)
        a_day = np.diff(np.interp(midnights, intensity.knots_ms, intensity.expected)) / most
        cv = others.day_cv * float(np.sqrt((a_day**2).sum()))
        most *= float(_day_factor(max(cv, CV_MIN)).quantile(np.array(1 - SELDOM)))
    mean, square = group_moments(others.group_size)
    if mean > 1:
        most += SPARE_SIGMAS * float(np.sqrt(most * square / mean))
    return most


def _day_factor(cv: float) -> Gamma:
    return Gamma(mean=1, cv=cv)
