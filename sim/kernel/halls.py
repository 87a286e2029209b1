"""The outlets of a county as records: lines, counters, their duty and their failures."""

from typing import Any

import numpy as np

from sim.diary import NONE, Purpose
from sim.kernel.line import URGENCIES
from sim.kernel.outlets import Counter, Office, Queue
from sim.kernel.records import records
from sim.model.line import Urgency
from sim.people import People
from sim.plan import Kind, Plan, Timetable
from sim.units import Ints

TABLES_AN_OFFICE = 3


def halls(plan: Plan, people: People) -> tuple[Any, Any, Any]:
    """Return the outlets, their counters, and the queues of their lines."""
    counters = np.array([len(outlet.counters) for outlet in plan.outlets])
    lines = np.full_like(counters, len(Kind) if line_per_kind(plan) else 1)
    if line_per_window(plan):
        lines = counters
    table = np.arange(counters.size) * TABLES_AN_OFFICE
    offices = {
        "announced": table,
        "hours": table + 1,
        "link_down": table + 2,
        "first_line": np.cumsum(lines) - lines,
        "after_line": np.cumsum(lines),
        "first_counter": np.cumsum(counters) - counters,
        "after_counter": np.cumsum(counters),
    }
    nobody = np.full(URGENCIES * lines.sum(), NONE)
    queues = records(Queue, {"first": nobody, "last": nobody})
    return records(Office, offices), _counters(plan, people), queues


def _counters(plan: Plan, people: People) -> Any:  # noqa: ANN401 - records of a noun
    planned = [counter for outlet in plan.outlets for counter in outlet.counters]
    first_duty = TABLES_AN_OFFICE * len(plan.outlets) + 1
    tables = {table: first_duty + number for number, table in enumerate(duties(plan))}
    failures = np.array([len(one) for one in people.failures] or [0] * len(planned), dtype=np.int64)
    columns: dict[str, Any] = {
        "office": np.repeat(
            np.arange(len(plan.outlets)), [len(outlet.counters) for outlet in plan.outlets]
        ),
        "place": [place for outlet in plan.outlets for place in range(len(outlet.counters))],
        "first_queue": URGENCIES * np.array(_first_lines(plan), dtype=np.int64),
        "serves": [sum(1 << kind for kind in counter.serves) for counter in planned],
        "duty": [tables[counter.on_duty] for counter in planned],
        "works": np.ones(len(planned), dtype=np.int64),
        "note": np.full(len(planned), NONE),
        "next_failure": np.cumsum(failures) - failures,
        "after_failure": np.cumsum(failures),
    }
    return records(Counter, columns)


def _first_lines(plan: Plan) -> list[int]:
    """Return the line of each counter, or the first of its outlet where there is one a kind."""
    if line_per_window(plan):
        return list(range(sum(len(outlet.counters) for outlet in plan.outlets)))
    lines = len(Kind) if line_per_kind(plan) else 1
    return [lines * number for number, outlet in enumerate(plan.outlets) for _ in outlet.counters]


def duties(plan: Plan) -> tuple[Timetable, ...]:
    """Return the hours of duty that any counter has, each once."""
    return tuple(
        dict.fromkeys(counter.on_duty for outlet in plan.outlets for counter in outlet.counters)
    )


def columns_of_failures(people: People) -> dict[str, Ints]:
    """Return how long counters work and are repaired, one counter behind the other."""
    flat = [failure for of_counter in people.failures for failure in of_counter]
    table = np.array(flat, dtype=np.int64).reshape(len(flat), 2)
    return {"up_ms": table[:, 0], "repair_ms": table[:, 1]}


def line_per_window(plan: Plan) -> bool:
    """Return whether each counter has a line of its own."""
    return plan.scenario.line.discipline == "line_per_window"


def line_per_kind(plan: Plan) -> bool:
    """Return whether each kind has a line of its own."""
    return not line_per_window(plan) and bool(plan.scenario.line.windows)


def _most_urgent(plan: Plan) -> Urgency:
    """Return the most urgent that anybody in line can be: the engine looks no further."""
    if plan.scenario.counters.fail:
        return Urgency.INTERRUPTED
    return Urgency.PRIORITY if plan.has_priority else Urgency.USUAL


def rules_of_lines(plan: Plan) -> dict[str, int]:
    """Return what lines and counters ask of the scenario."""
    line, staffing, counters = (
        plan.scenario.line,
        plan.scenario.staffing,
        plan.scenario.counters,
    )
    purposes = [Purpose[name.upper()] for name in set(line.priority_purposes)]
    return {
        "has_shifts": plan.has_shifts,
        "line_per_window": line_per_window(plan),
        "line_per_kind": line_per_kind(plan),
        "spreads": line_per_window(plan) and staffing.at_shift_end == "spread",
        "has_priority": plan.has_priority,
        "has_windows": bool(line.windows),
        "most_urgent": _most_urgent(plan),
        "own_line": line.priority == "own_line",
        "priority_purposes": sum(1 << purpose for purpose in purposes),
        "can_fail": counters.fail,
        "wears": counters.failure_clock == "busy",
        "restarts": counters.service_after_failure == "restarts",
        "moves": counters.service_after_failure == "moves",
    }
