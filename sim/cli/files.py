"""Commands about files: which scenarios ship, what is wrong with one, its schema, its plots."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from sim.cli.options import named_in_utf_8
from sim.cli.output import FAILURE, USAGE, echo_json, reports_errors, to_people, to_stdout


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@reports_errors
def scenarios(*, as_json: bool) -> None:
    """List the scenarios that ship, each with its question."""
    from sim.files.scenario_file import questions

    found = questions()
    if as_json:
        echo_json([{"name": name, "question": question} for name, question in found.items()])
        return
    from sim.tables import scenarios_table

    to_stdout().print(scenarios_table(found))


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change a parameter.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@reports_errors
def validate(files: tuple[str, ...], settings: tuple[str, ...], *, as_json: bool) -> None:
    """Check scenario FILEs: every error at once, each at its line and column.

    Exit 0 if all are right, 2 if one is not.
    """
    from sim.files.findings import FileErrors, Finding, shown
    from sim.files.geography import read_for_a_look
    from sim.files.scenario_file import read_scenario
    from sim.files.warnings import warnings_of

    answers: list[dict[str, Any]] = []
    for file in files:
        warnings: list[str] = []
        findings: tuple[Finding, ...] = ()
        try:
            scenario = read_scenario(file, settings)
            counties, in_all = read_for_a_look(scenario)
            warnings = warnings_of(scenario, counties, in_all=in_all)
        except FileErrors as errors:
            findings = errors.findings
        answers.append(
            {"file": file, "findings": list(map(asdict, findings)), "warnings": warnings}
        )
        for line in shown(findings) or [f"{file}: {warning}" for warning in warnings]:
            click.echo(line, err=True)
        if not findings and not as_json:
            click.echo(f"{file}: fine")
    if as_json:
        echo_json(answers)
    if any(answer["findings"] for answer in answers):
        raise click.exceptions.Exit(USAGE)


@click.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file, for editors."""
    from sim.files.schema import schema as text

    click.echo(text(), nl=False)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), callback=named_in_utf_8)
@reports_errors
def plot(folder: Path) -> None:
    """Draw the plots of a run, comparison, sweep or staffing anew, from the files in FOLDER."""
    from sim.cli.drawing import draw, exit_if_faulty
    from sim.files.folder import recover
    from sim.files.manifest import SAID, faults_of, kind_of

    recover(folder)
    if not (faults := faults_of(folder)):
        from sim.plots.needs import faults_of_tables

        kind = kind_of(folder)
        faults = faults_of_tables(folder, kind)
        if kind == "fit":
            faults = [f"{folder} is {SAID[kind]}: to draw it anew, repeat that command"]
    if faults:
        for fault in faults:
            to_people().print(fault)
        raise click.exceptions.Exit(FAILURE)
    drawn = draw(folder)
    for path in drawn.paths:
        click.echo(str(path))
    exit_if_faulty(drawn)
