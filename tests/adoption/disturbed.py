"""Runs of the adversary on the sample wallet, as it is and with a mistake planted in a copy."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.adoption import plugged
from tests.waiting import PATIENCE_S

HERE = Path(__file__).parent
MISTAKES = {
    "new-key-on-retry": "new_key_on_retry",
    "trusts-the-order-of-events": "acted_on_overtaken_event",
    "credits-on-a-duplicate": "acted_on_duplicate_event",
}
"""What each patch plants, and what the verdict calls it."""


def copy(folder: Path, mistake: str = "") -> Path:
    """Return a copy of the wallet, with a mistake if one is named."""
    project = Path(shutil.copytree(HERE / "wallet", folder / f"project-{mistake}"))
    if mistake:
        subprocess.run(["git", "init", "--quiet"], cwd=project, check=True)
        patch = HERE / "mistakes" / f"{mistake}.patch"
        subprocess.run(["git", "apply", str(patch)], cwd=project, check=True)
    return project


def searched(
    project: Path, *options: str, python: Path = Path(sys.executable)
) -> tuple[int, dict[str, Any]]:
    """Run the adversary on the tests of events; return its exit code, and what it found."""
    words = ["--json", *options, "--", *_pytest(python), "tests/test_events.py"]
    done = run(project, ["adversary", *words], python)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def run(
    project: Path, words: Sequence[str], python: Path = Path(sys.executable)
) -> subprocess.CompletedProcess[str]:
    """Run a command of wanghuiyi in a project."""
    return subprocess.run(
        [str(python.with_name("wanghuiyi")), *words],
        cwd=project,
        # Plugins of others take longer to come than the tests themselves.
        env={**plugged.environment(), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S * 4,
    )


def _pytest(python: Path) -> list[str]:
    words = ["-m", "pytest", "-p", "wanghuiyi.plugin", "-p", "no:cacheprovider"]
    return [str(python), *words]
