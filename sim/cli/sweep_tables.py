"""What a sweep says on a terminal: the points before they are run, and what came of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table

from sim.cli.options import Options
from sim.cli.output import PLAIN_WIDTH, to_people, to_stdout
from sim.files.warnings import seconds_expected
from sim.measures import BY_NAME, Estimate
from sim.running.engines import visits_expected
from sim.study.sweep.designs import Design, Value
from sim.study.sweep.indices import INDEX_NAMES, LEADING, LeverIndex
from sim.study.sweep.outcomes import SweepOutcome
from sim.study.sweep.points import PointToRun
from sim.study.sweep.predictions import PointPrediction
from sim.tables import figure, time_in_words

POINTS_SHOWN = 60
SAMPLED = ("lhs", "morris", "sobol")
FEW_LEVERS = 2
GAP, WIDE = 2, PLAIN_WIDTH * 3 // 4  # figures may be wider than their headings
EXPECTED = {
    "expected wait, min": "wait_mean_min",
    "over 15 min": "wait_over_15_min_share",
    "leave": "left_share",
}


def preview_table(preview: dict[str, Any], chosen: Options) -> None:
    """Print each point with what it costs and what is expected there, and the sum."""
    rows = preview["points"]
    keys = list(rows[0]["values"])
    headings = ("point", *keys, "visits", "seconds", *EXPECTED)
    table = _table(headings, texts=len(keys) + 1)
    table.caption = "expected: predicted without a run, of all outlets together"
    table.caption_justify = "left"
    for row in rows[:POINTS_SHOWN]:
        values = [shown(value) for value in row["labels"].values()]
        expected = row["expected"] or dict.fromkeys(EXPECTED.values(), float("nan"))
        figures = (row["visits"], row["seconds"], *(expected[name] for name in EXPECTED.values()))
        table.add_row(str(row["point"]), *values, *map(figure, figures))
    to_stdout().print(table)
    if (more := len(rows) - POINTS_SHOWN) > 0:
        to_people().print(f"and {more:,} more points: --json has all")
    seconds = sum(row["seconds"] for row in rows)
    at_once = 1 if chosen.scheduler else chosen.processes
    to_people().print(
        f"{preview['rows']:,} rows of the design, {len(rows):,} points to run: some "
        f"{time_in_words(seconds / at_once)} on {at_once} workers"
    )


def preview_document(
    design: Design,
    points: Sequence[PointToRun],
    engine: str,
    predictions: Mapping[int, PointPrediction],
) -> dict[str, Any]:
    """Return the points, what they cost and what is expected there, for programs."""
    return {
        "design": design.name,
        "rows": len(design.rows),
        "points": [
            {
                "point": one.number,
                "values": _values(design, one.number),
                "labels": _labels(design, one.number),
                "visits": visits_expected(one.scenario, one.counties),
                "seconds": seconds_expected(one.scenario, one.counties, engine),
                "expected": asdict(predictions[one.number]) if one.number in predictions else None,
            }
            for one in points
        ],
    }


def outcome_document(done: SweepOutcome, folder: Path) -> dict[str, Any]:
    """Return points and indices of a sweep, for programs."""
    estimates = {metric: done.estimates(metric) for metric in done.metrics}
    return {
        "scenario": done.scenario.name,
        "folder": str(folder),
        "design": done.design.name,
        "points": [
            {
                "point": number,
                "values": _values(done.design, number),
                "labels": _labels(done.design, number),
                "metrics": [asdict(estimates[metric][number]) for metric in done.metrics],
            }
            for number in range(len(done.design.points))
        ],
        "indices": [
            {"metric": metric, **asdict(one)}
            for metric in done.metrics
            for one in done.indices(metric)
        ],
    }


def outcome_tables(done: SweepOutcome) -> None:
    """Print the points of a small sweep, and what each lever does."""
    design = done.design
    is_small = len(design.points) <= POINTS_SHOWN and design.name not in {"morris", "sobol"}
    if is_small:
        to_stdout().print(_points_table(done))
    if design.name in SAMPLED or len(design.levers) > FEW_LEVERS or design.name != "grid":
        for metric in done.metrics:
            to_stdout().print(_indices_table(metric, done.indices(metric)))


def _points_table(done: SweepOutcome) -> Table:
    keys = [lever.key for lever in done.design.levers]
    table = _table((*keys, *done.metrics), texts=len(keys))
    table.caption = "means over replications, and half the width of their 95% intervals"
    table.caption_justify = "left"
    estimates = [done.estimates(metric) for metric in done.metrics]
    for point, *found in zip(done.design.points, *estimates, strict=True):
        said = [one.said(value) for one, value in zip(done.design.levers, point, strict=True)]
        table.add_row(*map(shown, said), *map(_with_half_width, found))
    return table


def _with_half_width(one: Estimate) -> str:
    half = one.half_width
    return f"{figure(one.mean)} ±{figure(half)}" if np.isfinite(half) else figure(one.mean)


def _indices_table(metric: str, found: Sequence[LeverIndex]) -> Table:
    """Return what each lever does to a metric, the largest first."""
    table = _table((metric, "index", "value", "95% interval", "unit"), texts=2)
    table.title_justify = "left"
    largest: dict[str, float] = {}
    for one in (one for one in found if one.name in LEADING):
        largest[one.key] = max(largest.get(one.key, 0.0), abs(np.nan_to_num(one.value)))
    for one in sorted(found, key=lambda one: -largest[one.key]):
        is_settled = np.isfinite(one.ci_low)
        table.add_row(
            one.key,
            INDEX_NAMES.get(one.name, one.name),
            figure(one.value),
            f"{figure(one.ci_low)} to {figure(one.ci_high)}" if is_settled else "",
            "" if one.is_relative else BY_NAME[metric].unit,
        )
    return table


def shown(value: Value) -> str:
    """Return a value of a lever as it is written.

    >>> shown(True), shown(2), shown(0.25), shown(36.0), shown("draft")
    ('true', '2', '0.25', '36', 'draft')
    """
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _values(design: Design, number: int) -> dict[str, Value]:
    keys = [lever.key for lever in design.levers]
    return dict(zip(keys, design.points[number], strict=True))


def _labels(design: Design, number: int) -> dict[str, Value]:
    """Return what is shown for the values of a point."""
    pairs = zip(design.levers, design.points[number], strict=True)
    return {lever.key: lever.said(value) for lever, value in pairs}


def _table(headings: Sequence[str], texts: int) -> Table:
    """Return a table whose first columns are texts, and the others figures.

    Headings that do not fit beside each other are broken at their dots.
    """
    if sum(len(heading) + GAP for heading in headings) > WIDE:
        headings = [heading.replace(".", ".\n") for heading in headings]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        is_text = number < texts
        table.add_column(heading, justify="left" if is_text else "right", overflow="fold")
    return table
