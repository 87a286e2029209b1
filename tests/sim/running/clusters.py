"""A dask cluster as it is started outside: a scheduler and two workers, each a process."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.waiting import PATIENCE_S

ROOT = Path(__file__).parents[3]


LOCAL = ("--host", "127.0.0.1", "--no-dashboard")


@contextmanager
def dask_cluster(folder: Path) -> Iterator[str]:
    """Start a scheduler and workers, with logs in a folder; return HOST:PORT of the scheduler."""
    with (
        dask_scheduler(folder) as address,
        _started(folder, "worker", f"tcp://{address}", *LOCAL, "--nworkers=2", "--nthreads=1"),
    ):
        yield address


@contextmanager
def dask_scheduler(folder: Path) -> Iterator[str]:
    """Start a scheduler alone, and return its HOST:PORT."""
    shown = folder / "scheduler.json"
    options = (*LOCAL, "--port=0", "--scheduler-file", str(shown))
    with _started(folder, "scheduler", *options) as process:
        until_s = time.monotonic() + PATIENCE_S
        while not (address := _address(shown)):
            assert process.poll() is None, (folder / "scheduler.log").read_text(encoding="utf-8")
            assert time.monotonic() < until_s, "no scheduler"
            time.sleep(0.01)
        yield address.removeprefix("tcp://")


def stop_scheduler(folder: Path) -> None:
    """Kill the scheduler that was started in a folder."""
    os.kill(int((folder / "scheduler.pid").read_text(encoding="utf-8")), signal.SIGKILL)


def _address(shown: Path) -> str:
    """Return what a scheduler wrote of itself, or nothing while it is not or half written."""
    try:
        address: str = json.loads(shown.read_text(encoding="utf-8"))["address"]
    except (FileNotFoundError, json.JSONDecodeError):
        return ""
    return address


@contextmanager
def _started(folder: Path, program: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{program}", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}  # so that workers know the tests too
    with (
        (folder / f"{program}.log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, env=environment, stderr=log, stdout=log) as process,
    ):
        (folder / f"{program}.pid").write_text(str(process.pid), encoding="utf-8")
        try:
            yield process
        finally:
            process.kill()  # the workers of one that watches over them end with it
