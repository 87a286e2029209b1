"""The files of a run: what is in its folder, and what its manifest says of them.

The same seed gives the same bytes in all data files; only the manifest names moments and versions.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, astuple, fields
from importlib.metadata import version
from io import BytesIO
from math import isfinite
from pathlib import Path
from platform import python_version
from typing import Any

import polars as pl

from sim.comparison import PairedDifference
from sim.files.agent_tables import agents_table, floats_table
from sim.files.disk import write
from sim.files.folder import recover
from sim.files.schema import effective, scenario_hash
from sim.files.tables import (
    flows_table,
    journeys_table,
    lots_table,
    outlets_table,
    prices_table,
    series_table,
    settlements_table,
    waits_table,
)
from sim.files.written import MANIFEST, PLOTS
from sim.measures import Estimate, estimate, estimates, shown
from sim.running.replication import Experiment
from sim.units import DAY_MS

LIBRARIES = ("wanghuiyi", "numpy", "scipy", "simpy", "polars", "pydantic", "opening-hours-py")
DIGITS = 12
SUMMARY_COLUMNS = ("metric", "unit", "mean", "ci_low", "ci_high", "replications")


def write_run(done: Experiment, folder: Path, command: str) -> None:
    """Write the data files and the manifest of a run into an empty folder."""
    write_estimates(estimates(done.metrics()), folder / "summary.csv")
    write_estimates(waterfall(done), folder / "waterfall.csv")
    write_csv(_replications_table(done), folder / "replications.csv")
    for name, table_of in _tables_of(done).items():
        write_parquet(table_of(done), folder / f"{name}.parquet")
    write_manifest(
        folder,
        {
            "scenario": done.scenario.name,
            "question": done.scenario.question,
            "seed": done.scenario.run.seed,
            "replications": len(done.replications),
            "first_replication": done.replications[0].number,
            "engine": done.engine,
            "kept": asdict(done.keep),
            "command": command,
            "counties": [{"code": one.code, "name": one.name} for one in done.counties],
            "scenario_sha256": scenario_hash(done.scenario),
            "effective_scenario": effective(done.scenario),
        },
    )


def _tables_of(done: Experiment) -> dict[str, Callable[[Experiment], pl.DataFrame]]:
    """Return the tables to write, by name: with what was kept, and never an empty promise."""
    tables: dict[str, Callable[[Experiment], pl.DataFrame]] = {
        "journeys": journeys_table,
        "offices": outlets_table,
        "series": series_table,
        "flows": flows_table,
        "waits": waits_table,
        "settlements": settlements_table,
    }
    if done.scenario.producers.per_1000_people:
        tables["prices"] = prices_table
        if done.keep.journeys_share >= 1:
            tables["lots"] = lots_table
    if not done.keep.journeys_share:
        del tables["journeys"]
    if not done.keep.by_county:
        del tables["settlements"]
    if done.scenario.agents.are_on:
        tables |= {"agents": agents_table}
        tables |= {"floats": floats_table} if done.keep.by_county else {}
    return tables


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the facts of a run, the versions it used, and the hash of each data file."""
    outputs = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST and PLOTS not in path.parts
    }
    versions = {"python": python_version()} | {name: version(name) for name in LIBRARIES}
    document = {**facts, "versions": versions, "outputs_sha256": outputs}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    write(folder / MANIFEST, text.encode())


def write_estimates(rows: Sequence[Estimate], path: Path) -> None:
    """Write one row an estimate."""
    columns = {name: [getattr(row, name) for row in rows] for name in SUMMARY_COLUMNS}
    write_csv(figures(columns), path)


def write_csv(table: pl.DataFrame, path: Path) -> None:
    """Write a table as CSV. Raise OSError with the file's name."""
    write(path, table.write_csv().encode())


def write_parquet(table: pl.DataFrame, path: Path) -> None:
    """Write a table, made in memory first: of a full disk the library raises no OSError."""
    content = BytesIO()
    table.write_parquet(content, compression="zstd", statistics=True)
    write(path, content.getbuffer())


def figures(columns: Mapping[str, Sequence[Any]]) -> pl.DataFrame:
    """Return a table whose figures have as many digits as every processor agrees on.

    Sums of floating-point numbers differ in the last digits with the width of a processor's
    registers; results must not. What is not defined is empty.
    """

    def rounded(value: object) -> object:
        if not isinstance(value, float):
            return value
        return float(f"{value:.{DIGITS}g}") if isfinite(value) else None

    return pl.DataFrame(
        {name: [rounded(value) for value in column] for name, column in columns.items()},
        strict=False,
    )


def waterfall(done: Experiment) -> list[Estimate]:
    """Return the mean days of each part from wish to door.

    It is over the purchases whose wish arose after the warm-up and that were delivered by the end.
    """
    parts = done.replications[0].merged.waterfall_ms
    days: dict[str, list[float]] = {part: [] for part in parts}
    for replication in done.replications:
        delivered = replication.merged.counts["delivered"]
        for part, total_ms in replication.merged.waterfall_ms.items():
            days[part].append(total_ms / DAY_MS / delivered if delivered else float("nan"))
    return [estimate(part, "days", values) for part, values in days.items()]


def _replications_table(done: Experiment) -> pl.DataFrame:
    rows = done.metrics()
    columns: dict[str, list[Any]] = {"replication": [one.number for one in done.replications]}
    for metric in shown(rows):
        columns[metric.name] = [values[metric.name] for values in rows]
    return figures(columns)


def write_comparison(
    rows: Sequence[PairedDifference],
    folder: Path,
    facts: Mapping[str, Any],
    runs: Sequence[Experiment] = (),
) -> None:
    """Write the paired differences and their manifest into an empty folder.

    Where all runs have producers, write what these were paid too, each table under a scenario.
    """
    if runs and all(run.scenario.producers.per_1000_people for run in runs):
        prices = [
            prices_table(run).insert_column(0, pl.lit(run.scenario.name).alias("scenario"))
            for run in runs
        ]
        write_parquet(pl.concat(prices), folder / "prices.parquet")
    names = [field.name for field in fields(PairedDifference)]
    columns = zip(*map(astuple, rows), strict=True)
    write_csv(figures(dict(zip(names, columns, strict=True))), folder / "comparison.csv")
    write_manifest(folder, facts)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the facts of a run."""
    recover(folder)
    facts: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return facts
