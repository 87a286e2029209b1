"""The journeys that a run kept, as its files have them, in the columns that winners are told by."""

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from sim.diary import NONE, JourneyOutcome
from sim.explorer.compare.chosen import ComparedRuns
from sim.explorer.results import RunResults
from sim.network import County
from sim.running.shard import STOOD
from sim.study.winners import JourneysKept
from sim.units import DAY_MS, Ints

JOURNEYS = "journeys.parquet"
MOST_COUNTIES = 64
ANEW = "run it anew, and compare again"


def lacks_of(compared: ComparedRuns, other: RunResults) -> str:
    """Say why winners and losers of a run cannot be told of, or nothing."""
    from sim.study.winners import same_places

    baseline = compared.baseline
    for one in (baseline, other):
        if not one.has(JOURNEYS):
            return f"{one.name} kept no journeys: {ANEW}, with --keep journeys"
        if STOOD not in pl.read_parquet_schema(one.folder / JOURNEYS):
            return f"{one.name} is of an earlier version, without the time in lines: {ANEW}"
    if other.name in compared.others:
        return f"{other.name} has other counties or days than {baseline.name}: nobody is the same"
    if len(baseline.manifest["counties"]) > MOST_COUNTIES:
        return (
            f"of more than {MOST_COUNTIES} counties only `wanghuiyi compare --winners` tells who "
            "gains and who loses"
        )
    if not same_places(baseline.counties, other.counties):
        return f"the people of {other.name} live in other places than those of {baseline.name}"
    return ""


def read_kept(
    run: RunResults, counties: tuple[County, ...], numbers: Sequence[int]
) -> JourneysKept:
    """Return the journeys of a run's wishes after the warm-up, under the name of the run."""
    from sim.people.wishes import TIERS

    table = run.table(JOURNEYS).filter(pl.col("replication").is_in(numbers))
    outcomes = {one.name.lower(): int(one) for one in JourneyOutcome}
    first = run.scenario.run.first_day
    columns = {name: table[name] for name in ("replication", "person", "price_fen", STOOD)} | {
        "county": _numbered(table["county"], {o.code: n for n, o in enumerate(counties)}),
        "outlet": _places(table, "outlet", _names(counties, "outlets")),
        "settlement": _places(table, "settlement", _names(counties, "settlements")),
        "outcome": _numbered(table["outcome"], outcomes),
        "tier": _numbered(table["tier"], {str(tier): n for n, tier in enumerate(TIERS)}),
        "wish_ms": _since_ms(table["wish_at"], first),
        "delivered_ms": _since_ms(table["delivered_at"], first),
    }
    arrays = {name: one.to_numpy().astype(np.int64) for name, one in columns.items()}
    counted = arrays["wish_ms"] >= run.scenario.run.warm_up_days * DAY_MS
    kept: dict[str, Ints] = {name: column[counted] for name, column in arrays.items()}
    return JourneysKept(run.scenario.model_copy(update={"name": run.name}), counties, kept)


def _names(counties: Sequence[County], what: str) -> dict[tuple[str, str], int]:
    """Return the position of each place within its county, by county and name."""
    return {
        (county.code, place.name): number
        for county in counties
        for number, place in enumerate(getattr(county, what))
    }


def _places(table: pl.DataFrame, column: str, numbers: Mapping[tuple[str, str], int]) -> pl.Series:
    known = pl.DataFrame(
        [(code, name, number) for (code, name), number in numbers.items()],
        schema={"county": pl.String, column: pl.String, "number": pl.Int64},
        orient="row",
    )
    joined = table.select("county", column).join(
        known, on=["county", column], how="left", maintain_order="left"
    )
    return joined["number"]


def _numbered(names: pl.Series, numbers: Mapping[str, int]) -> pl.Series:
    return names.replace_strict(numbers, return_dtype=pl.Int64)


def _since_ms(moments: pl.Series, first_day: dt.date) -> pl.Series:
    """Return moments as milliseconds since the first midnight; NONE where there is none."""
    start = int(pl.Series([first_day]).cast(pl.Datetime("ms")).to_physical()[0])
    return (moments.to_physical() - start).fill_null(NONE)
