"""How far a prediction was off: held against the replications of a run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.measures import Measures
from sim.measures.spread import CONFIDENCE, t_quantile
from sim.scenario import CLASSES
from sim.study.explain.prediction import Prediction
from sim.units import MINUTE_MS


@dataclass(frozen=True)
class Judged:
    """The mean wait of those called at a class of outlets: predicted, and simulated.

    `half_width_min` is of the 95% interval of what was simulated, NaN with one replication.
    """

    outlet_class: str
    predicted_min: float
    simulated_min: float
    half_width_min: float

    @property
    def error(self) -> float:
        """Return by which share the prediction was off."""
        return self.predicted_min / self.simulated_min - 1


def judged(prediction: Prediction, replications: Sequence[Measures]) -> list[Judged]:
    """Return the classes at which anybody waited."""
    found = []
    for number, name in enumerate(CLASSES):
        if not prediction.of_class(name).any():
            continue
        means = np.array([_mean_wait_min(one, number) for one in replications])
        means = means[np.isfinite(means)]
        if not means.size or not means.any():
            continue
        half = float("nan")
        if means.size > 1:
            quantile = t_quantile(means.size, 1 - CONFIDENCE)
            half = quantile * float(means.std(ddof=1)) / float(np.sqrt(means.size))
        found.append(Judged(name, prediction.mean_wait_min(name), float(means.mean()), half))
    return found


def _mean_wait_min(measures: Measures, number: int) -> float:
    of_class = measures.outlets["class"] == number
    called = float(measures.outlets["called"][of_class].sum())
    waited_ms = float(measures.outlets["wait_called_ms"][of_class].sum())
    return waited_ms / MINUTE_MS / called if called else float("nan")
