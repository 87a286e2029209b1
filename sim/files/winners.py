"""The files of winners and losers: a row a person, and a row a group, for each alternative."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sim.diary import NONE, JourneyOutcome
from sim.files.results import figures, write_csv, write_parquet
from sim.people.wishes import TIERS
from sim.running.shard import STOOD
from sim.scenario import CLASSES
from sim.study.winners import (
    DOOR,
    LINE,
    MEASURES,
    Fate,
    Thresholds,
    WinnersAndLosers,
    WinnersRow,
    times_ms,
)
from sim.units import DAY_MS, MINUTE_MS, Ints

UNITS = {LINE: ("min", MINUTE_MS), DOOR: ("days", DAY_MS)}
FATE_NAMES = [fate.name.lower() for fate in Fate]


def write_winners(found: Sequence[WinnersAndLosers], folder: Path) -> None:
    """Write `winners.parquet`, of each person, and `winners.csv`, of groups; of none, nothing."""
    if not found:
        return
    write_parquet(pl.concat(map(_people, found)), folder / "winners.parquet")
    rows = [
        {"alternative": one.alternative, **group_row(row, one.thresholds)}
        for one in found
        for row in one.rows
    ]
    table = figures({name: [row[name] for row in rows] for name in rows[0]})
    write_csv(table, folder / "winners.csv")


def group_row(row: WinnersRow, thresholds: Thresholds) -> dict[str, Any]:
    """Return what is said of a group, in the unit of its measure: minutes in line, days."""
    unit, size = UNITS[row.measure]
    return {
        "measure": row.measure,
        "group": row.group,
        "value": row.value,
        "people": row.people,
        **{name: row.counts[fate] for name, fate in zip(FATE_NAMES, Fate, strict=True)},
        "gained_share": row.gained.mean,
        "gained_ci_low": row.gained.ci_low,
        "gained_ci_high": row.gained.ci_high,
        "lost_share": row.lost.mean,
        "lost_ci_low": row.lost.ci_low,
        "lost_ci_high": row.lost.ci_high,
        "unit": unit,
        "threshold": thresholds.of(row.measure) / size,
        "mean_difference": row.mean_ms / size,
        **{
            f"p{10 * number}_difference": float(value / size)
            for number, value in enumerate(row.deciles_ms)
        },
    }


def _people(found: WinnersAndLosers) -> pl.DataFrame:
    """Return a row a person: who, what in each scenario, and the fates."""
    journeys, traits = found.pairs.baseline, found.traits
    columns = {
        "alternative": pl.repeat(found.alternative, found.pairs.count, eager=True),
        "replication": pl.Series(journeys["replication"]),
        "county": _texts([county.code for county in found.counties], journeys["county"]),
        "person": pl.Series(journeys["person"]),
        "distance_km": pl.Series(traits.distance_km),
        "class": _texts(CLASSES, traits.outlet_class),
        "phone": pl.Series(traits.has_phone),
        "tier": _texts([str(tier) for tier in TIERS], traits.tier),
    }
    outcomes = [outcome.name.lower() for outcome in JourneyOutcome]
    for name, table in (("baseline", journeys), ("alternative", found.pairs.alternative)):
        door_ms = pl.Series(times_ms(table, DOOR))
        columns |= {
            f"{name}_outcome": _texts(outcomes, table["outcome"]),
            f"{name}_in_line_ms": pl.Series(table[STOOD]),
            f"{name}_to_door_ms": pl.select(pl.when(door_ms != NONE).then(door_ms)).to_series(),
        }
    for measure in MEASURES:
        columns[f"{measure}_fate"] = _texts(FATE_NAMES, found.fates(measure))
    return pl.DataFrame(columns)


def _texts(names: Sequence[str], numbers: Ints) -> pl.Series:
    return pl.Series(names, dtype=pl.String).gather(pl.Series(np.asarray(numbers, np.int64)))
