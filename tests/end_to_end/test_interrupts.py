"""Ctrl-C ends a run wherever it is, in the compiled loop too, which holds the interpreter."""

import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.end_to_end.command_line import COMMAND, wait_for_workers, wanghuiyi
from tests.sim.runs import small_file
from tests.waiting import PATIENCE_S

WORKED_S = 0.5
# The command line as it is, but for the second county of a run, whose loop has no end: its clock
# has none, no batch ever leaves, and no draft expires, so who wants to redeem tries for ever.
ENDLESS = """
import sys
from sim import kernel
from sim.units import NEVER_MS
from sim.cli import main

begin, go_on = kernel.begin, kernel.go_on
begun = []

def begin_endless(plan, people):
    world = begin(plan, people)
    begun.append(world)
    if len(begun) == 2:
        world.clock["end_ms"] = NEVER_MS // 2
        world.rules["valid_ms"] = NEVER_MS // 4
        world.batches_ms[:] = NEVER_MS
    return world

def go_on_and_say_so(world, *turns):
    if len(begun) == 2:
        kernel.go_on = go_on
        sys.stderr.write("the loop begins\\n")
        sys.stderr.flush()
    return go_on(world, *turns)

kernel.compile_engine()
kernel.begin, kernel.go_on = begin_endless, go_on_and_say_so
main()
"""
RUN = (
    *("run", "small.toml", "--no-plots", "--engine", "compiled", "--workers", "1", "--resume"),
    *("--set", "clearing.mode=batch", "--set", "clearing.told_share=0"),
    *("--set", "sms.enabled=false", "--set", "redeem.own_access_share=1"),
)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    small_file(tmp_path)
    return tmp_path


def wait_until_it_has_worked(process: subprocess.Popen[str]) -> None:
    """Wait until a process has had the processor for a while: then it is deep in the loop."""
    watched = psutil.Process(process.pid)
    until_s = watched.cpu_times().user + WORKED_S
    while process.poll() is None and watched.cpu_times().user < until_s:
        time.sleep(0.01)


@pytest.mark.proof
def test_an_interrupt_ends_the_middle_of_the_compiled_loop(small: Path) -> None:
    wanghuiyi("run", "small.toml", "--no-plots", folder=small)
    before = (small / "results" / "small" / "manifest.json").read_bytes()
    command = [sys.executable, "-c", ENDLESS, *RUN]
    with subprocess.Popen(command, cwd=small, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        begun = any(line == "the loop begins\n" for line in iter(process.stderr.readline, ""))
        wait_until_it_has_worked(process)

        process.send_signal(signal.SIGINT)

        try:
            _, reported = process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()
    assert begun
    assert process.returncode == 130
    assert "1 finished shard is kept in results/small.unfinished/" in reported
    *_, again, interrupted = (line for line in reported.splitlines() if line)
    assert again == shlex.join(["wanghuiyi", *RUN])
    assert interrupted == "interrupted: a result that was not finished was not written"
    assert "Traceback" not in reported
    assert (small / "results" / "small" / "manifest.json").read_bytes() == before
    assert len(list(small.glob("results/small.unfinished/*/*.shard"))) == 1


@pytest.mark.parametrize("processes", [1, 2])
def test_an_interrupt_ends_with_130_and_leaves_earlier_results(small: Path, processes: int) -> None:
    wanghuiyi("run", "small.toml", "--no-plots", folder=small)
    before = (small / "results" / "small" / "manifest.json").read_bytes()
    running = subprocess.Popen(
        [*COMMAND, "run", "small.toml", "--replications", "5000", "--workers", "2"],
        cwd=small,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_for_workers(running.pid, processes)

    running.send_signal(signal.SIGINT)

    _, stderr = running.communicate(timeout=PATIENCE_S)
    assert (running.returncode, stderr.splitlines()[-1:]) == (
        130,
        ["interrupted: a result that was not finished was not written"],
    ), stderr
    assert "Traceback" not in stderr
    assert (small / "results" / "small" / "manifest.json").read_bytes() == before
    assert [path.name for path in (small / "results").iterdir()] == ["small"]


@pytest.mark.proof
def test_a_kill_in_the_middle_of_a_run_leaves_earlier_results(small: Path) -> None:
    wanghuiyi("run", "small.toml", "--no-plots", folder=small)
    before = (small / "results" / "small" / "manifest.json").read_bytes()
    running = subprocess.Popen(
        [*COMMAND, "run", "small.toml", "--replications", "5000", "--workers", "2"],
        cwd=small,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    wait_for_workers(running.pid, 2)

    running.kill()

    running.wait(timeout=PATIENCE_S)
    assert (small / "results" / "small" / "manifest.json").read_bytes() == before
