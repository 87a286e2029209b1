"""How many replications a precision will take: from the variance of the mean wait, before a run.

The time that all spend in line on a day is the line over time; its mean square follows from the
same equation, with the time waited so far carried along with each state. That is done for some days
that stand for all waits. Days and outlets are taken as independent, and that a day with more people
also divides by more is left out: an approximation, a little too wide.
"""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from sim.study.explain import chain
from sim.study.explain.behaviour import Behaviour
from sim.study.explain.passage import by_level, first_state, of_levels, piece_of, room_for
from sim.study.explain.prediction import Prediction
from sim.study.explain.standing import Batch, standing_for_all
from sim.units import Floats

NORMAL_95 = 1.959964
# With few replications the interval is that of a t distribution, wider by about as much.
FOR_T = 2


@dataclass(frozen=True)
class Planned:
    """How many replications a half-width takes, and the deviation expected of one replication."""

    replications: int
    deviation_min: float
    half_width_min: float


def replications_for(prediction: Prediction, precision: float) -> Planned:
    """Return what a half-width takes, as a share of the mean wait of all who are called."""
    called = float(prediction.of_class("") @ prediction.hours.called.sum(axis=1))
    batches = standing_for_all(prediction)
    variance = sum(float(one.times @ _variances(one, prediction.behaviour)) for one in batches)
    deviation = sqrt(variance) / called if called else 0.0
    half_width = precision * prediction.mean_wait_min()
    if not half_width:
        return Planned(FOR_T, deviation, half_width)
    wanted = ceil((NORMAL_95 * deviation / half_width) ** 2) + FOR_T
    return Planned(wanted, deviation, half_width)


def _variances(batch: Batch, behaviour: Behaviour) -> Floats:
    """Return the variance of what all people in line wait on each day, in square minutes."""
    room = room_for([(batch.days, behaviour)])
    days = by_level(batch.days, room.levels)
    state = first_state(days, room, behaviour)
    waited, square = np.zeros_like(state), np.zeros(len(state))
    before = days.counters[:, 0]
    for piece in range(days.lengths_min.size):
        if not days.is_open[piece] and not days.is_open[piece:].any():
            break
        counters = days.counters[:, piece]
        state, waited = (chain.change_counters(one, before, counters) for one in (state, waited))
        now = piece_of(days, piece, room, behaviour)
        state, waited, more = chain.evolve_waits(state, waited, now, behaviour)
        square, before = square + more, counters
    square, mean = of_levels(square, room.levels), of_levels(waited.sum(axis=(1, 2)), room.levels)
    return np.asarray(np.maximum(square - mean**2, 0.0))
