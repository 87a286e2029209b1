"""Backends on this machine: what workers start from, and what is left of them."""

import os
import shutil
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.running.engines import prepare_engine
from sim.running.executors import SERIAL, backend, processes
from sim.running.keeping import SUMMARY
from sim.running.shard import Shard, run_shard
from tests.sim.running.deadly import times_compiled
from tests.sim.runs import small_file

ROOT = Path(__file__).parents[3]
LONG_S = 600
ASKS_A_WORKER = """
from sim.running.executors import processes
from sim.kernel.compiling import machine_code_folder

if __name__ == "__main__":
    with processes(1) as workers:
        print(workers.submit(machine_code_folder).result())
"""


def interrupted_at_work() -> None:
    """Have workers do what takes long, and be interrupted."""
    with processes(2) as workers:
        workers.submit(time.sleep, LONG_S)
        raise KeyboardInterrupt


def test_one_worker_is_this_process() -> None:
    assert backend(1) is SERIAL
    with backend(1).open_executor() as executor:
        assert executor.submit(os.getpid).result() == os.getpid()
        with pytest.raises(ZeroDivisionError):
            executor.submit(divmod, 1, 0).result()


def test_several_workers_are_processes_and_end_with_their_work() -> None:
    with backend(2).open_executor() as executor:
        assert executor.submit(os.getpid).result() != os.getpid()

    assert active_children() == []


def test_workers_end_at_once_when_something_goes_wrong() -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupted_at_work()

    assert active_children() == []


def test_workers_fetch_the_machine_code_and_compile_nothing(tmp_path: Path) -> None:
    scenario = read_scenario(str(small_file(tmp_path)), ["run.days=2"])
    shard = Shard(scenario, read_network(scenario), 0, "compiled", SUMMARY)
    prepare_engine("compiled", lambda _: None)

    with processes(1) as workers:
        workers.submit(run_shard, shard).result()
        compiled, fetched = workers.submit(times_compiled).result()

    assert (compiled, fetched) == (0, 2)


def test_workers_of_an_install_that_cannot_be_written_use_the_users_cache(tmp_path: Path) -> None:
    for package in ("service", "sim"):
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=left_out)
    (tmp_path / "sim" / "kernel" / "__pycache__").touch()  # no folder can be made there
    (tmp_path / "asks.py").write_text(ASKS_A_WORKER, encoding="utf-8")
    cache = tmp_path / "cache"
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "XDG_CACHE_HOME": str(cache)}

    shown = subprocess.run(
        [sys.executable, tmp_path / "asks.py"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    folder = Path(shown.stdout.strip())
    assert folder.parent == cache
    assert folder.is_dir()
