"""What the files of a sweep say, for its pictures."""

import json
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any

import polars as pl

from sim.plots.lettering import label

LETTERS = 44


@dataclass(frozen=True)
class SweepFiles:
    """What the files of a sweep say; `keys` are the levers, `texts` those without numbers.

    `ways` name each lever with where its way begins and ends; `labels` are shown for values that
    are laws, lists or tables.
    """

    design: str
    keys: tuple[str, ...]
    ways: dict[str, str]
    texts: frozenset[str]
    metrics: tuple[str, ...]
    points: pl.DataFrame
    indices: pl.DataFrame
    labels: dict[str, dict[str, str]]

    def ticks(self, key: str, values: list[Any], letters: int) -> list[str]:
        """Return what to write beside an axis for values of a lever."""
        labels = self.labels[key]
        return [
            fill(labels[str(one)], letters) if str(one) in labels else _written(one, letters)
            for one in values
        ]

    def of(self, metric: str) -> pl.DataFrame:
        """Return the points of one metric."""
        return self.points.filter(pl.col("metric") == metric)

    def unit(self, metric: str) -> str:
        """Return the unit of a metric."""
        return str(self.of(metric)["unit"][0])


def read_sweep(folder: Path) -> SweepFiles:
    """Read the files of a sweep."""
    facts: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    about = facts["sweep"]
    keys = tuple(lever["key"] for lever in about["levers"])
    texts = frozenset(
        lever["key"]
        for lever in about["levers"]
        if any(isinstance(value, str | bool) for value in lever["values"])
    )
    figures = dict.fromkeys(("mean", "value", "ci_low", "ci_high"), pl.Float64)
    types = figures | {key: pl.String if key in texts else pl.Float64 for key in keys}
    points = pl.read_csv(folder / "points.csv", schema_overrides=types)
    indices = pl.read_csv(folder / "indices.csv", schema_overrides={**figures, "unit": pl.String})
    ways = {lever["key"]: _way(lever) for lever in about["levers"]}
    metrics = tuple(about["metrics"])
    labels = {lever["key"]: dict(lever.get("labels", [])) for lever in about["levers"]}
    return SweepFiles(about["design"], keys, ways, texts, metrics, points, indices, labels)


def _way(lever: dict[str, Any]) -> str:
    """Return a lever with where its way begins and ends."""
    values = lever["values"] or [lever["low"], lever["high"]]
    labels = dict(lever.get("labels", []))
    ends = [_written(labels.get(str(one), one), LETTERS // 2) for one in (values[0], values[-1])]
    return f"{label(lever['key'], LETTERS)}\n{' to '.join(ends)}"


def _written(value: object, letters: int) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else label(str(value), letters)
