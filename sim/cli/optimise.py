"""The command that staffs counters: the cheapest plan that keeps a promise about waiting."""

from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from sim.cli.drawing import draw_after, saying_where
from sim.cli.interrupts import stop_if_interrupted
from sim.cli.options import Options, RunCommand, sweep_options
from sim.cli.output import echo_json, own_command, reports_errors, status, to_people
from sim.cli.progress import ProgressShown, showing_progress
from sim.cli.promises import PROMISE, WANTED, asked_of
from sim.cli.working import working

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sim.cli.optimise_tables import SearchDone, StaffingFound
    from sim.network import County
    from sim.running.executors import Backend
    from sim.scenario import Scenario
    from sim.study.optimise.asking import Asked
    from sim.study.optimise.observing import StaffingProblem
    from sim.study.optimise.trial import Columns, Runner, Trial

OUTLETS_MOST = 200
REPLICATIONS_LIKELY = 100
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
    type=click.FloatRange(0.01, 10_000),
    default=12.0,
    show_default=True,
    help="What a staffed counter costs an hour (assumption).",
)
@click.option(
    "--overtime-factor",
    type=click.FloatRange(0, 10),
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
@reports_errors
def optimise(file: str, **options: Any) -> None:  # noqa: ANN401 - click hands over options of many types
    """Find the cheapest staffing of scenario FILE that keeps a promise, with a guarantee.

    The plan is right with a probability of 95%: what breaks the promise is not chosen, and what is
    cheaper by more than the zone and keeps it, by more than the zone, is not missed.
    """
    from sim.cli.optimise_tables import StaffingFound, document, print_tables
    from sim.study.optimise.answer import frontier, unit_answers

    budget = options.pop("budget")
    wanted = {name: options.pop(name) for name in WANTED}
    chosen = Options(
        **options, replications=None, first_replication=0, keep="summary", resume=False
    )
    scenario, counties = _read(file, chosen)
    asked = asked_of(wanted, scenario, chosen.engine)
    _check(asked, scenario, counties)
    folder = chosen.out / f"optimise-{scenario.name}"
    with working(chosen, folder, []) as work:
        found = _found(asked, scenario, counties, (work.backend, budget))
        answers, points = unit_answers(found.plan, found.check), frontier(found.plan)
        whole = StaffingFound(asked, found, tuple(answers), tuple(points))
        _write(file, folder, chosen, whole)
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
    has_shifts = any(staffing.of_class(name).counters for name in ("rural", "town", "city"))
    has_shifts |= any(outlet.shifts for county in counties for outlet in county.outlets)
    if asked.hours and has_shifts:
        message = "the scenario has shifts, which other --hours do not fit: leave one of them out"
        raise click.UsageError(message)


def _found(
    asked: "Asked",
    scenario: "Scenario",
    counties: "tuple[County, ...]",
    by: "tuple[Backend, int | None]",
) -> "SearchDone":
    """Return the plan, checked. Raise UsageError for shifts that cannot be made."""
    from sim.running.engines import engine_for
    from sim.study.optimise.asking import problems_of

    backend, budget = by
    likely = scenario.run.model_copy(update={"replications": REPLICATIONS_LIKELY})
    engine = engine_for(asked.engine, scenario.model_copy(update={"run": likely}), counties)
    try:
        with status("predicting"):
            problems = problems_of(replace(asked, engine=engine), scenario, counties)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    with showing_progress(f"optimise {scenario.name}") as shown, _runner(backend) as run:
        backend.prepare_engine(engine, shown.remark)
        return _searched(asked, problems, (run, budget), shown)


def _searched(
    asked: "Asked",
    problems: "Sequence[StaffingProblem]",
    by: "tuple[Runner, int | None]",
    shown: ProgressShown,
) -> "SearchDone":
    """Search for all hours, and choose between them. Raise UsageError for too small a budget."""
    from sim.cli.optimise_tables import SearchDone
    from sim.study.optimise.answer import fresh_check
    from sim.study.optimise.asking import hours_rule
    from sim.study.optimise.search import (
        BudgetTooSmall,
        cheapest_hours,
        guaranteed,
        within_budget,
    )

    run, budget = by

    def notice(done: int, total: int, runs: int) -> None:
        shown.note(f"{runs:,} runs")
        shown.step(done, total)

    try:
        plans = [
            within_budget(one, run, budget // len(problems), notice)
            if budget
            else guaranteed(one, run, notice)
            for one in problems
        ]
    except BudgetTooSmall as error:
        message = f"--budget: {error}"
        raise click.UsageError(message) from None
    number, is_settled = cheapest_hours(plans, hours_rule(asked, problems), run, asked.most)
    check = fresh_check(plans[number], run)
    runs = sum(plan.seen.runs for plan in plans) + len(check.overall)
    hours = asked.hours[number] if asked.hours else ""
    return SearchDone(plans[number], hours, is_settled, runs, check)


@contextmanager
def _runner(backend: "Backend") -> "Iterator[Runner]":
    """Yield what runs trials on the backend and returns their columns in order."""
    from sim.running.executors import WorkerLost
    from sim.study.optimise.trial import run_trial

    with backend.open_executor() as executor:

        def run(trials: "Sequence[Trial]") -> "Sequence[Columns]":
            futures = [executor.submit(run_trial, trial) for trial in trials]
            found = []
            for future in futures:
                stop_if_interrupted()
                try:
                    found.append(future.result())
                except BrokenExecutor as error:
                    raise WorkerLost(str(error)) from error
            return found

        yield run


def _write(file: str, folder: "Path", chosen: Options, found: "StaffingFound") -> None:
    from sim.cli.optimise_tables import facts_of
    from sim.files.folder import new_folder
    from sim.files.staffing_results import (
        StaffingTables,
        plan_file,
        plan_values,
        write_staffing,
    )
    from sim.study.optimise.answer import candidate_answers

    done = found.done
    settings = chosen.scenario_settings
    values = plan_values(done.plan, by_class=found.asked.by == "class", hours=done.hours)
    text = plan_file(file, folder, settings, done.plan, values)
    facts = facts_of(found) | {"command": own_command()}
    with new_folder(folder) as fresh, status("writing files"):
        tables = StaffingTables(found.answers, found.points, candidate_answers(done.plan))
        write_staffing(fresh, text, tables, facts)
