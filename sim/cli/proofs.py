"""The command that shows why to believe the engines: each other, lives by hand, and theory."""

from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

import click

from sim.cli.interrupts import saying_if_interrupted
from sim.cli.output import FAILURE, echo_json, own_command, reports_errors, to_people, to_stdout
from sim.cli.progress import showing_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sim.lives.life import LifeLived
    from sim.theory.checks import Checked
    from sim.verification import Compared

Given = TypeVar("Given")
Answer = TypeVar("Answer")

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
    """Show that both engines give the same diary for scenario FILEs, and the right one.

    Without FILE all scenarios that ship are run; of a whole country, a sample of its counties.
    What is right was worked out by hand, for lives that between them turn at each rule of the
    journey; and by queueing theory, for the bare queue. Exit 1 if anything differs.
    """
    from sim.running.engines import prepare_engine

    prepare_engine("compiled", to_people().print)
    with saying_if_interrupted(f"nothing is kept, and this begins anew:\n{own_command()}"):
        compared = _compared(files, days)
        lived = _lived()
        checked = _checked()
    if as_json:
        echo_json(
            {
                "engines": [asdict(one) for one in compared],
                "lives": [asdict(one) for one in lived],
                "theory": [asdict(one) for one in checked],
            }
        )
    else:
        from sim.tables import engines_table, lives_table, theory_table
        from sim.theory.checks import Z_MOST

        to_stdout().print(engines_table(compared))
        to_stdout().print(lives_table(lived))
        to_stdout().print(theory_table(checked, Z_MOST))
    if _tell_differences(compared, lived) or not all(one.agrees for one in checked):
        raise click.exceptions.Exit(FAILURE)


def _tell_differences(compared: "list[Compared]", lived: "list[LifeLived]") -> bool:
    """Show what differs, if anything does, and return whether."""
    between_engines = [one.difference for one in compared if one.difference]
    for difference in between_engines:
        to_people().print(f"the SimPy model's story, and the compiled engine's: {difference}")
    from_by_hand = [one for one in lived if not one.agrees]
    for one in from_by_hand:
        to_people().print(f"not as worked out by hand: {one}")
    return bool(between_engines or from_by_hand)


def _compared(files: tuple[str, ...], days: int) -> "list[Compared]":
    """Live each county of each scenario, or a sample of very many, by both engines, once."""
    from sim.files.geography import read_sample
    from sim.files.scenario_file import questions, read_scenario
    from sim.plan import make_plan
    from sim.verification import lives_compared

    twice = []
    for file in files or questions():
        scenario = read_scenario(file)
        run = scenario.run.model_copy(update={"days": min(days, scenario.run.days)})
        shorter = scenario.model_copy(update={"run": run})
        twice += [(shorter, county) for county in read_sample(shorter, COUNTIES_AT_MOST)]
    return _each(
        "living every scenario twice", lambda one: lives_compared(make_plan(*one), 0), twice
    )


def _lived() -> "list[LifeLived]":
    """Hold each life to its story, by both engines."""
    from sim.lives import hand_worked_lives
    from sim.lives.life import live

    return _each("holding lives to what was worked out by hand", live, hand_worked_lives())


def _checked() -> "list[Checked]":
    """Hold the bare queue against theory, by the compiled engine."""
    from sim.running.engines import compiled
    from sim.theory.checks import checks, run_check

    return _each(
        "asking queueing theory", lambda one: run_check(one, compiled, THEORY_DAYS), checks()
    )


def _each(name: str, of_one: "Callable[[Given], Answer]", these: "Iterable[Given]") -> list[Answer]:
    """Return what comes of each, and show how far it is."""
    ones, found = list(these), list[Answer]()
    with showing_progress(name) as shown:
        shown.step(0, len(ones))
        for one in ones:
            found.append(of_one(one))
            shown.step(len(found), len(ones))
    return found
