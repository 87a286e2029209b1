"""The command that predicts what a run will show, before it is run."""

import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from sim.cli.options import REPLICATIONS, named_in_utf_8, only_option, settings_option
from sim.cli.output import echo_json, reports_errors, status, to_people, to_stdout

if TYPE_CHECKING:
    from rich.table import Table

    from sim.report.explanation import Explanation
    from sim.report.parts import ReportTable
    from sim.scenario import Scenario
    from sim.study.explain.prediction import Prediction

FULL_SHOWN = 5
PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
PERCENT_LEAST, PERCENT_MOST = 0.01, 100.0
PICTURES = (".png", ".svg")


def _share(_context: click.Context, _parameter: click.Parameter, value: str) -> float:
    """Return a percentage as a share. Raise BadParameter for anything else."""
    found = PERCENT.fullmatch(value)
    if not found or not PERCENT_LEAST <= float(found[1]) <= PERCENT_MOST:
        message = f"{value} is not a share from {PERCENT_LEAST}% to {PERCENT_MOST:.0f}%, such as 2%"
        raise click.BadParameter(message)
    return float(found[1]) / 100


def _picture(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    """Return where to draw. Raise BadParameter for what is no picture, or in no folder."""
    if value is None:
        return None
    if value.suffix.lower() not in PICTURES:
        message = f"{value} ends in neither {' nor '.join(PICTURES)}: name it so, as week.png"
        raise click.BadParameter(message)
    if not value.parent.is_dir():
        message = f"{value.parent} is no folder: make it first, or name another"
        raise click.BadParameter(message)
    return named_in_utf_8(context, parameter, value)


@click.command(
    epilog="Example: wanghuiyi explain spring-festival --set network.rural.counters_min=2"
)
@click.argument("file")
@settings_option
@only_option
@click.option("--replications", type=REPLICATIONS, help="Overrides the file's.")
@click.option(
    "--precision",
    callback=_share,
    default="2%",
    show_default=True,
    metavar="PERCENT",
    help="Half-width wanted for the mean wait, as a share of it.",
)
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_picture,
    metavar="FILE.png|svg",
    help="Draw waits, counters and load by hour of the week into a file, replacing an earlier one.",
)
@click.option("--json", "as_json", is_flag=True, help="All of it by outlet and hour, as JSON.")
@reports_errors
def explain(file: str, *, as_json: bool, precision: float, **options: Any) -> None:  # noqa: ANN401 - click hands over options of many types
    """Predict what a run of scenario FILE will show, what it will cost, and what it hangs on.

    Nothing is simulated: a time-varying queue is solved for each outlet and kind of day.
    """
    from sim.files.geography import read_network
    from sim.files.scenario_file import read_scenario
    from sim.report.explanation import CAPTION, class_table, explanation_of, sentences
    from sim.study.explain.prediction import predict
    from sim.study.explain.sensitivity import sensitivities

    settings = list(options["settings"])
    if options["replications"] is not None:
        settings.append(f"run.replications={options['replications']}")
    scenario = read_scenario(file, settings)
    counties = read_network(scenario, options["only"])
    prediction = predict(scenario, counties)
    most = None if as_json else FULL_SHOWN
    said = replace(
        explanation_of(scenario, counties, prediction, precision=precision, most=most),
        sensitivities=sensitivities(prediction, scenario, counties),
    )
    if as_json:
        echo_json(_document(scenario, prediction, said))
    else:
        to_people().print(CAPTION)
        to_stdout().print(_shown(class_table(said.classes)))
        for sentence in sentences(said, scenario, precision):
            click.echo(sentence)
    if options["picture"] is not None:
        _draw(scenario, said, options["picture"])


def _shown(one: "ReportTable") -> "Table":
    """Return a table of a report for a terminal."""
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for number, title in enumerate(one.columns):
        is_figure = number in one.figures
        justify: Literal["right", "left"] = "right" if is_figure else "left"
        table.add_column(title, justify=justify, overflow="fold" if is_figure else "ellipsis")
    for group in one.groups:
        for row in group.rows:
            table.add_row(*row)
    return table


def _draw(scenario: "Scenario", said: "Explanation", path: Path) -> None:
    """Draw the prediction into a file, and say so."""
    with status("drawing"):
        from importlib.metadata import version

        from sim.plots.prediction import draw_prediction
        from sim.plots.style import Caption

        source = f"scenario {scenario.name}, predicted and not simulated"
        caption = Caption(scenario.name, 0, 0, version("wanghuiyi"), source=source)
        draw_prediction(said.classes, caption, path)
    to_people().print(f"picture in {path}")


def _document(
    scenario: "Scenario", prediction: "Prediction", said: "Explanation"
) -> dict[str, Any]:
    from sim.study.explain.by_class import of_group

    return {
        "scenario": scenario.name,
        "classes": [asdict(one) for one in said.classes],
        "outlets": [asdict(one) for one in of_group(prediction)],
        "too_full": [asdict(one) for one in said.too_full],
        "cost": asdict(said.cost),
        "precision": asdict(said.planned),
        "sensitivities": [asdict(one) for one in said.sensitivities],
        "left_out": list(said.left_out),
    }
