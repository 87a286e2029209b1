"""Running until it is enough: replication by replication, of all scenarios side by side.

Workers begin on later replications before it is known whether they are needed; those are left
undone, and not in the result. So the result is that of a run with as many replications from the
start, whatever the number of workers.
"""

from collections.abc import Callable, Sequence
from contextlib import closing

from sim.running.dispatch import results_in_order
from sim.running.experiment import RunOptions
from sim.running.replication import Experiment, Replication, replications_side_by_side
from sim.running.shard import Shard, shards_of

Row = tuple[Replication, ...]
IsEnough = Callable[[Sequence[Row]], bool]


def experiments_until(
    wholes: Sequence[Shard], replications_most: int, options: RunOptions, is_enough: IsEnough
) -> tuple[list[Experiment], bool]:
    """Run scenarios until the replications are enough, or so many; return whether they are enough.

    `wholes` has a shard of all counties for each scenario (`sim.running.experiment.whole_shard`);
    `is_enough` is asked after each replication of all. Raise ShardsFailed, for the first shard
    that fails, WorkerLost or WorkersDiffer if that cannot be.
    """
    for engine in dict.fromkeys(whole.engine for whole in wholes):
        options.backend.prepare_engine(engine, options.remark)
    first = options.first_replication
    shards = [
        shard
        for number in range(first, first + replications_most)
        for whole in wholes
        for shard in shards_of(whole, [number])
    ]
    if options.checkpoint and (found := sum(map(options.checkpoint.has, shards))):
        options.remark(f"going on from {found:,} finished shards")
    rows: list[Row] = []
    enough = False
    results = results_in_order(shards, options.backend, options.checkpoint, options.progress, 1)
    with closing(results):  # so that no worker goes on with what is not needed
        for row in replications_side_by_side(shards, results):
            rows.append(row)
            for whole, one in zip(wholes, row, strict=True):
                options.replicated(whole.scenario.name, one)
            enough = is_enough(rows)
            if enough:
                break
    columns = zip(wholes, zip(*rows, strict=True), strict=True)
    return [_experiment(*column) for column in columns], enough


def _experiment(whole: Shard, replications: Row) -> Experiment:
    run = whole.scenario.run.model_copy(update={"replications": len(replications)})
    scenario = whole.scenario.model_copy(update={"run": run})
    return Experiment(scenario, whole.counties, whole.engine, whole.keep, replications)
