"""Commands that run the model: one scenario, or several with the same people."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import click

from sim.cli.drawing import draw_after, saying_where
from sim.cli.followed import followed
from sim.cli.foretold import say_how_far_off
from sim.cli.options import Options, RunCommand, run_options
from sim.cli.output import echo_json, own_command, reports_errors, status, to_people, to_stdout
from sim.cli.until import (
    exit_if_too_wide,
    experiments_of,
    explaining_most,
    facts_of,
    show_precision,
    until_options,
    wanted_of,
)
from sim.cli.winners import (
    WinnersFound,
    found_winners,
    print_winners,
    taken_from,
    who_can_be_paired,
    winners_document,
    winners_options,
)
from sim.cli.working import working

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.comparison import PairedDifference, Sample
    from sim.network import County
    from sim.running.replication import Experiment
    from sim.scenario import Scenario
    from sim.study.cost_of_effect import CostOfEffect

    Read = tuple[Scenario, tuple[County, ...]]


@click.command(cls=RunCommand)
@click.argument("file")
@run_options
@until_options
@click.option("--all", "all_rows", is_flag=True, help="Also print what never happened.")
@reports_errors
@followed
def run(file: str, *, all_rows: bool, **options: Any) -> None:  # noqa: ANN401 - click hands over options of many types
    """Run scenario FILE, a path or a name that ships, and write its tables and plots.

    As precise as it must be: wanghuiyi run county --until wait_mean_min=2%
    """
    from sim.files.folder import new_folder
    from sim.files.results import write_run
    from sim.measures import BY_NAME, estimates
    from sim.tables import run_table, still_in_line, warmed_up

    chosen, wanted = wanted_of(Options(**options), list(BY_NAME))
    scenario, counties = _read(file, chosen)
    folder = chosen.out / scenario.name
    with working(chosen, folder, [(scenario, counties)]) as work:
        (done,), stopped = experiments_of(work, [(scenario, counties)], [file], wanted)
        how_many = facts_of(stopped, chosen)
        with new_folder(folder) as fresh, status("writing files"):
            write_run(done, fresh, own_command(), how_many, _base(file, chosen))
        chosen.progress.finish()
    found = estimates(done.metrics())
    with saying_where(folder):
        if chosen.as_json:
            metrics = [asdict(estimate) for estimate in found]
            facts = {"scenario": scenario.name, "folder": str(folder), "metrics": metrics}
            echo_json(facts | how_many)
        else:
            to_stdout().print(run_table(found, all_rows=all_rows))
            show_precision(stopped)
    for note in (warmed_up(scenario), still_in_line(done.replications), _kept(done)):
        if note:
            to_people().print(note)
    runs = "replication" if len(done.replications) == 1 else "replications"
    to_people().print(f"{len(done.replications)} {runs}; files in {folder}/")
    say_how_far_off(done)
    draw_after(folder, is_wanted=chosen.plots)
    exit_if_too_wide(stopped)


@click.command(cls=RunCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE FILE...")
@run_options
@until_options
@winners_options
@reports_errors
@followed
def compare(files: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401 - as above
    """Run scenario FILEs with the same people and print paired differences to the first.

    As precise as it must be: wanghuiyi compare county no-sms --until wait_mean_min=0.1min

    Below the differences stands who wins and who loses, person by person, such as with
    `wanghuiyi compare county saturday-opening --people 3`.
    """
    from sim.comparison import Sample, compared
    from sim.comparison import compare as differences_of
    from sim.files.costs_of_effect import write_costs
    from sim.files.folder import comparison_name, new_folder
    from sim.files.results import write_comparison
    from sim.files.winners import write_winners

    _refuse_only_one(files)
    asked = taken_from(options)
    chosen, wanted = wanted_of(Options(**options), list(compared()))
    read = _same_people([_read(file, chosen) for file in files], chosen)
    paired = who_can_be_paired(read, chosen.keep, asked)
    folder = chosen.out / comparison_name([scenario.name for scenario, _ in read])
    with working(chosen, folder, read) as work:
        done, stopped = experiments_of(work, read, files, wanted)
        how_many = facts_of(stopped, chosen)
        samples = [Sample(one.scenario.name, one.metrics()) for one in done]
        differences = differences_of(samples[0], samples[1:])
        winners = found_winners(done, paired, asked)
        costs = _costs(samples, read)
        with new_folder(folder) as fresh, status("writing files"):
            write_winners(winners.each, fresh)
            write_costs(costs, fresh)
            write_comparison(differences, fresh, _comparison_facts(done) | how_many, done)
        chosen.progress.finish()
    with saying_where(folder):
        _show_comparison(ComparisonFound(differences, costs, winners, how_many), chosen)
        if not chosen.as_json:
            show_precision(stopped)
    _say_what_is_left(done, folder)
    draw_after(folder, is_wanted=chosen.plots)
    exit_if_too_wide(stopped)


def _refuse_only_one(files: "Sequence[str]") -> None:
    if len(files) == 1:
        message = "compare takes two scenarios or more: the first is the baseline"
        raise click.UsageError(message)


def _say_what_is_left(done: "Sequence[Experiment]", folder: "Path") -> None:
    """Say who was still in line at the end, and where the files are."""
    from sim.tables import still_in_line

    for one in done:
        if note := still_in_line(one.replications):
            to_people().print(f"{one.scenario.name}: {note}")
    to_people().print(f"files in {folder}/")


@dataclass(frozen=True)
class ComparisonFound:
    """What a comparison has to show; `how_many` says which precision chose the replications."""

    differences: "Sequence[PairedDifference]"
    costs: "Sequence[CostOfEffect]"
    winners: WinnersFound
    how_many: dict[str, Any]


def _show_comparison(found: ComparisonFound, chosen: Options) -> None:
    """Print the differences of each alternative, what its courses cost, and who wins and loses."""
    from sim.tables import comparison_table, costs_table

    differences, costs = found.differences, found.costs
    if chosen.as_json:
        chosen_by = [found.how_many] if found.how_many else []
        also = [*map(asdict, costs), *winners_document(found.winners), *chosen_by]
        echo_json([*map(asdict, differences), *also])
        return
    for name in dict.fromkeys(one.alternative for one in differences):
        rows = [one for one in differences if one.alternative == name]
        to_stdout().print(comparison_table(rows))
        if of_courses := [one for one in costs if one.alternative == name]:
            to_stdout().print(costs_table(of_courses))
    print_winners(found.winners)


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

    with explaining_most(chosen):
        scenario = read_scenario(file, chosen.scenario_settings)
        counties = read_network(scenario, chosen.only)
    workers = None if chosen.scheduler else chosen.processes
    for warning in warnings_of(scenario, counties, workers, chosen.engine):
        to_people().print(f"{file}: {warning}", style="yellow")
    return scenario, counties


def _base(file: str, chosen: Options) -> "Scenario | None":
    """Return the scenario that a run changes, or None if there is none that could run alone."""
    from sim.files.changes import base_of
    from sim.files.findings import FileErrors

    try:
        return base_of(file, chosen.scenario_settings)
    except FileErrors:
        return None


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
