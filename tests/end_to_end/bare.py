"""A bare environment: the wheel and what it needs, and nothing that development brings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conventions.files import ROOT

_OF_DEVELOPMENT = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "COVERAGE_PROCESS_CONFIG")
BLOCK_BYTES = 512


def environment() -> dict[str, str]:
    """Return the environment of processes that find nothing of this checkout."""
    return {name: value for name, value in os.environ.items() if name not in _OF_DEVELOPMENT}


def installed(folder: Path, *beside: str) -> Path:
    """Build the wheel, install it without extras into a folder, and return its interpreter.

    From whatever index pip uses. A test is skipped where none can be reached, unless CI runs it.
    """
    wheels, bare = folder / "wheels", folder / "bare"
    _pip("wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT))
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True)
    python = bare / "bin" / "python"
    constraint = ("--constraint", str(ROOT / "constraints.txt"))
    _pip("--python", str(python), "install", *constraint, str(wheel), *beside)
    return python


def size_mb(folder: Path) -> float:
    """Return what a folder takes on the disk, as `du` counts it."""
    blocks = sum(path.lstat().st_blocks for path in folder.rglob("*"))
    return blocks * BLOCK_BYTES / 1e6


def _pip(*words: str) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
    done = subprocess.run(pip, capture_output=True, text=True, check=False, env=environment())
    if done.returncode and "CI" not in os.environ and "connection" in done.stderr.lower():
        pytest.skip(f"pip reaches no index: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
