"""The only writer of results: a folder a run, complete or not there at all.

Everything is written into a folder beside the old one, which it replaces at the end; a run that
is killed leaves the earlier results as they were. The same seed gives the same bytes in all data
files; only the manifest names moments and versions.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, fields
from glob import escape
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from platform import python_version
from tempfile import TemporaryFile
from typing import Any

import polars as pl

from sim.comparison import Difference
from sim.files.disk import to_disk
from sim.files.schema import effective, scenario_hash
from sim.files.tables import (
    flows_table,
    journeys_table,
    outlets_table,
    series_table,
    settlements_table,
    waits_table,
)
from sim.measures import METRICS, Estimate, estimate, estimates
from sim.replication import Experiment

LIBRARIES = ("wanghuiyi", "numpy", "scipy", "simpy", "polars", "pydantic", "opening-hours-py")
DIGITS = 12
PROCESS_ID = re.compile(r"[0-9]{1,9}")  # a folder of another name is somebody else's
SUMMARY_COLUMNS = ("metric", "unit", "mean", "ci_low", "ci_high", "replications")


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Yield a folder to write into; it takes the place of `folder` if all goes well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    recover(folder)
    fresh = folder.with_name(f".{folder.name}.new-{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        yield fresh
        _to_disk(fresh)
        old = folder.with_name(f".{folder.name}.old")
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        to_disk(folder.parent)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def recover(folder: Path) -> None:
    """Put back results that a kill caught between two names, and remove what it left behind."""
    folder = Path(os.path.realpath(folder))  # "." has no name
    old = folder.with_name(f".{folder.name}.old")
    if old.exists() and not folder.exists():
        old.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    for left in folder.parent.glob(f".{escape(folder.name)}.new-*"):
        process_id = left.name.rpartition("-")[2]
        if PROCESS_ID.fullmatch(process_id) and not _is_running(int(process_id)):
            shutil.rmtree(left, ignore_errors=True)


def make_ready(folder: Path) -> None:
    """Make sure, before a long run, that its results can be written. Raise OSError if not."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=folder):
        pass


def _to_disk(folder: Path) -> None:
    """Wait until everything in a folder is on the disk, so that a name never has half a file."""
    for path in (*folder.rglob("*"), folder):
        to_disk(path)


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_run(done: Experiment, folder: Path, command: str) -> None:
    """Write the data files and the manifest of a run into an empty folder."""
    write_estimates(estimates(done.metrics()), folder / "summary.csv")
    write_estimates(waterfall(done), folder / "waterfall.csv")
    _replications_table(done).write_csv(folder / "replications.csv")
    for name, table_of in _tables_of(done).items():
        path = folder / f"{name}.parquet"
        table_of(done).write_parquet(path, compression="zstd", statistics=True)
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
    if not done.keep.journeys_share:
        del tables["journeys"]
    if not done.keep.by_county:
        del tables["settlements"]
    return tables


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the facts of a run, the versions it used, and the hash of each data file."""
    outputs = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json" and "plots" not in path.parts
    }
    versions = {"python": python_version()} | {name: version(name) for name in LIBRARIES}
    document = {**facts, "versions": versions, "outputs_sha256": outputs}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def write_estimates(rows: Sequence[Estimate], path: Path) -> None:
    """Write one row an estimate."""
    _figures({name: [getattr(row, name) for row in rows] for name in SUMMARY_COLUMNS}).write_csv(
        path
    )


def _figures(columns: Mapping[str, Sequence[Any]]) -> pl.DataFrame:
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
    """Return the mean days of each part from wish to door, over delivered purchases."""
    parts = done.replications[0].merged.waterfall_ms
    days: dict[str, list[float]] = {part: [] for part in parts}
    for replication in done.replications:
        delivered = replication.merged.counts["delivered"]
        for part, total_ms in replication.merged.waterfall_ms.items():
            days[part].append(total_ms / 86_400_000 / delivered if delivered else float("nan"))
    return [estimate(part, "days", values) for part, values in days.items()]


def _replications_table(done: Experiment) -> pl.DataFrame:
    rows = done.metrics()
    columns: dict[str, list[Any]] = {"replication": [one.number for one in done.replications]}
    for metric in METRICS:
        columns[metric.name] = [values[metric.name] for values in rows]
    return _figures(columns)


def write_comparison(rows: Sequence[Difference], folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the paired differences and their manifest into an empty folder."""
    names = [field.name for field in fields(Difference)]
    columns = zip(*map(astuple, rows), strict=True)
    _figures(dict(zip(names, columns, strict=True))).write_csv(folder / "comparison.csv")
    write_manifest(folder, facts)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the facts of a run."""
    recover(folder)
    facts: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return facts
