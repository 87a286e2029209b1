"""Who is the same person in two scenarios, and who has no partner.

Persons are numbered in the order of their wishes within a replication and a county. With the same
seed, days and rates of wishes the same number is the same person, with the same wish at the same
moment. That is not taken on trust: a pair whose wish, home or price differ is no pair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.diary import JOURNEY_COLUMNS
from sim.network import County
from sim.running.replication import Experiment
from sim.running.shard import STOOD
from sim.units import DAY_MS, Bools, Ints

Columns = Mapping[str, Ints]
KEYS = ("replication", "county", "person")
TRAITS = {
    "wish_ms": "the wish came at another moment",
    "settlement": "the person lives elsewhere",
    "price_fen": "the wish has another price",
}
NO_PARTNER = "nobody with this number was kept in the other scenario"


@dataclass(frozen=True)
class PairedPeople:
    """The same persons, row by row, in two scenarios: their journeys, in columns.

    `county` counts the counties of both. `unpaired` says for what reason how many persons, those
    of the larger scenario, could not be paired.
    """

    baseline: Columns
    alternative: Columns
    unpaired: Mapping[str, int]

    @property
    def count(self) -> int:
        """Return how many persons are paired."""
        return int(self.baseline["person"].size)


def journeys_of(done: Experiment) -> Columns:
    """Return the journeys that were kept of wishes after the warm-up, with the time in lines."""
    parts = [
        (replication.number, county, kept)
        for replication in done.replications
        for county, kept in enumerate(replication.kept)
    ]
    sizes = [kept.stood_ms.size for _, _, kept in parts]
    table = {
        name: np.concatenate([kept.journeys[name] for _, _, kept in parts])
        for name in JOURNEY_COLUMNS
    } | {
        "replication": np.repeat([number for number, _, _ in parts], sizes),
        "county": np.repeat([county for _, county, _ in parts], sizes),
        STOOD: np.concatenate([kept.stood_ms for _, _, kept in parts]),
    }
    return _rows(table, table["wish_ms"] >= done.scenario.run.warm_up_days * DAY_MS)


def same_places(baseline: Sequence[County], alternative: Sequence[County]) -> bool:
    """Return whether the same people live in the same places of the same counties."""
    return _places(baseline) == _places(alternative)


def pair(baseline: Columns, alternative: Columns) -> PairedPeople:
    """Return the same persons of two scenarios, in order of replication, county and number."""
    ours, theirs = _numbers(baseline, alternative)
    _, of_one, of_other = np.intersect1d(ours, theirs, assume_unique=True, return_indices=True)
    one, other = _rows(baseline, of_one), _rows(alternative, of_other)
    unpaired = {NO_PARTNER: max(ours.size, theirs.size) - of_one.size}
    for trait, reason in TRAITS.items():
        same = one[trait] == other[trait]
        unpaired[reason] = int(same.size - same.sum())
        one, other = _rows(one, same), _rows(other, same)
    return PairedPeople(one, other, {why: count for why, count in unpaired.items() if count})


def _numbers(*tables: Columns) -> tuple[Ints, ...]:
    """Return one number a row, by its keys, the same for the same keys in each table."""
    sizes = [max(int(table[key].max(initial=0)) for table in tables) + 1 for key in KEYS]
    return tuple(
        (table["replication"] * sizes[1] + table["county"]) * sizes[2] + table["person"]
        for table in tables
    )


def _rows(table: Columns, chosen: Ints | Bools) -> Columns:
    return {name: column[chosen] for name, column in table.items()}


def _places(counties: Sequence[County]) -> list[tuple[object, ...]]:
    return [
        (county.code, [(one.name, one.lat, one.lon, one.people) for one in county.settlements])
        for county in counties
    ]
