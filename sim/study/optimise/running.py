"""Trials sent to workers: what was kept is not run again, and what comes back is kept at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Protocol

from sim.running.dispatch import (
    TRIES,
    UNDER_WAY_PER_WORKER,
    ShardsFailed,
    failure_of,
)
from sim.running.executors import WorkerLost, WorkersDiffer
from sim.running.keeping import SUMMARY
from sim.running.shard import Shard
from sim.study.optimise.trial import Columns, Trial, run_trial
from sim.units import Ints


class TrialStore(Protocol):
    """Trials that outlast this process."""

    def found(self, trial: Trial) -> Columns | None:
        """Return what an earlier search kept of a trial."""

    def keep(self, trial: Trial, columns: Columns) -> None:
        """Keep what a trial brought back."""


@dataclass(frozen=True)
class TrialRunner:
    """Runs trials on some workers, and notifies of each that is done, kept ones too."""

    executor: Executor
    workers: Callable[[], int]
    store: TrialStore | None = None
    notice: Callable[[], None] = lambda: None

    def __call__(self, trials: Sequence[Trial]) -> list[Columns]:
        """Return what each trial brings back. Raise ShardsFailed, WorkerLost or WorkersDiffer.

        One that fails is tried again, and so is one whose worker was lost.
        """
        schedule = _Schedule(self, trials)
        while schedule.waiting or schedule.under_way:
            schedule.send()
            schedule.receive()
        return [schedule.done[number] for number in range(len(trials))]


@dataclass
class _Schedule:
    """How far some trials are, each by its number."""

    runner: TrialRunner
    trials: Sequence[Trial]
    waiting: list[int] = field(init=False)
    under_way: dict[Future[dict[str, Ints]], int] = field(default_factory=dict)
    done: dict[int, Columns] = field(default_factory=dict)
    tries: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """All wait, the first at the end."""
        self.waiting = list(range(len(self.trials)))[::-1]

    def send(self) -> None:
        """Send as many as the workers need; take what was kept instead of sending."""
        most = self.runner.workers() * UNDER_WAY_PER_WORKER
        while self.waiting and len(self.under_way) < most:
            number = self.waiting.pop()
            store = self.runner.store
            if store and (kept := store.found(self.trials[number])) is not None:
                self._finish(number, kept)
                continue
            try:
                future = self.runner.executor.submit(run_trial, self.trials[number])
            except BrokenExecutor as error:
                raise WorkerLost(str(error)) from error
            self.under_way[future] = number
            if future.done():
                return  # kept before another takes its time

    def receive(self) -> None:
        """Wait for a trial under way; keep what it brings back, or let it be tried again."""
        if not self.under_way:
            return
        for future in wait(self.under_way, return_when=FIRST_COMPLETED).done:
            number = self.under_way.pop(future)
            if future.cancelled():
                message = "the executor called its work off: is its scheduler still there?"
                raise WorkerLost(message)
            if (error := future.exception()) is not None:
                self._try_again(number, error)
                continue
            columns = future.result()
            if self.runner.store:
                self.runner.store.keep(self.trials[number], columns)
            self._finish(number, columns)

    def _finish(self, number: int, columns: Columns) -> None:
        self.done[number] = columns
        self.runner.notice()

    def _try_again(self, number: int, error: BaseException) -> None:
        if isinstance(error, WorkersDiffer):
            raise error
        self.tries[number] = self.tries.get(number, 0) + 1
        if self.tries[number] < TRIES:
            self.waiting.append(number)
            return
        trial = self.trials[number]
        shard = Shard(trial.scenario, trial.counties, trial.replication, trial.engine, SUMMARY)
        raise ShardsFailed([failure_of(shard, error)]) from error
