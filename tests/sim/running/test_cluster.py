"""A run on a dask cluster of two worker processes: the same bytes, or it is refused."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import distributed
import pytest
from click.testing import CliRunner

from sim.cli import commands
from sim.files.checkpoint import checkpoint_of
from sim.files.folder import new_folder
from sim.files.geography import read_network
from sim.files.results import write_run
from sim.files.scenario_file import read_scenario
from sim.running import cluster as module
from sim.running.cluster import ClusterUnavailable, cluster
from sim.running.dispatch import results_in_order
from sim.running.engines import prepare_engine
from sim.running.executors import Backend, WorkerLost, WorkersDiffer
from sim.running.experiment import RunOptions, experiment
from sim.running.fingerprint import fingerprint
from sim.running.keeping import SUMMARY
from sim.running.shard import Shard
from tests.sim.running.clusters import dask_cluster, dask_scheduler, stop_scheduler
from tests.sim.running.deadly import times_compiled
from tests.sim.runs import small_file
from tests.waiting import PATIENCE_S, wait_for

SHARDS = 6
WORKERS = 2


@pytest.fixture(scope="module", autouse=True)
def _patient() -> Iterator[None]:
    """Wait for a cluster as long as a busy machine takes to start one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SCHEDULER_WITHIN_S", PATIENCE_S)
        patch.setattr(module, "WORKERS_WITHIN_S", PATIENCE_S)
        yield


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with dask_cluster(tmp_path_factory.mktemp("dask")) as found:
        yield found


@pytest.fixture(scope="module")
def on_cluster(address: str) -> Iterator[Backend]:
    with cluster(address) as found:
        # One may come later than the other.
        wait_for(lambda: found.workers() >= WORKERS, "there is one worker only")
        yield found


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    scenario = read_scenario(str(small_file(tmp_path)), ["run.days=2"])
    return Shard(scenario, read_network(scenario), 0, "compiled", SUMMARY)


def files_of(folder: Path, *settings: str, options: RunOptions) -> dict[str, bytes]:
    """Run, and return the data files."""
    scenario = read_scenario(str(small_file(folder.parent)), settings)
    done = experiment(scenario, read_network(scenario), options)
    with new_folder(folder) as fresh:
        write_run(done, fresh, "wanghuiyi run small.toml")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.proof
def test_a_cluster_gives_the_same_bytes_as_this_process(
    tmp_path: Path, on_cluster: Backend
) -> None:
    alone = files_of(tmp_path / "alone", options=RunOptions("simpy"))

    together = files_of(tmp_path / "together", options=RunOptions("simpy", on_cluster))

    assert on_cluster.workers() == WORKERS
    assert len(alone) > 5
    assert together == alone


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(
    tmp_path: Path, on_cluster: Backend
) -> None:
    killed: list[int] = []

    def kill_one(done: int, _total: int) -> None:
        if done == 4:
            with on_cluster.open_executor() as executor:
                killed.append(executor.submit(os.getpid).result())
            os.kill(killed[0], signal.SIGKILL)

    settings = ("run.replications=20", "run.days=3")
    alone = files_of(tmp_path / "alone", *settings, options=RunOptions("simpy"))

    together = files_of(
        tmp_path / "together", *settings, options=RunOptions("simpy", on_cluster, kill_one)
    )

    assert len(killed) == 1
    assert together == alone


@pytest.mark.proof
def test_a_scheduler_that_is_lost_leaves_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = read_scenario(str(small_file(tmp_path)), ["run.replications=60", "run.days=4"])
    counties = read_network(scenario)
    kept = checkpoint_of(tmp_path, scenario, "simpy", pytest.fail)

    with ExitStack() as stack:
        found = stack.enter_context(dask_cluster(tmp_path))
        on_cluster = stack.enter_context(cluster(found))
        monkeypatch.setattr(module, "SCHEDULER_WITHIN_S", 1)

        def lose(done: int, _total: int) -> None:
            if done == 4:
                stop_scheduler(tmp_path)

        with pytest.raises(WorkerLost, match="is its scheduler still there"):
            experiment(scenario, counties, RunOptions("simpy", on_cluster, lose, checkpoint=kept))

    assert 4 <= kept.count() < 60


def test_workers_fetch_the_machine_code_and_compile_nothing(
    on_cluster: Backend, shard: Shard
) -> None:
    shown: list[str] = []
    prepare_engine("compiled", lambda _: None)  # by this process, which shares its cache with them

    on_cluster.prepare_engine("compiled", shown.append)
    found = list(results_in_order([shard] * SHARDS, on_cluster))
    with on_cluster.open_executor() as executor:
        compiled, fetched = executor.submit(times_compiled).result()

    assert (shown, len(found)) == ([], SHARDS)
    assert compiled == 0
    assert fetched >= 2


@pytest.mark.usefixtures("on_cluster")  # so that both workers are there
def test_workers_of_another_version_are_refused_by_name(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = fingerprint()["numpy"]
    monkeypatch.setitem(fingerprint(), "numpy", "1.0")

    with pytest.raises(WorkersDiffer) as refused, cluster(address):
        pass

    shown = str(refused.value).splitlines()
    assert len(shown) == 3
    assert all(f" has numpy {version}, and here it is 1.0" in line for line in shown[:2])
    assert shown[2] == "only alike workers give the same bytes: install the same on all"


def test_a_worker_of_another_version_that_came_later_is_refused_too(
    on_cluster: Backend, shard: Shard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(fingerprint(), "code", "of tomorrow")

    with pytest.raises(WorkersDiffer, match="worker that came later has code"):
        list(results_in_order([shard], on_cluster))


@pytest.mark.usefixtures("on_cluster")  # so that both workers are there
def test_news_of_workers_that_comes_with_the_greeting_does_not_matter(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect: Any = distributed.Client
    is_alone = iter([False, False, True])

    def greet(*address: str, **options: object) -> object:
        assert next(is_alone), "as distributed fails when two messages come as one"
        return connect(*address, **options)

    monkeypatch.setattr(distributed, "Client", greet)

    with cluster(address) as found:
        assert found.workers() == 2


def test_a_scheduler_that_does_not_answer_is_reported_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SCHEDULER_WITHIN_S", 1)
    file = str(small_file(tmp_path))

    done = CliRunner().invoke(commands, ["run", file, "--executor", "dask://127.0.0.1:1"])

    assert done.exit_code == 1
    assert "no scheduler answers at 127.0.0.1:1: start one with dask scheduler" in done.stderr


def test_a_scheduler_without_workers_is_reported_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WORKERS_WITHIN_S", 0.1)

    with (
        dask_scheduler(tmp_path) as found,
        pytest.raises(ClusterUnavailable, match=f"start some with dask worker tcp://{found}"),
        cluster(found),
    ):
        pass


def test_without_the_extra_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    file = str(small_file(tmp_path))

    done = CliRunner().invoke(commands, ["run", file, "--executor", "dask://127.0.0.1:1"])

    assert done.exit_code == 1
    assert "pip install 'wanghuiyi[cluster]'" in done.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--executor", "dask://127.0.0.1"),
        ("--executor", "ssh://127.0.0.1:8786"),
        ("--executor", "dask://127.0.0.1:8786", "--workers", "2"),
    ],
)
def test_what_is_no_place_to_work_at_is_a_usage_error(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    done = CliRunner().invoke(commands, ["run", str(small_file(tmp_path)), *options])

    assert done.exit_code == 2
    assert done.stderr.startswith("Usage:")
