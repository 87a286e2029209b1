"""A run that is killed, or loses a worker, goes on from what was kept, to the same bytes."""

import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import psutil
import pytest

from tests.end_to_end.command_line import COMMAND, is_worker, wanghuiyi
from tests.sim.runs import small_file
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.proof

# Enough that whoever watches the run sees it unfinished, also on a busy machine.
REPLICATIONS = 150
RUN = (
    *("run", "small.toml", "--no-plots", "--set=run.days=5"),
    *("--replications", str(REPLICATIONS)),
)
FILES_MAX_BYTES = 20_000


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results of a run that nothing happened to, and that kept nothing."""
    folder = tmp_path_factory.mktemp("whole")
    small_file(folder)
    done = wanghuiyi(*RUN, "--workers", "2", folder=folder)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (folder / "results").iterdir()] == ["small"]
    return folder / "results" / "small"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    small_file(tmp_path)
    return tmp_path


@contextmanager
def running(folder: Path, *options: str, file_bytes: int = -1) -> Iterator[subprocess.Popen[str]]:
    """Run in a folder; files may grow to so many bytes, -1 being any."""
    command = [*COMMAND, *RUN, *options]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=None if file_bytes < 0 else uncovered(),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
        try:
            yield process
        finally:
            process.kill()


def uncovered() -> dict[str, str]:
    """Return the environment without what measures coverage, whose file may not grow either."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def kept_in(folder: Path) -> dict[str, tuple[int, int]]:
    """Return which shards are kept, and when each was written, into which file of the disk."""
    found = {}
    with suppress(FileNotFoundError):  # the run has ended meanwhile, and taken them away
        for path in folder.glob("results/small.unfinished/*/*.shard"):
            facts = path.stat()
            found[path.name] = (facts.st_ino, facts.st_mtime_ns)
    return found


def wait_until(is_so: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait for a condition; fail if the process ends before."""
    until_s = time.monotonic() + PATIENCE_S
    while not is_so():
        assert process.poll() is None, f"it ended with {process.returncode} before"
        assert time.monotonic() < until_s, "it never came to that"
        time.sleep(0.005)


def are_the_same(results: Path, whole: Path) -> bool:
    """Tell whether all data files are the same, byte for byte."""
    names = {path.name for path in whole.iterdir()} - {"manifest.json"}
    return names == {path.name for path in results.iterdir()} - {"manifest.json"} and all(
        (results / name).read_bytes() == (whole / name).read_bytes() for name in names
    )


def test_a_run_that_is_killed_twice_goes_on_to_the_same_bytes(small: Path, whole: Path) -> None:
    options = ("--resume", "--workers", "2")
    with running(small, *options) as process:
        wait_until(lambda: len(kept_in(small)) >= 5, process)
    first = kept_in(small)
    with running(small, *options) as process:
        wait_until(lambda: len(kept_in(small)) >= len(first) + 5, process)
    second = kept_in(small)

    done = wanghuiyi(*RUN, *options, folder=small)

    assert done.returncode == 0, done.stderr
    assert 5 <= len(first) < len(second) < REPLICATIONS
    assert {name: second[name] for name in first} == first  # found, not done again
    assert f"small: going on from {len(second)} of {REPLICATIONS} shards" in done.stderr
    assert are_the_same(small / "results" / "small", whole)
    assert [path.name for path in (small / "results").iterdir()] == ["small"]


def test_a_run_that_is_interrupted_goes_on_and_does_again_what_is_torn(
    small: Path, whole: Path
) -> None:
    with running(small, "--resume", "--workers", "1") as process:
        wait_until(lambda: len(kept_in(small)) >= 5, process)
        process.send_signal(signal.SIGINT)
        _, reported = process.communicate(timeout=PATIENCE_S)
    kept = len(kept_in(small))
    torn = next(small.glob("results/small.unfinished/*/*.shard"))
    torn.write_bytes(torn.read_bytes()[:-100])

    done = wanghuiyi(*RUN, "--resume", "--workers", "1", folder=small)

    assert process.returncode == 130
    assert f"{kept} finished shards are kept in results/small.unfinished/" in reported
    assert f"going on from {kept} of {REPLICATIONS} shards" in done.stderr
    assert f"{torn.name} is not believed, and done again" in done.stderr
    assert are_the_same(small / "results" / "small", whole)


def has_kept(folder: Path, least: int) -> bool:
    """Tell whether so many shards are kept."""
    return len(kept_in(folder)) >= least


def test_a_worker_that_is_killed_costs_its_shard_another_try_and_nothing_else(
    small: Path, whole: Path
) -> None:
    with running(small, "--resume", "--workers", "2") as process:
        for number in (3, 6):
            wait_until(partial(has_kept, small, number), process)
            workers = [one for one in psutil.Process(process.pid).children() if is_worker(one)]
            workers[0].kill()
        _, reported = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 0, reported
    assert are_the_same(small / "results" / "small", whole)


def test_a_disk_that_is_full_ends_the_run_in_words_and_leaves_nothing_torn(small: Path) -> None:
    with running(small, "--resume", "--workers", "1", file_bytes=FILES_MAX_BYTES) as process:
        _, reported = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 1
    assert "a finished shard cannot be kept. Make room and start the same command again" in reported
    assert "Traceback" not in reported
    assert [path.name for path in small.rglob("*unfinished*/*/*")] == []
