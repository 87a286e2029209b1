"""Which assumptions carry the answer: what the predicted wait does if one of them is a tenth off.

A few days that stand for all waits, each for as much of them, are solved again with one parameter
changed. Who comes back is left as it was, so that the effect is that of the day itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from sim.scenario import Scenario
from sim.study.explain.behaviour import Behaviour, Leaving
from sim.study.explain.days import OfficeDays, hourly
from sim.study.explain.prediction import PredictedDay, Prediction

DAYS_MOST = 6
MORE = 1.1


@dataclass(frozen=True)
class Sensitivity:
    """By which share the mean wait and the share that leaves change if a parameter is 10% more."""

    parameter: str
    mark: str
    wait_change: float
    left_change: float


Changed = Callable[[OfficeDays, Behaviour], tuple[OfficeDays, Behaviour]]


def sensitivities(prediction: Prediction, scenario: Scenario) -> list[Sensitivity]:
    """Return what each assumption moves, the largest effect on waits first."""
    days = _days_that_stand_for_all(prediction)
    if not days:
        return []
    usual = _figures(days, prediction.behaviour, lambda one, behaviour: (one, behaviour))
    found = []
    for parameter, (mark, change) in _changes(scenario).items():
        wait, left = _figures(days, prediction.behaviour, change)
        shares = [
            now / before - 1 if before else 0.0
            for now, before in zip((wait, left), usual, strict=True)
        ]
        found.append(Sensitivity(parameter, mark, *shares))
    return sorted(found, key=lambda one: -abs(one.wait_change))


def _days_that_stand_for_all(prediction: Prediction) -> list[PredictedDay]:
    """Return some days, each of which stands for the same share of all waits."""
    days = sorted(
        prediction.predicted_days,
        key=lambda day: float(day.solved.wait_min.sum() / max(day.solved.called.sum(), 1e-9)),
    )
    waits = np.cumsum(
        [
            float(day.solved.wait_min.sum())
            * len(day.kind.days)
            * prediction.groups[day.group].outlets
            for day in days
        ]
    )
    if not waits.size or not waits[-1]:
        return []
    wanted = (np.arange(DAYS_MOST) + 0.5) / DAYS_MOST * waits[-1]
    return [days[place] for place in np.unique(np.searchsorted(waits, wanted)).tolist()]


def _figures(
    days: list[PredictedDay], behaviour: Behaviour, change: Changed
) -> tuple[float, float]:
    """Return the mean wait and the share that leaves: each day counts for the same waits."""
    batches: dict[tuple[bytes, bytes], list[PredictedDay]] = {}
    for day in days:
        key = (day.days.edges_min.tobytes(), day.days.is_open.tobytes())
        batches.setdefault(key, []).append(day)
    weight = waits = left = came = 0.0
    for batch in batches.values():
        one = replace(
            batch[0].days,
            per_min=np.concatenate([day.days.per_min for day in batch]),
            counters=np.concatenate([day.days.counters for day in batch]),
            again=np.concatenate([day.days.again for day in batch]),
        )
        solved = hourly(*change(one, behaviour))
        for row, day in enumerate(batch):
            times = 1 / max(float(day.solved.wait_min.sum()), 1e-9)
            waits += times * float(solved.wait_min[row].sum())
            weight += times * float(solved.called[row].sum())
            left += times * float(solved.left[row].sum())
            came += times * float(solved.arrivals[row].sum())
    return waits / max(weight, 1e-9), left / max(came, 1e-9)


def _changes(scenario: Scenario) -> dict[str, tuple[str, Changed]]:
    """Return the parameters that are looked at, with their marks, and what a tenth more does."""
    changes: dict[str, tuple[str, Changed]] = {
        "others.visits_per_person_year": ("A", _more_visits),
        "services.other_min, its mean": ("S", _longer_service),
        "services.other_min, its variation": ("A", _more_variation),
        "others.hour_factors, the peak": ("A", _higher_peak),
    }
    if scenario.line.reneging:
        changes["line.patience_min"] = ("A", _more_patience)
    if scenario.line.balking:
        changes["line.balk_length"] = ("A", _longer_lines_joined)
    return changes


def _more_visits(days: OfficeDays, behaviour: Behaviour) -> tuple[OfficeDays, Behaviour]:
    return replace(days, per_min=days.per_min * MORE), behaviour


def _longer_service(days: OfficeDays, behaviour: Behaviour) -> tuple[OfficeDays, Behaviour]:
    return days, replace(behaviour, service_min=behaviour.service_min * MORE)


def _more_variation(days: OfficeDays, behaviour: Behaviour) -> tuple[OfficeDays, Behaviour]:
    return days, replace(behaviour, service_cv=behaviour.service_cv * MORE)


def _higher_peak(days: OfficeDays, behaviour: Behaviour) -> tuple[OfficeDays, Behaviour]:
    """Move people from the quieter hours to the busier: what lies off the mean does so by more."""
    lengths = days.lengths_min * days.is_open
    mean = (days.per_min @ lengths)[:, np.newaxis] / lengths.sum()
    rates = np.where(days.is_open, mean + (days.per_min - mean) * MORE, 0.0)
    return replace(days, per_min=np.maximum(rates, 0.0)), behaviour


def _more_patience(days: OfficeDays, behaviour: Behaviour) -> tuple[OfficeDays, Behaviour]:
    def longer(leaving: Leaving) -> Leaving:
        patient = leaving.patient
        assert patient is not None, "people lose patience here"
        return replace(leaving, patient=lambda minutes: patient(minutes / MORE))

    first, again = longer(behaviour.first_time), longer(behaviour.again)
    return days, replace(behaviour, first_time=first, again=again)


def _longer_lines_joined(days: OfficeDays, behaviour: Behaviour) -> tuple[OfficeDays, Behaviour]:
    def longer(leaving: Leaving) -> Leaving:
        deterred = leaving.deterred
        assert deterred is not None, "lines deter people here"
        return replace(leaving, deterred=lambda people: deterred(people / MORE))

    first, again = longer(behaviour.first_time), longer(behaviour.again)
    return days, replace(behaviour, first_time=first, again=again)
