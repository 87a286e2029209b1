"""The files of a run, as the pictures need them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from sim.scenario import CLASSES

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TEXTS = {"metric", "unit", "baseline", "alternative", "verdict", "caution", "key", "index"}
TEXTS_OF = {
    "winners": {"measure", "group", "value"},
    "units": {"outlet_class", "staffing", "said", "cheaper", "cheaper_said"},
    "candidates": {"staffing", "said"},
    "fitted": {"parameter", "method"},
    "laws": {"parameter", "law", "values"},
    "profile": {"weekday", "time"},
}
NOT_IN_LINE = ("balked", "found_closed", "called", "reneged", "turned_away")


@dataclass(frozen=True)
class Results:
    """What a run wrote; `days` are those measured, without the warm-up.

    `settlements` and `floats` are empty where a run of very many counties left them out; `agents`
    and `floats` have no columns where there are no agents; there are no `prices` where there are no
    producers.
    """

    manifest: dict[str, Any]
    summary: pl.DataFrame
    waterfall: pl.DataFrame
    offices: pl.DataFrame
    series: pl.DataFrame
    flows: pl.DataFrame
    waits: pl.DataFrame
    settlements: pl.DataFrame
    prices: pl.DataFrame | None
    agents: pl.DataFrame
    floats: pl.DataFrame
    classes: tuple[str, ...]
    days: int
    replications: int

    def mean(self, metric: str) -> float:
        """Return the mean of a metric; NaN if it is not defined, or was left out."""
        found = self.summary.filter(pl.col("metric") == metric)["mean"].to_list()
        return float("nan") if not found or found[0] is None else float(found[0])

    @property
    def has_agents(self) -> bool:
        """Whether the scenario has agents."""
        return bool(self.agents.columns)

    @property
    def has_shifts(self) -> bool:
        """Whether any counter was closed while the doors were open."""
        throughout = self.offices["counters"] * self.offices["open_ms"]
        return bool((self.offices["open_counter_ms"] < throughout).any())

    @property
    def in_line(self) -> int:
        """How many visits in all replications were still in line at the end, never called."""
        gone = self.offices.select(pl.sum_horizontal(pl.col(NOT_IN_LINE).sum())).item()
        return int(self.offices["visits"].sum() - gone)


def read_results(folder: Path) -> Results:
    """Read the files of a run."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    run = manifest["effective_scenario"]["run"]
    offices = pl.read_parquet(folder / "offices.parquet")
    present = set(offices["class"].unique())
    return Results(
        manifest=manifest,
        summary=read_figures(folder / "summary.csv"),
        waterfall=read_figures(folder / "waterfall.csv"),
        offices=_to_add_up(offices),
        series=_to_add_up(pl.read_parquet(folder / "series.parquet")),
        flows=_to_add_up(pl.read_parquet(folder / "flows.parquet")),
        waits=pl.read_parquet(folder / "waits.parquet"),
        settlements=_settlements(folder / "settlements.parquet"),
        prices=read_prices(folder),
        agents=_if_any(folder / "agents.parquet"),
        floats=_if_any(folder / "floats.parquet"),
        classes=tuple(name for name in CLASSES if name in present),
        days=run["days"] - run["warm_up_days"],
        replications=manifest["replications"],
    )


def _to_add_up(table: pl.DataFrame) -> pl.DataFrame:
    """Return times and amounts as fractions: whole numbers, added over a country, would wrap."""
    return table.with_columns(pl.col(r"^.*_(ms|fen)$").cast(pl.Float64))


def _if_any(path: Path) -> pl.DataFrame:
    return _to_add_up(pl.read_parquet(path)) if path.exists() else pl.DataFrame()


def _settlements(path: Path) -> pl.DataFrame:
    if path.exists():
        return pl.read_parquet(path)
    return pl.DataFrame(schema={"lat": pl.Float64, "lon": pl.Float64})


def read_prices(folder: Path) -> pl.DataFrame | None:
    """Read what producers were paid, of a run or of a comparison, if there were any."""
    path = folder / "prices.parquet"
    return pl.read_parquet(path) if path.exists() else None


def read_figures(path: Path) -> pl.DataFrame:
    """Read a CSV of figures; a column in which none is defined is one of numbers all the same."""
    texts = TEXTS | TEXTS_OF.get(path.stem, set())
    wholes = {"replications", "more_replications", "differing", "enough_replications"}
    header = path.read_text(encoding="utf-8").partition("\n")[0].split(",")
    types = {
        name: pl.String if name in texts else pl.Int64 if name in wholes else pl.Float64
        for name in header
        if "." not in name  # a lever, which has values of any kind
    }
    return pl.read_csv(path, schema_overrides=types)
