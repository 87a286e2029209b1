"""Folders of results to report: of a run, of a comparison, and of one that changes another."""

from pathlib import Path

import pytest

from sim.comparison import Sample, compare
from sim.files.folder import new_folder
from sim.files.results import write_comparison, write_run
from sim.files.schema import effective
from sim.running.replication import Experiment
from tests.sim.report.studies import write_a_fit, write_a_staffing, write_a_sweep
from tests.sim.runs import small_experiment

# The smallest picture there is: what is in it is the pictures' own business.
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" id="figure_1"></svg>'
LEVER = "line.at_closing=turn_away"


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Experiment, Experiment]:
    """Run the small scenario, and one in which closing turns people away."""
    folder = tmp_path_factory.mktemp("small")
    return (
        small_experiment(folder, "run.days=6"),
        small_experiment(folder, "run.days=6", "name=strict", LEVER),
    )


@pytest.fixture(scope="session")
def run_folder(
    done: tuple[Experiment, Experiment], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Write the run that changes the other, with a picture or two."""
    folder = tmp_path_factory.mktemp("run") / "strict"
    with new_folder(folder) as fresh:
        write_run(done[1], fresh, "wanghuiyi run strict.toml", base=done[0].scenario)
    _draw(folder, "utilisation", "map")
    return folder


@pytest.fixture(scope="session")
def comparison_folder(
    done: tuple[Experiment, Experiment], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Write the comparison of both."""
    folder = tmp_path_factory.mktemp("comparison") / "compare-small_strict"
    write_both(folder, done)
    _draw(folder, "forest")
    return folder


@pytest.fixture(scope="session")
def sweep_folder(
    done: tuple[Experiment, Experiment], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Write a sweep, and a picture of it."""
    folder = tmp_path_factory.mktemp("sweep") / "sweep-small"
    write_a_sweep(folder, done[0])
    _draw(folder, "response")
    return folder


@pytest.fixture(scope="session")
def staffing_folder(
    done: tuple[Experiment, Experiment], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Write a search for staffing, without a picture."""
    folder = tmp_path_factory.mktemp("staffing") / "optimise-small"
    write_a_staffing(folder, done[0].scenario)
    return folder


@pytest.fixture(scope="session")
def fit_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a fit, without pictures."""
    folder = tmp_path_factory.mktemp("fit") / "fit-ours"
    write_a_fit(folder)
    return folder


def write_both(folder: Path, done: tuple[Experiment, Experiment]) -> None:
    """Write a comparison as the command does."""
    samples = [Sample(one.scenario.name, one.metrics()) for one in done]
    facts = {
        "comparison": [one.scenario.name for one in done],
        "seed": 1,
        "replications": 3,
        "first_replication": 0,
        "engine": {one.scenario.name: one.engine for one in done},
        "command": "wanghuiyi compare small.toml strict.toml",
        "effective_scenarios": {one.scenario.name: effective(one.scenario) for one in done},
    }
    with new_folder(folder) as fresh:
        write_comparison(compare(samples[0], samples[1:]), fresh, facts, done)


def _draw(folder: Path, *names: str) -> None:
    (folder / "plots").mkdir()
    for name in names:
        (folder / "plots" / f"{name}.svg").write_text(DOT, encoding="utf-8")
