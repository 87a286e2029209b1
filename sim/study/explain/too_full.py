"""Where and when more come than can be served, and until when there is a line: the fluid limit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.study.explain.behaviour import Behaviour
from sim.study.explain.days import stacked
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
    gone_min = _gone([(day, last) for _, day, _, last in found[:most]], prediction.behaviour)
    shown = [
        _told(prediction, day, (first, last), gone)
        for (_, day, first, last), gone in zip(found[:most], gone_min, strict=True)
    ]
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
    times = prediction.groups[day.group].outlets * day.kind.count
    return [
        (float((asked - given)[first : last + 1].sum()) * times, first, last)
        for first, last in _stretches(day.days.is_open & (asked > given))
    ]


def _told(
    prediction: Prediction, day: PredictedDay, stretch: tuple[int, int], gone_min: float | None
) -> TooFull:
    first, last = stretch
    asked, given = _asked(day, prediction.behaviour)
    edges, group = day.days.edges_min, prediction.groups[day.group]
    part = slice(first, last + 1)
    offered, served = float(asked[part].sum()), float(given[part].sum())
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
        gone_min=gone_min,
    )


def _stretches(full: Bools) -> list[tuple[int, int]]:
    """Return the first and last piece of each stretch that is full."""
    edges = np.diff(np.concatenate(([0], full.astype(np.int64), [0])))
    firsts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return list(zip(firsts.tolist(), (ends - 1).tolist(), strict=True))


def _gone(ends: Sequence[tuple[PredictedDay, int]], behaviour: Behaviour) -> list[float | None]:
    """Return when the line is gone, for days and their last full pieces; None if it is not."""
    batches: dict[bytes, list[int]] = {}
    for number, (day, _) in enumerate(ends):
        key = day.days.edges_min.tobytes() + day.days.is_open.tobytes()
        batches.setdefault(key, []).append(number)
    found: list[float | None] = [None] * len(ends)
    for numbers in batches.values():
        days = stacked([ends[number][0].days for number in numbers])
        moments, lines = fluid_line(days, behaviour)
        for line, number in zip(lines, numbers, strict=True):
            from_min = days.edges_min[ends[number][1] + 1]
            later = np.flatnonzero((moments >= from_min) & (line < HARDLY_A_LINE))
            found[number] = float(moments[later[0]]) if later.size else None
    return found
