"""How long one waits who finds so many in line, and who of them is served at last.

The line ahead shrinks by services and by those who lose patience. The time until one is called is
the sum of these steps, taken as a gamma variable of their mean and variance, and is held against
the patience of who waits. The first step is the rest of a service under way: (1 + cv^2)/2 of a
whole one. Source: Pollaczek (1930), Khinchine (1932).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincc

from sim.study.explain.behaviour import Behaviour, Flows
from sim.units import Floats

LONG_MIN = 15.0
# Two moments are met exactly by three values: Gauss and Hermite.
DEVIATIONS = np.array([-np.sqrt(3), 0.0, np.sqrt(3)])
WEIGHTS = np.array([1 / 6, 2 / 3, 1 / 6])


@dataclass(frozen=True)
class UntilCalled:
    """Minutes until one would be called who finds 0, 1, 2 ... waiting: mean and deviation."""

    mean_min: Floats
    deviation_min: Floats


@dataclass(frozen=True)
class Waited:
    """Of those who join behind 0, 1, 2 ... waiting: the share called, their waits, who waits long.

    `wait_min` and `over_15` are of those called, over all who join.
    """

    called: Floats
    wait_min: Floats
    over_15: Floats


def until_called(flows: Flows, line_most: int, behaviour: Behaviour) -> UntilCalled:
    """Return for each row and each length of line the time until one is called, if one stays."""
    ahead = np.arange(line_most + 1, dtype=np.float64)[np.newaxis, :]
    by_line = flows.along(1)
    leaving = behaviour.leaving(ahead, by_line)
    # Where nobody serves, as if one counter did: shifts to come are looked at afterwards.
    served = np.where(by_line.served > 0, by_line.served, 1 / behaviour.service_min)
    rate = served + leaving
    steps = 1 / rate
    square = behaviour.service_cv**2
    variances = (square * served + leaving) / rate**3
    steps[:, 0] *= (1 + square) / 2
    return UntilCalled(np.cumsum(steps, axis=1), np.sqrt(np.cumsum(variances, axis=1)))


def waited(until: UntilCalled, again: Floats, behaviour: Behaviour) -> Waited:
    """Return what becomes of who joins, by the length of the line."""
    mean, deviation = until.mean_min, until.deviation_min
    patient = behaviour.patience_left(_nodes(until), again[:, np.newaxis, np.newaxis])
    shape = (np.maximum(mean, 1e-9) / np.maximum(deviation, 1e-9)) ** 2
    longer = gammaincc(shape, shape * LONG_MIN / np.maximum(mean, 1e-9))
    called = patient @ WEIGHTS
    of_long = behaviour.patience_left(np.maximum(mean, LONG_MIN), again[:, np.newaxis])
    return Waited(called, (_nodes(until) * patient) @ WEIGHTS, longer * np.minimum(of_long, called))


def in_line_min(until: UntilCalled, again: Floats, behaviour: Behaviour) -> Floats:
    """Return how long one is in line who joins it, until called or out of patience."""
    minutes: Floats = behaviour.until_out(_nodes(until), again[:, np.newaxis, np.newaxis]) @ WEIGHTS
    return minutes


def _nodes(until: UntilCalled) -> Floats:
    """Return three times of the same mean and variance, the lowest not below 0."""
    nodes = until.mean_min[..., np.newaxis] + until.deviation_min[..., np.newaxis] * DEVIATIONS
    return np.asarray(np.maximum(nodes, 0.0))


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
    waits: Floats = np.interp(wanted, so_far[rising], edges_min[rising]) + later - at_min
    return waits
