"""Running for a command: a failure is reported with how to repeat it, what is long is kept."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import commands, working
from sim.diary import Diary
from sim.model.journey import simulate
from sim.plan import Plan
from sim.running.engines import ENGINES
from tests.sim.runs import small_file

RUN = ("run", "small.toml", "--set=run.days=1", "--workers=1", "--no-plots")


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Stand beside a scenario whose second replication breaks; return which were asked for."""
    numbers: list[int] = []

    def breaks(plan: Plan, replication: int) -> Diary:
        numbers.append(replication)
        if replication == 1:
            message = "no such day"
            raise KeyError(message)
        return simulate(plan, replication)

    small_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(ENGINES, "simpy", breaks)
    return numbers


def test_what_failed_is_reported_with_the_command_that_repeats_it_alone(asked: list[int]) -> None:
    done = CliRunner().invoke(commands, [*RUN, "--resume"])

    failed, repeat, command, kept, _ = done.stderr.splitlines()
    assert done.exit_code == 1
    assert failed.startswith("replication 1 of your own outlets failed: KeyError: 'no such day' (")
    assert repeat == "tried 3 times; to repeat it alone:"
    assert kept.startswith("2 finished shards are kept in results/small.unfinished/")
    asked.clear()
    CliRunner().invoke(commands, shlex.split(command)[1:])
    assert set(asked) == {1}


@pytest.mark.parametrize(
    ("kept_from_s", "options", "kept"),
    [(0, (), 2), (60, (), 0), (0, ("--no-resume",), 0), (60, ("--resume",), 2)],
)
def test_a_long_run_keeps_its_shards_and_any_that_is_reported_to(
    asked: list[int],
    monkeypatch: pytest.MonkeyPatch,
    kept_from_s: float,
    options: tuple[str, ...],
    kept: int,
) -> None:
    monkeypatch.setattr(working, "KEPT_FROM_S", kept_from_s)

    CliRunner().invoke(commands, [*RUN, *options])

    assert asked.count(1) == 3
    assert len(list(Path().glob("results/small.unfinished/*/*.shard"))) == kept
