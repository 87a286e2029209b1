"""Time at the counters: when each was staffed, when it served, when it was under repair."""

from collections.abc import Mapping

import numpy as np

from sim.diary import NONE, Diary
from sim.measures.intervals import open_until
from sim.measures.tallies import Columns
from sim.plan import Plan, Timetable
from sim.units import Ints


def served_times(diary: Diary, visits: Columns) -> Columns:
    """Return the stretches in which counters served: one a visit, more if it was interrupted.

    Columns `outlet`, `counter`, `from_ms`, `to_ms`. `visits` are all, with the moments at which
    waiting and being served end; who was not called was served no time.
    """
    whole = {
        "outlet": visits["outlet"],
        "counter": visits["counter"],
        "from_ms": visits["waited_to_ms"],
        "to_ms": visits["served_to_ms"],
    }
    cut = {name: column[diary.failures["visit"] != NONE] for name, column in diary.failures.items()}
    if not cut["visit"].size:
        return whole
    # One visit's interruptions behind each other, in order of time.
    order = np.lexsort((cut["failed_ms"], cut["visit"]))
    visit, failed_ms, counter = (cut[name][order] for name in ("visit", "failed_ms", "counter"))
    resumed_ms = np.where(cut["resumed_ms"] == NONE, diary.end_ms, cut["resumed_ms"])[order]
    is_first = np.append(True, visit[1:] != visit[:-1])
    began_ms = np.where(is_first, whole["from_ms"][visit], np.append(0, resumed_ms[:-1]))
    last_ms = whole["from_ms"].copy()
    last_ms[visit] = resumed_ms  # the last of one visit stays
    return {
        "outlet": np.append(whole["outlet"], whole["outlet"][visit]),
        "counter": np.append(whole["counter"], counter),
        "from_ms": np.append(last_ms, began_ms),
        "to_ms": np.append(whole["to_ms"], failed_ms),
    }


def cut_before(stretches: Mapping[str, Ints], from_ms: int) -> Columns:
    """Return stretches without what lies before a moment."""
    cut = {name: np.maximum(stretches[name], from_ms) for name in ("from_ms", "to_ms") if from_ms}
    return {**stretches, **cut}


def repair_times(diary: Diary) -> Columns:
    """Return when counters did not work: `outlet`, `counter`, `from_ms`, `to_ms`."""
    failures = diary.failures
    repaired_ms = failures["repaired_ms"]
    return {
        "outlet": failures["outlet"],
        "counter": failures["counter"],
        "from_ms": failures["failed_ms"],
        "to_ms": np.where(repaired_ms == NONE, diary.end_ms, repaired_ms),
    }


def staffed(plan: Plan, stretches: Mapping[str, Ints]) -> Ints:
    """Return how much of each stretch fell into the time in which its counter was staffed."""
    tables, number_of = _timetables(plan)
    # Without shifts all counters of an outlet are staffed alike; nobody's is that of the first.
    counter = np.maximum(stretches["counter"], 0) if plan.has_shifts else 0
    of_stretch = number_of[stretches["outlet"], counter]
    inside = np.zeros(of_stretch.size, dtype=np.int64)
    for number, table in enumerate(tables):
        here = slice(None) if len(tables) == 1 else np.flatnonzero(of_stretch == number)
        until_ms = open_until(table, stretches["to_ms"][here])
        inside[here] = until_ms - open_until(table, stretches["from_ms"][here])
    return inside


def staffed_stretches(plan: Plan) -> Columns:
    """Return when each counter was staffed, as stretches."""
    outlets: list[int] = []
    counters: list[int] = []
    from_ms: list[int] = []
    to_ms: list[int] = []
    for outlet, of_outlet in enumerate(plan.outlets):
        for counter, one in enumerate(of_outlet.counters):
            times = len(one.staffed.opens_ms)
            outlets += [outlet] * times
            counters += [counter] * times
            from_ms += one.staffed.opens_ms
            to_ms += one.staffed.closes_ms
    columns = {"outlet": outlets, "counter": counters, "from_ms": from_ms, "to_ms": to_ms}
    return {name: np.array(column, dtype=np.int64) for name, column in columns.items()}


def _timetables(plan: Plan) -> tuple[list[Timetable], Ints]:
    """Return the timetables of counters, each once, and its number by outlet and counter."""
    most = max(len(outlet.counters) for outlet in plan.outlets)
    number_of = np.full((len(plan.outlets), most), NONE)
    found: dict[Timetable, int] = {}
    for outlet, of_outlet in enumerate(plan.outlets):
        for counter, one in enumerate(of_outlet.counters):
            number_of[outlet, counter] = found.setdefault(one.staffed, len(found))
    return list(found), number_of
