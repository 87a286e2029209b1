"""Experiments: the shards of all replications, on any `concurrent.futures` executor.

What a shard brings back does not depend on how many workers there are, or in which order they
finish; results are merged in the order of the shards.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from sim.network import County
from sim.running.dispatch import Progress, ShardStore, results_in_order
from sim.running.engines import AUTO, Remark, engine_for
from sim.running.executors import SERIAL, Backend
from sim.running.keeping import keep_for
from sim.running.replication import Experiment, Replication, merged_by_replication
from sim.running.shard import Shard, shards_of
from sim.scenario import Scenario


@dataclass(frozen=True)
class RunOptions:
    """What an experiment runs with: engine, backend, what to keep, and who is notified of progress.

    Engine and what to `keep` of the journeys are chosen by the size of the run where they are
    "auto"; `remark` is called with what takes long otherwise. Replications are numbered from
    `first_replication`, so that a single one can be repeated. Shards in the
    `checkpoint` of an earlier run are not done again. `replicated` is called with the scenario's
    name and each replication, in their order, as soon as its last shard is back.
    """

    engine: str = AUTO
    backend: Backend = SERIAL
    progress: Progress = lambda _done, _total: None
    remark: Remark = lambda _text: None
    first_replication: int = 0
    checkpoint: ShardStore | None = None
    keep: str = AUTO
    replicated: Callable[[str, Replication], None] = lambda _name, _replication: None


def experiment(scenario: Scenario, counties: Sequence[County], options: RunOptions) -> Experiment:
    """Run all replications. Raise ShardsFailed, WorkerLost or WorkersDiffer if that cannot be."""
    whole = whole_shard(scenario, counties, options)
    options.backend.prepare_engine(whole.engine, options.remark)
    first = whole.replication
    shards = shards_of(whole, range(first, first + scenario.run.replications))
    if options.checkpoint and (found := sum(map(options.checkpoint.has, shards))):
        options.remark(f"{scenario.name}: going on from {found} of {len(shards)} shards")
    results = results_in_order(shards, options.backend, options.checkpoint, options.progress)
    replications: list[Replication] = []
    with closing(results):  # so that no worker outlives an interrupt
        for one in merged_by_replication(shards, results):
            options.replicated(scenario.name, one)
            replications.append(one)
    return Experiment(scenario, whole.counties, whole.engine, whole.keep, tuple(replications))


def whole_shard(scenario: Scenario, counties: Sequence[County], options: RunOptions) -> Shard:
    """Return the first replication of all counties as one shard, which all are made like."""
    engine = engine_for(options.engine, scenario, counties)
    keep = keep_for(options.keep, scenario, counties)
    return Shard(scenario, tuple(counties), options.first_replication, engine, keep)
