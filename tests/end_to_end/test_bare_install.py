"""The wheel alone, in a bare environment: it serves, is small, and has no library of `sim`."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim.cli.libraries import MODULES
from tests.end_to_end import bare, bare_story
from tests.service.processes import READY
from tests.waiting import PATIENCE_S

SIZE_MB_MAX = 150

pytestmark = pytest.mark.proof


@contextmanager
def serving(python: Path, folder: Path) -> Iterator[str]:
    """Serve for tests, by the command as it was installed, and give its address."""
    options = ("--port=0", "--test-clock=2026-11-24T02:30:00Z", "--seed=1")
    with subprocess.Popen(
        [python.with_name("wanghuiyi"), "serve", *options],
        cwd=folder,
        env=bare.environment() | {"PYTHONTZPATH": ""},  # a slim image has no files of zones
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stderr, "it is a pipe"
        try:
            lines = iter(server.stderr.readline, "")
            yield next(ready[1] for line in lines if (ready := READY.search(line)))
        finally:
            server.terminate()
            server.communicate(timeout=PATIENCE_S)


def test_the_wheel_alone_serves_the_whole_story_and_is_small(tmp_path: Path) -> None:
    python = bare.installed(tmp_path)
    script = shutil.copy(bare_story.__file__, tmp_path)

    with serving(python, tmp_path) as url:
        told = subprocess.run(
            [python, script, url],
            cwd=tmp_path,
            env=bare.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    asked = subprocess.run(
        [python.with_name("wanghuiyi"), "run", "county"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 0, told.stderr
    assert set(told.stdout.split()) & {*MODULES.values(), "sim"} == set()
    (packages,) = (tmp_path / "bare").glob("lib/python*/site-packages")
    assert {one.name for one in packages.iterdir()} & set(MODULES.values()) == set()
    assert asked.returncode == 1
    assert asked.stderr.endswith("which is not installed: pip install 'wanghuiyi[sim]'\n")
    assert bare.size_mb(tmp_path / "bare") < SIZE_MB_MAX
