"""What a map shows of outlets: each figure is one sum over another, of an outlet or a county."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from sim.explorer.results import RunResults
from sim.units import HOUR_MS, MINUTE_MS

DAYS_PER_WEEK = 7
DAYS, OUTLET_WEEKS = "measured_days", "outlet_weeks"
AFTER_HOURS, LEFT = "after_hours_ms", "left"


@dataclass(frozen=True)
class OutletFigure:
    """A figure of outlets: `top` over `bottom`, sums of columns, times `scale`, in a unit."""

    said: str
    unit: str
    top: str
    bottom: str
    scale: float


FIGURES = {
    "wait": OutletFigure(
        "mean wait of those called to a counter", "min", "wait_called_ms", "called", 1 / MINUTE_MS
    ),
    "utilisation": OutletFigure(
        "busy share of staffed counter-time", "%", "busy_open_ms", "open_counter_ms", 100
    ),
    "left": OutletFigure(
        "visits that left the line, or did not join it for its length", "%", LEFT, "visits", 100
    ),
    "turned_away": OutletFigure("visits turned away at closing", "%", "turned_away", "visits", 100),
    "line": OutletFigure(
        "people in line, as an average over open time",
        "people",
        "waiting_open_ms",
        "open_ms",
        1,
    ),
    "visits": OutletFigure("visits", "a day", "visits", DAYS, 1),
    "overtime": OutletFigure(
        "counter-hours after closing or the end of a shift, an outlet and week",
        "h",
        AFTER_HOURS,
        OUTLET_WEEKS,
        1 / HOUR_MS,
    ),
}
_SUMS = sorted(
    {one.top for one in FIGURES.values()} | {one.bottom for one in FIGURES.values()} | {"visits"}
)


def outlets_of(run: RunResults, numbers: Sequence[int]) -> pl.DataFrame:
    """Return the table of outlets with all sums, a row an outlet and replication.

    `position` is that of the outlet among those of all counties.
    """
    days = run.scenario.run.days - run.scenario.run.warm_up_days
    table = run.table("offices.parquet").filter(pl.col("replication").is_in(numbers))
    return table.with_columns(
        pl.int_range(pl.len()).over("replication").alias("position"),
        pl.lit(float(days)).alias(DAYS),
        pl.lit(days / DAYS_PER_WEEK).alias(OUTLET_WEEKS),
        (pl.col("busy_ms") - pl.col("busy_open_ms")).alias(AFTER_HOURS),
        (pl.col("balked") + pl.col("reneged")).alias(LEFT),
    )


def places_of(table: pl.DataFrame, county: str) -> pl.DataFrame:
    """Return a row a place and replication: the outlets of a county, or all counties if unsaid.

    A place has a `key`, a `label`, where it is, and all sums; a county is in the middle of its
    outlets, and its `position` is that of the first of them.
    """
    if county:
        own = table.filter(pl.col("county") == county)
        return own.with_columns(
            pl.col("outlet").alias("key"), pl.col("outlet").alias("label")
        ).select("replication", "key", "label", "lat", "lon", "position", "class", *_SUMS)
    sums = [pl.col(name).sum() for name in _SUMS if name != DAYS]
    return (
        table.group_by("replication", "county", maintain_order=True)
        .agg(
            pl.col("lat").mean(),
            pl.col("lon").mean(),
            pl.col("position").first(),
            pl.len().alias("outlets"),
            pl.col(DAYS).first(),
            *sums,
        )
        .with_columns(pl.col("county").alias("key"))
    )
