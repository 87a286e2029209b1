"""The command that shows why to believe the engines: theory, and each other."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from sim.cli.output import FAILURE, echo_json, reports_errors, status, to_people, to_stdout

if TYPE_CHECKING:
    from sim.theory.checks import Checked
    from sim.verification import Compared

THEORY_DAYS = 20
COUNTIES_AT_MOST = 8


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--days",
    type=click.IntRange(1),
    default=7,
    show_default=True,
    help="Days of each scenario, at most as many as it has.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@reports_errors
def verify(files: tuple[str, ...], days: int, *, as_json: bool) -> None:
    """Show that both engines give the same diary for scenario FILEs, and agree with theory.

    Without FILE all scenarios that ship are run; of a whole country, a sample of its counties.
    Exit 1 if anything differs.
    """
    from sim.running.engines import prepare_engine

    prepare_engine("compiled", to_people().print)
    with status("living every scenario twice"):
        compared = _compared(files, days)
    with status("asking queueing theory"):
        checked = _checked()
    if as_json:
        echo_json(
            {
                "engines": [asdict(one) for one in compared],
                "theory": [asdict(one) for one in checked],
            }
        )
    else:
        from sim.tables import engines_table, theory_table
        from sim.theory.checks import Z_MOST

        to_stdout().print(engines_table(compared))
        to_stdout().print(theory_table(checked, Z_MOST))
    differences = [one.difference for one in compared if one.difference]
    for difference in differences:
        to_people().print(f"the SimPy model's story, and the compiled engine's: {difference}")
    if differences or not all(one.agrees for one in checked):
        raise click.exceptions.Exit(FAILURE)


def _compared(files: tuple[str, ...], days: int) -> "list[Compared]":
    """Live each county of each scenario, or a sample of very many, by both engines, once."""
    from sim.files.geography import read_sample
    from sim.files.scenario_file import questions, read_scenario
    from sim.plan import make_plan
    from sim.verification import lives_compared

    compared = []
    for file in files or questions():
        scenario = read_scenario(file)
        run = scenario.run.model_copy(update={"days": min(days, scenario.run.days)})
        shorter = scenario.model_copy(update={"run": run})
        compared += [
            lives_compared(make_plan(shorter, county), 0)
            for county in read_sample(shorter, COUNTIES_AT_MOST)
        ]
    return compared


def _checked() -> "list[Checked]":
    """Hold the bare queue against theory, by the compiled engine."""
    from sim.running.engines import compiled
    from sim.theory.checks import checks, run_check

    return [run_check(check, compiled, THEORY_DAYS) for check in checks()]
