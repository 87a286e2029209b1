"""The tables of a run, as they are written: columns of the diary and the measures, with names."""

import datetime as dt
from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from sim.calendar import DAY_MS
from sim.diary import NONE, Ints, Outcome
from sim.measures import CLASSES
from sim.network import County
from sim.replication import Experiment
from sim.shard import CountyResult
from sim.wishes import TIERS

Columns = dict[str, Ints]

OUTCOMES = [outcome.name.lower() for outcome in Outcome]


def journeys_table(done: Experiment) -> pl.DataFrame:
    """Return a row a purchase: who, where, amounts, outcome, and the moment of each step."""
    tables = []
    for replication in done.replications:
        for county, one in zip(done.counties, replication.counties, strict=True):
            outlets = [outlet.name for outlet in county.outlets]
            settlements = [settlement.name for settlement in county.settlements]
            journeys = one.journeys
            size = journeys["person"].size
            columns: dict[str, pl.Series] = {
                "replication": pl.Series(np.full(size, replication.number)),
                "county": pl.Series([county.code] * size, dtype=pl.String),
                "person": pl.Series(journeys["person"]),
                "outlet": _named(outlets, journeys["outlet"]),
                "settlement": _named(settlements, journeys["settlement"]),
                "outcome": _named(OUTCOMES, journeys["outcome"]),
                "tier": _named([str(tier) for tier in TIERS], journeys["tier"]),
                "certified": pl.Series(journeys["certified"] == 1),
            }
            for name, column in journeys.items():
                if name.endswith("_ms"):
                    columns[name.removesuffix("_ms") + "_at"] = _moments(done, column)
                elif name not in columns:
                    columns[name] = pl.Series(column)
            tables.append(pl.DataFrame(columns))
    return pl.concat(tables)


def outlets_table(done: Experiment) -> pl.DataFrame:
    """Return a row an outlet and replication: its place, its visits by ending, its times."""
    return _stacked(done, lambda one: one.measures.outlets, _of_outlets).with_columns(
        (pl.col("wait_called_ms") / pl.col("called") / 60_000)
        .fill_nan(None)
        .alias("wait_mean_min"),
        (pl.col("busy_open_ms") / pl.col("open_counter_ms")).fill_nan(None).alias("utilisation"),
    )


def series_table(done: Experiment) -> pl.DataFrame:
    """Return a row an hour, class of outlets, county and replication."""
    return _stacked(done, lambda one: one.measures.series, _of_hours(done))


def flows_table(done: Experiment) -> pl.DataFrame:
    """Return a row an hour, county and replication: steps reached, and money held."""
    return _stacked(done, lambda one: one.measures.flows, _of_hours(done))


def waits_table(done: Experiment) -> pl.DataFrame:
    """Return how many waited each whole second, by class, purpose, and whether they were called."""
    return _stacked(done, lambda one: one.measures.waits, lambda *_: {})


def settlements_table(done: Experiment) -> pl.DataFrame:
    """Return a row a settlement: where people live, and their nearest outlet."""
    rows = [
        (
            county.code,
            place.name,
            place.lat,
            place.lon,
            place.people,
            place.outlet,
            place.distance_km,
        )
        for county in done.counties
        for place in county.settlements
    ]
    names = ("county", "settlement", "lat", "lon", "people", "outlet", "distance_km")
    return pl.DataFrame(rows, schema=names, orient="row")


def _stacked(
    done: Experiment,
    columns_of: Callable[[CountyResult], Columns],
    more: Callable[[County, Columns], dict[str, pl.Series]],
) -> pl.DataFrame:
    tables = []
    for replication in done.replications:
        for county, one in zip(done.counties, replication.counties, strict=True):
            columns = columns_of(one)
            size = len(next(iter(columns.values())))
            table = {
                "replication": pl.Series(np.full(size, replication.number)),
                "county": pl.Series([county.code] * size, dtype=pl.String),
                **more(county, columns),
                **{name: pl.Series(column) for name, column in columns.items() if name != "class"},
            }
            if "class" in columns:
                table["class"] = _named(CLASSES, columns["class"])
            tables.append(pl.DataFrame(table))
    return pl.concat(tables)


def _of_outlets(county: County, _: Columns) -> dict[str, pl.Series]:
    return {
        "outlet": pl.Series([outlet.name for outlet in county.outlets]),
        "lat": pl.Series([outlet.lat for outlet in county.outlets]),
        "lon": pl.Series([outlet.lon for outlet in county.outlets]),
        "invented": pl.Series([outlet.invented for outlet in county.outlets]),
    }


def _of_hours(done: Experiment) -> Callable[[County, Columns], dict[str, pl.Series]]:
    return lambda _, columns: {"at": _moments(done, columns["hour"] * 3_600_000)}


def _named(names: Sequence[str], numbers: Ints) -> pl.Series:
    return pl.Series([names[number] for number in numbers.tolist()], dtype=pl.String)


def _moments(done: Experiment, since_ms: Ints) -> pl.Series:
    """Return moments as local times; null where there is none."""
    start_ms = (done.scenario.run.first_day - dt.date(1970, 1, 1)).days * DAY_MS
    moments = pl.Series(since_ms + start_ms).cast(pl.Datetime("ms"))
    return pl.select(pl.when(pl.Series(since_ms) != NONE).then(moments).otherwise(None)).to_series()
