"""At the counter: waits, lines, utilisation, by outlet, by hour, and as exact histograms.

*Called* are those who reached a counter, whatever they got there. *Joined* are those who stood
in line or were called at once: all but who balked or found the door closed. Utilisation is busy
counter-time over counters times open time; what is worked after closing is overtime.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calendar import DAY_MS, HOUR_MS
from sim.diary import NONE, Diary, Ending, Ints, Purpose
from sim.measures.stretches import by_hour, counts_by_hour, highest, open_until
from sim.plan import Plan

CLASSES = ("rural", "town", "city")
NOT_JOINED = (Ending.BALKED, Ending.FOUND_CLOSED)

Columns = dict[str, Ints]


@dataclass(frozen=True)
class CounterMeasures:
    """One county and replication: tables as columns of integers.

    `outlets` has a row an outlet, `series` a row an hour and class, `waits` a row for each class,
    purpose, whether called, and whole second that occurred. `line_max` is the longest line.
    In `series`, `called` and `wait_called_ms` are of those who arrived in the hour.
    """

    outlets: Columns
    series: Columns
    waits: Columns
    line_max: int


def measure_counter(diary: Diary, plan: Plan) -> CounterMeasures:
    """Return the counter measures of all visits after the warm-up."""
    from_ms = plan.scenario.run.warm_up_days * DAY_MS
    visits = _only(diary.visits, diary.visits["arrived_ms"] >= from_ms)
    called = visits["called_ms"] != NONE
    left_ms = np.where(visits["left_ms"] == NONE, diary.end_ms, visits["left_ms"])
    visits["waited_to_ms"] = np.where(called, visits["called_ms"], left_ms)
    visits["served_to_ms"] = left_ms
    visits["is_called"] = called.astype(np.int64)
    return CounterMeasures(
        outlets=_outlets(visits, plan, from_ms),
        series=_series(visits, plan, from_ms),
        waits=_waits(visits, plan),
        line_max=highest(visits["arrived_ms"], visits["waited_to_ms"], visits["outlet"]),
    )


def _only(visits: Mapping[str, Ints], keep: NDArray[np.bool_]) -> Columns:
    """Return these visits; where it is all of them, without a copy."""
    if keep.all():
        return dict(visits)
    return {name: column[keep] for name, column in visits.items()}


def class_numbers(plan: Plan) -> Ints:
    """Return the number of each outlet's class."""
    return np.array([CLASSES.index(outlet.outlet_class) for outlet in plan.county.outlets])


def _outlets(visits: Columns, plan: Plan, from_ms: int) -> Columns:
    count = len(plan.outlets)
    outlet, ending = visits["outlet"], visits["ending"]

    def tally(which: np.ndarray, weights: Ints | None = None) -> Ints:
        values = None if weights is None else weights[which]
        return np.bincount(outlet[which], values, count).astype(np.int64)

    called = visits["is_called"] == 1
    wait_ms = visits["waited_to_ms"] - visits["arrived_ms"]
    busy_ms = visits["served_to_ms"] - visits["called_ms"]
    table = {"class": class_numbers(plan), "visits": tally(np.ones(outlet.size, dtype=bool))}
    for way in Ending:
        table[way.name.lower()] = tally(ending == way)
    for purpose in Purpose:
        served = (ending == Ending.SERVED) & (visits["purpose"] == purpose)
        table[f"served_{purpose.name.lower()}"] = tally(served)
    table |= {
        "called": tally(called),
        "wait_called_ms": tally(called, wait_ms),
        "waiting_ms": tally(~np.isin(ending, NOT_JOINED), wait_ms),
        "busy_ms": tally(called, busy_ms),
        "busy_open_ms": np.zeros(count, dtype=np.int64),
        "waiting_open_ms": np.zeros(count, dtype=np.int64),
        "open_ms": np.zeros(count, dtype=np.int64),
        "counters": np.array([place.counters for place in plan.county.outlets]),
        "people": np.array([place.people for place in plan.county.outlets]),
    }
    _add_open_times(table, visits, plan, from_ms)
    table["open_counter_ms"] = table["open_ms"] * table["counters"]
    return table


def _add_open_times(table: Columns, visits: Columns, plan: Plan, run_from_ms: int) -> None:
    """Add what of the serving and waiting fell into open time, and the open time itself."""
    order = np.argsort(visits["outlet"], kind="stable")
    ends_at = np.cumsum(table["visits"])
    by_outlet = {
        name: visits[name][order]
        for name in ("arrived_ms", "called_ms", "waited_to_ms", "served_to_ms", "is_called")
    }
    for number, outlet in enumerate(plan.outlets):
        rows = slice(ends_at[number] - table["visits"][number], ends_at[number])
        here = {name: column[rows] for name, column in by_outlet.items()}
        called = here["is_called"] == 1
        for name, from_ms, to_ms in (
            ("busy_open_ms", here["called_ms"][called], here["served_to_ms"][called]),
            ("waiting_open_ms", here["arrived_ms"], here["waited_to_ms"]),
        ):
            open_ms = open_until(outlet.actual, to_ms) - open_until(outlet.actual, from_ms)
            table[name][number] = open_ms.sum()
        whole = open_until(outlet.actual, np.array([run_from_ms, plan.end_ms]))
        table["open_ms"][number] = whole[1] - whole[0]


def _series(visits: Columns, plan: Plan, from_ms: int) -> Columns:
    hours = plan.end_ms // HOUR_MS
    class_of = class_numbers(plan)[visits["outlet"]]
    tables = []
    for number in np.unique(class_numbers(plan)):
        here = _only(visits, class_of == number)
        called = here["is_called"] == 1
        served = here["ending"] == Ending.SERVED
        hour_arrived = here["arrived_ms"][called] // HOUR_MS
        wait_ms = (here["waited_to_ms"] - here["arrived_ms"])[called]
        opening = [
            (outlet.actual.opens_ms, outlet.actual.closes_ms, place.counters)
            for outlet, place in zip(plan.outlets, plan.county.outlets, strict=True)
            if CLASSES.index(place.outlet_class) == number
        ]
        opens = np.array([moment for row in opening for moment in row[0]], dtype=np.int64)
        closes = np.array([moment for row in opening for moment in row[1]], dtype=np.int64)
        counters = np.array([row[2] for row in opening for _ in row[0]], dtype=np.int64)
        tables.append(
            {
                "hour": np.arange(hours),
                "class": np.full(hours, number),
                "outlets": np.full(hours, len(opening)),
                "arrived": counts_by_hour(here["arrived_ms"], hours),
                "called": counts_by_hour(here["arrived_ms"][called], hours),
                "served": counts_by_hour(here["served_to_ms"][served], hours),
                "wait_called_ms": np.bincount(hour_arrived, wait_ms, hours).astype(np.int64),
                "waiting_ms": by_hour(here["arrived_ms"], here["waited_to_ms"], hours),
                "busy_ms": by_hour(here["called_ms"][called], here["served_to_ms"][called], hours),
                "open_ms": by_hour(opens, closes, hours),
                "open_counter_ms": by_hour(opens, closes, hours, counters),
            }
        )
    table = {name: np.concatenate([one[name] for one in tables]) for name in tables[0]}
    after = table["hour"] * HOUR_MS >= from_ms
    return {name: column[after] for name, column in table.items()}


def _waits(visits: Columns, plan: Plan) -> Columns:
    counted = ~np.isin(visits["ending"], NOT_JOINED)
    counted &= (visits["is_called"] == 1) | (visits["ending"] != Ending.PRESENT)
    seconds = (visits["waited_to_ms"] - visits["arrived_ms"])[counted] // 1_000
    sorts = {
        "class": (class_numbers(plan)[visits["outlet"][counted]], len(CLASSES)),
        "purpose": (visits["purpose"][counted], len(Purpose)),
        "called": (visits["is_called"][counted], 2),
        "wait_s": (seconds, int(seconds.max(initial=0)) + 1),
    }
    # One number a row: sorting those is many times faster than sorting rows.
    sizes = tuple(size for _, size in sorts.values())
    numbers = np.ravel_multi_index(tuple(column for column, _ in sorts.values()), sizes)
    found, counts = np.unique(numbers, return_counts=True)
    columns = np.unravel_index(found, sizes)
    table = dict(zip(sorts, (column.astype(np.int64) for column in columns), strict=True))
    return table | {"count": counts.astype(np.int64)}
