"""Which assumptions carry the answer: what the predicted wait does if one of them is a tenth off.

A few days that stand for all waits, each for as much of them, are solved again with one parameter
changed. Who comes back is left as it was, so that the effect is that of the day itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.scenario import Scenario
from sim.study.explain.behaviour import Behaviour, Leaving
from sim.study.explain.days import CounterDays, OfficeDays, hourly
from sim.study.explain.prediction import FIGURES, Prediction
from sim.study.explain.standing import Batch, standing_for_all
from sim.units import Floats

MORE = 1.1
HARDLY = 1e-9


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
    batches = standing_for_all(prediction)
    if not batches:
        return []
    usual = _figures([(batch.times, _solved(batch)) for batch in batches])
    found = []
    for parameter, (mark, change) in _changes(scenario).items():
        changed = _figures(
            [(batch.times, hourly(*change(batch.days, prediction.behaviour))) for batch in batches]
        )
        shares = [
            now / before - 1 if before else 0.0 for now, before in zip(changed, usual, strict=True)
        ]
        found.append(Sensitivity(parameter, mark, *shares))
    return sorted(found, key=lambda one: -abs(one.wait_change))


def _solved(batch: Batch) -> CounterDays:
    """Return what was predicted of the days as they are, as the rows of one."""
    return CounterDays(
        **{
            name: np.concatenate([getattr(day.solved, name) for day in batch.chosen])
            for name in FIGURES
        }
    )


def _figures(batches: Sequence[tuple[Floats, CounterDays]]) -> tuple[float, float]:
    """Return the mean wait, and the share that leaves, of days that stand for so many."""
    sums = dict.fromkeys(("wait_min", "called", "left", "arrivals"), 0.0)
    for times, solved in batches:
        for name in sums:
            sums[name] += float(times @ getattr(solved, name).sum(axis=1))
    return (
        sums["wait_min"] / max(sums["called"], HARDLY),
        sums["left"] / max(sums["arrivals"], HARDLY),
    )


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
