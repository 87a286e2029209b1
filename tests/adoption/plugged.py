"""Runs of pytest in a project elsewhere, with the plugin of this checkout."""

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

from tests.waiting import PATIENCE_S

_NOT_THEIRS = ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST")


def command(*words: str, python: Path | str = sys.executable) -> list[str]:
    """Return the command that runs pytest; the plugin is named where it is not installed."""
    installed = entry_points(group="pytest11", name="wanghuiyi")
    named = [] if installed or python != sys.executable else ["-p", "wanghuiyi.plugin"]
    return [str(python), "-m", "pytest", "-p", "no:cacheprovider", *named, *words]


def environment() -> dict[str, str]:
    """Return this environment without what says that pytest is running."""
    return {name: value for name, value in os.environ.items() if name not in _NOT_THEIRS}


def run(folder: Path, *words: str) -> str:
    """Run pytest in a folder, and return all that it prints."""
    done = subprocess.run(
        command(*words),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    return done.stdout + done.stderr
