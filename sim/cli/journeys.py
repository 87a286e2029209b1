"""The command that tells one person's journey, out of a folder of results."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.options import FIRST_REPLICATION, named_in_utf_8
from sim.cli.output import FAILURE, echo_json, reports_errors, to_people, to_stdout

if TYPE_CHECKING:
    from sim.study.story import JourneyStory


@click.command()
@click.argument(
    "results", type=click.Path(file_okay=False, path_type=Path), callback=named_in_utf_8
)
@click.argument("person", type=click.IntRange(min=0))
@click.option(
    "--replication", type=FIRST_REPLICATION, help="Which, if there are several; the first else."
)
@click.option("--county", metavar="CODE", help="Which, if there are several; the first else.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with times in milliseconds.")
@reports_errors
def journey(
    results: Path, person: int, *, replication: int | None, county: str | None, as_json: bool
) -> None:
    """Tell the journey of PERSON, by number from 0, out of the folder RESULTS of a run.

    Such as `wanghuiyi journey results/county 17 --replication 2`. Each part begins where the last
    one ended, so the parts sum to the whole.
    """
    from dataclasses import asdict

    from sim.files.folder import recover
    from sim.files.journeys import read_journey
    from sim.files.manifest import SAID, faults_of, kind_of
    from sim.study.story import story

    recover(results)
    for fault in (faults := faults_of(results)):
        to_people().print(fault)
    if faults:
        raise click.exceptions.Exit(FAILURE)
    if (kind := kind_of(results)) != "run":
        message = (
            f"{results} is {SAID[kind]}: name the folder of a run, or have compare tell of its "
            "largest losers with --people N"
        )
        raise click.UsageError(message)
    found = read_journey(results, person, replication, county)
    told = story(found.row, found.where, found.setting)
    if found.chosen_of:
        to_people().print(found.chosen_of)
    if as_json:
        echo_json(asdict(told) | {"unknown": found.unknown})
        return
    _print(told, found.unknown)


def _print(told: "JourneyStory", unknown: str) -> None:
    """Print a story: who, the moments, what came afterwards, and what is not known."""
    from sim.cli.people_tables import story_table
    from sim.study.story import duration

    stdout = to_stdout()
    stdout.print(f"{told.who}\n", soft_wrap=True)
    stdout.print(story_table(told))
    for part in told.afterwards:
        after = duration(part.took_ms)
        stdout.print(f"Afterwards, {part.moment}: {part.words} ({after} later).", soft_wrap=True)
    stdout.print(f"\n{told.sums}\n{unknown}", soft_wrap=True)
