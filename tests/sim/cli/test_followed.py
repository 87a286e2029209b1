"""A run that is followed: its file says at each moment what the results will say of as much."""

import json
import os
from pathlib import Path
from statistics import fmean
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from sim.cli import commands
from sim.cli.followed import COURSE_MOST, Followed, ScenarioFollowed
from sim.measures import estimates
from sim.running.experiment import RunOptions
from sim.running.replication import Experiment
from sim.units import MINUTE_MS
from tests.sim.runs import small_experiment, small_file

RUN = ("run", "small.toml", "--set=run.days=4", "--workers=1", "--no-plots", "--progress=p.json")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand beside a scenario."""
    small_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    return small_experiment(tmp_path_factory.mktemp("small"), "run.days=2")


def ran(*words: str) -> Result:
    return CliRunner().invoke(commands, [*RUN, *words])


def progress() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path("p.json").read_text(encoding="utf-8"))
    return found


def test_at_the_end_its_figures_are_those_of_the_results(here: Path) -> None:
    shown = ran("--replications=3")

    found = progress()
    assert (shown.exit_code, found["state"], found["pid"]) == (0, "finished", os.getpid())
    assert (found["shards"], found["replications"]) == ({"done": 3, "total": 3}, 3)
    (small,) = found["scenarios"]
    summary = pl.read_csv(here / "results/small/summary.csv")
    of_results = {row["metric"]: row for row in summary.iter_rows(named=True)}
    assert len(small["estimates"]) > 20
    for one in small["estimates"]:
        row = of_results[one["metric"]]
        for name in ("mean", "ci_low", "ci_high", "replications"):
            assert row[name] == (one[name] and pytest.approx(one[name], rel=1e-11))


def test_whoever_repeats_a_run_that_was_followed_need_not_follow_it(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["-c", "run", "a", "--progress", "p.json", "--no-plots"])

    ran("--replications=1")

    manifest = json.loads((here / "results/small/manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == "wanghuiyi run a --no-plots"


@pytest.mark.usefixtures("here")
def test_it_says_how_precise_it_is_what_was_wanted() -> None:
    shown = ran("--until=wait_mean_min=90%", "--at-most=15")

    (precision,) = progress()["precisions"]
    assert shown.exit_code == 0
    assert (precision["metric"], precision["reached"]) == ("wait_mean_min", True)
    assert precision["half_width_most"] == pytest.approx(0.9 * precision["mean"])
    assert 0 < precision["half_width"] <= precision["half_width_most"]


@pytest.mark.usefixtures("here")
def test_results_that_are_less_precise_than_wanted_are_results_all_the_same() -> None:
    shown = ran("--until=wait_mean_min=0.0001%", "--at-most=15")

    found = progress()
    assert (shown.exit_code, found["state"]) == (1, "finished")
    assert [one["reached"] for one in found["precisions"]] == [False]


@pytest.mark.usefixtures("here")
def test_a_run_that_cannot_begin_says_that_it_failed() -> None:
    shown = ran("--set=line.no_such_lever=1")

    assert (shown.exit_code, progress()["state"]) == (2, "failed")


def test_a_file_that_cannot_be_written_is_refused_before_any_work(here: Path) -> None:
    shown = ran("--progress=nowhere/p.json")

    assert shown.exit_code == 1
    assert "nowhere" in shown.stderr
    assert not (here / "results").exists()


def test_after_each_replication_the_estimates_are_of_those_that_are_finished(
    done: Experiment,
) -> None:
    followed = Followed(Path("nobody writes it"))
    followed.begin(["small"], 3)

    for count, one in enumerate(done.replications, 1):
        followed.replicated("small", one)

        (small,) = followed.document()["scenarios"]
        wanted = {one.metric: one for one in estimates(done.metrics()[:count])}
        assert [one["mean"] for one in small["estimates"]] == [
            pytest.approx(wanted[one["metric"]].mean, nan_ok=True) if one["mean"] else one["mean"]
            for one in small["estimates"]
        ]
        assert small["replications"] == count


def test_the_waits_are_everybody_who_was_called_by_begun_minute(done: Experiment) -> None:
    followed = ScenarioFollowed()

    for one in done.replications:
        followed.add(one)

    called = sum(one.merged.total("called") for one in done.replications)
    waited_ms = sum(one.merged.total("wait_called_ms") for one in done.replications)
    waits = dict(followed.document("small")["waits"])
    assert sum(waits.values()) == called
    mean_of_minutes = sum(minute * count for minute, count in waits.items()) / called
    assert mean_of_minutes <= waited_ms / MINUTE_MS / called < mean_of_minutes + 1


def test_the_course_of_a_long_run_is_thinned_and_ends_with_the_last(done: Experiment) -> None:
    followed = ScenarioFollowed()
    many = [done.replications[number % 3] for number in range(5 * COURSE_MOST)]

    for one in many:
        followed.add(one)

    course = followed.document("small")["course"]
    counts = [one["after"] for one in course]
    assert counts[-1] == len(many)
    assert {count % 8 for count in counts[:-1]} == {0}
    assert COURSE_MOST / 2 < len(course) <= COURSE_MOST + 2
    for one in course:
        waits = [one.metrics["wait_mean_min"] for one in many[: one["after"]]]
        assert one["mean"] == pytest.approx(fmean(waits))


def test_replications_are_notified_as_they_finish_and_in_their_order(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    steps = [0]

    def step(done: int, _total: int) -> None:
        steps[0] = done

    options = RunOptions(
        "simpy",
        progress=step,
        replicated=lambda name, one: seen.append((name, one.number, steps[0])),
    )

    small_experiment(tmp_path, "run.days=1", options=options)

    assert [one[:2] for one in seen] == [("small", 0), ("small", 1), ("small", 2)]
    shards_done = [one[2] for one in seen]
    assert shards_done[0] < 3, "the first is known before the last is done"
    assert shards_done[2] == 3
