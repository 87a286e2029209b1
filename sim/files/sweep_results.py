"""The files of a sweep: a tidy table of every value, the means and indices shown, the design.

As in a run, the same seed gives the same bytes in all but the manifest, and so does a sweep that
went on from kept points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from sim.files.results import figures, write_csv, write_manifest, write_parquet
from sim.files.schema import effective, scenario_hash
from sim.measures import BY_NAME
from sim.study.sweep.outcomes import SweepOutcome


def write_sweep(done: SweepOutcome, folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the data files and the manifest of a sweep into an empty folder."""
    values = values_table(done)
    write_csv(values, folder / "values.csv")
    write_parquet(values, folder / "values.parquet")
    write_csv(points_table(done), folder / "points.csv")
    write_csv(indices_table(done), folder / "indices.csv")
    rows = done.design.rows
    write_csv(pl.DataFrame({"row": range(len(rows)), "point": rows}), folder / "design.csv")
    write_manifest(folder, {**sweep_facts(done), **facts})


def sweep_facts(done: SweepOutcome) -> dict[str, Any]:
    """Return what a manifest says of a sweep beside how it was run."""
    design, scenario = done.design, done.scenario
    return {
        "scenario": scenario.name,
        "question": scenario.question,
        "sweep": {
            "design": design.name,
            "levers": [asdict(lever) for lever in design.levers],
            "rows": len(design.rows),
            "points": len(design.points),
            "blocks": design.blocks,
            "metrics": list(done.metrics),
        },
        "seed": scenario.run.seed,
        "replications": scenario.run.replications,
        "first_replication": done.first_replication,
        "scenario_sha256": scenario_hash(scenario),
        "effective_scenario": effective(scenario),
    }


def values_table(done: SweepOutcome) -> pl.DataFrame:
    """Return one row a metric, point and replication: the levers in columns named by their keys."""
    defined = done.defined()
    rows = [
        (number, *point, replication, *(values[name] for name in defined))
        for number, (point, metrics) in enumerate(
            zip(done.design.points, done.by_point, strict=True)
        )
        for replication, values in enumerate(metrics, done.first_replication)
    ]
    wide = _table(done, rows, ("replication", *defined))
    units = {name: BY_NAME[name].unit for name in defined}
    return (
        wide.with_columns(pl.col(defined).cast(pl.Float64))
        .unpivot(defined, index=wide.columns[: -len(defined)], variable_name="metric")
        .with_columns(pl.col("metric").replace_strict(units).alias("unit"))
        .select(*wide.columns[: -len(defined)], "metric", "unit", "value")
    )


def points_table(done: SweepOutcome) -> pl.DataFrame:
    """Return one row a point and metric that is shown: mean, interval and replications."""
    found: list[tuple[object, ...]] = []
    for metric in done.metrics:
        pairs = zip(done.design.points, done.estimates(metric), strict=True)
        for number, (point, one) in enumerate(pairs):
            figure = (one.unit, one.mean, one.ci_low, one.ci_high, one.replications)
            found.append((number, *point, metric, *figure))
    names = ("metric", "unit", "mean", "ci_low", "ci_high", "replications")
    return _table(done, found, names)


def indices_table(done: SweepOutcome) -> pl.DataFrame:
    """Return one row a metric that is shown, lever and index."""
    found = [
        {
            "metric": metric,
            "key": one.key,
            "index": one.name,
            "unit": "1" if one.is_relative else BY_NAME[metric].unit,
            "value": one.value,
            "ci_low": one.ci_low,
            "ci_high": one.ci_high,
        }
        for metric in done.metrics
        for one in done.indices(metric)
    ]
    return figures({name: [row[name] for row in found] for name in found[0]})


def _table(
    done: SweepOutcome, rows: Sequence[tuple[object, ...]], names: Sequence[str]
) -> pl.DataFrame:
    """Return rows as a table, which begin with the point's number and the levers' values."""
    headings = ("point", *(lever.key for lever in done.design.levers), *names)
    columns = zip(*rows, strict=True)
    return figures(dict(zip(headings, columns, strict=True)))
