"""Where and when more come than can be served, and until when the line is there: the fluid limit."""

from dataclasses import dataclass

import numpy as np

from sim.study.explain.fluid import fluid_line
from sim.study.explain.prediction import PredictedDay, Prediction
from sim.units import Floats

# Up to here one may say that there is no line: half a person in it.
HARDLY_A_LINE = 0.5


@dataclass(frozen=True)
class TooFull:
    """Hours in which some outlets get more than all their counters can serve.

    `times` is how many times as much, `day` the first day of the run on which it is so, and `days`
    how many there are; `gone_min` is when the line is gone by the fluid limit, in minutes since
    midnight, or None if that is after all overtime.
    """

    name: str
    outlet_class: str
    counters: int
    outlets: int
    day: int
    days: int
    from_min: float
    to_min: float
    times: float
    gone_min: float | None


def too_full(prediction: Prediction) -> list[TooFull]:
    """Return what is too full, the largest excess of people first."""
    found = [
        (excess, one)
        for day in prediction.predicted_days
        for excess, one in _of_day(prediction, day)
    ]
    return [one for _, one in sorted(found, key=lambda pair: -pair[0])]


def _of_day(prediction: Prediction, day: PredictedDay) -> list[tuple[float, TooFull]]:
    """Return the stretches of a day that are too full, each with the people in excess."""
    behaviour, edges = prediction.behaviour, day.days.edges_min
    lengths = np.diff(edges)
    asked = day.days.per_min[0] * lengths * behaviour.service_min
    given = day.days.counters[0] * lengths
    full = day.days.is_open & (asked > given)
    if not full.any():
        return []
    moments, lines = fluid_line(day.days, behaviour)
    group, found = prediction.groups[day.group], []
    for first, last in _stretches(full):
        part = slice(first, last + 1)
        offered, served = float(asked[part].sum()), float(given[part].sum())
        excess = (offered - served) / behaviour.service_min * group.outlets * len(day.kind.days)
        one = TooFull(
            name=group.name,
            outlet_class=group.outlet_class,
            counters=int(day.days.counters[0, part].max()),
            outlets=group.outlets,
            day=day.kind.days[0],
            days=len(day.kind.days),
            from_min=float(edges[first]),
            to_min=float(edges[last + 1]),
            times=offered / served if served else float("inf"),
            gone_min=_gone(moments, lines[0], float(edges[last + 1])),
        )
        found.append((excess, one))
    return found


def _stretches(full: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> list[tuple[int, int]]:
    """Return the first and last piece of each stretch that is full."""
    edges = np.diff(np.concatenate(([0], full.astype(np.int64), [0])))
    firsts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return list(zip(firsts.tolist(), (ends - 1).tolist(), strict=True))


def _gone(moments: Floats, line: Floats, from_min: float) -> float | None:
    later = np.flatnonzero((moments >= from_min) & (line < HARDLY_A_LINE))
    return float(moments[later[0]]) if later.size else None
