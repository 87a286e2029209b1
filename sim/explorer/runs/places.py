"""Where to look next: the outlets with the longest waits, and people who waited longest."""

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import polars as pl

from sim.explorer.results import RunResults
from sim.report.parts import Cells, ReportTable, one_group
from sim.tables import figure
from sim.units import DAY_MS, MINUTE_MS

OUTLETS_SHOWN, PEOPLE_SHOWN = 20, 10


@dataclass(frozen=True)
class LinkedTable:
    """A table whose rows lead on: `links` has an address by the text of the first cell.

    Addresses begin at the root of the explorer.
    """

    heading: str
    table: ReportTable
    links: dict[str, str] = field(default_factory=dict)


def outlets_table(run: RunResults) -> LinkedTable | None:
    """Return the outlets with the longest mean waits; None if nobody was called at any."""
    waits = (
        run.table("offices.parquet")
        .with_columns(pl.int_range(pl.len()).over("replication").alias("position"))
        .group_by("position", "outlet", "county", "class", "counters")
        .agg(pl.col("wait_called_ms").cast(pl.Float64).sum(), pl.col("called", "visits").sum())
        .filter(pl.col("called") > 0)
        .with_columns((pl.col("wait_called_ms") / pl.col("called") / MINUTE_MS).alias("wait"))
        .sort("wait", "position", descending=(True, False))
        .head(OUTLETS_SHOWN)
    )
    if waits.is_empty():
        return None
    replications = run.manifest["replications"]
    has_one_each = waits["outlet"].n_unique() == waits.height
    rows: list[Cells] = []
    links = {}
    for one in waits.iter_rows(named=True):
        name = one["outlet"] if has_one_each else f"{one['outlet']} ({one['county']})"
        links[name] = f"/runs/{quote(run.name)}/outlets/{one['position']}"
        visits = figure(one["visits"] / replications)
        rows.append((name, one["class"], f"{one['counters']}", visits, figure(one["wait"])))
    columns = ("outlet", "class", "counters", "visits a replication", "mean wait, min")
    caption = f"The {len(rows)} outlets with the longest mean waits of those called"
    table = ReportTable("outlets", caption, columns, one_group(rows), frozenset({2, 3, 4}))
    return LinkedTable("Outlets", table, links)


def people_table(run: RunResults) -> LinkedTable | None:
    """Return people whose parcels took longest; None if no journeys were kept, or none ended so."""
    if not run.has("journeys.parquet"):
        return None
    took = (
        run.table("journeys.parquet")
        .filter(pl.col("delivered_at").is_not_null())
        .with_columns(
            (pl.col("delivered_at") - pl.col("wish_at")).dt.total_milliseconds().alias("took_ms")
        )
        .sort("took_ms", "replication", "county", "person", descending=(True, False, False, False))
        .head(PEOPLE_SHOWN)
    )
    if took.is_empty():
        return None
    rows: list[Cells] = []
    links = {}
    for one in took.iter_rows(named=True):
        name = f"{one['person']} of county {one['county']}, replication {one['replication']}"
        query = urlencode({"county": one["county"], "replication": one["replication"]})
        links[name] = f"/runs/{quote(run.name)}/people/{one['person']}?{query}"
        days = figure(one["took_ms"] / DAY_MS)
        rows.append((name, one["outlet"], f"{one['trips']}", days))
    columns = ("person", "outlet", "trips", "from wish to door, days")
    caption = f"The {len(rows)} people whose parcels took longest, of those delivered"
    table = ReportTable("people", caption, columns, one_group(rows), frozenset({2, 3}))
    return LinkedTable("People", table, links)
