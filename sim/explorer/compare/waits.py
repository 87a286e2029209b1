"""Waits of the runs over each other: which share waited so long or longer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from sim.explorer.compare.chosen import ComparedRuns
from sim.explorer.compare.curves import CurvesSaid, RunCurves
from sim.explorer.results import RunResults
from sim.units import Floats

if TYPE_CHECKING:
    from sim.units import Ints

ALL_CLASSES = "all"
MINUTE_S = 60
TAIL_SHARE = 0.001
MOST_POINTS = 240
IN_TABLE_MIN = (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180)


def classes_of(compared: ComparedRuns) -> list[str]:
    """Return the classes of outlets that all runs have, in the usual order."""
    from sim.scenario import CLASSES

    there = [set(one.table("waits.parquet")["class"].unique()) for one in compared.runs]
    return [ALL_CLASSES, *(name for name in CLASSES if all(name in each for each in there))]


def waits_of(compared: ComparedRuns, outlet_class: str) -> RunCurves:
    """Return the share of those called who waited so many minutes or more, by minutes."""
    counted = [_counts(one, compared.numbers, outlet_class) for one in compared.runs]
    last_min = _last_minute(counted)
    step = max(1, -(-last_min // MOST_POINTS))
    minutes = list(range(0, last_min + step, step))
    values = {
        name: _shares(counts, minutes) for name, counts in zip(compared.names, counted, strict=True)
    }
    whom = "all outlets" if outlet_class == ALL_CLASSES else f"{outlet_class} outlets"
    return RunCurves(
        CurvesSaid(
            name="waits",
            title=f"Share of customers at {whom} who waited so long or longer, in %",
            said=(
                "Above, of those called to a counter, the share by how long they had waited at "
                "least; below, by how many percentage points it is higher than in the first run."
            ),
            across="waited at least, minutes",
            upward="% of those called",
        ),
        places=minutes,
        words=[f"{minute} min" for minute in minutes],
        in_table=[place for place, minute in enumerate(minutes) if minute in IN_TABLE_MIN],
        values=values,
    )


def _counts(run: RunResults, numbers: Sequence[int], outlet_class: str) -> "list[Ints]":
    """Return of each replication how many waited each whole second."""
    table = run.table("waits.parquet").filter(
        pl.col("called") == 1, pl.col("replication").is_in(numbers)
    )
    if outlet_class != ALL_CLASSES:
        table = table.filter(pl.col("class") == outlet_class)
    table = table.group_by("replication", "wait_s").agg(pl.col("count").sum())
    found = []
    for number in numbers:
        own = table.filter(pl.col("replication") == number)
        found.append(
            np.bincount(own["wait_s"].to_numpy(), own["count"].to_numpy()).astype(np.int64)
        )
    return found


def _last_minute(counted: "Sequence[list[Ints]]") -> int:
    """Return the minute after which hardly anybody waits in any run."""
    last_s = MINUTE_S
    for counts in counted:
        longest = max((each.size for each in counts), default=0)
        together = np.zeros(longest + 1)
        for each in counts:
            together[: each.size] += each
        if total := together.sum():
            longer = np.cumsum(together[::-1])[::-1] / total
            last_s = max(last_s, int((longer >= TAIL_SHARE).sum()))
    return -(-last_s // MINUTE_S)


def _shares(counted: "Sequence[Ints]", minutes: Sequence[int]) -> Floats:
    """Return the percentage that waited so many minutes or more, a row a replication."""
    rows = []
    for counts in counted:
        at_least = np.concatenate([np.cumsum(counts[::-1])[::-1], [0]]).astype(np.float64)
        places = np.minimum(np.array(minutes) * MINUTE_S, at_least.size - 1)
        total = at_least[0]
        rows.append(100 * at_least[places] / total if total else np.full(len(minutes), np.nan))
    return np.array(rows)
