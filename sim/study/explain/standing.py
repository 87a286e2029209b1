"""A few days that stand for all waits of a prediction, each for as much of those of its class."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.study.explain.days import OfficeDays, stacked
from sim.study.explain.prediction import PredictedDay, Prediction
from sim.units import Floats

DAYS_A_CLASS = 4


@dataclass(frozen=True)
class Batch:
    """Days of one timetable, solved already; `times` is for how many days each row stands."""

    chosen: tuple[PredictedDay, ...]
    days: OfficeDays
    times: Floats


def standing_for_all(prediction: Prediction) -> list[Batch]:
    """Return some days, from those with short waits to those with long ones."""
    return in_batches(_chosen(prediction))


def in_batches(days: Sequence[tuple[PredictedDay, float]]) -> list[Batch]:
    """Return days, each with for how many it stands, those of one timetable together."""
    batches: dict[tuple[bytes, bytes], list[tuple[PredictedDay, float]]] = {}
    for day, times in days:
        key = (day.days.edges_min.tobytes(), day.days.is_open.tobytes())
        batches.setdefault(key, []).append((day, times))
    return [
        Batch(
            tuple(day for day, _ in batch),
            stacked([day.days for day, _ in batch]),
            np.array([times for _, times in batch]),
        )
        for batch in batches.values()
    ]


def _chosen(prediction: Prediction) -> list[tuple[PredictedDay, float]]:
    by_class: dict[str, list[PredictedDay]] = {}
    for day in prediction.predicted_days:
        by_class.setdefault(prediction.groups[day.group].outlet_class, []).append(day)
    return [one for days in by_class.values() for one in _of_class(prediction, days)]


def _of_class(
    prediction: Prediction, of_class: list[PredictedDay]
) -> list[tuple[PredictedDay, float]]:
    days = sorted(of_class, key=_mean_wait_min)
    each = np.array([float(day.solved.wait_min.sum()) for day in days])
    counts = [day.kind.count * prediction.groups[day.group].outlets for day in days]
    so_far = np.cumsum(each * np.array(counts))
    if not so_far[-1]:
        return []
    wanted = (np.arange(DAYS_A_CLASS) + 0.5) / DAYS_A_CLASS * so_far[-1]
    places, strata = np.unique(np.searchsorted(so_far, wanted), return_counts=True)
    of_one = so_far[-1] / DAYS_A_CLASS
    return [
        (days[place], stands * of_one / each[place])
        for place, stands in zip(places.tolist(), strata.tolist(), strict=True)
    ]


def _mean_wait_min(day: PredictedDay) -> float:
    called = float(day.solved.called.sum())
    return float(day.solved.wait_min.sum()) / called if called else 0.0
