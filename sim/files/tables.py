"""The tables of a run, as they are written: columns of the diary and the measures, with names.

Where the measures were kept by county, each row says of which; where only those of all counties
together were, the row says `all`. Outlets and journeys always have their county. Measures begin
after the warm-up, as `sim.measures` says of each column; journeys are those of the whole run.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from sim.diary import JOURNEY_COLUMNS, LOT_COLUMNS, NONE, JourneyOutcome, LotEnding
from sim.measures import Measures
from sim.people.wishes import TIERS
from sim.running.replication import Experiment
from sim.running.shard import STOOD
from sim.scenario import CLASSES
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS, Ints

ALL_COUNTIES = "all"
LOT_ENDINGS = [ending.name.lower() for ending in LotEnding]
OUTCOMES = [outcome.name.lower() for outcome in JourneyOutcome]

Part = tuple[int, str, dict[str, Ints]]


def journeys_table(done: Experiment) -> pl.DataFrame:
    """Return a row a purchase: who, where, amounts, outcome, the moment of each step, the lines.

    `stood_ms` is how long the person stood in lines, over all visits.
    """
    parts = [
        (replication.number, county.code, {**kept.journeys, STOOD: kept.stood_ms})
        for replication in done.replications
        for county, kept in zip(done.counties, replication.kept, strict=True)
    ]
    of_part = [one for _ in done.replications for one in range(len(done.counties))]
    labels, journeys = joined(parts, (*JOURNEY_COLUMNS, STOOD))
    county = np.repeat(of_part, [columns["person"].size for _, _, columns in parts])
    outlets = [outlet.name for county in done.counties for outlet in county.outlets]
    settlements = [one.name for county in done.counties for one in county.settlements]
    first_outlet = _firsts([len(one.outlets) for one in done.counties])[county]
    first_settlement = _firsts([len(one.settlements) for one in done.counties])[county]
    named = {
        "outlet": _named(outlets, first_outlet + journeys["outlet"]),
        "settlement": _named(settlements, first_settlement + journeys["settlement"]),
        "outcome": _named(OUTCOMES, journeys["outcome"]),
        "tier": _named([str(tier) for tier in TIERS], journeys["tier"]),
        "certified": pl.Series(journeys["certified"] == 1),
    }
    columns = labels | {"person": pl.Series(journeys["person"])} | named
    for name, column in journeys.items():
        if name.endswith("_ms") and name != STOOD:
            columns[name.removesuffix("_ms") + "_at"] = _moments(done, column)
        elif name not in columns:
            columns[name] = pl.Series(column)
    return pl.DataFrame(columns)


def outlets_table(done: Experiment) -> pl.DataFrame:
    """Return a row an outlet and replication: its place, its visits by ending, its times.

    `visits`, their endings, `called` and the waits of those called are of who arrived after the
    warm-up; what was served for each purpose, and all other times, of whoever was there.
    """
    outlets = [(county, outlet) for county in done.counties for outlet in county.outlets]
    again = len(done.replications)
    tables = [replication.merged.outlets for replication in done.replications]
    measured = {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}
    numbers = [replication.number for replication in done.replications]
    columns = {
        "replication": pl.Series(np.repeat(numbers, len(outlets))),
        "county": pl.Series([county.code for county, _ in outlets] * again, dtype=pl.String),
        "outlet": pl.Series([outlet.name for _, outlet in outlets] * again, dtype=pl.String),
        "lat": pl.Series([outlet.lat for _, outlet in outlets] * again),
        "lon": pl.Series([outlet.lon for _, outlet in outlets] * again),
        "invented": pl.Series([outlet.invented for _, outlet in outlets] * again),
        **{name: pl.Series(column) for name, column in measured.items() if name != "class"},
        "class": _named(CLASSES, measured["class"]),
    }
    return pl.DataFrame(columns).with_columns(
        (pl.col("wait_called_ms") / pl.col("called") / MINUTE_MS)
        .fill_nan(None)
        .alias("wait_mean_min"),
        (pl.col("busy_open_ms") / pl.col("open_counter_ms")).fill_nan(None).alias("utilisation"),
    )


def series_table(done: Experiment) -> pl.DataFrame:
    """Return a row an hour, class of outlets, county and replication."""
    labels, table = joined([(number, code, of.series) for number, code, of in _measures(done)])
    return by_hour(done, labels, table, {"class": _named(CLASSES, table.pop("class"))})


def flows_table(done: Experiment) -> pl.DataFrame:
    """Return a row an hour, county and replication: steps reached, and money held."""
    labels, table = joined([(number, code, of.flows) for number, code, of in _measures(done)])
    return by_hour(done, labels, table, {})


def waits_table(done: Experiment) -> pl.DataFrame:
    """Return how many waited each whole second, by class, purpose, and whether they were called.

    They are all who joined the line; who was still in it at the end has the wait so far.
    """
    labels, table = joined([(number, code, of.waits) for number, code, of in _measures(done)])
    named = {"class": _named(CLASSES, table.pop("class"))}
    return pl.DataFrame(labels | {name: pl.Series(one) for name, one in table.items()} | named)


def settlements_table(done: Experiment) -> pl.DataFrame:
    """Return a row a settlement: where people live, and their nearest outlet."""
    rows = [
        (
            county.code,
            one.name,
            one.lat,
            one.lon,
            one.people,
            one.outlet,
            one.distance_km,
        )
        for county in done.counties
        for one in county.settlements
    ]
    names = ("county", "settlement", "lat", "lon", "people", "outlet", "distance_km")
    return pl.DataFrame(rows, schema=names, orient="row")


def lots_table(done: Experiment) -> pl.DataFrame:
    """Return a row a lot: whose, how much, how it ended, and by which prices a kilogram."""
    labels, lots = joined(
        [
            (replication.number, county.code, dict(kept.lots))
            for replication in done.replications
            for county, kept in zip(done.counties, replication.kept, strict=True)
        ],
        LOT_COLUMNS,
    )
    columns = {"ended_as": _named(LOT_ENDINGS, lots.pop("ended_as"))}
    for name, column in lots.items():
        if name.endswith("_ms"):
            columns[name.removesuffix("_ms") + "_at"] = _moments(done, column)
        else:
            columns[name] = pl.Series(column)
    prices = pl.col(r"^.*_fen$")
    return pl.DataFrame(labels | columns).with_columns(pl.when(prices != NONE).then(prices))


def prices_table(done: Experiment) -> pl.DataFrame:
    """Return how many lots were sold at each whole percent of the market's price."""
    labels, table = joined([(number, code, of.prices) for number, code, of in _measures(done)])
    return pl.DataFrame(labels | {name: pl.Series(column) for name, column in table.items()})


def _measures(done: Experiment) -> Iterator[tuple[int, str, Measures]]:
    """Yield the measures of each county, or of all together, with replication and county."""
    for replication in done.replications:
        if not done.keep.by_county:
            yield replication.number, ALL_COUNTIES, replication.merged
            continue
        for county, kept in zip(done.counties, replication.kept, strict=True):
            assert kept.measures, "what was asked for was kept"
            yield replication.number, county.code, kept.measures


def joined(
    parts: Sequence[Part], names: Sequence[str] = ()
) -> tuple[dict[str, pl.Series], dict[str, Ints]]:
    """Return the rows of all parts, and of each which replication and county it is of."""
    chosen = names or list(parts[0][2])
    table = {name: np.concatenate([columns[name] for _, _, columns in parts]) for name in chosen}
    sizes = [next(iter(columns.values())).size for _, _, columns in parts]
    labels = {
        "replication": pl.Series(np.repeat([number for number, _, _ in parts], sizes)),
        "county": _named([code for _, code, _ in parts], np.repeat(np.arange(len(parts)), sizes)),
    }
    return labels, table


def by_hour(
    done: Experiment,
    labels: dict[str, pl.Series],
    table: dict[str, Ints],
    named: dict[str, pl.Series],
) -> pl.DataFrame:
    """Return rows an hour, each at its moment, with their labels and names."""
    columns = {name: pl.Series(column) for name, column in table.items()}
    return pl.DataFrame(labels | {"at": _moments(done, table["hour"] * HOUR_MS)} | columns | named)


def _firsts(sizes: Sequence[int]) -> Ints:
    """Return at which row each of some tables begins, one behind the other."""
    return np.cumsum([0, *sizes[:-1]])


def _named(names: Sequence[str], numbers: Ints) -> pl.Series:
    return pl.Series(names, dtype=pl.String).gather(pl.Series(numbers, dtype=pl.Int64))


def _moments(done: Experiment, since_ms: Ints) -> pl.Series:
    """Return moments as local times; null where there is none."""
    start_ms = (done.scenario.run.first_day - dt.date(1970, 1, 1)).days * DAY_MS
    moments = pl.Series(since_ms + start_ms).cast(pl.Datetime("ms"))
    return pl.select(pl.when(pl.Series(since_ms) != NONE).then(moments).otherwise(None)).to_series()
