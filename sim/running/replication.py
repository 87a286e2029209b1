"""Replications: the results of shards, merged in their order as they come."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from sim.measures import Measures, merge, metrics_of
from sim.network import County
from sim.running.keeping import Keep
from sim.running.shard import CountyResult, Shard, ShardResult
from sim.scenario import Scenario

MERGED_AT_ONCE = 32


@dataclass(frozen=True)
class Replication:
    """All counties of one replication; `kept` has one for each."""

    number: int
    merged: Measures
    metrics: dict[str, float]
    kept: tuple[CountyResult, ...]


@dataclass(frozen=True)
class Experiment:
    """All replications of a scenario."""

    scenario: Scenario
    counties: tuple[County, ...]
    engine: str
    keep: Keep
    replications: tuple[Replication, ...]

    def metrics(self) -> list[dict[str, float]]:
        """Return the metrics of each replication."""
        return [replication.metrics for replication in self.replications]


def merged_by_replication(
    shards: Sequence[Shard], results: Iterable[ShardResult]
) -> Iterator[Replication]:
    """Yield each replication as soon as its last shard is back; results come in their order."""
    for (one,) in replications_side_by_side(shards, results):
        yield one


def replications_side_by_side(
    shards: Sequence[Shard], results: Iterable[ShardResult]
) -> Iterator[tuple[Replication, ...]]:
    """Yield each replication of all scenarios as soon as its last shard is back.

    Shards are in the order of the replications, and within one in that of the scenarios.
    """
    coming = iter(results)
    for number, of_all in groupby(shards, key=lambda shard: shard.replication):
        by_scenario = groupby(of_all, key=lambda shard: shard.scenario.name)
        counts = [sum(1 for _ in of_one) for _, of_one in by_scenario]
        # So many are taken, and no look is had at the next one, for which one would wait.
        yield tuple(_replication(number, islice(coming, count)) for count in counts)
    assert next(coming, None) is None, "there is a result for each shard"


def _replication(number: int, results: Iterable[ShardResult]) -> Replication:
    """Merge the results of a replication, some at a time, so that few are held at once."""
    waiting: list[Measures] = []
    kept: list[CountyResult] = []
    for result in results:
        waiting.append(result.measures)
        kept += result.kept
        if len(waiting) == MERGED_AT_ONCE:
            waiting = [merge(waiting)]
    merged = merge(waiting)
    return Replication(number, merged, metrics_of(merged), tuple(kept))
