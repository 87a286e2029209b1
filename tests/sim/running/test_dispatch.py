"""Dispatch: results in order, what fails tried again, and nothing done twice."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import nullcontext
from functools import partial
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from sim.diary import Diary
from sim.files.checkpoint import Checkpoint, checkpoint_of
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.model.journey import simulate
from sim.plan import Plan
from sim.running.dispatch import ShardFailure, ShardsFailed, results_in_order
from sim.running.engines import ENGINES
from sim.running.executors import SERIAL, Backend, WorkerLost, backend
from sim.running.shard import Shard, ShardResult, run_shard, shards_of
from tests.sim.running.deadly import Deadly
from tests.sim.runs import small_file

SHARDS = 9


@pytest.fixture
def shards(tmp_path: Path) -> list[Shard]:
    scenario = read_scenario(str(small_file(tmp_path)), ["run.days=1"])
    return shards_of(Shard(scenario, read_network(scenario), 0, "simpy"), range(SHARDS))


@pytest.fixture
def kept(tmp_path: Path, shards: list[Shard]) -> Checkpoint:
    return checkpoint_of(tmp_path, shards[0].scenario, "simpy", pytest.fail)


class Engine:
    """SimPy, which notes what it is asked for, and fails as often as it should."""

    def __init__(self, failing: dict[int, int]) -> None:
        """Take how often each replication fails."""
        self.failing = Counter(failing)
        self.asked: list[int] = []

    def __call__(self, plan: Plan, replication: int) -> Diary:
        """Run, or fail."""
        self.asked.append(replication)
        if self.failing[replication]:
            self.failing[replication] -= 1
            message = "a bad moment"
            raise MemoryError(message)
        return simulate(plan, replication)


class Broken(Executor):
    """Has lost its workers."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:  # noqa: ANN401, ARG002 - as in the library
        """Be broken."""
        message = "no workers any more"
        raise BrokenExecutor(message)


class LateExecutor(Executor):
    """Runs everything when so much is under way as ever will be, the last submitted first."""

    def __init__(self, at_once: int, total: int) -> None:
        """Begin with nothing submitted."""
        self.at_once, self.total = at_once, total
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []
        self.submitted = self.most_under_way = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:  # noqa: ANN401 - as in the library
        """Keep the call, and run all that are kept if no more will come before."""
        future: Future[Any] = Future()
        self.waiting.append((future, partial(fn, *args)))
        self.submitted += 1
        self.most_under_way = max(self.most_under_way, len(self.waiting))
        if len(self.waiting) == self.at_once or self.submitted == self.total:
            while self.waiting:
                late, call = self.waiting.pop()
                late.set_result(call())
        return future


def wishes(results: Iterable[ShardResult]) -> list[int]:
    """Tell replications apart."""
    return [one.measures.counts["wishes"] for one in results]


def test_results_come_in_order_whatever_finishes_first_and_few_are_under_way(
    shards: list[Shard],
) -> None:
    late = LateExecutor(4, SHARDS)
    shown: list[tuple[int, int]] = []
    two_workers = Backend(lambda: nullcontext(late), lambda: 2)

    found = wishes(
        results_in_order(
            shards, two_workers, progress=lambda done, all_: shown.append((done, all_))
        )
    )

    assert found == wishes(map(run_shard, shards))
    assert len(set(found)) > 1
    assert late.most_under_way == 4
    assert shown == [(done, SHARDS) for done in range(SHARDS + 1)]


def test_what_fails_is_tried_again(shards: list[Shard], monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine({3: 2})
    expected = wishes(map(run_shard, shards))
    monkeypatch.setitem(ENGINES, "simpy", engine)

    found = wishes(results_in_order(shards, SERIAL))

    assert found == expected
    assert Counter(engine.asked) == {number: 3 if number == 3 else 1 for number in range(SHARDS)}


def test_what_fails_three_times_is_reported_after_the_others_were_kept(
    shards: list[Shard], kept: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENGINES, "simpy", Engine({3: 3, 5: 9}))

    with pytest.raises(ShardsFailed) as failed:
        wishes(results_in_order(shards, SERIAL, kept))

    assert [(one.replication, one.counties) for one in failed.value.failures] == [
        (3, ("own",)),
        (5, ("own",)),
    ]
    assert "replication 3 of your own outlets failed: MemoryError: a bad moment" in str(
        failed.value
    )
    again = Engine({})
    monkeypatch.setitem(ENGINES, "simpy", again)
    found = wishes(results_in_order(shards, SERIAL, kept))
    assert again.asked == [3, 5]
    assert found == wishes(map(run_shard, shards))


def test_where_nothing_is_kept_the_first_failure_ends_it(
    shards: list[Shard], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine({0: 3})
    monkeypatch.setitem(ENGINES, "simpy", engine)

    with pytest.raises(ShardsFailed, match="replication 0"):
        wishes(results_in_order(shards, SERIAL))

    assert max(engine.asked) < SHARDS - 1


def test_a_model_that_fails_everywhere_is_not_tried_everywhere(
    shards: list[Shard], kept: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = shards_of(shards[0], range(50))
    engine = Engine(dict.fromkeys(range(50), 3))
    monkeypatch.setitem(ENGINES, "simpy", engine)

    with pytest.raises(ShardsFailed) as failed:
        wishes(results_in_order(many, SERIAL, kept))

    assert len(failed.value.failures) == 10
    assert max(engine.asked) < 12


def test_a_shard_that_kills_its_workers_is_found_out_and_the_others_are_kept(
    shards: list[Shard], kept: Checkpoint
) -> None:
    (first, second, third, fourth) = shards[:4]
    deadly = Shard(second.scenario, second.counties, second.replication, Deadly("simpy"))

    with pytest.raises(ShardsFailed) as failed:
        wishes(results_in_order([first, deadly, third, fourth], backend(2), kept))

    cause = "a worker process was killed, perhaps for want of memory"
    assert failed.value.failures == (ShardFailure("small", 1, ("own",), cause),)
    assert all(kept.found(shard) for shard in (first, third, fourth))
    assert not kept.found(second)


def test_an_executor_that_is_broken_is_reported_as_such(shards: list[Shard]) -> None:
    with pytest.raises(WorkerLost, match="no workers any more"):
        wishes(results_in_order(shards, Backend(Broken, lambda: 1)))


def test_an_executor_that_calls_off_its_work_is_reported_as_such(shards: list[Shard]) -> None:
    class CallsOff(Executor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:  # noqa: ANN401, ARG002 - as in the library
            future: Future[Any] = Future()
            future.cancel()
            return future

    with pytest.raises(WorkerLost, match="is its scheduler still there"):
        wishes(results_in_order(shards, Backend(CallsOff, lambda: 1)))


def test_no_worker_outlives_results_that_nobody_wants(shards: list[Shard]) -> None:
    results = results_in_order(shards, backend(2))
    next(results)

    results.close()

    assert active_children() == []
