"""The line of jobs, with real processes: one at a time, nothing twice, nothing lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from errno import ENOSPC
from pathlib import Path
from shutil import rmtree
from threading import Event

import pytest

from sim.explorer.asked import AskedRun
from sim.explorer.jobs.inputs import inputs_run, scenario_asked
from sim.explorer.jobs.line import JobLine
from sim.explorer.results import JOBS, RunResults, Shelf
from sim.files.findings import FileErrors
from sim.files.geography import read_network
from sim.measures import estimates
from sim.running.experiment import RunOptions, experiment
from tests.sim.explorer.jobs.made import LONG, SMALL, WITHIN_S, is_counting, until

SERVER_THAT_IS_KILLED = """
import os, signal, sys, time
from pathlib import Path
from sim.explorer.jobs.line import JobLine
from sim.explorer.results import Shelf
from tests.sim.explorer.jobs.made import LONG, is_counting, until

line = JobLine(Shelf(Path(sys.argv[1])))
line.ask(LONG)
until(line, "long", is_counting)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def line(tmp_path: Path) -> Iterator[JobLine]:
    """Lend a line of jobs that ends with the test."""
    lent = JobLine(Shelf(tmp_path / "results"))
    yield lent
    lent.end()


def means(run: RunResults) -> dict[str, float | None]:
    """Return the means of a run's summary."""
    return dict(run.table("summary.csv").select("metric", "mean").rows())


def test_a_run_that_is_cancelled_keeps_what_is_finished_and_goes_on_to_the_same_figures(
    line: JobLine,
) -> None:
    asked = replace(LONG, replications=30)
    line.ask(asked)
    until(line, "long", is_counting)

    line.stop("long")
    stopped = until(line, "long", lambda one: one.state == "stopped")
    kept = len([*line.shelf.out.glob("long.unfinished/*/*.shard")])
    line.go_on("long")
    goes_on = until(line, "long", is_counting)
    until(line, "long", lambda one: one.state == "finished")

    assert stopped.progress
    assert goes_on.progress
    assert 0 < stopped.progress.finished <= kept < 30
    assert f"going on from {kept} of 30 shards" in goes_on.words
    scenario = scenario_asked(asked)
    undisturbed = experiment(scenario, read_network(scenario), RunOptions("compiled"))
    wanted = {one.metric: one.mean for one in estimates(undisturbed.metrics())}
    found = means(line.shelf.runs()["long"])
    assert found == {
        name: pytest.approx(wanted[name], rel=1e-11) if found[name] is not None else None
        for name in wanted
    }


def test_the_same_inputs_are_run_once_however_often_and_fast_they_are_asked_for(
    line: JobLine,
) -> None:
    with ThreadPoolExecutor(4) as clicks:
        answers = list(clicks.map(line.ask, [SMALL] * 4))
    until(line, "small", lambda one: one.state == "finished")
    renamed = replace(SMALL, settings=('name="another"', "run.days=1"))
    (line.folder / "small.json").unlink()

    assert sorted(answers) == [("small", False)] * 3 + [("small", True)]
    assert line.found(renamed) == "small", "by its manifest alone"
    assert line.found(replace(SMALL, replications=4)) is None
    assert line.found(replace(SMALL, settings=("run.days=1", "run.seed=7"))) is None
    assert line.found(replace(SMALL, replications=None, until="wait_mean_min=2%")) is None


@pytest.mark.proof
def test_runs_take_turns_and_nobody_elses_results_are_replaced(line: JobLine) -> None:
    mine = line.shelf.out / "small"
    mine.mkdir(parents=True)
    (mine / "thesis.txt").write_text("mine", encoding="utf-8")

    first = line.ask(LONG)
    second = line.ask(SMALL)
    until(line, "long", is_counting)

    waiting = line.seen("small-2")
    assert (first, second) == (("long", True), ("small-2", True))
    assert waiting
    assert (waiting.state, waiting.job.instead_of) == ("waiting", "small")
    assert line.before("small-2") == ["long"]
    line.stop("long")
    until(line, "small-2", lambda one: one.state == "finished")
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]


@pytest.mark.proof
def test_a_run_that_is_killed_is_told_from_others_and_goes_on(line: JobLine) -> None:
    line.ask(LONG)
    running = until(line, "long", is_counting)
    assert running.progress

    os.kill(running.progress.pid, signal.SIGKILL)

    lost = until(line, "long", lambda one: not one.is_open)
    assert (lost.state, lost.can_go_on) == ("lost", True)
    line.go_on("long")
    assert until(line, "long", is_counting).state == "running"


@pytest.mark.proof
def test_a_run_outlives_a_server_that_is_killed_and_the_next_one_can_stop_it(
    tmp_path: Path,
) -> None:
    words = [sys.executable, "-c", SERVER_THAT_IS_KILLED, str(tmp_path)]
    killed = subprocess.run(words, check=False, cwd=Path.cwd())

    line = JobLine(Shelf(tmp_path))

    assert killed.returncode == -signal.SIGKILL
    assert until(line, "long", is_counting).state == "running"
    line.stop("long")
    assert until(line, "long", lambda one: not one.is_open).state == "stopped"


@pytest.mark.proof
def test_the_end_of_the_server_is_a_cancel_of_all(line: JobLine) -> None:
    line.ask(LONG)
    line.ask(SMALL)
    until(line, "long", is_counting)

    line.end()

    after = JobLine(line.shelf)
    states = {one.job.name: one.state for one in after.unfinished()}
    assert states == {"long": "stopped", "small": "stopped"}
    assert [*line.shelf.out.glob("long.unfinished/*/*.shard")]


def test_a_run_whose_results_were_removed_is_run_anew(line: JobLine) -> None:
    line.ask(SMALL)
    until(line, "small", lambda one: one.state == "finished")
    first = means(line.shelf.runs()["small"])
    rmtree(line.shelf.out / "small")

    again = line.ask(SMALL)

    until(line, "small", lambda one: one.state == "finished")
    assert again == ("small", True)
    assert means(line.shelf.runs()["small"]) == first


def test_a_full_disk_holds_the_line_up_and_does_not_end_it(
    line: JobLine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    refused = Event()

    def full(_line: JobLine, _name: str) -> None:
        refused.set()
        raise OSError(ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(JobLine, "_start", full)
        line.ask(SMALL)
        assert refused.wait(WITHIN_S)

    assert until(line, "small", lambda one: one.state == "finished").job.refusal == ""
    assert "No space left on device" in caplog.text


def test_what_is_no_scenario_is_not_put_into_the_line(line: JobLine) -> None:
    with pytest.raises(FileErrors, match="days"):
        line.ask(AskedRun("county", ("run.days=-1",)))

    assert line.jobs() == {}


@pytest.mark.proof
def test_a_name_that_was_taken_while_it_waited_is_not_replaced(line: JobLine) -> None:
    line.ask(LONG)
    line.ask(SMALL)
    until(line, "long", is_counting)

    (line.shelf.out / "small").mkdir()
    line.stop("long")

    refused = until(line, "small", lambda one: one.state == "failed")
    assert "not replaced" in refused.job.refusal
    assert not refused.can_go_on


def test_a_run_of_parts_is_never_taken_for_the_whole(tmp_path: Path) -> None:
    whole = RunResults("reference", Path("results/reference"))
    facts = {"command": f"{whole.manifest['command']} --only county=500242"}
    parts = RunResults("reference", tmp_path)
    vars(parts)["manifest"] = {**whole.manifest, **facts}

    assert inputs_run(whole)
    assert inputs_run(parts) is None


def test_the_folder_of_the_jobs_is_no_run(line: JobLine) -> None:
    (line.shelf.out / JOBS).mkdir(parents=True)

    assert line.shelf.runs() == {}
    assert line.unfinished() == []


def test_figures_so_far_are_those_of_as_many_replications(line: JobLine) -> None:
    line.ask(LONG)
    running = until(line, "long", is_counting)
    assert running.progress
    scenario = running.progress.scenario
    assert scenario

    asked = scenario_asked(replace(LONG, replications=scenario.replications))
    alone = experiment(asked, read_network(asked), RunOptions("compiled"))

    wanted = {one.metric: one for one in estimates(alone.metrics())}
    found = {one.metric: one.mean for one in scenario.estimates if one.mean is not None}
    assert "wait_mean_min" in found
    assert found == pytest.approx({name: wanted[name].mean for name in found})
