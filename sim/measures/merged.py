"""The measures of all counties of one replication, added up; ratios are taken afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.diary import Diary, Ints, Purpose
from sim.measures.counter import CounterMeasures, measure_counter
from sim.measures.purchases import PurchaseMeasures, measure_purchases
from sim.plan import Plan

Columns = dict[str, Ints]


@dataclass(frozen=True)
class Measured:
    """The measures of one county in one replication."""

    county: str
    days: int
    counter: CounterMeasures
    purchases: PurchaseMeasures


@dataclass(frozen=True)
class Merged:
    """All counties of one replication.

    `outlets` and `waits` are stacked, `series` and `flows` summed by hour and class. The highest
    float of several counties is the sum of their highest, so at most that.
    """

    days: int
    outlets: Columns
    series: Columns
    waits: Columns
    line_max: int
    counts: dict[str, int]
    durations_ms: dict[str, Ints]
    flows: Columns
    waterfall_ms: dict[str, int]
    float_max_fen: dict[str, int]

    def total(self, name: str) -> int:
        """Return the sum of a column of the outlets."""
        return int(self.outlets[name].sum())

    def waits_of(self, which: str, purposes: Sequence[Purpose]) -> tuple[Ints, Ints]:
        """Return begun seconds waited, ascending, and how many waited so long.

        `which` is "called", or "joined" for everyone who joined the line; no purposes are all.
        """
        keep = self.waits["called"] == 1 if which == "called" else self.waits["called"] >= 0
        if purposes:
            keep &= np.isin(self.waits["purpose"], purposes)
        seconds, places = np.unique(self.waits["wait_s"][keep], return_inverse=True)
        counts = np.bincount(places, self.waits["count"][keep], seconds.size)
        return seconds, counts.astype(np.int64)


def measure(diary: Diary, plan: Plan) -> Measured:
    """Return the measures of one county in one replication."""
    run = plan.scenario.run
    return Measured(
        county=diary.county,
        days=run.days - run.warm_up_days,
        counter=measure_counter(diary, plan),
        purchases=measure_purchases(diary, plan),
    )


def merge(counties: Sequence[Measured]) -> Merged:
    """Add up the counties of one replication."""
    purchases = [one.purchases for one in counties]
    return Merged(
        days=counties[0].days,
        outlets=_stacked([one.counter.outlets for one in counties]),
        series=_summed([one.counter.series for one in counties], ("hour", "class")),
        waits=_summed(
            [one.counter.waits for one in counties], ("class", "purpose", "called", "wait_s")
        ),
        line_max=max(one.counter.line_max for one in counties),
        counts=_added([one.counts for one in purchases]),
        durations_ms=_stacked([one.durations_ms for one in purchases]),
        flows=_summed([one.flows for one in purchases], ("hour",)),
        waterfall_ms=_added([one.waterfall_ms for one in purchases]),
        float_max_fen=_added([one.float_max_fen for one in purchases]),
    )


def _stacked(tables: Sequence[Columns]) -> Columns:
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def _added(counts: Sequence[dict[str, int]]) -> dict[str, int]:
    return {name: sum(one[name] for one in counts) for name in counts[0]}


def _summed(tables: Sequence[Columns], keys: Sequence[str]) -> Columns:
    table = _stacked(tables)
    if len(tables) == 1:
        return table
    found, places = np.unique(
        np.column_stack([table[key] for key in keys]), axis=0, return_inverse=True
    )
    summed = {key: found[:, place] for place, key in enumerate(keys)}
    for name in set(table) - set(keys):
        column = np.zeros(len(found), dtype=np.int64)
        np.add.at(column, places, table[name])
        summed[name] = column
    return {name: summed[name] for name in table}
