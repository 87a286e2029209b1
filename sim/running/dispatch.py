"""Dispatch: shards to workers, results back in the order of the shards, nothing done twice.

Shards that were kept are taken from there; what comes back is kept at once. A shard that fails is
tried again, and so is one whose worker was lost. One that fails each time is reported at
the end, after the others were finished and kept; where nothing is kept, it ends the run.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from heapq import heappop, heappush
from queue import SimpleQueue
from typing import Protocol

from sim.network.codes import county_named
from sim.running.executors import Backend, WorkerLost, WorkersDiffer
from sim.running.shard import RunFailed, Shard, ShardResult, run_shard

Progress = Callable[[int, int], None]

TRIES = 3
FAILURES_AT_MOST = 10
UNDER_WAY_PER_WORKER = 2
# Results that wait for an earlier shard are in memory.
AHEAD_PER_WORKER = 4


class ShardStore(Protocol):
    """Results of shards that outlast this process."""

    def has(self, shard: Shard) -> bool:
        """Return whether there is anything of a shard, whole or not."""

    def found(self, shard: Shard) -> ShardResult | None:
        """Return what an earlier run kept of a shard."""

    def keep(self, shard: Shard, result: ShardResult) -> None:
        """Keep what a shard brought back."""


@dataclass(frozen=True)
class ShardFailure:
    """What failed each time it was tried: a county, or a shard where no county can be named."""

    scenario: str
    replication: int
    counties: tuple[str, ...]
    cause: str
    shard: Shard | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        """Say what failed, and why."""
        where = f"counties {', '.join(self.counties)}"
        if len(self.counties) == 1:
            where = county_named(self.counties[0])
        return f"replication {self.replication} of {where} failed: {self.cause}"


class ShardsFailed(Exception):  # noqa: N818 - named by what happened
    """Some shards failed, each as often as it was tried."""

    def __init__(self, failures: Sequence[ShardFailure]) -> None:
        """Keep what failed, in the order of the shards."""
        super().__init__("\n".join(map(str, failures)))
        self.failures = tuple(failures)


def results_in_order(
    shards: Sequence[Shard],
    backend: Backend,
    checkpoint: ShardStore | None = None,
    progress: Progress = lambda _done, _total: None,
    failures_most: int = FAILURES_AT_MOST,
) -> Generator[ShardResult]:
    """Yield what each shard brings back. Raise ShardsFailed, WorkerLost or WorkersDiffer.

    So many failures end it, with shards left; whoever may not need all of them takes fewer.
    """
    schedule = _Schedule(shards, checkpoint, progress, failures_most)
    progress(0, len(shards))
    with backend.open_executor() as executor:
        while schedule.is_under_way():
            schedule.send(executor, backend.workers())
            yield from schedule.in_turn()
            schedule.receive()
    schedule.raise_failures()


@dataclass
class _Schedule:
    """How far the shards are, each by its index."""

    shards: Sequence[Shard]
    checkpoint: ShardStore | None
    progress: Progress
    failures_most: int
    waiting: list[int] = field(init=False)
    under_way: dict[Future[ShardResult], int] = field(default_factory=dict)
    back: "SimpleQueue[Future[ShardResult]]" = field(default_factory=SimpleQueue)
    ready: dict[int, ShardResult] = field(default_factory=dict)
    next: int = 0
    done: int = 0
    tries: Counter[int] = field(default_factory=Counter)
    failures: dict[int, ShardFailure] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """All shards wait, the first first."""
        self.waiting = list(range(len(self.shards)))

    def is_under_way(self) -> bool:
        """Return whether anything is left to do."""
        return bool(self.waiting or self.under_way or self.ready)

    def send(self, executor: Executor, workers: int) -> None:
        """Send as many shards as the workers need; take what was kept instead of sending.

        What is back already comes first, so that it is kept before another shard takes its time.
        """
        most = workers * UNDER_WAY_PER_WORKER
        while self.waiting and len(self.under_way) < most and self.back.empty():
            index = self.waiting[0]
            if index >= self.next + workers * AHEAD_PER_WORKER and not self.failures:
                return
            heappop(self.waiting)
            found = self.checkpoint.found(self.shards[index]) if self.checkpoint else None
            if found is not None:
                self._finish(index, found)
                continue
            try:
                future = executor.submit(run_shard, self.shards[index])
            except BrokenExecutor as error:
                raise WorkerLost(str(error)) from error
            self.under_way[future] = index
            future.add_done_callback(self.back.put)

    def in_turn(self) -> Iterator[ShardResult]:
        """Yield what is ready and has nothing unfinished before it."""
        while self.next in self.ready:
            result = self.ready.pop(self.next)
            self.next += 1
            yield result

    def receive(self) -> None:
        """Wait for a shard under way; keep what it brings back, or let it be tried again."""
        if not self.under_way:
            return
        future = self.back.get()
        index = self.under_way.pop(future)
        if future.cancelled():
            message = "the executor called its work off: is its scheduler still there?"
            raise WorkerLost(message)
        error = future.exception()
        if isinstance(error, WorkersDiffer):
            raise error
        if error is None:
            result = future.result()
            if self.checkpoint:
                self.checkpoint.keep(self.shards[index], result)
            self._finish(index, result)
            return
        self.tries[index] += 1
        if self.tries[index] < TRIES:
            heappush(self.waiting, index)
        else:
            self._fail(index, error)

    def raise_failures(self) -> None:
        """Raise ShardsFailed if anything failed."""
        if self.failures:
            raise ShardsFailed([self.failures[index] for index in sorted(self.failures)])

    def _finish(self, index: int, result: ShardResult) -> None:
        self.done += 1
        if not self.failures:
            self.ready[index] = result
        self.progress(self.done, len(self.shards))

    def _fail(self, index: int, error: BaseException) -> None:
        """Note it; go on for what can be kept, unless so much fails that all may."""
        self.failures[index] = failure_of(self.shards[index], error)
        self.ready.clear()
        if not self.checkpoint or len(self.failures) >= self.failures_most:
            self.raise_failures()


def failure_of(shard: Shard, error: BaseException) -> ShardFailure:
    """Return what to say of a shard that failed each time: the county, where it is known."""
    scenario = shard.scenario.name
    if isinstance(error, RunFailed):
        return ShardFailure(scenario, error.replication, (error.county,), error.cause, shard)
    codes = tuple(county.code for county in shard.counties)
    of_worker = isinstance(error, BrokenExecutor)
    cause = str(error) if of_worker else f"{type(error).__name__}: {error}"
    return ShardFailure(scenario, shard.replication, codes, cause, shard)
