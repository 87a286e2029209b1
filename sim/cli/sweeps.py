"""The command that moves levers: a scenario at many points, with the same people at each."""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from sim.cli.drawing import draw_after, saying_where
from sim.cli.options import Options, RunCommand, sweep_options
from sim.cli.output import (
    FAILURE,
    echo_json,
    noting,
    own_command,
    reports_errors,
    status,
    to_people,
)
from sim.cli.progress import showing_progress
from sim.cli.sweep_wanted import (
    DESIGNS,
    POINTS_A_LEVER,
    ROWS_MOST,
    SAMPLES,
    SIZES,
    TRAJECTORIES,
    design_wanted,
    levers_wanted,
    metrics_wanted,
    size_wanted,
)
from sim.cli.working import report_failure, working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.files.sweep_points import KeptPoints
    from sim.running.dispatch import ShardFailure
    from sim.running.executors import Backend
    from sim.scenario import Scenario
    from sim.study.sweep.designs import Design, DesignName
    from sim.study.sweep.points import PointMetrics, PointToRun

SIZE = click.IntRange(2, ROWS_MOST)
EXAMPLE = """\b
Examples:
  wanghuiyi sweep county --vary line.patience_min.median=9,18,36 --replications 5
  wanghuiyi sweep county --design sobol --samples 32 --replications 2 \\
    --vary line.patience_min.median=9..72 --vary services.other_min.mean=2..4
"""


@dataclass(frozen=True)
class SweepAsked:
    """What is to be run, and which metrics are to be shown of it."""

    file: str
    base: "Scenario"
    design: "Design"
    points: "Sequence[PointToRun]"
    metrics: tuple[str, ...]


@click.command(cls=RunCommand, epilog=EXAMPLE)
@click.argument("file")
@click.option(
    "--vary",
    "written",
    multiple=True,
    required=True,
    metavar="KEY=VALUES",
    help="A lever: a list (2,3,5), a range with a step (1..3:0.5), or for lhs, morris and sobol "
    "a range (1..3); whole laws, lists and tables as TOML ([{law=...}, {law=...}]). May be "
    "repeated.",
)
@click.option(
    "--design",
    "name",
    type=click.Choice(DESIGNS),
    default="grid",
    show_default=True,
    help="Every value with every other; each lever alone; a Latin hypercube; Morris's "
    "trajectories; or Saltelli's samples for Sobol indices.",
)
@click.option("--points", type=SIZE, help=f"Of lhs; {POINTS_A_LEVER} a lever if left out.")
@click.option("--trajectories", type=SIZE, help=f"Of morris; {TRAJECTORIES} if left out.")
@click.option(
    "--samples",
    type=SIZE,
    help="Of sobol: a power of two, each with a row for every lever and two more; "
    f"{SAMPLES} if left out.",
)
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    metavar="NAME",
    help="What to show and draw; waits, who left and what came of wishes if left out.",
)
@click.option("--preview", is_flag=True, help="Print the points and what they cost; run nothing.")
@sweep_options
@click.option(
    "--resume/--no-resume",
    default=True,
    show_default=True,
    help="Keep finished points until the sweep ends, and go on from them.",
)
@reports_errors
def sweep(file: str, *, written: tuple[str, ...], name: "DesignName", **options: Any) -> None:  # noqa: ANN401 - click hands over options of many types
    """Run scenario FILE at many points, the same people at each, and say what its levers do."""
    from sim.files.sweep_points import PointReader
    from sim.study.sweep.points import engine_of

    wrong: list[str] = []
    sizes = {one: options.pop(one) for one in SIZES.values()}
    size = noting(wrong, lambda: size_wanted(name, sizes))
    metrics = noting(wrong, partial(metrics_wanted, options.pop("metrics"))) or ()
    is_preview = options.pop("preview")
    chosen = Options(**options, keep="summary")
    reader = PointReader(file, chosen.scenario_settings, chosen.only)
    base, levers = levers_wanted(reader, written, name, wrong)
    design = design_wanted(base, levers, (name, size))
    points = reader.read(base, design)
    chosen = replace(chosen, engine=engine_of(chosen.engine, points))
    _warn(file, chosen, points)
    if is_preview:
        _preview(chosen, design, points)
    else:
        _run_and_write(chosen, SweepAsked(file, base, design, points, metrics))


def _warn(file: str, chosen: Options, points: "Sequence[PointToRun]") -> None:
    """Say what looks wrong at the first and the last point, and if points meet other people."""
    from sim.files.warnings import seconds_expected, warnings_of
    from sim.network import people_met

    ends = {one.number: one for one in (points[0], points[-1])}.values()
    found = [line for one in ends for line in warnings_of(one.scenario, one.counties, None)]
    for warning in dict.fromkeys(found):
        to_people().print(f"{file}: {warning}", style="yellow")
    first = people_met(points[0].scenario, points[0].counties)
    if any(people_met(one.scenario, one.counties) != first for one in points):
        to_people().print(
            f"{file}: a lever changes the counties, their people or the days, so points do not "
            "meet the same people: the intervals hold, and are wider than they could be",
            style="yellow",
        )
    count = sum(one.scenario.run.replications for one in points)
    runs = "replication" if count == 1 else "replications"
    costs = (seconds_expected(one.scenario, one.counties, chosen.engine) for one in points)
    from sim.tables import time_in_words

    time = time_in_words(sum(costs))
    message = f"{len(points):,} points, {count:,} {runs} in all: some {time} of a processor"
    to_people().print(f"{message}, {chosen.engine}")


def _preview(chosen: Options, design: "Design", points: "Sequence[PointToRun]") -> None:
    """Print the points, what they cost, and what is expected there."""
    from sim.cli.sweep_tables import preview_document, preview_table
    from sim.running.executors import backend
    from sim.study.sweep.predictions import predictions_of

    with showing_progress("predicting") as shown:
        workers = backend(min(chosen.processes, len(points)))
        predictions = predictions_of(points, workers, shown.step)
    preview = preview_document(design, points, chosen.engine, predictions)
    if chosen.as_json:
        echo_json(preview)
    else:
        preview_table(preview, chosen)


def _run_and_write(chosen: Options, asked: SweepAsked) -> None:
    from sim.cli.sweep_tables import outcome_document, outcome_tables
    from sim.files.folder import new_folder, sweep_name
    from sim.files.sweep_points import kept_points
    from sim.files.sweep_results import write_sweep
    from sim.study.sweep.outcomes import SweepOutcome

    keys = [lever.key for lever in asked.design.levers]
    folder = chosen.out / sweep_name(asked.base.name, keys)
    with working(replace(chosen, resume=False), folder, []) as work:
        kept = None
        if chosen.resume:
            kept = kept_points(chosen.out, asked.base, chosen.engine, to_people().print)
            kept.place.ensure_writable()
            work.kept[asked.base.name] = kept.place
        by_point = _by_point(chosen, asked, work.backend, kept)
        done = SweepOutcome(
            asked.base, asked.design, by_point, asked.metrics, chosen.first_replication
        )
        facts = {"engine": chosen.engine, "command": own_command()}
        with new_folder(folder) as fresh, status("writing files"):
            write_sweep(done, fresh, facts)
    with saying_where(folder):
        if chosen.as_json:
            echo_json(outcome_document(done, folder))
        else:
            outcome_tables(done)
    to_people().print(f"files in {folder}/")
    draw_after(folder, is_wanted=chosen.plots)


def _by_point(
    chosen: Options, asked: SweepAsked, backend: "Backend", kept: "KeptPoints | None"
) -> "list[PointMetrics]":
    """Return the metrics of each point: kept ones, and those that are run now."""
    from sim.running.dispatch import ShardsFailed
    from sim.study.sweep.points import PointRunning, metrics_of_points

    first = chosen.first_replication
    found = {one.number: kept.found(one, first) for one in asked.points} if kept else {}
    done = {number: metrics for number, metrics in found.items() if metrics is not None}
    if done:
        to_people().print(f"going on from {len(done):,} of {len(asked.points):,} points")
    to_run = [one for one in asked.points if one.number not in done]
    try:
        with showing_progress(f"sweep {asked.base.name}") as shown:
            running = PointRunning(chosen.engine, backend, shown.step, shown.remark, first)
            for point, metrics in zip(to_run, metrics_of_points(to_run, running), strict=True):
                if kept:
                    kept.keep(point, first, metrics)
                done[point.number] = metrics
    except ShardsFailed as failed:
        for failure in failed.failures:
            _report(chosen, asked, failure)
        raise click.exceptions.Exit(FAILURE) from None
    return [done[number] for number in range(len(asked.points))]


def _report(chosen: Options, asked: SweepAsked, failure: "ShardFailure") -> None:
    """Say at which point something failed, and how to repeat it alone."""
    from sim.files.levers import settings_of

    assert failure.shard, "whoever dispatches shards says which one failed"
    failed = failure.shard.scenario
    point = next(one for one in asked.points if one.scenario == failed)
    values = asked.design.points[point.number]
    own = settings_of(asked.design.levers, values, asked.base)
    alone = replace(chosen, settings=(*chosen.settings, *own))
    report_failure(alone, point.scenario, asked.file, failure)
