"""Throughput by day: how many reached a step on each day, in each run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.explorer.compare.chosen import ComparedRuns
from sim.explorer.compare.curves import CurvesSaid, RunCurves
from sim.explorer.results import RunResults
from sim.units import Floats


@dataclass(frozen=True)
class DailyFlow:
    """What is counted by day: a column of a table, and how it is called."""

    said: str
    file: str
    column: str


FLOWS = {
    "visits": DailyFlow("visits served at the counters", "series.parquet", "served"),
    "wishes": DailyFlow("wishes that arose", "flows.parquet", "wishes"),
    "deposits": DailyFlow("purchases paid in", "flows.parquet", "deposits"),
    "credited": DailyFlow("payments credited", "flows.parquet", "credited"),
    "orders": DailyFlow("orders paid", "flows.parquet", "orders"),
    "delivered": DailyFlow("parcels in the buyer's hands", "flows.parquet", "delivered"),
    "sellers_paid": DailyFlow("sellers paid", "flows.parquet", "sellers_paid"),
}


def daily_of(compared: ComparedRuns, flow: DailyFlow) -> RunCurves:
    """Return how many a day there were, on the days that all runs have."""
    tables = [_by_day(one, flow) for one in compared.runs]
    days = sorted(set.intersection(*(set(one["day"]) for one in tables)))
    values = {
        name: _values(table, compared.numbers, days)
        for name, table in zip(compared.names, tables, strict=True)
    }
    return RunCurves(
        CurvesSaid(
            name="daily",
            title=f"{flow.said[0].upper()}{flow.said[1:]}, number a day",
            said=(
                "Above, the mean number on each day over the replications; below, by how many it "
                "is higher than in the first run."
            ),
            across=f"day of the run, 1 is {days[0]:%A, %d %B %Y}" if days else "day",
            upward="number a day",
        ),
        places=[(day - days[0]).days + 1 for day in days],
        words=[f"{day:%a %Y-%m-%d}" for day in days],
        in_table=range(len(days)),
        values=values,
    )


def _by_day(run: RunResults, flow: DailyFlow) -> pl.DataFrame:
    """Return the number of each replication and day."""
    table = run.table(flow.file).with_columns(pl.col("at").dt.date().alias("day"))
    return table.group_by("replication", "day").agg(pl.col(flow.column).sum().alias("number"))


def _values(table: pl.DataFrame, numbers: Sequence[int], days: Sequence[object]) -> Floats:
    """Return the numbers, a row a replication, a column a day; a day without a row has none."""
    there = {
        (number, day): count
        for number, day, count in table.select("replication", "day", "number").iter_rows()
    }
    return np.array(
        [[there.get((number, day), 0) for day in days] for number in numbers], dtype=np.float64
    )
