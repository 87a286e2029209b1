"""A prediction by class of outlet and hour of the week, as tables and files show it."""

from dataclasses import dataclass

import numpy as np

from sim.scenario import CLASSES
from sim.study.explain.prediction import HOURS_PER_WEEK, Prediction
from sim.units import DAYS_PER_WEEK, Floats

HOURS_PER_DAY = 24


@dataclass(frozen=True)
class ClassHour:
    """One hour of the week at the outlets of a class: people of who come in it, an outlet.

    `counters` are on duty at an outlet while it is open. `load` is the service asked for over their
    time, and may be above 1; at `full_share` of the outlets it is.
    """

    outlet_class: str
    weekday: int
    hour: int
    arrivals: float
    counters: float
    load: float
    full_share: float
    wait_mean_min: float
    over_15_share: float
    left_share: float


@dataclass(frozen=True)
class ClassWeek:
    """What is predicted of a class, an outlet and week; `closing_line` is by weekday."""

    outlet_class: str
    outlets: int
    arrivals: float
    load: float
    wait_mean_min: float
    over_15_share: float
    left_share: float
    overtime_h: float
    closing_line: tuple[float, ...]
    hours: tuple[ClassHour, ...]


@dataclass(frozen=True)
class GroupWeek:
    """What is predicted of an outlet, or of some that are alike: the week of one of them."""

    name: str
    counters: int
    people: float
    week: ClassWeek


def by_class(prediction: Prediction) -> list[ClassWeek]:
    """Return the classes that there are."""
    found = ((name, prediction.of_class(name)) for name in CLASSES)
    return [_week(prediction, name, weights) for name, weights in found if weights.any()]


def of_group(prediction: Prediction) -> list[GroupWeek]:
    """Return the outlets, or those that are alike as one."""
    found = []
    for number, group in enumerate(prediction.groups):
        weights = np.zeros(len(prediction.groups))
        weights[number] = group.outlets
        week = _week(prediction, group.outlet_class, weights)
        found.append(GroupWeek(group.name, group.counters, group.people, week))
    return found


def _week(prediction: Prediction, name: str, weights: Floats) -> ClassWeek:
    outlets, weeks = weights.sum(), prediction.weekdays.sum() / DAYS_PER_WEEK
    hours = prediction.hours
    counter_min = weights @ prediction.counter_min
    offered_min = weights @ prediction.offered_min
    days = np.maximum(prediction.weekdays, 1)
    return ClassWeek(
        outlet_class=name,
        outlets=int(outlets),
        arrivals=float((weights @ hours.arrivals).sum() / outlets / weeks),
        load=_over(offered_min.sum(), counter_min.sum()),
        wait_mean_min=_over((weights @ hours.wait_min).sum(), (weights @ hours.called).sum()),
        over_15_share=_over((weights @ hours.over_15).sum(), (weights @ hours.called).sum()),
        left_share=_over((weights @ hours.left).sum(), (weights @ hours.arrivals).sum()),
        overtime_h=float((weights @ prediction.overtime_min).sum() / 60 / outlets / weeks),
        closing_line=tuple((weights @ prediction.closing_line / outlets / days).tolist()),
        hours=_hours(prediction, name, weights),
    )


def _hours(prediction: Prediction, name: str, weights: Floats) -> tuple[ClassHour, ...]:
    hours = prediction.hours
    arrivals, called, left = (weights @ one for one in (hours.arrivals, hours.called, hours.left))
    waits, over_15 = weights @ hours.wait_min, weights @ hours.over_15
    counter_min, offered_min = weights @ prediction.counter_min, weights @ prediction.offered_min
    open_min = weights @ prediction.open_min
    full = weights @ (prediction.offered_min > prediction.counter_min)
    days = np.repeat(np.maximum(prediction.weekdays, 1), HOURS_PER_DAY)
    return tuple(
        ClassHour(
            outlet_class=name,
            weekday=hour // HOURS_PER_DAY,
            hour=hour % HOURS_PER_DAY,
            arrivals=float(arrivals[hour] / weights.sum() / days[hour]),
            counters=_over(counter_min[hour], open_min[hour]),
            load=_over(offered_min[hour], counter_min[hour]),
            full_share=float(full[hour] / weights.sum()),
            wait_mean_min=_over(waits[hour], called[hour]),
            over_15_share=_over(over_15[hour], called[hour]),
            left_share=_over(left[hour], arrivals[hour]),
        )
        for hour in range(HOURS_PER_WEEK)
        if arrivals[hour] > 0
    )


def _over(part: float, whole: float) -> float:
    """Return part over whole; 0 of nothing is 0, and something of nothing is endless."""
    if whole:
        return float(part / whole)
    return float("inf") if part else 0.0
