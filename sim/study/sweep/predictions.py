"""What is expected at a point before it is run: the predicted figures of its counters."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.network import County
from sim.running.dispatch import Progress
from sim.running.executors import Backend
from sim.scenario import Scenario
from sim.study.sweep.points import PointToRun

PREDICTED_MOST = 16
"""A prediction takes as long as some replications: of more points only so many are predicted."""


@dataclass(frozen=True)
class PointPrediction:
    """What is expected of all outlets together, named as the metrics that a run would have."""

    wait_mean_min: float
    wait_over_15_min_share: float
    left_share: float


def predict_point(scenario: Scenario, counties: Sequence[County]) -> PointPrediction:
    """Return what is expected of a scenario."""
    from sim.study.explain.prediction import predict  # noqa: PLC0415 - heavy, and only for previews

    found = predict(scenario, counties)
    return PointPrediction(found.mean_wait_min(), found.over_15_share(), found.left_share())


def predictions_of(
    points: Sequence[PointToRun], backend: Backend, progress: Progress
) -> dict[int, PointPrediction]:
    """Return what is expected at each point by its number; of very many at some, evenly spread."""
    chosen = evenly_spread(points, PREDICTED_MOST)
    found: dict[int, PointPrediction] = {}
    progress(0, len(chosen))
    with backend.open_executor() as executor:
        futures = [
            executor.submit(predict_point, point.scenario, point.counties) for point in chosen
        ]
        for point, future in zip(chosen, futures, strict=True):
            found[point.number] = future.result()
            progress(len(found), len(chosen))
    return found


def evenly_spread(points: Sequence[PointToRun], most: int) -> list[PointToRun]:
    """Return so many points at most, the first and the last among them."""
    if len(points) <= most:
        return list(points)
    last = len(points) - 1
    return [points[round(place * last / (most - 1))] for place in range(most)]
