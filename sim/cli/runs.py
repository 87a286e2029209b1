"""Commands that run the model: one scenario, or several with the same people."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from sim.cli.drawing import draw_after, saying_where
from sim.cli.foretold import say_how_far_off
from sim.cli.options import Options, run_options
from sim.cli.output import echo_json, own_command, reports_errors, status, to_people, to_stdout
from sim.cli.working import working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.comparison import PairedDifference, Sample
    from sim.network import County
    from sim.running.replication import Experiment
    from sim.scenario import Scenario
    from sim.study.cost_of_effect import CostOfEffect

    Read = tuple[Scenario, tuple[County, ...]]


@click.command()
@click.argument("file")
@run_options
@click.option("--all", "all_rows", is_flag=True, help="Also print what never happened.")
@reports_errors
def run(file: str, *, all_rows: bool, **options: Any) -> None:  # noqa: ANN401 - click hands over options of many types
    """Run scenario FILE, a path or a name that ships, and write its tables and plots."""
    from sim.files.folder import new_folder
    from sim.files.results import write_run
    from sim.measures import estimates
    from sim.tables import run_table, still_in_line, warmed_up

    chosen = Options(**options)
    scenario, counties = _read(file, chosen)
    folder = chosen.out / scenario.name
    with working(chosen, folder, [(scenario, counties)]) as work:
        done = work.experiment(scenario, counties, file)
        with new_folder(folder) as fresh, status("writing files"):
            write_run(done, fresh, own_command())
    found = estimates(done.metrics())
    with saying_where(folder):
        if chosen.as_json:
            metrics = [asdict(estimate) for estimate in found]
            echo_json({"scenario": scenario.name, "folder": str(folder), "metrics": metrics})
        else:
            to_stdout().print(run_table(found, all_rows=all_rows))
    for note in (warmed_up(scenario), still_in_line(done.replications), _kept(done)):
        if note:
            to_people().print(note)
    runs = "replication" if len(done.replications) == 1 else "replications"
    to_people().print(f"{len(done.replications)} {runs}; files in {folder}/")
    say_how_far_off(done)
    draw_after(folder, is_wanted=chosen.plots)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE FILE...")
@run_options
@reports_errors
def compare(files: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401 - as above
    """Run scenario FILEs with the same people and print paired differences to the first."""
    from sim.comparison import Sample
    from sim.comparison import compare as differences_of
    from sim.files.folder import comparison_name, new_folder
    from sim.files.results import write_comparison
    from sim.tables import still_in_line

    if len(files) == 1:
        message = "compare takes two scenarios or more: the first is the baseline"
        raise click.UsageError(message)
    chosen = Options(**options)
    read = _same_people([_read(file, chosen) for file in files], chosen)
    folder = chosen.out / comparison_name([scenario.name for scenario, _ in read])
    with working(chosen, folder, read) as work:
        done = [
            work.experiment(scenario, counties, file)
            for file, (scenario, counties) in zip(files, read, strict=True)
        ]
        samples = [Sample(one.scenario.name, one.metrics()) for one in done]
        differences = differences_of(samples[0], samples[1:])
        with new_folder(folder) as fresh, status("writing files"):
            write_comparison(differences, fresh, _comparison_facts(done), done)
    with saying_where(folder):
        _show_comparison(differences, _costs(samples, read), chosen)
    for one in done:
        if note := still_in_line(one.replications):
            to_people().print(f"{one.scenario.name}: {note}")
    to_people().print(f"files in {folder}/")
    draw_after(folder, is_wanted=chosen.plots)


def _show_comparison(
    differences: "Sequence[PairedDifference]", costs: "Sequence[CostOfEffect]", chosen: Options
) -> None:
    """Print the differences of each alternative, and what its courses cost, if there are any."""
    from sim.tables import comparison_table, costs_table

    if chosen.as_json:
        echo_json([*map(asdict, differences), *map(asdict, costs)])
        return
    for name in dict.fromkeys(one.alternative for one in differences):
        rows = [one for one in differences if one.alternative == name]
        to_stdout().print(comparison_table(rows))
        if of_courses := [one for one in costs if one.alternative == name]:
            to_stdout().print(costs_table(of_courses))


def _costs(samples: "Sequence[Sample]", read: "Sequence[Read]") -> "list[CostOfEffect]":
    """Return what courses cost for what they bring, of scenarios of as many days as the first."""
    from sim.study.cost_of_effect import costs_of_effect

    days, *others = (scenario.run.days - scenario.run.warm_up_days for scenario, _ in read)
    alike = [one for one, of_one in zip(samples[1:], others, strict=True) if of_one == days]
    return costs_of_effect(samples[0], alike, days)


def _read(file: str, chosen: Options) -> tuple["Scenario", tuple["County", ...]]:
    """Return a scenario with the options applied, and its counties; say what looks wrong."""
    from sim.files.geography import read_network
    from sim.files.scenario_file import read_scenario
    from sim.files.warnings import warnings_of

    scenario = read_scenario(file, chosen.scenario_settings)
    counties = read_network(scenario, chosen.only)
    workers = None if chosen.scheduler else chosen.processes
    for warning in warnings_of(scenario, counties, workers, chosen.engine):
        to_people().print(f"{file}: {warning}", style="yellow")
    return scenario, counties


def _same_people(read: "list[Read]", chosen: Options) -> "list[Read]":
    """Give all scenarios the first one's seed and replications, unless they were chosen."""
    from sim.network import people_met

    first, first_counties = read[0]
    same = []
    names: set[str] = set()
    for scenario, counties in read:
        if scenario.name in names:
            message = f"two scenarios are called {scenario.name}: give one another name"
            raise click.UsageError(message)
        names.add(scenario.name)
        run_of_first = {"seed": first.run.seed, "replications": first.run.replications}
        run = scenario.run.model_copy(update=run_of_first)
        if run != scenario.run and chosen.seed is None:
            to_people().print(f"{scenario.name}: seed and replications as in {first.name}")
        if people_met(scenario, counties) != people_met(first, first_counties):
            to_people().print(
                f"{scenario.name}: other counties or days than in {first.name}, so these are not "
                "the same people: the intervals hold, and are wider than they could be",
                style="yellow",
            )
        same.append((scenario.model_copy(update={"run": run}), counties))
    return same


def _comparison_facts(done: "Sequence[Experiment]") -> dict[str, Any]:
    from sim.files.schema import effective, scenario_hash

    return {
        "comparison": [one.scenario.name for one in done],
        "seed": done[0].scenario.run.seed,
        "replications": len(done[0].replications),
        "first_replication": done[0].replications[0].number,
        "engine": {one.scenario.name: one.engine for one in done},
        "command": own_command(),
        "scenario_sha256": {one.scenario.name: scenario_hash(one.scenario) for one in done},
        "effective_scenarios": {one.scenario.name: effective(one.scenario) for one in done},
    }


def _kept(done: "Experiment") -> str:
    """Say which journeys were kept, if not all of them."""
    share = done.keep.journeys_share
    if not share:
        return "no journeys were kept, only sums of all counties: --keep journeys keeps all"
    if done.keep.by_county:
        return ""
    journeys = f"a sample of {share:.1%} of the journeys" if share < 1 else "all journeys"
    return (
        f"{journeys}, and sums of all counties together, were kept: "
        "--keep journeys keeps all by county, --only county=CODE runs one county in full"
    )
