"""The tables of an outlet's day, each the twin of a chart."""

import numpy as np

from sim.explorer.again.lines import in_line
from sim.explorer.outlet.day import CounterOfDay, OutletDay, busy_ms, length_ms
from sim.explorer.outlet.flow import DayFlow
from sim.explorer.outlet.line import LineBand
from sim.explorer.outlet.words import clock, minutes
from sim.report.parts import Cells, ReportTable, one_group
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS, Ints

HALF_HOUR_MS = 30 * MINUTE_MS


def flow_table(day: OutletDay, flow: DayFlow) -> ReportTable:
    """Return by hour who joined, was called and left, and how long was waited."""
    rows: list[Cells] = []
    for begins_ms in range(day.begins_ms, day.ends_ms, HOUR_MS):
        ends_ms = begins_ms + HOUR_MS
        changes = [
            int(_at(flow, column, ends_ms - 1) - _before(flow, column, begins_ms, day))
            for column in (flow.joined, flow.called, flow.left)
        ]
        waited_ms = _waited(day, begins_ms, ends_ms)
        if any(changes) or waited_ms:
            line = _at(flow, flow.in_line, ends_ms - 1)
            hour = clock(begins_ms - day.begins_ms)
            rows.append((hour, *map(str, changes), str(line), minutes(waited_ms)))
    total = [int(column[-1]) for column in (flow.joined, flow.called, flow.left)]
    rows.append(("whole day", *map(str, total), "", minutes(flow.waiting_ms)))
    return ReportTable(
        "flow-table",
        "Who joined, was called and left, by hour",
        (
            "hour from",
            "joined (persons)",
            "called, or gone from the line (persons)",
            "left (persons)",
            "in line at its end (persons)",
            "waiting (person-minutes)",
        ),
        one_group(rows),
        frozenset(range(1, 6)),
    )


def _at(flow: DayFlow, column: Ints, at_ms: int) -> int:
    return int(column[np.searchsorted(flow.at_ms, at_ms, side="right") - 1])


def _before(flow: DayFlow, column: Ints, at_ms: int, day: OutletDay) -> int:
    """Return the value just before a moment: who was there at midnight is new in the first hour."""
    return 0 if at_ms == day.begins_ms else _at(flow, column, at_ms - 1)


def _waited(day: OutletDay, from_ms: int, to_ms: int) -> int:
    return sum(
        max(0, min(one.waited_to_ms, to_ms) - max(one.arrived_ms, from_ms)) for one in day.visits
    )


def counters_table(day: OutletDay) -> ReportTable:
    """Return a row a counter: how long it was staffed, whom it served, how busy it was."""
    rows = [_counter_row(day, one) for one in day.counters]
    return ReportTable(
        "gantt-table",
        "The counters",
        (
            "counter",
            "staffed (min)",
            "services",
            "serving while staffed (min)",
            "share of staffed time (%)",
            "overtime (min)",
            "out of order (min)",
        ),
        one_group(rows),
        frozenset(range(1, 7)),
    )


def _counter_row(day: OutletDay, one: CounterOfDay) -> Cells:
    staffed_ms = length_ms(one.staffed)
    busy, over = busy_ms(one, day)
    share = f"{100 * busy / staffed_ms:.1f}" if staffed_ms else ""
    return (
        f"counter {one.number + 1}",
        minutes(staffed_ms),
        str(len(one.bars)),
        minutes(busy),
        share,
        minutes(over),
        minutes(length_ms(one.down)),
    )


def line_table(day: OutletDay, flow: DayFlow, band: LineBand | None) -> ReportTable:
    """Return the line every half hour, beside what is usual then."""
    at_ms = np.arange(day.begins_ms, day.ends_ms, HALF_HOUR_MS, dtype=np.int64)
    waits = [(one.arrived_ms, one.waited_to_ms) for one in day.visits]
    table = np.array(waits, dtype=np.int64).reshape(-1, 2)
    own = in_line(table[:, 0], table[:, 1], at_ms).tolist()
    per_row = DAY_MS // at_ms.size // (DAY_MS // band.middle.size) if band else 1
    bands = [
        [str(int(column[place * per_row])) for column in (band.low, band.middle, band.high)]
        if band
        else []
        for place in range(at_ms.size)
    ]
    rows: list[Cells] = [
        (clock(int(at) - day.begins_ms), str(here), *of_band)
        for at, here, of_band in zip(at_ms, own, bands, strict=True)
        if here or any(one != "0" for one in of_band) or _is_open(day, int(at))
    ]
    of_days = ("5% (persons)", "median (persons)", "95% (persons)") if band else ()
    columns = ("at", "in line (persons)", *of_days)
    return ReportTable(
        "line-table",
        f"The line every half hour; it was longest with {flow.longest[0]} persons",
        columns,
        one_group(rows),
        frozenset(range(1, len(columns))),
    )


def _is_open(day: OutletDay, at_ms: int) -> bool:
    opens, closes = day.open_times.opens_ms, day.open_times.closes_ms
    return bool(((opens <= at_ms) & (at_ms < closes)).any())
