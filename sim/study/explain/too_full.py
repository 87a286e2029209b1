"""Where and when more come than can be served, and until when there is a line: the fluid limit."""

from dataclasses import dataclass

import numpy as np

from sim.study.explain.behaviour import Behaviour
from sim.study.explain.fluid import fluid_line
from sim.study.explain.prediction import PredictedDay, Prediction
from sim.units import Bools, Floats

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


def too_full(prediction: Prediction, most: int | None = None) -> tuple[list[TooFull], int]:
    """Return what is too full, the largest excess of people first, and how much there is in all."""
    found = [
        (excess, day, first, last)
        for day in prediction.predicted_days
        for excess, first, last in _of_day(prediction, day)
    ]
    found.sort(key=lambda one: -one[0])
    shown = [_told(prediction, day, first, last) for _, day, first, last in found[:most]]
    return shown, len(found)


def _asked(day: PredictedDay, behaviour: Behaviour) -> tuple[Floats, Floats]:
    """Return by piece the minutes of service that are asked for, and those that can be given."""
    lengths = day.days.lengths_min
    return (
        day.days.per_min[0] * lengths * behaviour.service_min,
        day.days.counters[0] * lengths,
    )


def _of_day(prediction: Prediction, day: PredictedDay) -> list[tuple[float, int, int]]:
    """Return the stretches of a day that are too full: minutes in excess, first and last piece."""
    asked, given = _asked(day, prediction.behaviour)
    times = prediction.groups[day.group].outlets * len(day.kind.days)
    return [
        (float((asked - given)[first : last + 1].sum()) * times, first, last)
        for first, last in _stretches(day.days.is_open & (asked > given))
    ]


def _told(prediction: Prediction, day: PredictedDay, first: int, last: int) -> TooFull:
    asked, given = _asked(day, prediction.behaviour)
    edges, group = day.days.edges_min, prediction.groups[day.group]
    part = slice(first, last + 1)
    offered, served = float(asked[part].sum()), float(given[part].sum())
    moments, lines = fluid_line(day.days, prediction.behaviour)
    return TooFull(
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


def _stretches(full: Bools) -> list[tuple[int, int]]:
    """Return the first and last piece of each stretch that is full."""
    edges = np.diff(np.concatenate(([0], full.astype(np.int64), [0])))
    firsts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return list(zip(firsts.tolist(), (ends - 1).tolist(), strict=True))


def _gone(moments: Floats, line: Floats, from_min: float) -> float | None:
    later = np.flatnonzero((moments >= from_min) & (line < HARDLY_A_LINE))
    return float(moments[later[0]]) if later.size else None
