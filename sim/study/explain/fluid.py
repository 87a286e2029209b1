"""The fluid limit: people as water, where more come than can be served.

Where a line is long its swings matter little, and it grows by what comes less what is served and
leaves. Source: Mandelbaum and Massey (1995), Strong approximations for time-dependent queues. It
says how long a line may get, which bounds the states of the equation, and when it is gone again.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.study.explain.behaviour import Behaviour
from sim.units import Floats

if TYPE_CHECKING:
    from sim.study.explain.days import OfficeDays

STEP_MIN = 2.0
LINE_MOST = 400
SHORT = 40
SIGMAS = 5.0
# Where people lose patience no swing of the line grows for longer.
SWING_MIN = 120.0
LINE_LEAST = 25
NEARLY_ALL = 1 - 1e-9


def fluid_line(days: "OfficeDays", behaviour: Behaviour) -> tuple[Floats, Floats]:
    """Return moments in minutes, and the line of each row at each, in people."""
    first, last = float(days.edges_min[0]), float(days.edges_min[-1])
    moments = np.arange(first, last + STEP_MIN, STEP_MIN)
    piece = np.searchsorted(days.edges_min, moments, side="right") - 1
    piece = np.minimum(piece, days.per_min.shape[1] - 1)
    flows = [days.flows(piece, behaviour) for piece in range(days.per_min.shape[1])]
    people = days.opening_people
    found = []
    for now in piece.tolist():
        counters = days.counters[:, now].astype(np.float64)
        line = np.maximum(people - counters, 0.0)
        found.append(line)
        joining = np.where(line > 0, 1 - behaviour.balking(line, days.again[:, now]), 1.0)
        coming = days.per_min[:, now] * joining
        going = np.minimum(people, counters) / behaviour.service_min
        going = going + behaviour.leaving(line, flows[now])
        people = np.maximum(people + STEP_MIN * (coming - going), 0.0)
    return moments, np.stack(found, axis=1)


def line_most(days: "OfficeDays", behaviour: Behaviour) -> int:
    """Return how long a line the equation must know: longer ones hardly ever are."""
    lengths = np.arange(LINE_MOST, dtype=np.float64)
    deterred = np.flatnonzero(behaviour.first_time.balking(lengths) >= NEARLY_ALL)
    waiting = int(days.at_opening.shape[1])
    most = max(int(deterred[0]) if deterred.size else LINE_MOST, waiting)
    if most <= SHORT:
        return most
    _, line = fluid_line(days, behaviour)
    highest = float(line.max(initial=0.0))
    # Below its limit a line swings as if it were a little busier than it is.
    coming = (days.per_min * days.lengths_min).sum(axis=1).max(initial=0.0)
    if behaviour.first_time.patient is not None:
        coming = min(coming, float(days.per_min.max(initial=0.0)) * SWING_MIN)
    swing = SIGMAS * np.sqrt(coming * len(behaviour.groups))
    return max(min(most, LINE_MOST, LINE_LEAST + int(highest + swing)), waiting)
