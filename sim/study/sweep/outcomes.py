"""What came of a sweep: responses by point and replication, their means, and the indices."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.measures import BY_NAME, Estimate, estimate, shown
from sim.scenario import Scenario
from sim.study.sweep.designs import Design
from sim.study.sweep.indices import LeverIndex, indices_of
from sim.study.sweep.points import PointMetrics
from sim.units import Floats

USUAL_METRICS = (
    "wait_mean_min",
    "wait_over_15_min_share",
    "reneged_share",
    "ended_completed_share",
)
"""What is shown and drawn where nobody chose: waits, who left, and what came of wishes."""


@dataclass(frozen=True)
class SweepOutcome:
    """A sweep that is done: `by_point` has the metrics of each replication of each point.

    `metrics` are those to show.
    """

    scenario: Scenario
    design: Design
    by_point: Sequence[PointMetrics]
    metrics: tuple[str, ...]
    first_replication: int = 0

    def responses(self, metric: str) -> Floats:
        """Return a row a point and a column a replication, NaN where it is not defined."""
        rows = [[one.get(metric, np.nan) for one in point] for point in self.by_point]
        return np.array(rows, dtype=np.float64)

    def estimates(self, metric: str) -> list[Estimate]:
        """Return mean and interval of each point."""
        unit = BY_NAME[metric].unit
        return [estimate(metric, unit, row) for row in self.responses(metric).tolist()]

    def indices(self, metric: str) -> list[LeverIndex]:
        """Return what each lever does to a metric."""
        return indices_of(self.design, self.responses(metric), self.scenario.run.seed)

    def defined(self) -> list[str]:
        """Return the names of the metrics that a point has, in the order of all tables."""
        return [metric.name for metric in shown([one for point in self.by_point for one in point])]
