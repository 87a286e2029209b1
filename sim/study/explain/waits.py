"""How long one waits who finds so many in line, and who of them is served at last.

The line ahead shrinks by services and by those who lose patience. The time until one is called is
the sum of these steps, taken as a gamma variable of their mean and variance, and is held against
the patience of who waits. The first step is the rest of a service under way: (1 + cv^2)/2 of a
whole one. Source: Pollaczek (1930), Khinchine (1932).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincc

from sim.study.explain.behaviour import Behaviour
from sim.units import Floats, Ints

LONG_MIN = 15.0
# Two moments are met exactly by three values: Gauss and Hermite.
DEVIATIONS = np.array([-np.sqrt(3), 0.0, np.sqrt(3)])
WEIGHTS = np.array([1 / 6, 2 / 3, 1 / 6])
PATIENCE_GRID_MIN = np.arange(0, 2_000, 0.5)


@dataclass(frozen=True)
class UntilCalled:
    """Minutes until one would be called who finds 0, 1, 2 ... waiting: mean and deviation."""

    mean_min: Floats
    deviation_min: Floats


@dataclass(frozen=True)
class Waited:
    """Of those who join behind 0, 1, 2 ... waiting: the share called, their waits, who waits long.

    `wait_min` and `over_15` count whom are called, as shares of all who join; `in_line_min` is of
    all who join, until they are called or leave.
    """

    called: Floats
    wait_min: Floats
    over_15: Floats
    in_line_min: Floats


def until_called(
    counters: Ints, ages_per_min: Floats, line_most: int, behaviour: Behaviour
) -> UntilCalled:
    """Return for each row and each length of line the time until one is called, if one stays."""
    ahead = np.arange(line_most + 1, dtype=np.float64)[np.newaxis, :]
    served = np.maximum(counters, 1)[:, np.newaxis] / behaviour.service_min
    leaving = behaviour.leaving(ahead, ages_per_min[:, np.newaxis])
    rate = served + leaving
    steps = 1 / rate
    square = max(behaviour.service_cv**2, 0.0)
    variances = (square * served + leaving) / rate**3
    steps[:, 0] *= (1 + square) / 2
    return UntilCalled(np.cumsum(steps, axis=1), np.sqrt(np.cumsum(variances, axis=1)))


def outcome(until: UntilCalled, behaviour: Behaviour) -> Waited:
    """Return what becomes of who joins, by the length of the line."""
    mean, deviation = until.mean_min, until.deviation_min
    nodes = np.maximum(mean[..., np.newaxis] + deviation[..., np.newaxis] * DEVIATIONS, 0.0)
    patient = behaviour.patience_left(nodes)
    called = patient @ WEIGHTS
    wait = (nodes * patient) @ WEIGHTS
    shape = (np.maximum(mean, 1e-9) / np.maximum(deviation, 1e-9)) ** 2
    longer = gammaincc(shape, shape * LONG_MIN / np.maximum(mean, 1e-9))
    over = longer * np.minimum(behaviour.patience_left(np.maximum(mean, LONG_MIN)), called)
    return Waited(called, wait, over, _until_out(nodes, behaviour) @ WEIGHTS)


def _until_out(minutes: Floats, behaviour: Behaviour) -> Floats:
    """Return how long people wait who would be called after so many minutes, or leave before."""
    if behaviour.patient is None:
        return minutes
    left = behaviour.patience_left(PATIENCE_GRID_MIN)
    so_far = np.append(0.0, np.cumsum((left[1:] + left[:-1]) / 2 * np.diff(PATIENCE_GRID_MIN)))
    return np.interp(minutes, PATIENCE_GRID_MIN, so_far)


def through_shifts(
    until: UntilCalled, counters: Floats, edges_min: Floats, at_min: float
) -> Floats:
    """Return the mean times until called if the counters of one row change over the day.

    `until` is by the counters of now: so many counter-minutes must pass, by the shifts to come.
    """
    so_far = np.append(0.0, np.cumsum(counters * np.diff(edges_min)))
    now = np.interp(at_min, edges_min, so_far)
    present = max(float(counters[np.searchsorted(edges_min, at_min, side="right") - 1]), 1.0)
    wanted = now + until.mean_min * present
    rising = np.append(True, np.diff(so_far) > 0)
    later = np.maximum(wanted - so_far[-1], 0.0) / max(float(counters[-1]), 1.0)
    return np.interp(wanted, so_far[rising], edges_min[rising]) + later - at_min
