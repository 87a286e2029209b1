"""What a report says of a run: its figures, by whom, where and when, and what to be careful of."""

from itertools import groupby

import polars as pl

from sim.comparison import HEADLINES
from sim.measures import METRICS
from sim.measures.metric import Metric
from sim.plots.results import Results
from sim.plots.trade import FUNNEL
from sim.report.bases import over_whom
from sim.report.parts import Cells, ReportTable, RowGroup, one_group
from sim.tables import GROUP_TITLES, figure
from sim.units import HOUR_MS, MINUTE_MS

BUSY_SHARE = 0.95
LONG_WAIT_S = 15 * 60
NAMED_AT_MOST = 3
PERCENT = 100
COLUMNS = ("metric", "mean", "95% interval", "unit", "what it is", "over whom")
FIGURES = frozenset({1, 2})


def headline_table(results: Results, name: str) -> ReportTable:
    """Return the figures that planners ask for first, and those of what was switched on."""
    found = _figures(results)
    first = [one for one in METRICS if one.name in HEADLINES or one.optional]
    rows = [found[one.name] for one in first if one.name in found]
    caption = "The main figures: means over replications, with 95% intervals"
    return _of_figures(name, caption, one_group(rows))


def figures_table(results: Results, name: str) -> ReportTable:
    """Return every figure of a run, in groups."""
    found = _figures(results)
    defined = [metric for metric in METRICS if metric.name in found]
    groups = tuple(
        RowGroup(GROUP_TITLES[group], tuple(found[metric.name] for metric in metrics))
        for group, metrics in groupby(defined, key=lambda metric: metric.group)
    )
    caption = "All figures: means over replications, with 95% intervals"
    return _of_figures(name, caption, groups)


def _of_figures(name: str, caption: str, groups: tuple[RowGroup, ...]) -> ReportTable:
    over = over_whom(row[-1] for group in groups for row in group.rows)
    return ReportTable(name, caption, COLUMNS, groups, FIGURES, (over,))


def _figures(results: Results) -> dict[str, Cells]:
    by_name = {metric.name: metric for metric in METRICS}
    return {
        row["metric"]: _figure(by_name[row["metric"]], row)
        for row in results.summary.iter_rows(named=True)
        if row["metric"] in by_name
    }


def _figure(metric: Metric, row: dict[str, float | None]) -> Cells:
    return (
        metric.name,
        _number(row["mean"]) or "not defined",
        _interval(row),
        metric.unit,
        metric.said,
        metric.basis,
    )


def _number(value: float | None) -> str:
    return "" if value is None else figure(value)


def _interval(row: dict[str, float | None]) -> str:
    low, high = _number(row["ci_low"]), _number(row["ci_high"])
    return f"{low} to {high}" if low else "none"


def tables_of_pictures(results: Results, prefix: str) -> dict[str, ReportTable]:
    """Return the figures behind the pictures that have few, by the picture's name."""
    return {
        "utilisation": _by_class(results, f"{prefix}-classes"),
        "queue-length": _by_hour(results, f"{prefix}-hours"),
        "funnel": _funnel(results, f"{prefix}-funnel-figures"),
        "waterfall": _waterfall(results, f"{prefix}-waterfall-figures"),
    }


def _by_class(results: Results, name: str) -> ReportTable:
    rows: list[Cells] = []
    for of_class in results.classes:
        ours = results.offices.filter(pl.col("class") == of_class)
        sums = ours.sum()
        waits = results.waits.filter((pl.col("class") == of_class) & (pl.col("called") == 1))
        long = int(waits.filter(pl.col("wait_s") >= LONG_WAIT_S)["count"].sum())
        rows.append(
            (
                of_class,
                f"{ours.height // results.replications:,}",
                figure(sums["visits"].item() / results.days / results.replications),
                _ratio(sums["wait_called_ms"].item() / MINUTE_MS, sums["called"].item()),
                _ratio(PERCENT * long, int(waits["count"].sum())),
                _ratio(PERCENT * sums["busy_open_ms"].item(), sums["open_counter_ms"].item()),
            )
        )
    columns = (
        *("class", "outlets", "visits a day", "mean wait until called, min"),
        *("waited 15 min or more, %", "counters busy, %"),
    )
    caption = "Outlets by class: mean of all replications"
    return ReportTable(name, caption, columns, one_group(rows), frozenset(range(1, 6)))


def _by_hour(results: Results, name: str) -> ReportTable:
    by_clock = (
        results.series.filter(pl.col("open_ms") > 0)
        .with_columns(pl.col("at").dt.hour().alias("clock"))
        .group_by("clock")
        .agg(pl.col("outlets", "arrived", "called", "wait_called_ms", "waiting_ms").sum())
        .sort("clock")
    )
    spans = results.days * results.replications
    rows: list[Cells] = [
        (
            f"{row['clock']:02}:00",
            figure(row["arrived"] / spans),
            _ratio(row["waiting_ms"] / HOUR_MS, row["outlets"]),
            _ratio(row["wait_called_ms"] / MINUTE_MS, row["called"]),
        )
        for row in by_clock.iter_rows(named=True)
    ]
    columns = (
        *("hour from", "arrivals a day, all outlets"),
        *("people in line at an outlet", "mean wait until called, min"),
    )
    caption = "The line by hour of the day, over hours in which outlets are open"
    return ReportTable(name, caption, columns, one_group(rows), frozenset({1, 2, 3}))


def _funnel(results: Results, name: str) -> ReportTable:
    shares = {step: results.mean(metric) if metric else 1.0 for step, metric in FUNNEL.items()}
    rows: list[Cells] = [
        (step, figure(PERCENT * share) or "not defined") for step, share in shares.items()
    ]
    caption = "How far wishes get"
    return ReportTable(name, caption, ("step", "of wishes, %"), one_group(rows), frozenset({1}))


def _waterfall(results: Results, name: str) -> ReportTable:
    rows: list[Cells] = [
        (row["metric"], _number(row["mean"]) or "not defined", _interval(row))
        for row in results.waterfall.iter_rows(named=True)
    ]
    caption = "Where the time goes, from wish to door: mean days of what was delivered"
    columns = ("part", "days", "95% interval")
    return ReportTable(name, caption, columns, one_group(rows), frozenset({1, 2}))


def _ratio(part: float, whole: float) -> str:
    return figure(part / whole) if whole else "not defined"


def cautions_of_run(results: Results) -> Cells:
    """Return what a reader should know before trusting the figures of a run."""
    manifest = results.manifest
    found = []
    if results.replications == 1:
        found.append("There is one replication, so no figure has an interval: run more of them.")
    if results.in_line:
        mean = figure(results.in_line / results.replications)
        found.append(
            f"On average {mean} people were still in line when a replication ended: "
            "wait_everyone_* counts them with the wait so far, wait_* leaves them out."
        )
    if busy := _busy(results):
        named = ", ".join(busy[:NAMED_AT_MOST])
        more = f" and {len(busy) - NAMED_AT_MOST:,} more" if len(busy) > NAMED_AT_MOST else ""
        found.append(
            f"At {named}{more} the counters were busy for over {BUSY_SHARE:.0%} of the time in "
            "which they were staffed: there the line depends on who gives up, and on the days run."
        )
    kept = manifest.get("kept", {})
    if kept.get("journeys_share", 1) < 1:
        found.append(
            "Journeys are a sample, or were not kept; all figures are of all people all the same."
        )
    undefined = results.summary.filter(pl.col("mean").is_null())["metric"].to_list()
    if undefined:
        found.append(f"Nobody is in {len(undefined)} figures, which are not defined.")
    return tuple(found)


def _busy(results: Results) -> list[str]:
    """Return the outlets whose counters are hardly ever free, the busiest first."""
    shares = (
        results.offices.group_by("county", "outlet", maintain_order=True)
        .agg(pl.col("busy_open_ms", "open_counter_ms").sum())
        .with_columns((pl.col("busy_open_ms") / pl.col("open_counter_ms")).alias("share"))
        .filter(pl.col("share").is_finite() & (pl.col("share") > BUSY_SHARE))
        .sort("share", "outlet", descending=(True, False))
    )
    return shares["outlet"].to_list()
