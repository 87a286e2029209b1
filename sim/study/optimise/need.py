"""What `explain` predicts of each candidate, and the shifts that its hourly need asks for.

A prediction only says where to begin and which shifts to try: what is chosen is simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.calendar import plain_open_times
from sim.network import County
from sim.plan import opening_expression
from sim.scenario import Scenario
from sim.study.explain.prediction import HOURS_PER_WEEK, Prediction, predict
from sim.study.optimise.covering import covered_by, shifts_of, staffed_by
from sim.study.optimise.plans import (
    PERIODS_PER_DAY,
    Candidate,
    DecisionUnit,
    staffed_as,
)
from sim.study.optimise.trial import PromisedMetric
from sim.units import DAY_MS, DAYS_PER_WEEK, Bools, Floats, Ints

PREDICTED_OVER_MIN = 15
COUNTERS_MOST = 40
STRICTNESS = (16.0, 8.0, 4.0, 2.0, 1.0, 0.5)
"""How many times the promised share an hour may be predicted to have: a plan for each of them."""
HALF_HOUR_MS = DAY_MS // PERIODS_PER_DAY
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True)
class Throughout:
    """What is predicted of some counters throughout, by unit: for the week, and by its hours."""

    whole: Floats
    hourly: Floats


def predicted(
    scenario: Scenario,
    counties: Sequence[County],
    units: Sequence[DecisionUnit],
    metric: PromisedMetric,
) -> Throughout:
    """Return what is predicted of the units as they are staffed in these counties."""
    prediction = predict(scenario, counties)
    weights = _weights(prediction, units)
    part, whole = _hours(prediction, metric)
    part, whole = weights @ part, weights @ whole
    scale = np.where(whole > 0, whole, 1.0)
    hourly = np.where(whole > 0, part / scale, 0.0)
    sums = whole.sum(axis=1)
    week = np.where(sums > 0, part.sum(axis=1) / np.where(sums > 0, sums, 1.0), 0.0)
    if metric.over_min and metric.over_min != PREDICTED_OVER_MIN:
        power = metric.over_min / PREDICTED_OVER_MIN  # as if waits had an exponential tail
        hourly, week = hourly**power, week**power
    return Throughout(week, hourly)


def throughout_by_counters(
    scenario: Scenario,
    counties: Sequence[County],
    units: Sequence[DecisionUnit],
    metric: PromisedMetric,
    alike: Mapping[int, Sequence[Candidate]],
) -> dict[int, Throughout]:
    """Return what is predicted if all units have so many counters, for each number of them.

    `alike` has for each number the staffing of each unit.
    """
    return {
        count: predicted(scenario, staffed_as(counties, units, chosen), units, metric)
        for count, chosen in alike.items()
    }


def shift_candidates(
    place: int,
    by_counters: Mapping[int, Throughout],
    limit: float,
    week: "OpenWeek",
    lengths: Sequence[int],
) -> list[Candidate]:
    """Return shift plans of a unit, one for each strictness; the same plan only once.

    `place` is the unit's number, `lengths` are those of shifts in half-hours. At least one counter
    is staffed while the doors are open.
    """
    found: dict[tuple[int, ...], Candidate] = {}
    for strictness in STRICTNESS:
        need = _need(by_counters, place, strictness * limit)[week.hours] * week.is_open
        staffed = np.array([_day(day, lengths) for day in need.astype(np.int64)])
        staffed *= week.is_open
        key = tuple(staffed.ravel().tolist())
        if key not in found and staffed.any():
            label = f"shift plan {len(found) + 1}, {staffed.sum() / 2:g} h"
            shifts = tuple(written(staffed, week).items())
            found[key] = Candidate(label, int(staffed.max()), shifts, key)
    return list(found.values())


@dataclass(frozen=True)
class OpenWeek:
    """In which half-hours of the week the doors are open; `hours` has the hour of each."""

    is_open: Bools
    hours: Ints


def open_week(scenario: Scenario, unit: DecisionUnit) -> OpenWeek:
    """Return the half-hours in which a unit is open in some week of the run, but for holidays.

    A day that is opened by rule has the shifts of its Monday, whatever weekday it is. Raise
    ValueError if doors open or close within a half-hour: shifts begin on it.
    """
    expression = opening_expression(scenario, unit.outlet_class)
    times = plain_open_times(expression, scenario)
    edges = np.concatenate((times.opens_ms, times.closes_ms))
    if (edges % HALF_HOUR_MS).any():
        message = f'shifts begin on the half-hour, and "{expression}" does not: use other --hours'
        raise ValueError(message)
    is_open = np.zeros((DAYS_PER_WEEK, PERIODS_PER_DAY), dtype=bool)
    first = scenario.run.first_day.weekday()
    for opens, closes in zip(times.opens_ms.tolist(), times.closes_ms.tolist(), strict=True):
        for period in range(opens // HALF_HOUR_MS, closes // HALF_HOUR_MS):
            day, of_day = divmod(period, PERIODS_PER_DAY)
            is_open[(first + day) % DAYS_PER_WEEK, of_day] = True
    hours = np.arange(DAYS_PER_WEEK * PERIODS_PER_DAY).reshape(is_open.shape) // 2
    return OpenWeek(is_open, hours)


def written(staffed: Ints, week: OpenWeek) -> dict[str, int]:
    """Return how many are staffed when, as a scenario writes it: days that are alike together."""
    found: dict[str, int] = {}
    alike: dict[tuple[int, ...], list[int]] = {}
    for day in range(DAYS_PER_WEEK):
        if week.is_open[day].any():
            alike.setdefault(tuple(staffed[day].tolist()), []).append(day)
    for counts, days in alike.items():
        name = ",".join(DAYS[day] for day in days)
        changes = [0, *(np.flatnonzero(np.diff(counts)) + 1).tolist(), PERIODS_PER_DAY]
        for first, end in pairwise(changes):
            if counts[first]:
                found[f"{name} {_clock(first)}-{_clock(end)}"] = counts[first]
    return found


def _clock(period: int) -> str:
    return f"{period // 2:02}:{period % 2 * 30:02}"


def _day(need: Ints, lengths: Sequence[int]) -> Ints:
    """Return how many are staffed in each half-hour of a day; shifts lie within the open day."""
    needed = np.flatnonzero(need)
    if not needed.size:
        return np.zeros_like(need)
    first, end = int(needed[0]), int(needed[-1]) + 1
    fitting = [min(length, end - first) for length in lengths]
    shifts = shifts_of(end - first, fitting)
    worked = covered_by(need[first:end].tolist(), shifts)
    staffed = np.zeros_like(need)
    staffed[first:end] = staffed_by(worked, shifts, end - first)
    return staffed


def _need(by_counters: Mapping[int, Throughout], place: int, limit: float) -> Ints:
    """Return for each hour of the week the fewest counters predicted to keep the limit in it."""
    need = np.full(HOURS_PER_WEEK, max(by_counters), dtype=np.int64)
    for count in sorted(by_counters, reverse=True):
        need[by_counters[count].hourly[place] <= limit] = count
    return need


def _hours(prediction: Prediction, metric: PromisedMetric) -> tuple[Floats, Floats]:
    hours = prediction.hours
    if metric.name == "wait_mean_min":
        return hours.wait_min, hours.called
    if metric.name == "left_share":
        return hours.left, hours.arrivals
    return hours.over_15, hours.called


def _weights(prediction: Prediction, units: Sequence[DecisionUnit]) -> Floats:
    """Return how many outlets of each group a unit has: rows of units, columns of groups."""
    if len(prediction.groups) == sum(len(unit.places) for unit in units):
        order = sorted(place for unit in units for place in unit.places)
        column = {place: number for number, place in enumerate(order)}
        weights = np.zeros((len(units), len(order)))
        for row, unit in enumerate(units):
            weights[row, [column[place] for place in unit.places]] = 1.0
        return weights
    return np.array([prediction.of_class(unit.outlet_class) for unit in units])
