"""How many replications a precision will take: from the variance of the mean wait, before a run.

The time that people spend in line is the line over time, and its variance that of the line times
twice as long as a line remembers. That is (1 + load) / (service rate (1 - load)^2) in M/M/1, source:
Whitt (1989), Planning queueing simulations, and at most half of the open hours, as every day begins
without a line. Days and outlets are taken as independent: an approximation.
"""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from sim.study.explain.behaviour import Behaviour
from sim.study.explain.prediction import PredictedDay, Prediction

NORMAL_95 = 1.959964
# With few replications the interval is that of a t distribution, wider by about as much.
FOR_T = 2
LOAD_MOST = 0.999


@dataclass(frozen=True)
class Planned:
    """How many replications a half-width takes, and the deviation expected of one replication."""

    replications: int
    deviation_min: float
    half_width_min: float


def replications_for(prediction: Prediction, precision: float) -> Planned:
    """Return what a half-width takes, as a share of the mean wait of all who are called."""
    called = float(prediction.of_class("") @ prediction.hours.called.sum(axis=1))
    variance = sum(
        _variance(day, prediction.behaviour)
        * len(day.kind.days)
        * prediction.groups[day.group].outlets
        for day in prediction.predicted_days
    )
    deviation = sqrt(variance) / called if called else 0.0
    half_width = precision * prediction.mean_wait_min()
    if not half_width:
        return Planned(FOR_T, deviation, half_width)
    wanted = ceil((NORMAL_95 * deviation / half_width) ** 2) + FOR_T
    return Planned(wanted, deviation, half_width)


def _variance(day: PredictedDay, behaviour: Behaviour) -> float:
    """Return the variance of what all waits of a day add up to, in square minutes."""
    lengths, counters = day.days.lengths_min, np.maximum(day.days.counters[0], 1)
    mean = day.solved.line_min[0] / lengths
    spread = np.maximum(day.solved.line_square_min[0] / lengths - mean**2, 0.0)
    load = day.days.per_min[0] * behaviour.service_min / counters
    load = np.minimum(load, LOAD_MOST)
    memory = (1 + load) * behaviour.service_min / counters / (1 - load) ** 2
    memory = np.minimum(memory, day.kind.open_min / 2)
    return float((2 * memory * spread * lengths).sum())
