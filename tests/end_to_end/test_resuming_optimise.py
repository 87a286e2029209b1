"""A search for staffing that is killed or interrupted goes on from its runs, to the same bytes."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.command_line import COMMAND, wanghuiyi
from tests.sim.runs import small_file
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.proof

SEARCH = (
    *("optimise", "small.toml", "--no-plots", "--workers=1", "--engine=simpy", "--counters=1..2"),
    *("--set=run.days=2", "--set=others.visits_per_person_year=3"),
)
FILES = ("plan.toml", "units.csv", "frontier.csv")


@contextmanager
def searching(folder: Path, kept: int) -> Iterator[subprocess.Popen[str]]:
    """Search until so many runs are kept; kill whatever is left of it then."""
    command = [*COMMAND, *SEARCH]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        try:
            until_s = time.monotonic() + PATIENCE_S
            while len(kept_in(folder)) < kept:
                assert process.poll() is None, "it ended before"
                assert time.monotonic() < until_s, "it never kept so many"
                time.sleep(0.005)
            yield process
        finally:
            process.kill()


def kept_in(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("results/small.unfinished/*-optimise/*.run")}


def test_a_search_that_is_killed_then_interrupted_goes_on_to_the_same_bytes(
    tmp_path: Path,
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    for folder in (whole, parts):
        folder.mkdir()
        small_file(folder)
    alone = wanghuiyi(*SEARCH, "--no-resume", folder=whole)
    with searching(parts, 3):
        pass
    first = kept_in(parts)
    with searching(parts, len(first) + 3) as process:
        process.send_signal(signal.SIGINT)
        _, reported = process.communicate(timeout=PATIENCE_S)
    second = kept_in(parts)

    done = wanghuiyi(*SEARCH, folder=parts)

    assert alone.returncode == done.returncode == 0, done.stderr
    assert process.returncode == 130
    assert "Traceback" not in reported
    assert f"{len(second)} finished runs are kept in results/small.unfinished/" in reported
    assert "go on with\nwanghuiyi optimise small.toml" in reported
    assert 3 <= len(first) < len(second)
    assert f"going on from {len(second)} finished runs" in done.stderr
    assert done.stdout == alone.stdout
    for name in FILES:
        one, other = (folder / "results" / "optimise-small" / name for folder in (whole, parts))
        assert one.read_bytes() == other.read_bytes(), name
    assert [path.name for path in (parts / "results").iterdir()] == ["optimise-small"]
