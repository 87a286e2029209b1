"""Experiments: replications and counties as tasks on any `concurrent.futures` executor.

A task is one county in one replication. It draws its own chance by name, so results do not depend
on how many workers there are, or in which order they finish. Each task checks its books.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from traceback import extract_tb

from sim.books import check_books
from sim.diary import Ints
from sim.engines import AUTO, ENGINES, Remark, engine_for, make_ready
from sim.measures import Measured, Merged, measure, merge, metrics_of
from sim.network import County
from sim.plan import make_plan
from sim.scenario import Scenario
from sim.workers import Workers

Progress = Callable[[int, int], None]

TASKS_AHEAD_PER_WORKER = 2


class RunFailed(Exception):  # noqa: N818 - named by what happened
    """A task failed: a fault of the model, which the same task alone will show again."""

    def __init__(self, replication: int, county: str, cause: str) -> None:
        """Keep what names the task; all three travel between processes."""
        super().__init__(replication, county, cause)
        self.replication = replication
        self.county = county
        self.cause = cause

    def __str__(self) -> str:
        """Say which task failed, why, and where in the code."""
        return f"replication {self.replication} of county {self.county} failed: {self.cause}"


class WorkerLost(Exception):  # noqa: N818 - named by what happened
    """A worker process ended without a word: killed, or out of memory."""


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
    """What an experiment runs with: engine, workers, and whom to tell of progress.

    The engine "auto" is chosen by the size of the run; `remark` hears what takes long otherwise.
    An `executor` that is given takes the place of processes of one's own, and is not shut down.
    Replications are numbered from `first_replication`, so that a single one can be repeated.
    """

    engine: str = AUTO
    workers: int = 1
    progress: Progress = lambda _done, _total: None
    remark: Remark = lambda _text: None
    first_replication: int = 0
    executor: Executor | None = None


def experiment(scenario: Scenario, counties: Sequence[County], means: Means) -> Experiment:
    """Run all replications. Raise RunFailed if a task fails, WorkerLost if a worker dies."""
    engine = engine_for(means.engine, scenario, counties)
    make_ready(engine, means.remark)
    first = means.first_replication
    numbers = range(first, first + scenario.run.replications)
    tasks = [Task(scenario, county, number, engine) for number in numbers for county in counties]
    finished: list[Done] = []
    with _executor(means, len(tasks)) as executor:
        for done in in_order(tasks, executor, means.workers):
            finished.append(done)
            means.progress(len(finished), len(tasks))
    of_one = [
        finished[start : start + len(counties)] for start in range(0, len(tasks), len(counties))
    ]
    return Experiment(
        scenario=scenario,
        counties=tuple(counties),
        engine=engine,
        replications=tuple(
            _replication(number, done) for number, done in zip(numbers, of_one, strict=True)
        ),
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
        place = extract_tb(error.__traceback__)[-1]
        cause = f"{type(error).__name__}: {error} ({place.filename}:{place.lineno})"
        raise RunFailed(task.replication, task.county.code, cause) from error


def _replication(number: int, done: Sequence[Done]) -> Replication:
    merged = merge([one.measured for one in done])
    return Replication(number, merged, metrics_of(merged), tuple(done))


@contextmanager
def _executor(means: Means, tasks: int) -> Iterator[Executor | None]:
    """Lend the executor that was given, or processes; None stands for this process alone."""
    workers = min(means.workers, tasks)
    if means.executor or workers <= 1:
        yield means.executor
        return
    with processes(workers) as pool:
        yield pool


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """Lend worker processes, which end at once when something goes wrong, and with this process."""
    pool = Workers(workers)
    try:
        yield pool
    except BaseException as error:
        pool.kill()
        if isinstance(error, BrokenExecutor):
            message = f"{error}: try --workers 1"
            raise WorkerLost(message) from error
        raise
    finally:
        pool.shutdown(cancel_futures=True)
