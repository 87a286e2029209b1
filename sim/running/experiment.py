"""Experiments: the shards of all replications, on any `concurrent.futures` executor.

What a shard brings back does not depend on how many workers there are, or in which order they
finish; results are merged in the order of the shards.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from sim.network import County
from sim.running.dispatch import Kept, Progress, results_in_order
from sim.running.engines import AUTO, Remark, engine_for
from sim.running.executors import HERE, Workplace
from sim.running.replication import Experiment, merged_by_replication
from sim.running.shard import Shard, keep_for, shards_of
from sim.scenario import Scenario


@dataclass(frozen=True)
class Means:
    """What an experiment runs with: engine, workplace, what to keep, and whom to tell of progress.

    Engine and what to `keep` of the journeys are chosen by the size of the run where they are
    "auto"; `remark` hears what takes long otherwise. Replications are numbered from
    `first_replication`, so that a single one can be repeated. `kept_shards` of an
    earlier run are not done again.
    """

    engine: str = AUTO
    workplace: Workplace = HERE
    progress: Progress = lambda _done, _total: None
    remark: Remark = lambda _text: None
    first_replication: int = 0
    kept_shards: Kept | None = None
    keep: str = AUTO


def experiment(scenario: Scenario, counties: Sequence[County], means: Means) -> Experiment:
    """Run all replications. Raise ShardsFailed, WorkerLost or WorkersDiffer if that cannot be."""
    engine = engine_for(means.engine, scenario, counties)
    means.workplace.make_ready(engine, means.remark)
    first = means.first_replication
    keep = keep_for(means.keep, scenario, counties)
    whole = Shard(scenario, tuple(counties), first, engine, keep)
    shards = shards_of(whole, range(first, first + scenario.run.replications))
    if means.kept_shards and (found := sum(map(means.kept_shards.has, shards))):
        means.remark(f"{scenario.name}: going on from {found} of {len(shards)} shards")
    results = results_in_order(shards, means.workplace, means.kept_shards, means.progress)
    with closing(results):  # so that no worker outlives an interrupt
        replications = merged_by_replication(shards, results)
    return Experiment(scenario, whole.counties, engine, keep, replications)
