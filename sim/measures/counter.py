"""At the counter: waits, lines, utilisation, by outlet, by hour, and as exact histograms.

*Called* are those who reached a counter, whatever they got there. *Joined* are those who stood
in line or were called at once: all but who balked or found the door closed. Utilisation is busy
counter-time over counters times open time; what is worked after closing is overtime.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calendar import DAY_MS, HOUR_MS
from sim.diary import NONE, Diary, Ending, Ints, Purpose
from sim.measures.stretches import by_hour, counts_by_hour, highest, open_until
from sim.measures.tallies import Columns, tallied
from sim.plan import Plan, Timetable

EXACT = 2**53
HALF = 20
CLASSES = ("rural", "town", "city")


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
    # Who was not called was served no time, from the end of the wait to the same moment.
    visits["served_to_ms"] = left_ms
    visits["wait_ms"] = visits["waited_to_ms"] - visits["arrived_ms"]
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
    served = ending == Ending.SERVED
    endings = np.bincount(outlet * len(Ending) + ending, minlength=count * len(Ending))
    purposes = np.bincount(
        (outlet * len(Purpose) + visits["purpose"])[served], minlength=count * len(Purpose)
    )
    by_ending = endings.reshape(count, len(Ending)).astype(np.int64)
    by_purpose = purposes.reshape(count, len(Purpose)).astype(np.int64)
    joined = _joined(ending)
    called = visits["is_called"]
    open_ms = _open_times(plan, from_ms)
    waiting_open_ms, busy_open_ms = _while_open(visits, plan)
    counters = np.array([place.counters for place in plan.county.outlets])
    return {
        "class": class_numbers(plan),
        "visits": by_ending.sum(axis=1),
        **{way.name.lower(): by_ending[:, way] for way in Ending},
        **{f"served_{why.name.lower()}": by_purpose[:, why] for why in Purpose},
        "called": _sums(outlet, called, count),
        "wait_called_ms": _sums(outlet, visits["wait_ms"] * called, count),
        "waiting_ms": _sums(outlet, visits["wait_ms"] * joined, count),
        "busy_ms": _sums(outlet, visits["served_to_ms"] - visits["waited_to_ms"], count),
        "busy_open_ms": busy_open_ms,
        "waiting_open_ms": waiting_open_ms,
        "open_ms": open_ms,
        "counters": counters,
        "people": np.array([place.people for place in plan.county.outlets]),
        "open_counter_ms": open_ms * counters,
    }


def _joined(ending: Ints) -> NDArray[np.bool_]:
    """Tell who stood in line or was called at once."""
    joined: NDArray[np.bool_] = (ending != Ending.BALKED) & (ending != Ending.FOUND_CLOSED)
    return joined


def _sums(places: Ints, values: Ints, count: int) -> Ints:
    """Return the sum of the values at each place, exactly.

    The sums of `bincount` are floats, exact below 2^53; so larger ones are taken in two halves.
    A run has at most 25 million people and 3,660 days (`sim.files.size`), and each person waits at
    one place at a time: 25e6 x 3,660 x 86.4e6 ms = 7.9e18, and 2^63 is 9.2e18.
    """
    if int(values.max(initial=0)) * values.size < EXACT:
        return np.bincount(places, values, count).astype(np.int64)
    high = np.bincount(places, values >> HALF, count).astype(np.int64)
    low = np.bincount(places, values & ((1 << HALF) - 1), count).astype(np.int64)
    return (high << HALF) + low


def _timetables(plan: Plan) -> Iterator[tuple[Timetable, Ints]]:
    """Yield each timetable with the outlets that have it, which mostly are all of a class."""
    of_outlet: dict[Timetable, list[int]] = {}
    for number, outlet in enumerate(plan.outlets):
        of_outlet.setdefault(outlet.actual, []).append(number)
    for timetable, numbers in of_outlet.items():
        yield timetable, np.array(numbers)


def _open_times(plan: Plan, from_ms: int) -> Ints:
    """Return how long each outlet was open."""
    open_ms = np.zeros(len(plan.outlets), dtype=np.int64)
    for timetable, numbers in _timetables(plan):
        first, last = open_until(timetable, np.array([from_ms, plan.end_ms]))
        open_ms[numbers] = last - first
    return open_ms


def _while_open(visits: Columns, plan: Plan) -> tuple[Ints, Ints]:
    """Return how much of the waiting and of the serving fell into open time, by outlet."""
    moments = [visits[name] for name in ("arrived_ms", "waited_to_ms", "served_to_ms")]
    arrived, waited, served = (np.zeros_like(column) for column in moments)
    group = np.empty(len(plan.outlets), dtype=np.int64)
    timetables = list(_timetables(plan))
    for number, (_, numbers) in enumerate(timetables):
        group[numbers] = number
    of_visit = group[visits["outlet"]]
    for number, (timetable, _) in enumerate(timetables):
        here = slice(None) if len(timetables) == 1 else np.flatnonzero(of_visit == number)
        for opened, column in zip((arrived, waited, served), moments, strict=True):
            opened[here] = open_until(timetable, column[here])
    count = len(plan.outlets)
    return (
        _sums(visits["outlet"], waited - arrived, count),
        _sums(visits["outlet"], served - waited, count),
    )


def _series(visits: Columns, plan: Plan, from_ms: int) -> Columns:
    hours = plan.end_ms // HOUR_MS
    of_outlet = class_numbers(plan)
    classes = np.unique(of_outlet)
    # Each class has hours of its own, one class behind the other.
    later_ms = np.searchsorted(classes, of_outlet) * plan.end_ms
    size = classes.size * hours
    moments = ("arrived_ms", "waited_to_ms", "served_to_ms")
    shift_ms = later_ms[visits["outlet"]]
    arrived_ms, waited_to_ms, served_to_ms = (visits[name] + shift_ms for name in moments)
    called, served = visits["is_called"] == 1, visits["ending"] == Ending.SERVED
    hour_arrived = arrived_ms // HOUR_MS
    opens_ms, closes_ms, counters = _openings(plan, later_ms)
    table = {
        "hour": np.tile(np.arange(hours), classes.size),
        "class": np.repeat(classes, hours),
        "outlets": np.repeat(np.bincount(of_outlet)[classes], hours),
        "arrived": np.bincount(hour_arrived, minlength=size),
        "called": np.bincount(hour_arrived[called], minlength=size),
        "served": counts_by_hour(served_to_ms[served], size),
        "wait_called_ms": _sums(hour_arrived, visits["wait_ms"] * called, size),
        "waiting_ms": by_hour(arrived_ms, waited_to_ms, size),
        "busy_ms": by_hour(waited_to_ms, served_to_ms, size),
        "open_ms": by_hour(opens_ms, closes_ms, size),
        "open_counter_ms": by_hour(opens_ms, closes_ms, size, counters),
    }
    if not from_ms:
        return table
    after = table["hour"] * HOUR_MS >= from_ms
    return {name: column[after] for name, column in table.items()}


def _openings(plan: Plan, later_ms: Ints) -> tuple[Ints, Ints, Ints]:
    """Return when outlets open and close, each moved by its class, and their counters."""
    tables = [outlet.actual for outlet in plan.outlets]
    times = [len(table.opens_ms) for table in tables]
    shift_ms = np.repeat(later_ms, times)
    counters = np.array([place.counters for place in plan.county.outlets])
    opens_ms = np.array([moment for table in tables for moment in table.opens_ms], dtype=np.int64)
    closes_ms = np.array([moment for table in tables for moment in table.closes_ms], dtype=np.int64)
    return opens_ms + shift_ms, closes_ms + shift_ms, np.repeat(counters, times)


def _waits(visits: Columns, plan: Plan) -> Columns:
    counted = _joined(visits["ending"])
    counted &= (visits["is_called"] == 1) | (visits["ending"] != Ending.PRESENT)
    sorts = {
        "class": class_numbers(plan)[visits["outlet"]],
        "purpose": visits["purpose"],
        "called": visits["is_called"],
        "wait_s": visits["wait_ms"] // 1_000,
    }
    return tallied({name: column[counted] for name, column in sorts.items()})
