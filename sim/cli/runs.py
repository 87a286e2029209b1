"""Commands that run the model: one scenario, or several with the same people."""

import os
import shlex
import sys
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.output import FAILURE, echo_json, tells_errors, to_people, to_stdout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.experiment import Experiment, Progress
    from sim.network import County
    from sim.scenario import Scenario

Command = Callable[..., None]


@dataclass(frozen=True)
class Options:
    """The options that all runs share."""

    replications: int | None
    seed: int | None
    settings: tuple[str, ...]
    engine: str
    workers: int | None
    out: Path
    plots: bool
    as_json: bool


def run_options(command: Command) -> Command:
    """Add the options that all runs share."""
    for option in reversed(
        [
            click.option("--replications", type=click.IntRange(1), help="In place of the file's."),
            click.option("--seed", type=click.IntRange(0), help="In place of the file's."),
            click.option(
                "--set",
                "settings",
                multiple=True,
                metavar="KEY=VALUE",
                help="Change a parameter, such as line.return_share=0.5.",
            ),
            click.option("--engine", type=click.Choice(["simpy"]), default="simpy"),
            click.option(
                "--workers", type=click.IntRange(1), help="Processes; all cores if left out."
            ),
            click.option(
                "--out",
                type=click.Path(file_okay=False, path_type=Path),
                default=Path("results"),
                show_default=True,
                help="Folder for results.",
            ),
            click.option("--plots/--no-plots", default=True, help="Draw the plots, or not."),
            click.option("--json", "as_json", is_flag=True, help="Print the results as JSON."),
        ]
    ):
        command = option(command)
    return command


@click.command()
@click.argument("file")
@run_options
@click.option("--all", "all_rows", is_flag=True, help="Also print what never happened.")
@tells_errors
def run(file: str, *, all_rows: bool, **options: Any) -> None:  # noqa: ANN401 - click hands over options of many types
    """Run scenario FILE, a path or a name that ships, and write its tables and plots."""
    from sim.files.results import new_folder, write_run
    from sim.measures import estimates
    from sim.tables import run_table

    chosen = Options(**options)
    scenario, counties = _read(file, chosen)
    done = _experiment(scenario, counties, chosen)
    folder = chosen.out / scenario.name
    with new_folder(folder) as fresh, _status("writing files and plots"):
        write_run(done, fresh, _own_command())
        if chosen.plots:
            from sim.plots import draw_plots

            draw_plots(fresh)
    found = estimates(done.metrics())
    if chosen.as_json:
        echo_json(
            {
                "scenario": scenario.name,
                "folder": str(folder),
                "metrics": [asdict(estimate) for estimate in found],
            }
        )
    else:
        to_stdout().print(run_table(found, all_rows=all_rows))
    to_people().print(f"{len(done.replications)} replications; files and plots in {folder}/")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE FILE...")
@run_options
@tells_errors
def compare(files: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401 - as above
    """Run scenario FILEs with the same people and print paired differences to the first."""
    from sim.comparison import Sample
    from sim.comparison import compare as differences_of
    from sim.files.results import new_folder, write_comparison

    if len(files) == 1:
        message = "compare takes two scenarios or more: the first is the baseline"
        raise click.UsageError(message)
    chosen = Options(**options)
    read = _same_people([_read(file, chosen) for file in files], chosen)
    done = [_experiment(scenario, counties, chosen) for scenario, counties in read]
    samples = [Sample(one.scenario.name, one.metrics()) for one in done]
    differences = differences_of(samples[0], samples[1:])
    folder = chosen.out / f"compare-{'-'.join(sample.scenario for sample in samples)}"
    facts = _comparison_facts(done)
    with new_folder(folder) as fresh, _status("writing files and plots"):
        write_comparison(differences, fresh, facts)
        if chosen.plots:
            from sim.plots import draw_comparison

            draw_comparison(fresh)
    if chosen.as_json:
        echo_json([asdict(difference) for difference in differences])
    else:
        from sim.tables import comparison_table

        for sample in samples[1:]:
            rows = [one for one in differences if one.alternative == sample.scenario]
            to_stdout().print(comparison_table(rows))
    to_people().print(f"files and plot in {folder}/")


def _read(file: str, chosen: Options) -> tuple["Scenario", tuple["County", ...]]:
    """Return a scenario with the options applied, and its counties; say what looks wrong."""
    from sim.files.geography import read_network
    from sim.files.scenario_file import read_scenario
    from sim.files.warnings import warnings_of

    settings = list(chosen.settings)
    for name in ("replications", "seed"):
        value = getattr(chosen, name)
        if value is not None:
            settings.append(f"run.{name}={value}")
    scenario = read_scenario(file, settings)
    counties = read_network(scenario)
    for warning in warnings_of(scenario, counties, chosen.workers or os.cpu_count() or 1):
        to_people().print(f"{file}: {warning}", style="yellow")
    return scenario, counties


def _experiment(
    scenario: "Scenario", counties: "Sequence[County]", chosen: Options
) -> "Experiment":
    from sim.experiment import Means, RunFailed, experiment

    workers = chosen.workers or os.cpu_count() or 1
    try:
        with _progress(scenario.name) as progress:
            return experiment(scenario, counties, Means(chosen.engine, workers, progress))
    except RunFailed as error:
        to_people().print(str(error), style="red")
        raise click.exceptions.Exit(FAILURE) from None


def _same_people(
    read: "list[tuple[Scenario, tuple[County, ...]]]", chosen: Options
) -> "list[tuple[Scenario, tuple[County, ...]]]":
    """Give all scenarios the first one's seed and replications, unless they were chosen."""
    first = read[0][0].run
    same = []
    names: set[str] = set()
    for scenario, counties in read:
        if scenario.name in names:
            message = f"two scenarios are called {scenario.name}: give one another name"
            raise click.UsageError(message)
        names.add(scenario.name)
        run_of_first = {"seed": first.seed, "replications": first.replications}
        run = scenario.run.model_copy(update=run_of_first)
        if run != scenario.run and chosen.seed is None:
            to_people().print(f"{scenario.name}: seed and replications as in {read[0][0].name}")
        same.append((scenario.model_copy(update={"run": run}), counties))
    return same


def _comparison_facts(done: "Sequence[Experiment]") -> dict[str, Any]:
    from sim.files.schema import scenario_hash

    return {
        "comparison": [one.scenario.name for one in done],
        "seed": done[0].scenario.run.seed,
        "replications": len(done[0].replications),
        "engine": done[0].engine,
        "command": _own_command(),
        "scenario_sha256": {one.scenario.name: scenario_hash(one.scenario) for one in done},
    }


@contextmanager
def _progress(name: str) -> "Iterator[Progress]":
    """Show a bar on a terminal's stderr, and nothing elsewhere."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = to_people()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _status(what: str) -> "Iterator[None]":
    console = to_people()
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


def _own_command() -> str:
    return shlex.join(["wanghuiyi", *sys.argv[1:]])
