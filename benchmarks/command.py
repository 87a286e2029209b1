"""Whole commands as a user runs them: seconds, and peak memory of the process and its workers."""

import resource
import subprocess
import sys
import tempfile
import time


def start_s() -> float:
    """Return how long `wanghuiyi --help` takes."""
    return _seconds("--help")


def county_s() -> float:
    """Return how long the demo takes: 10 replications of `county` on all cores, plots included."""
    with tempfile.TemporaryDirectory() as folder:
        return _seconds("run", "county", "--out", folder)


def explain_s(scenario: str) -> float:
    """Return how long it takes to predict a scenario."""
    return _seconds("explain", scenario)


def peak_memory_mib() -> float:
    """Return the largest resident memory of any one process that was started so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _seconds(*arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "from sim.cli import main; main()", *arguments],
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - started
