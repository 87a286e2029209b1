"""The command that staffs counters: the cheapest plan that keeps a promise about waiting."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from sim.cli.drawing import draw_after, saying_where
from sim.cli.options import NumberRange, Options, RunCommand, sweep_options
from sim.cli.output import (
    echo_json,
    own_command,
    reports_errors,
    status,
    to_people,
)
from sim.cli.promises import PROMISE, WANTED, asked_of
from sim.cli.staffing_search import StaffingSought, found_plan
from sim.cli.working import working

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.cli.optimise_tables import StaffingFound
    from sim.network import County
    from sim.scenario import Scenario
    from sim.study.optimise.asking import Asked

OUTLETS_MOST = 200
EXAMPLE = """\b
Examples:
  wanghuiyi optimise county
  wanghuiyi optimise spring-festival --by class --at-most wait_mean_min=4
  wanghuiyi optimise county --shifts 4,8 --hours 'Mo-Fr 08:30-17:00' --hours 'Mo-Sa 09:00-16:00'
"""


@click.command(cls=RunCommand, epilog=EXAMPLE)
@click.argument("file")
@click.option(
    "--at-most",
    "promise",
    default=PROMISE,
    show_default=True,
    metavar="METRIC=VALUE",
    help="What is promised in each outlet or class: wait_over_N_min_share, wait_mean_min or "
    "left_share.",
)
@click.option(
    "--by",
    type=click.Choice(("outlet", "class")),
    default="outlet",
    show_default=True,
    help="What gets a staffing of its own.",
)
@click.option(
    "--counters", metavar="A..B", help="Counters to choose from; as predicted if left out."
)
@click.option(
    "--shifts",
    metavar="HOURS,...",
    help="Also try staffing by the hour, by shifts of these lengths, such as 4,8.",
)
@click.option(
    "--hours", multiple=True, metavar="HOURS", help="Opening hours to choose from; repeatable."
)
@click.option(
    "--yuan-per-hour",
    type=NumberRange(0.01, 10_000),
    default=12.0,
    show_default=True,
    help="What a staffed counter costs an hour (assumption).",
)
@click.option(
    "--overtime-factor",
    type=NumberRange(0, 10),
    default=1.5,
    show_default=True,
    help="How many times that an hour after closing costs (assumption).",
)
@click.option(
    "--zone",
    "zones",
    multiple=True,
    metavar="METRIC=VALUE",
    help="What makes no difference: of the promised metric below its limit, a fifth of it if left "
    "out; of cost, as a share, 2%.",
)
@click.option("--budget", type=click.IntRange(1, 100_000), help="So many runs, no guarantee: OCBA.")
@click.option(
    "--most",
    type=click.IntRange(10, 100_000),
    default=1_000,
    show_default=True,
    help="A staffing is tried this often at most; what is open then is said to be.",
)
@sweep_options
@click.option(
    "--resume/--no-resume",
    default=True,
    show_default=True,
    help="Keep finished runs until the search ends, and go on from them.",
)
@reports_errors
def optimise(file: str, **options: Any) -> None:  # noqa: ANN401 - click hands over options of many types
    """Find the cheapest staffing of scenario FILE that keeps a promise, with a guarantee.

    The plan is right with a probability of 95%: what breaks the promise is not chosen, and what is
    cheaper by more than the zone and keeps it, by more than the zone, is not missed.
    """
    from sim.cli.optimise_tables import StaffingFound, document, print_tables
    from sim.study.optimise.answer import frontier, unit_answers

    budget = options.pop("budget")
    _check_budget(budget)
    wanted = {name: options.pop(name) for name in WANTED}
    chosen = Options(**options, replications=None, first_replication=0, keep="summary")
    scenario, counties = _read(file, chosen)
    asked = asked_of(wanted, scenario, chosen.engine)
    _check(asked, scenario, counties)
    sought = StaffingSought(file, scenario, counties, asked, budget)
    folder = chosen.out / f"optimise-{scenario.name}"
    with working(replace(chosen, resume=False), folder, []) as work:
        found = found_plan(chosen, sought, work)
        answers, points = unit_answers(found.plan, found.check), frontier(found.plan)
        whole = StaffingFound(asked, found, tuple(answers), tuple(points))
        _write(sought, folder, chosen, whole)
    with saying_where(folder):
        if chosen.as_json:
            echo_json(document(whole) | {"folder": str(folder)})
        else:
            print_tables(whole)
    to_people().print(f"files in {folder}/: try the plan with wanghuiyi run {folder}/plan.toml")
    draw_after(folder, is_wanted=chosen.plots)


# What these two would say, the procedure decides.
optimise.params = [
    one for one in optimise.params if one.name not in {"replications", "first_replication"}
]


def _check_budget(budget: int | None) -> None:
    """Raise UsageError for a budget beside what only a guarantee has."""
    source = click.get_current_context().get_parameter_source("most")
    if budget and source is not ParameterSource.DEFAULT:
        message = "--most ends a search with a guarantee, and --budget has none: leave one out"
        raise click.UsageError(message)


def _read(file: str, chosen: Options) -> "tuple[Scenario, tuple[County, ...]]":
    from sim.files.geography import read_network
    from sim.files.scenario_file import read_scenario

    scenario = read_scenario(file, chosen.scenario_settings)
    return scenario, read_network(scenario, chosen.only)


def _check(asked: "Asked", scenario: "Scenario", counties: "Sequence[County]") -> None:
    """Raise UsageError for what the file of a plan could not say."""
    names = [outlet.name for county in counties for outlet in county.outlets]
    network, staffing = scenario.network, scenario.staffing
    by_name = asked.by == "outlet" or network.outlets_csv or staffing.by_outlet
    if by_name and len(names) > OUTLETS_MOST:
        message = (
            f"{len(names):,} outlets, and at most {OUTLETS_MOST} are staffed one by one: "
            "name a county with --only, or decide --by class"
        )
        raise click.UsageError(message)
    if by_name and len(set(names)) < len(names):
        message = "two outlets have one name, in two counties: name a county with --only"
        raise click.UsageError(message)


def _write(sought: StaffingSought, folder: "Path", chosen: Options, found: "StaffingFound") -> None:
    from sim.cli.optimise_tables import facts_of
    from sim.files.folder import new_folder
    from sim.files.staffing_results import (
        StaffingTables,
        plan_file,
        plan_values,
        write_staffing,
    )
    from sim.study.optimise.answer import candidate_answers

    done, base = found.done, sought.scenario
    settings = chosen.scenario_settings
    values = plan_values(done.plan, base, by_class=found.asked.by == "class", hours=done.hours)
    text = plan_file(sought.file, folder, settings, done.plan, values)
    facts = facts_of(found) | {"command": own_command()}
    with new_folder(folder) as fresh, status("writing files"):
        tables = StaffingTables(found.answers, found.points, candidate_answers(done.plan))
        write_staffing(fresh, text, tables, facts)
