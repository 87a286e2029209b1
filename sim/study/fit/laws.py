"""The laws that are fitted: the product's own, with their densities, by their own parameters.

A scenario draws from what `sim.scenario` says of a law; here stands what a likelihood needs beside
it. Whole-minute stamps need the chance of a difference of two stamps, each rounded down: as the
moment within the minute is uniform, that is a second difference of the law's integrated
distribution function, whatever the law.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from sim.scenario.limits import CV_MAX, CV_MIN, MEAN_MIN, SIGMA_MAX, SIGMA_MIN, VALUE_MAX
from sim.scenario.unbounded import (
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    LognormalMedian,
    UnboundedDistribution,
)
from sim.units import Floats

Parameters = tuple[float, ...]
HALF_LOG_OF_TWO_PI = 0.5 * float(np.log(2 * np.pi))
ABOVE_ONE = 1.2


@dataclass(frozen=True)
class LawFamily:
    """A law with its parameters left open: their names in a scenario, their limits, its density.

    `start` returns parameters to begin a search with, from a mean and a coefficient of variation.
    """

    name: str
    parameters: tuple[str, ...]
    limits: tuple[tuple[float, float], ...]
    make: Callable[[Parameters], UnboundedDistribution]
    log_density: Callable[[Floats, Parameters], Floats]
    start: Callable[[float, float], Parameters]


def _exponential(values: Floats, parameters: Parameters) -> Floats:
    (mean,) = parameters
    return np.asarray(-np.log(mean) - values / mean)


def _lognormal_median(values: Floats, parameters: Parameters) -> Floats:
    median, sigma = parameters
    logarithms = np.log(values)
    standard = (logarithms - np.log(median)) / sigma
    return np.asarray(-logarithms - np.log(sigma) - HALF_LOG_OF_TWO_PI - standard**2 / 2)


def _lognormal(values: Floats, parameters: Parameters) -> Floats:
    mean, cv = parameters
    sigma = float(np.sqrt(np.log1p(cv**2)))
    return _lognormal_median(values, (mean / float(np.sqrt(1 + cv**2)), sigma))


def _gamma(values: Floats, parameters: Parameters) -> Floats:
    mean, cv = parameters
    shape = 1 / cv**2
    scale = mean / shape
    constant = special.gammaln(shape) + shape * np.log(scale)
    return np.asarray((shape - 1) * np.log(values) - values / scale - constant)


def _hyperexponential(values: Floats, parameters: Parameters) -> Floats:
    mean, cv = parameters
    root = float(np.sqrt((cv**2 - 1) / (cv**2 + 1)))
    often, seldom = (1 + root) / 2, 1 / ((cv**2 + 1) * (1 + root))
    x = values / mean
    kinds = [np.log(2 / mean) + 2 * np.log(one) - 2 * one * x for one in (often, seldom)]
    return np.asarray(np.logaddexp(*kinds))


_MEANS, _VARIATIONS = (MEAN_MIN, VALUE_MAX), (CV_MIN, CV_MAX)

EXPONENTIAL = LawFamily(
    "exponential",
    ("mean",),
    (_MEANS,),
    lambda given: Exponential(mean=given[0]),
    _exponential,
    lambda mean, _: (mean,),
)
LOGNORMAL = LawFamily(
    "lognormal",
    ("mean", "cv"),
    (_MEANS, _VARIATIONS),
    lambda given: Lognormal(mean=given[0], cv=given[1]),
    _lognormal,
    lambda mean, cv: (mean, cv),
)
LOGNORMAL_MEDIAN = LawFamily(
    "lognormal_median",
    ("median", "sigma"),
    (_MEANS, (SIGMA_MIN, SIGMA_MAX)),
    lambda given: LognormalMedian(median=given[0], sigma=given[1]),
    _lognormal_median,
    lambda mean, cv: (mean / float(np.sqrt(1 + cv**2)), float(np.sqrt(np.log1p(cv**2)))),
)
GAMMA = LawFamily(
    "gamma",
    ("mean", "cv"),
    (_MEANS, _VARIATIONS),
    lambda given: Gamma(mean=given[0], cv=given[1]),
    _gamma,
    lambda mean, cv: (mean, cv),
)
HYPEREXPONENTIAL = LawFamily(
    "hyperexponential",
    ("mean", "cv"),
    (_MEANS, (1.0, CV_MAX)),
    lambda given: Hyperexponential(mean=given[0], cv=given[1]),
    _hyperexponential,
    lambda mean, cv: (mean, max(cv, ABOVE_ONE)),
)

SERVICE_LAWS = (EXPONENTIAL, LOGNORMAL, GAMMA, HYPEREXPONENTIAL)
PATIENCE_LAWS = (LOGNORMAL_MEDIAN, EXPONENTIAL, GAMMA)


def integrated(law: UnboundedDistribution, values: Floats) -> Floats:
    """Return the distribution function integrated from 0 up to each value; 0 below 0.

    >>> integrated(Exponential(mean=1.0), np.array([-1.0, 0.0, 1.0])).round(6).tolist()
    [0.0, 0.0, 0.367879]
    """
    from_zero = np.maximum(values, 0)
    means = np.array([law.mean_up_to(one) if one else 0.0 for one in from_zero.tolist()])
    return np.asarray(from_zero * law.whole_cumulative(from_zero) - means)


def chance_between_stamps(law: UnboundedDistribution, values: Floats, unit: float) -> Floats:
    """Return the chance that two stamps, each rounded down to whole units, differ by each value.

    >>> fixed = Gamma(mean=2.25, cv=0.001)
    >>> chance_between_stamps(fixed, np.array([1.0, 2.0, 3.0]), 1.0).round(3).tolist()
    [0.0, 0.75, 0.25]
    """
    points, where = np.unique(
        np.concatenate((values - unit, values, values + unit)), return_inverse=True
    )
    below, at, above = integrated(law, points)[where].reshape(3, -1)
    return np.asarray(np.maximum(above - 2 * at + below, 0) / unit)


def share_up_to_stamps(law: UnboundedDistribution, values: Floats, unit: float) -> Floats:
    """Return the chance that two stamps, each rounded down, differ by no more than each value."""
    return np.asarray((integrated(law, values + unit) - integrated(law, values)) / unit)
