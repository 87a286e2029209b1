"""Experiments: replications and counties as tasks on any `concurrent.futures` executor.

A task is one county in one replication. It draws its own chance by name, so results do not depend
on how many workers there are, or in which order they finish. Each task checks its books.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from multiprocessing import get_context

from sim.books import check_books
from sim.diary import Diary, Ints
from sim.journey import simulate
from sim.measures import Measured, Merged, measure, merge, metrics_of
from sim.network import County
from sim.plan import Plan, make_plan
from sim.scenario import Scenario

Engine = Callable[[Plan, int], Diary]
Progress = Callable[[int, int], None]

ENGINES: dict[str, Engine] = {"simpy": simulate}
TASKS_AHEAD_PER_WORKER = 2


class RunFailed(Exception):  # noqa: N818 - named by what happened
    """A task failed; the message says which, and how to repeat it alone."""


@dataclass(frozen=True)
class Task:
    """One county in one replication, by the engine of a name."""

    scenario: Scenario
    county: County
    replication: int
    engine: str


@dataclass(frozen=True)
class Done:
    """What a task brings back: its measures, and its journeys by column."""

    measured: Measured
    journeys: Mapping[str, Ints]


@dataclass(frozen=True)
class Replication:
    """All counties of one replication."""

    number: int
    merged: Merged
    metrics: dict[str, float]
    counties: tuple[Done, ...]


@dataclass(frozen=True)
class Experiment:
    """All replications of a scenario."""

    scenario: Scenario
    counties: tuple[County, ...]
    engine: str
    replications: tuple[Replication, ...]

    def metrics(self) -> list[dict[str, float]]:
        """Return the metrics of each replication."""
        return [replication.metrics for replication in self.replications]


@dataclass(frozen=True)
class Means:
    """What an experiment runs with: engine, workers, and whom to tell of progress."""

    engine: str = "simpy"
    workers: int = 1
    progress: Progress = lambda _done, _total: None


def experiment(scenario: Scenario, counties: Sequence[County], means: Means) -> Experiment:
    """Run all replications. Raise RunFailed if a task fails."""
    tasks = [
        Task(scenario, county, replication, means.engine)
        for replication in range(scenario.run.replications)
        for county in counties
    ]
    workers = min(means.workers, len(tasks))
    finished: list[Done] = []
    # Spawned processes share nothing with this one, whatever threads its libraries have started.
    pool = (
        nullcontext(None)
        if workers <= 1
        else ProcessPoolExecutor(workers, get_context("spawn"), initializer=_die_quietly)
    )
    with pool as executor:
        try:
            for done in in_order(tasks, executor, workers):
                finished.append(done)
                means.progress(len(finished), len(tasks))
        except KeyboardInterrupt:
            if executor:
                executor.shutdown(wait=False, cancel_futures=True)
            raise
    of_one = [
        finished[start : start + len(counties)] for start in range(0, len(tasks), len(counties))
    ]
    return Experiment(
        scenario=scenario,
        counties=tuple(counties),
        engine=means.engine,
        replications=tuple(_replication(number, done) for number, done in enumerate(of_one)),
    )


def in_order(tasks: Sequence[Task], executor: Executor | None, workers: int) -> Iterator[Done]:
    """Yield what each task brings back, in order of the tasks, with few of them under way.

    Without an executor they run here, one after the other.
    """
    if executor is None:
        yield from map(run_task, tasks)
        return
    ahead: deque[Future[Done]] = deque()
    waiting = iter(tasks)
    for task in waiting:
        ahead.append(executor.submit(run_task, task))
        if len(ahead) > workers * TASKS_AHEAD_PER_WORKER:
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()


def run_task(task: Task) -> Done:
    """Run one county once: plan, journeys, books, measures."""
    try:
        plan = make_plan(task.scenario, task.county)
        diary = ENGINES[task.engine](plan, task.replication)
        check_books(diary, task.scenario)
        return Done(measure(diary, plan), diary.journeys)
    except Exception as error:
        message = (
            f"replication {task.replication} of county {task.county.code} failed: "
            f"{type(error).__name__}: {error}; seed {task.scenario.run.seed}, "
            f"engine {task.engine}: repeat it with --replications {task.replication + 1} "
            "--workers 1, and report it"
        )
        raise RunFailed(message) from error


def _replication(number: int, done: Sequence[Done]) -> Replication:
    merged = merge([one.measured for one in done])
    return Replication(number, merged, metrics_of(merged), tuple(done))


def _die_quietly() -> None:
    """Let Ctrl-C end a worker at once; only the parent has something to say about it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
