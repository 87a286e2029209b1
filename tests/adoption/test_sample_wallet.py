"""A sample project, with packages named as ours, tests itself with the plugin from a bare wheel."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sim.cli.libraries import MODULES
from tests.adoption import plugged
from tests.end_to_end import bare
from tests.waiting import PATIENCE_S, wait_for

pytestmark = pytest.mark.proof
SAMPLE = Path(__file__).parent / "wallet"


def run(python: Path, folder: Path, *words: str) -> str:
    environment = {
        name: value for name, value in plugged.environment().items() if name in bare.environment()
    }
    done = subprocess.run(
        plugged.command(*words, python=python),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_wallet_with_packages_of_the_same_names_tests_itself_alone_and_by_workers(
    tmp_path: Path,
) -> None:
    python = bare.installed(tmp_path, "pytest", "pytest-xdist")
    project = Path(shutil.copytree(SAMPLE, tmp_path / "project"))
    count = len(re.findall(r"^    PASSED|^PASSED", run(python, project, "-rA"), re.MULTILINE))

    by_workers = run(python, project, "-n2", "--basetemp", str(tmp_path / "temporary"))

    assert count >= 8
    assert f"{count} passed" in by_workers
    (packages,) = (tmp_path / "bare").glob("lib/python*/site-packages")
    assert {one.name for one in packages.iterdir()} & set(MODULES.values()) == set()
    # Two workers had one server, which is gone with them.
    (note,) = (tmp_path / "temporary").rglob("server.json")
    pid = re.search(r'"pid": (\d+)', note.read_text(encoding="utf-8"))
    assert pid
    wait_for(lambda: not Path("/proc", pid[1]).exists(), "the server goes on")
