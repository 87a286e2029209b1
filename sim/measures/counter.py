"""At the counter: waits, lines, utilisation, by outlet, by hour, and as exact histograms.

*Called* are those who reached a counter, whatever they got there. *Joined* are those who stood
in line or were called at once: all but who balked or found the door closed. Who is still in line
at the end of the run has joined, and has waited until then. Utilisation is busy counter-time over
staffed counter-time; what is served while the counter is not staffed, after closing or the end of
a shift, is overtime. Time under repair is staffed, and no service.

With a warm-up, time and services count from its end, whoever they are of: an interval that reaches
across the end counts from there. Visits, their endings and their waits are those of the people who
arrived after it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.diary import NONE, USUAL_PURPOSES, Diary, Ending, Purpose
from sim.measures.intervals import by_hour, counts_by_hour, highest, open_until
from sim.measures.service import (
    cut_before,
    repair_times,
    served_times,
    staffed,
    staffed_stretches,
)
from sim.measures.tallies import Columns, tallied
from sim.plan import Plan, Timetable
from sim.scenario import CLASSES
from sim.units import DAY_MS, HOUR_MS, Ints

MOMENTS = ("arrived_ms", "waited_to_ms", "served_to_ms")


@dataclass(frozen=True)
class CounterMeasures:
    """One county and replication: tables as columns of integers.

    `outlets` has a row an outlet: `visits`, each ending, `called` and `wait_called_ms` are of those
    who arrived after the warm-up; `served_` each purpose, and every other time, of whoever was
    there after it. `series` has a row an hour and class: `arrived`, `called` and `wait_called_ms`
    are of those who arrived in the hour, all else of whoever was there. `waits` has a row for each
    class, purpose, whether called, and whole second that occurred; `waited_ms` has the exact sums
    of the same waits, of those called and of all who joined. `line_max` is the longest line.
    """

    outlets: Columns
    series: Columns
    waits: Columns
    waited_ms: dict[str, int]
    line_max: int


def measure_counter(diary: Diary, plan: Plan) -> CounterMeasures:
    """Return the counter measures after the warm-up."""
    from_ms = plan.scenario.run.warm_up_days * DAY_MS
    visits = with_waits(diary)
    came = _only(visits, visits["arrived_ms"] >= from_ms)
    there = _from(visits, from_ms)
    served = cut_before(served_times(diary, visits), from_ms)
    waits, waited_ms = _waits(came, plan)
    outlets = _outlets(came, there, served, plan)
    if plan.scenario.counters.fail:
        outlets["down_ms"] = _down_times(diary, plan)
    return CounterMeasures(
        outlets=outlets,
        series=_series(came, there, served, plan),
        waits=waits,
        waited_ms=waited_ms,
        line_max=highest(there["arrived_ms"], there["waited_to_ms"], there["outlet"]),
    )


def with_waits(diary: Diary) -> Columns:
    """Return all visits, with the moments at which waiting and being served end."""
    visits = dict(diary.visits)
    called = visits["called_ms"] != NONE
    left_ms = np.where(visits["left_ms"] == NONE, diary.end_ms, visits["left_ms"])
    visits["waited_to_ms"] = np.where(called, visits["called_ms"], left_ms)
    # Who was not called was served no time, from the end of the wait to the same moment.
    visits["served_to_ms"] = left_ms
    visits["wait_ms"] = visits["waited_to_ms"] - visits["arrived_ms"]
    visits["is_called"] = called.astype(np.int64)
    return visits


def _only(visits: Mapping[str, Ints], keep: NDArray[np.bool_]) -> Columns:
    """Return these visits; where it is all of them, without a copy."""
    if keep.all():
        return dict(visits)
    return {name: column[keep] for name, column in visits.items()}


def _from(visits: Columns, from_ms: int) -> Columns:
    """Return who was there from a moment on, their intervals cut off before it.

    Their waits are left out, for they are not those of whole visits.
    """
    there = _only(visits, visits["served_to_ms"] >= from_ms)
    cut = {name: np.maximum(there[name], from_ms) for name in MOMENTS} if from_ms else {}
    return {name: cut.get(name, there[name]) for name in (*MOMENTS, "outlet", "purpose", "ending")}


def class_numbers(plan: Plan) -> Ints:
    """Return the number of each outlet's class."""
    return np.array([CLASSES.index(outlet.outlet_class) for outlet in plan.county.outlets])


def _outlets(came: Columns, there: Columns, served: Columns, plan: Plan) -> Columns:
    count = len(plan.outlets)
    from_ms = plan.scenario.run.warm_up_days * DAY_MS
    by_ending = _tally(came["outlet"], came["ending"], (count, len(Ending)))
    gone = there["ending"] == Ending.SERVED
    by_purpose = _tally(there["outlet"][gone], there["purpose"][gone], (count, len(Purpose)))
    arrived_ms, waited_to_ms = there["arrived_ms"], there["waited_to_ms"]
    at = cut_before(staffed_stretches(plan), from_ms)
    purposes = Purpose if plan.scenario.agents.are_on else USUAL_PURPOSES
    return {
        "class": class_numbers(plan),
        "visits": by_ending.sum(axis=1),
        **{way.name.lower(): by_ending[:, way] for way in Ending},
        **{f"served_{why.name.lower()}": by_purpose[:, why] for why in purposes},
        "called": _sums(came["outlet"], came["is_called"], count),
        "wait_called_ms": _sums(came["outlet"], came["wait_ms"] * came["is_called"], count),
        "waiting_ms": _sums(there["outlet"], waited_to_ms - arrived_ms, count),
        "busy_ms": _sums(served["outlet"], served["to_ms"] - served["from_ms"], count),
        "busy_open_ms": _sums(served["outlet"], staffed(plan, served), count),
        "waiting_open_ms": _sums(there["outlet"], _waiting_while_open(there, plan), count),
        "open_ms": _open_times(plan, from_ms),
        "counters": np.array([outlet.counters for outlet in plan.county.outlets]),
        "people": np.array([outlet.people for outlet in plan.county.outlets]),
        "open_counter_ms": _sums(at["outlet"], at["to_ms"] - at["from_ms"], count),
    }


def _down_times(diary: Diary, plan: Plan) -> Ints:
    """Return for how long the counters of each outlet were staffed and did not work."""
    down = cut_before(repair_times(diary), plan.scenario.run.warm_up_days * DAY_MS)
    return _sums(down["outlet"], staffed(plan, down), len(plan.outlets))


def _tally(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Ints:
    """Return how often each pair of row and column occurs."""
    found = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1])
    return found.reshape(shape).astype(np.int64)


def _sums(indices: Ints, values: Ints, count: int) -> Ints:
    """Return the sum of the values at each index, in whole numbers.

    Each lies below 2^63: a county has at most 25 million people in a run of 3,660 days
    (`sim.files.size`), and each waits or is served at one outlet at a time, which makes
    25e6 x 3,660 x 86.4e6 ms = 7.9e18, and 2^63 is 9.2e18.
    """
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, indices, values)
    return sums


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


def _waiting_while_open(there: Columns, plan: Plan) -> Ints:
    """Return how much of each wait fell into open time."""
    opened = np.zeros_like(there["arrived_ms"])
    timetables = list(_timetables(plan))
    group = np.empty(len(plan.outlets), dtype=np.int64)
    for number, (_, numbers) in enumerate(timetables):
        group[numbers] = number
    of_visit = group[there["outlet"]]
    for number, (timetable, _) in enumerate(timetables):
        here = slice(None) if len(timetables) == 1 else np.flatnonzero(of_visit == number)
        until_ms = open_until(timetable, there["waited_to_ms"][here])
        opened[here] = until_ms - open_until(timetable, there["arrived_ms"][here])
    return opened


def _series(came: Columns, there: Columns, served: Columns, plan: Plan) -> Columns:
    hours = plan.end_ms // HOUR_MS
    from_ms = plan.scenario.run.warm_up_days * DAY_MS
    of_outlet = class_numbers(plan)
    classes = np.unique(of_outlet)
    # Each class has hours of its own, one class behind the other.
    later_ms = np.searchsorted(classes, of_outlet) * plan.end_ms
    size = classes.size * hours
    shift_ms = later_ms[there["outlet"]]
    arrived_ms, waited_to_ms, served_to_ms = (there[name] + shift_ms for name in MOMENTS)
    hour_came = (came["arrived_ms"] + later_ms[came["outlet"]]) // HOUR_MS
    table = {
        "hour": np.tile(np.arange(hours), classes.size),
        "class": np.repeat(classes, hours),
        "outlets": np.repeat(np.bincount(of_outlet)[classes], hours),
        "arrived": np.bincount(hour_came, minlength=size),
        "called": np.bincount(hour_came[came["is_called"] == 1], minlength=size),
        "served": counts_by_hour(served_to_ms[there["ending"] == Ending.SERVED], size),
        "wait_called_ms": _sums(hour_came, came["wait_ms"] * came["is_called"], size),
        "waiting_ms": by_hour(arrived_ms, waited_to_ms, size),
        "busy_ms": _by_hour(served, later_ms, size),
        "open_ms": _by_hour(_openings(plan), later_ms, size),
        "open_counter_ms": _by_hour(staffed_stretches(plan), later_ms, size),
    }
    if not from_ms:
        return table
    after = table["hour"] * HOUR_MS >= from_ms
    return {name: column[after] for name, column in table.items()}


def _by_hour(stretches: Columns, later_ms: Ints, hours: int) -> Ints:
    """Return the time that stretches spend in each hour, each moved by its outlet's class."""
    shift_ms = later_ms[stretches["outlet"]]
    return by_hour(stretches["from_ms"] + shift_ms, stretches["to_ms"] + shift_ms, hours)


def _openings(plan: Plan) -> Columns:
    """Return when outlets were open, as stretches."""
    tables = [outlet.actual for outlet in plan.outlets]
    outlets = np.repeat(np.arange(len(tables)), [len(table.opens_ms) for table in tables])
    opens_ms = [moment for table in tables for moment in table.opens_ms]
    closes_ms = [moment for table in tables for moment in table.closes_ms]
    columns = {"outlet": outlets, "from_ms": opens_ms, "to_ms": closes_ms}
    return {name: np.array(column, dtype=np.int64) for name, column in columns.items()}


def _waits(came: Columns, plan: Plan) -> tuple[Columns, dict[str, int]]:
    """Return the waits of all who joined, to the whole second, and their sums in ms."""
    joined = (came["ending"] != Ending.BALKED) & (came["ending"] != Ending.FOUND_CLOSED)
    sorts = {
        **({"priority": came["priority"]} if plan.has_priority else {}),
        "class": class_numbers(plan)[came["outlet"]],
        "purpose": came["purpose"],
        "called": came["is_called"],
        "wait_s": came["wait_ms"] // 1_000,
    }
    waited_ms = {
        "called": int(came["wait_ms"][joined & (came["is_called"] == 1)].sum()),
        "joined": int(came["wait_ms"][joined].sum()),
    }
    return tallied({name: column[joined] for name, column in sorts.items()}), waited_ms
