"""Commands about files: which scenarios ship, what is wrong with one, its schema, its plots."""

from pathlib import Path

import click

from sim.cli.output import FAILURE, USAGE, echo_json, tells_errors, to_people, to_stdout


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@tells_errors
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
def validate(files: tuple[str, ...], settings: tuple[str, ...]) -> None:
    """Check scenario FILEs: every error at once, each at its line and column.

    Exit 0 if all are right, 2 if one is not.
    """
    from sim.files.findings import FileErrors
    from sim.files.geography import read_network
    from sim.files.scenario_file import read_scenario
    from sim.files.warnings import warnings_of

    wrong = 0
    for file in files:
        try:
            scenario = read_scenario(file, settings)
            warnings = warnings_of(scenario, read_network(scenario))
        except FileErrors as errors:
            wrong += 1
            for finding in errors.findings:
                click.echo(str(finding), err=True)
            continue
        click.echo(f"{file}: fine")
        for warning in warnings:
            click.echo(f"{file}: {warning}", err=True)
    if wrong:
        raise click.exceptions.Exit(USAGE)


@click.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file, for editors."""
    from sim.files.schema import schema as text

    click.echo(text(), nl=False)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@tells_errors
def plot(folder: Path) -> None:
    """Draw the plots of a run or a comparison anew, from the files in FOLDER."""
    from sim.plots import draw_comparison, draw_plots

    if not (folder / "manifest.json").is_file():
        to_people().print(f"{folder} holds no results: name a folder that run or compare wrote")
        raise click.exceptions.Exit(FAILURE)
    draw = draw_comparison if (folder / "comparison.csv").is_file() else draw_plots
    for path in draw(folder):
        click.echo(str(path))
