"""The points of a sweep, run with the same people: one stream of shards over all of them.

All points share their workers, so a point costs its replications and little else. The seed is one,
so a person draws the same numbers at every point.
"""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from sim.network import County
from sim.running.dispatch import Progress, results_in_order
from sim.running.engines import AUTO, Remark, engine_by_visits, visits_expected
from sim.running.executors import SERIAL, Backend
from sim.running.keeping import SUMMARY
from sim.running.replication import merged_by_replication
from sim.running.shard import Shard, shards_of
from sim.scenario import Scenario

PointMetrics = tuple[dict[str, float], ...]
"""The metrics of each replication of a point."""


@dataclass(frozen=True)
class PointToRun:
    """A point as a scenario and its counties; `number` is its place in the design."""

    number: int
    scenario: Scenario
    counties: tuple[County, ...]


@dataclass(frozen=True)
class PointRunning:
    """What points are run with: an engine, where, and who is notified of progress."""

    engine: str
    backend: Backend = SERIAL
    progress: Progress = lambda _done, _total: None
    remark: Remark = lambda _text: None
    first_replication: int = 0


def engine_of(name: str, points: Sequence[PointToRun]) -> str:
    """Return the name of the engine for all points: AUTO goes by the visits of all together."""
    if name != AUTO:
        return name
    return engine_by_visits(
        name, sum(visits_expected(one.scenario, one.counties) for one in points)
    )


def metrics_of_points(
    points: Sequence[PointToRun], running: PointRunning
) -> Generator[PointMetrics]:
    """Yield the metrics of each point when it is done, in their order.

    Raise ShardsFailed, WorkerLost or WorkersDiffer if that cannot be.
    """
    if not points:
        return
    running.backend.prepare_engine(running.engine, running.remark)
    by_point = [_shards(point, running) for point in points]
    shards = [shard for of_point in by_point for shard in of_point]
    results = results_in_order(shards, running.backend, progress=running.progress)
    with closing(results):  # so that no worker outlives an interrupt
        for of_point in by_point:
            done = merged_by_replication(of_point, islice(results, len(of_point)))
            yield tuple(replication.metrics for replication in done)


def _shards(point: PointToRun, running: PointRunning) -> list[Shard]:
    first = running.first_replication
    whole = Shard(point.scenario, point.counties, first, running.engine, SUMMARY)
    return shards_of(whole, range(first, first + point.scenario.run.replications))
