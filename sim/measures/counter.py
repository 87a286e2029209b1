"""At the counter: waits, lines, utilisation, by outlet, by hour, and as exact histograms.

*Called* are those who reached a counter, whatever they got there. *Joined* are those who stood
in line or were called at once: all but who balked or found the door closed. Utilisation is busy
counter-time over counters times open time; what is worked after closing is overtime.
"""

from dataclasses import dataclass

import numpy as np

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
    keep = diary.visits["arrived_ms"] >= from_ms
    visits = {name: column[keep] for name, column in diary.visits.items()}
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


def _add_open_times(table: Columns, visits: Columns, plan: Plan, from_ms: int) -> None:
    """Add what of the serving and waiting fell into open time, and the open time itself."""
    called = visits["is_called"] == 1
    for number, outlet in enumerate(plan.outlets):
        here = visits["outlet"] == number
        for name, starts, ends, which in (
            ("busy_open_ms", "called_ms", "served_to_ms", here & called),
            ("waiting_open_ms", "arrived_ms", "waited_to_ms", here),
        ):
            until_end = open_until(outlet.actual, visits[ends][which])
            until_start = open_until(outlet.actual, visits[starts][which])
            table[name][number] = (until_end - until_start).sum()
        whole = open_until(outlet.actual, np.array([from_ms, plan.end_ms]))
        table["open_ms"][number] = whole[1] - whole[0]


def _series(visits: Columns, plan: Plan, from_ms: int) -> Columns:
    hours = plan.end_ms // HOUR_MS
    class_of = class_numbers(plan)[visits["outlet"]]
    tables = []
    for number in np.unique(class_numbers(plan)):
        here = {name: column[class_of == number] for name, column in visits.items()}
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
    rows = np.column_stack(
        (
            class_numbers(plan)[visits["outlet"][counted]],
            visits["purpose"][counted],
            visits["is_called"][counted],
            seconds,
        )
    )
    found, counts = np.unique(rows, axis=0, return_counts=True)
    names = ("class", "purpose", "called", "wait_s")
    table = {name: found[:, place].astype(np.int64) for place, name in enumerate(names)}
    return table | {"count": counts.astype(np.int64)}
