"""The command line as a process of its own, and in this one."""

import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from unittest.mock import patch

import psutil
from click.testing import CliRunner

from sim.cli import commands
from tests.waiting import wait_for

COMMAND = [sys.executable, "-c", "from sim.cli import main; main()"]


def wanghuiyi(
    *arguments: str, folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def called(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, but in this process, which need not start."""
    with chdir(folder), patch.object(sys, "argv", ["wanghuiyi", *arguments]):
        done = CliRunner().invoke(commands, arguments, catch_exceptions=False)
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


def wait_for_workers(pid: int, count: int) -> None:
    """Wait until a process has started so many workers; fail if it ends."""

    def has_started() -> bool:
        return len([one for one in psutil.Process(pid).children() if is_worker(one)]) >= count

    wait_for(has_started, f"process {pid} started no {count} workers")


def is_worker(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False
