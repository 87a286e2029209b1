"""Experiments: the shards of all replications on any `concurrent.futures` executor.

What a shard brings back does not depend on how many workers there are, or in which order they
finish; results are merged in the order of the shards.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context, parent_process
from threading import Thread

from sim.engines import AUTO, Remark, engine_for, make_ready
from sim.network import County
from sim.replication import Experiment, merged_by_replication
from sim.scenario import Scenario
from sim.shard import Shard, ShardResult, keep_for, run_shard, shards_of

Progress = Callable[[int, int], None]

SHARDS_AHEAD_PER_WORKER = 2


class WorkerLost(Exception):  # noqa: N818 - named by what happened
    """A worker process ended without a word: killed, or out of memory."""


@dataclass(frozen=True)
class Means:
    """What an experiment runs with: engine, workers, what to keep, and whom to tell of progress.

    Engine and what to keep are chosen by the size of the run where they are "auto"; `remark` hears
    what takes long otherwise.
    An `executor` that is given takes the place of processes of one's own, and is not shut down.
    Replications are numbered from `first_replication`, so that a single one can be repeated.
    """

    engine: str = AUTO
    workers: int = 1
    progress: Progress = lambda _done, _total: None
    remark: Remark = lambda _text: None
    first_replication: int = 0
    executor: Executor | None = None
    keep: str = AUTO


def experiment(scenario: Scenario, counties: Sequence[County], means: Means) -> Experiment:
    """Run all replications. Raise RunFailed if a shard fails, WorkerLost if a worker dies."""
    engine = engine_for(means.engine, scenario, counties)
    make_ready(engine, means.remark)
    first = means.first_replication
    keep = keep_for(means.keep, scenario, counties)
    whole = Shard(scenario, tuple(counties), first, engine, keep)
    shards = shards_of(whole, range(first, first + scenario.run.replications))
    with _executor(means, len(shards)) as executor:
        results = _told(in_order(shards, executor, means.workers), len(shards), means.progress)
        replications = merged_by_replication(shards, results)
    return Experiment(scenario, whole.counties, engine, keep, replications)


def _told(results: Iterator[ShardResult], total: int, progress: Progress) -> Iterator[ShardResult]:
    """Yield the results, telling each time how many there are."""
    for done, result in enumerate(results, start=1):
        progress(done, total)
        yield result


def in_order(
    shards: Sequence[Shard], executor: Executor | None, workers: int
) -> Iterator[ShardResult]:
    """Yield what each shard brings back, in order of the shards, with few of them under way.

    Without an executor they run here, one after the other.
    """
    if executor is None:
        yield from map(run_shard, shards)
        return
    ahead: deque[Future[ShardResult]] = deque()
    waiting = iter(shards)
    for shard in waiting:
        ahead.append(executor.submit(run_shard, shard))
        if len(ahead) > workers * SHARDS_AHEAD_PER_WORKER:
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()


@contextmanager
def _executor(means: Means, shards: int) -> Iterator[Executor | None]:
    """Lend the executor that was given, or processes; None stands for this process alone."""
    workers = min(means.workers, shards)
    if means.executor or workers <= 1:
        yield means.executor
        return
    with processes(workers) as pool:
        yield pool


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """Lend worker processes, which end at once when something goes wrong, and with this process.

    They are spawned, so they share nothing with this one, whatever threads its libraries started.
    """
    others = set(active_children())
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_end_with_parent)
    try:
        with _deaf_to_interrupts():
            for _ in range(workers):
                pool.submit(int)  # starts one
        yield pool
    except BaseException as error:
        for worker in set(active_children()) - others:
            worker.terminate()
        if isinstance(error, BrokenProcessPool):
            message = "a worker process was killed, perhaps for want of memory: try --workers 1"
            raise WorkerLost(message) from error
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Let processes started now never see Ctrl-C: they end with this one, without a traceback.

    A Ctrl-C of this moment is not lost: it waits until the mask is lifted here.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield  # Windows has no masks
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    """See that a worker does not outlive a parent that was killed."""
    Thread(target=_end_after_parent, daemon=True).start()


def _end_after_parent() -> None:
    parent = parent_process()
    assert parent, "only a worker has this to do"
    parent.join()
    signal.raise_signal(signal.SIGTERM)
