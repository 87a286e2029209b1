"""The command that moves levers: a scenario at many points, with the same people at each."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from sim.cli.drawing import draw_after, saying_where
from sim.cli.options import Options, RunCommand, sweep_options
from sim.cli.output import FAILURE, echo_json, own_command, reports_errors, status, to_people
from sim.cli.progress import showing_progress, time_in_words
from sim.cli.working import report_failure, working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.files.sweep_points import KeptPoints
    from sim.running.dispatch import ShardFailure
    from sim.running.executors import Backend
    from sim.scenario import Scenario
    from sim.study.sweep.designs import Design, DesignName
    from sim.study.sweep.points import PointMetrics, PointToRun

# As in sim.study.sweep.designs; a test holds them together.
DESIGNS: "tuple[DesignName, ...]" = ("grid", "one-at-a-time", "lhs", "morris", "sobol")
SIZES = {"lhs": "points", "morris": "trajectories", "sobol": "samples"}
POINTS_A_LEVER, TRAJECTORIES, SAMPLES = 10, 10, 64
ROWS_MOST = 20_000  # whose figures, of ten replications, are about a gigabyte
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
    "a range (1..3). May be repeated.",
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

    size = _size(name, {one: options.pop(one) for one in SIZES.values()})
    metrics, is_preview = _metrics(options.pop("metrics")), options.pop("preview")
    chosen = Options(**options, keep="summary")
    base, design = _design(file, chosen, written, (name, size))
    points = PointReader(file, chosen.scenario_settings, chosen.only).read(base, design)
    chosen = replace(chosen, engine=engine_of(chosen.engine, points))
    _warn(file, chosen, points)
    if is_preview:
        _preview(chosen, design, points)
    else:
        _run_and_write(chosen, SweepAsked(file, base, design, points, metrics))


def _size(name: str, sizes: dict[str, int | None]) -> int | None:
    """Return the size of a design, if one was chosen. Raise UsageError for one of another."""
    wanted = SIZES.get(name, "")
    for option, size in sizes.items():
        if size is not None and option != wanted:
            of = next(design for design, own in SIZES.items() if own == option)
            message = f"--{option} belongs to --design {of}, and this one is {name}"
            raise click.UsageError(message)
    size = sizes.get(wanted)
    if size and name == "sobol" and size & (size - 1):
        below = 1 << (size.bit_length() - 1)
        message = f"--samples is {size}, and must be a power of two, such as {below} or {2 * below}"
        raise click.UsageError(message)
    return size


def _metrics(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Return the metrics to show. Raise UsageError for names of none, all at once."""
    from difflib import get_close_matches

    from sim.measures import BY_NAME
    from sim.study.sweep.outcomes import USUAL_METRICS

    wrong = []
    for name in chosen:
        if name not in BY_NAME:
            close = get_close_matches(name, BY_NAME, n=1)
            hint = f"did you mean {close[0]}?" if close else "summary.csv of a run lists them all"
            wrong.append(f"--metric {name}: no metric of this name; {hint}")
    if wrong:
        raise click.UsageError("\n".join(wrong))
    return tuple(dict.fromkeys(chosen)) or USUAL_METRICS


def _design(
    file: str, chosen: Options, written: "Sequence[str]", wanted: "tuple[DesignName, int | None]"
) -> "tuple[Scenario, Design]":
    """Return the scenario that is varied, and the design. Raise FileErrors for wrong levers."""
    from sim.files.levers import base_point, read_levers
    from sim.files.scenario_file import read_scenario
    from sim.study.sweep import designs

    base = read_scenario(file, chosen.scenario_settings)
    name, size = wanted
    levers = read_levers(written, base, name)
    rows = designs.rows_of(name, levers, size or _usual_size(name, len(levers)))
    if rows > ROWS_MOST:
        message = (
            f"{rows:,} points, and may be at most {ROWS_MOST:,}: fewer values, or --design lhs"
        )
        raise click.UsageError(message)
    size, seed = size or _usual_size(name, len(levers)), base.run.seed
    if name == "grid":
        return base, designs.grid(levers)
    if name == "one-at-a-time":
        return base, designs.one_at_a_time(levers, base_point(levers, base))
    sampled = {"lhs": designs.latin_hypercube, "morris": designs.morris, "sobol": designs.sobol}
    return base, sampled[name](levers, size, seed)


def _usual_size(name: str, levers: int) -> int:
    return {"lhs": POINTS_A_LEVER * levers, "morris": TRAJECTORIES, "sobol": SAMPLES}.get(name, 1)


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
