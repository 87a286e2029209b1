"""Planting: a fault in a copy of the code, and what the tests that should notice it say."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from tests.conventions.files import ROOT
from tests.mutants.catalogue import Mutant, plant

Fate = Literal["killed", "hung", "survived", "does not apply", "does not run"]

FAILED = re.compile(r"^FAILED (\S+)", re.MULTILINE)
ALL_PASSED, SOME_FAILED = 0, 1
ARGUMENTS = ("-x", "-q", "-p", "no:cacheprovider")
# Examples are the same each time; plugins take longer to come than most mutants to be noticed.
SETTINGS = {"CI": "1", "WANGHUIYI_PROOFS": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant; `reason` is the test that noticed it, or why there was none."""

    mutant: Mutant
    fate: Fate
    reason: str
    seconds: float

    @property
    def is_fine(self) -> bool:
        """Whether a test noticed; a run that never ends is noticed too."""
        return self.fate in {"killed", "hung"}


def copy_code(target: Path) -> None:
    """Copy the code as it stands: what Git knows, with its changes, and what is new."""
    known = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, known.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    # A repository of its own: else a patch is for the one around it, and skipped.
    subprocess.run(["git", "init", "--quiet"], cwd=target, check=True)


def run_tests(
    tree: Path, tests: Iterable[str], timeout_s: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Run test files in a tree until the first failure. Raise TimeoutExpired."""
    machine_code = str(tree.parent / "machine-code")
    return subprocess.run(
        [sys.executable, "-m", "pytest", *ARGUMENTS, *tests],
        cwd=tree,
        env={**os.environ, **SETTINGS, "NUMBA_CACHE_DIR": machine_code},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def judge(mutant: Mutant, code: Path, timeout_s: float) -> Verdict:
    """Plant a mutant in a copy of the code, and see whether its tests notice."""
    began = time.monotonic()
    with TemporaryDirectory(prefix=f"{mutant.name}-", dir=code.parent) as folder:
        tree = Path(folder) / "code"
        shutil.copytree(code, tree)
        fate, reason = _fate(mutant, tree, timeout_s)
    return Verdict(mutant, fate, reason, time.monotonic() - began)


def _fate(mutant: Mutant, tree: Path, timeout_s: float) -> tuple[Fate, str]:
    if refused := plant(mutant, tree):
        return "does not apply", refused
    try:
        done = run_tests(tree, mutant.tests, timeout_s)
    except subprocess.TimeoutExpired:
        return "hung", f"no end within {timeout_s:g} s"
    if done.returncode == ALL_PASSED:
        return "survived", "passed by " + ", ".join(mutant.tests)
    failed = FAILED.search(done.stdout)
    if done.returncode != SOME_FAILED or not failed:
        return "does not run", done.stdout.strip()[-1_000:]
    return "killed", failed[1]
