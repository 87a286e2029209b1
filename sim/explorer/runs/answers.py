"""The answer of a run, from its files: the question, figures, charts, where to look next."""

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.explorer.charts import Chart
from sim.explorer.results import RunResults
from sim.report.parts import Cells, ReportTable

if TYPE_CHECKING:
    from sim.explorer.runs.places import LinkedTable

NOT_KEPT = {
    "journeys.parquet": "No journeys were kept, so no person can be looked at",
    "settlements.parquet": "Measures were kept of all counties together, and not by county",
}


@dataclass(frozen=True)
class RunAnswer:
    """What there is to say of a run.

    `missing` says what its files do not have, and `levers_from` is the scenario that ships whose
    levers led to it; "" where none did.
    """

    name: str
    question: str
    short: str
    figures: ReportTable
    charts: tuple[Chart, ...]
    places: "tuple[LinkedTable, ...]"
    warnings: Cells
    missing: Cells
    command: str
    levers_from: str


def answer_of_run(run: RunResults) -> RunAnswer:
    """Return the answer of a run."""
    from sim.explorer.runs.places import outlets_table, people_table
    from sim.explorer.runs.trade import by_day_chart, waterfall_chart
    from sim.explorer.runs.waiting import heatmap_chart, line_chart, waits_chart
    from sim.plots.results import read_results
    from sim.report.facts import shown_command
    from sim.report.run import cautions_of_run, headline_table

    results = read_results(run.folder)
    charts = (
        waits_chart(results),
        heatmap_chart(results),
        line_chart(results),
        by_day_chart(results),
        waterfall_chart(results),
    )
    tables = (outlets_table(run), people_table(run))
    return RunAnswer(
        name=run.name,
        question=run.question,
        short=_short(run),
        figures=headline_table(results, "answer"),
        charts=tuple(filter(None, charts)),
        places=tuple(filter(None, tables)),
        warnings=cautions_of_run(results),
        missing=tuple(
            f"{said}: run it with --keep journeys, or one county with --only county=CODE."
            for name, said in NOT_KEPT.items()
            if not run.has(name)
        ),
        command=shown_command(run.manifest["command"]),
        levers_from=_levers_from(run),
    )


def lever_lists(run: RunResults) -> tuple[ReportTable, ...]:
    """Return what was changed, every figure, and the facts of the manifest."""
    from sim.plots.results import read_results
    from sim.report.facts import levers_of_scenario, manifest_table
    from sim.report.run import figures_table

    changed = levers_of_scenario(run.manifest, "changed")
    return (
        *((changed,) if changed.has_rows else ()),
        figures_table(read_results(run.folder), "all-figures"),
        manifest_table(run.manifest, "manifest"),
    )


def _short(run: RunResults) -> str:
    from sim.report.facts import times

    days = run.scenario.run.days - run.scenario.run.warm_up_days
    warm_up = run.scenario.run.warm_up_days
    after = f", after a warm-up of {times(warm_up, 'day')}" if warm_up else ""
    runs = times(run.manifest["replications"], "replication")
    found = f"{runs} of {times(days, 'day')}{after}, seed {run.manifest['seed']}."
    until = run.manifest.get("until")
    if not until:
        return found
    reached = "reached" if until["reached"] else "not reached"
    wanted = ", ".join(one["metric"] for one in until["metrics"])
    return f"{found} The precision that was wanted of {wanted} was {reached}."


def _levers_from(run: RunResults) -> str:
    """Return the scenario that ships whose levers were moved: what the command names."""
    from sim.files.scenario_file import shipped_scenarios

    try:
        words = shlex.split(run.manifest["command"])
    except ValueError:
        return ""
    shipped = shipped_scenarios()
    return next((word for word in words[2:3] if word in shipped), "")
