"""The counters of a day: whom each served when, and what kept it from serving."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.calendar import OpenTimes, without
from sim.diary import Purpose
from sim.explorer.charts import Chart
from sim.explorer.outlet.axes import GRID, LEGEND, Option, closing, pairs, time_axis
from sim.explorer.outlet.day import OutletDay, VisitOfDay
from sim.explorer.outlet.sentences import gantt_said
from sim.explorer.outlet.tables import counters_table
from sim.explorer.outlet.words import (
    ENDING_WORDS,
    PURPOSE_COLOURS,
    PURPOSE_WORDS,
    clock,
    minutes,
)

FEW_ROWS, MANY_ROWS = 2, 6


def gantt_chart(day: OutletDay) -> Chart:
    """Return whom each counter served when, with breaks, breakdowns and outages."""
    purposes = sorted({visit.purpose for one in day.counters for visit, _ in one.bars})
    series: list[Option] = [_staffed(day)]
    series += [_served(day, purpose) for purpose in purposes]
    series += _kept_from(day)
    names = [f"counter {one.number + 1}" for one in day.counters]
    names += ["link"] if day.link_down.opens_ms.size else []
    option = {
        "grid": GRID | {"left": 78, "top": 76},
        "legend": LEGEND,
        "tooltip": {"trigger": "item", "formatter": "fn:said"},
        "xAxis": time_axis(day),
        "yAxis": {
            "type": "category",
            "data": names,
            "inverse": True,
            "axisTick": {"show": False},
        },
        "series": [*series, _closing_line(day)],
    }
    return Chart(
        "gantt",
        "Whom each counter served (time of day)",
        gantt_said(day),
        option,
        counters_table(day),
        height="low" if len(names) <= FEW_ROWS else "tall" if len(names) > MANY_ROWS else "",
    )


def _kept_from(day: OutletDay) -> list[Option]:
    """Return what kept counters from serving, each kind that there was."""
    link = [(len(day.counters), day.link_down)]
    kinds: tuple[tuple[str, str, Sequence[tuple[int, OpenTimes]]], ...] = (
        (
            "counter closed: a break, or no shift",
            "--quiet",
            [(one.number, without(day.open_times, one.staffed)) for one in day.counters],
        ),
        ("counter out of order", "--bad", [(one.number, one.down) for one in day.counters]),
        ("doors shut without notice", "--ink", [(one.number, day.shut) for one in day.counters]),
        ("link down", "--act", link),
    )
    return [
        _hatched(day, name, colour, rows)
        for name, colour, rows in kinds
        if any(times.opens_ms.size for _, times in rows)
    ]


def _closing_line(day: OutletDay) -> Option:
    return {"type": "line", "data": [], "tooltip": {"show": False}, "z": 4} | closing(day, "start")


def _staffed(day: OutletDay) -> Option:
    data = [
        _bar(day, (opens, closes, one.number), "staffed")
        for one in day.counters
        for opens, closes in pairs(one.staffed)
    ]
    return {
        "type": "custom",
        "name": "staffed",
        "renderItem": "fn:staffed",
        "encode": {"x": [0, 1], "y": 2},
        "data": data,
        "itemStyle": {"color": "--line"},
        "clip": True,
    }


def _served(day: OutletDay, purpose: Purpose) -> Option:
    """Return whom the counters served for a purpose."""
    data = [
        _bar(day, (bar.from_ms, bar.to_ms, one.number), _served_words(day, visit))
        for one in day.counters
        for visit, bar in one.bars
        if visit.purpose == purpose
    ]
    return {
        "type": "custom",
        "name": PURPOSE_WORDS[purpose],
        "renderItem": "fn:gantt",
        "encode": {"x": [0, 1], "y": 2},
        "data": data,
        "itemStyle": {
            "color": PURPOSE_COLOURS[purpose],
            "borderColor": "--card",
            "borderWidth": 0.5,
        },
        "clip": True,
    }


def _served_words(day: OutletDay, visit: VisitOfDay) -> str:
    called = clock(visit.called_ms - day.begins_ms, seconds=True)
    until = clock(visit.served_to_ms - day.begins_ms, seconds=True)
    purpose = PURPOSE_WORDS[visit.purpose]
    return (
        f"{purpose}: waited {minutes(visit.wait_ms)} min, at the counter from {called} to {until} "
        f"({ENDING_WORDS[visit.ending]})"
    )


def _hatched(
    day: OutletDay, name: str, colour: str, rows: Sequence[tuple[int, OpenTimes]]
) -> Option:
    data = [
        _bar(day, (opens, closes, row), f"{name}: {_from_to(day, opens, closes)}")
        for row, times in rows
        for opens, closes in pairs(times)
    ]
    return {
        "type": "custom",
        "name": name,
        "renderItem": "fn:hatched",
        "encode": {"x": [0, 1], "y": 2},
        "data": data,
        "itemStyle": {"color": colour},
        "clip": True,
        "z": 5,
    }


def _bar(day: OutletDay, span: tuple[int, int, int], said: str) -> Mapping[str, Any]:
    from_ms, to_ms, row = span
    return {"value": [day.minutes(from_ms), day.minutes(to_ms), row], "said": said}


def _from_to(day: OutletDay, from_ms: int, to_ms: int) -> str:
    return f"{clock(from_ms - day.begins_ms)} to {clock(to_ms - day.begins_ms)}"
