"""The charts of an outlet's day: what accumulates, who was served where, and the line."""

from collections.abc import Mapping
from typing import Any

from sim.calendar import OpenTimes, without
from sim.diary import Purpose
from sim.explorer.charts import Chart
from sim.explorer.outlet.day import OutletDay, VisitOfDay
from sim.explorer.outlet.flow import DayFlow
from sim.explorer.outlet.line import LineBand
from sim.explorer.outlet.sentences import flow_said, gantt_said, line_said
from sim.explorer.outlet.tables import counters_table, flow_table, line_table
from sim.explorer.outlet.words import (
    ENDING_WORDS,
    PURPOSE_COLOURS,
    PURPOSE_WORDS,
    clock,
    minutes,
)
from sim.units import Ints

Option = dict[str, Any]
GRID = {"left": 58, "right": 20, "top": 64, "bottom": 56}
HALF_HOUR_MIN = 30


def time_axis(day: OutletDay) -> Option:
    """Return the axis of all charts of a day: from before the opening until all have left."""
    moments = [*day.announced.opens_ms.tolist(), *day.announced.closes_ms.tolist()]
    for one in day.visits:
        moments += [max(one.arrived_ms, day.begins_ms), min(one.served_to_ms, day.ends_ms)]
    moments = moments or [day.begins_ms, day.ends_ms]
    first = (day.minutes(min(moments)) - 1) // HALF_HOUR_MIN * HALF_HOUR_MIN
    last = -((-day.minutes(max(moments)) - 1) // HALF_HOUR_MIN * HALF_HOUR_MIN)
    return {
        "type": "value",
        "name": "time of day",
        "nameLocation": "middle",
        "nameGap": 28,
        "min": max(0, int(first)),
        "max": min(1_440, int(last)),
        "interval": 60,
        "axisLabel": {"formatter": "fn:clock", "hideOverlap": True},
        "splitLine": {"show": False},
    }


def flow_chart(day: OutletDay, flow: DayFlow) -> Chart:
    """Return arrivals and services as they accumulate; the area between them is the waiting."""
    joined, called, left = (
        _steps(day, flow, column) for column in (flow.joined, flow.called, flow.left)
    )
    series = [
        _area("waiting", "--series-2", _between(called, joined)),
        _area("at a counter", "--series-6", _between(left, called)),
        _curve("have joined", "--series-2", joined, "solid") | _hours(day),
        _curve("were called", "--series-1", called, "dashed"),
        _curve("have left", "--series-3", left, "dotted"),
    ]
    option = {
        "grid": GRID,
        "legend": {"top": 0, "type": "scroll"},
        "tooltip": {"trigger": "axis", "valueFormatter": "fn:figure"},
        "xAxis": time_axis(day),
        "yAxis": _people_axis("persons since midnight"),
        "series": series,
    }
    return Chart(
        "flow",
        "Who has come, was called and has left since midnight (persons)",
        flow_said(day, flow),
        option,
        flow_table(day, flow),
        height="tall",
    )


def gantt_chart(day: OutletDay) -> Chart:
    """Return whom each counter served when, with breaks, breakdowns and outages."""
    purposes = sorted({visit.purpose for one in day.counters for visit, _ in one.bars})
    series: list[Option] = [_staffed(day)]
    series += [_served(day, purpose) for purpose in purposes]
    down = [(one.number, one.down) for one in day.counters]
    shut = [(one.number, day.shut) for one in day.counters]
    closed = [(one.number, without(day.open_times, one.staffed)) for one in day.counters]
    link = [(len(day.counters), day.link_down)]
    series += [
        _hatched(day, name, colour, rows)
        for name, colour, rows in (
            ("counter closed: a break, or no shift", "--quiet", closed),
            ("counter out of order", "--bad", down),
            ("doors shut without notice", "--ink", shut),
            ("link down", "--act", link),
        )
        if any(times.opens_ms.size for _, times in rows)
    ]
    names = [f"counter {one.number + 1}" for one in day.counters]
    names += ["link"] if day.link_down.opens_ms.size else []
    option = {
        "grid": GRID | {"left": 78, "top": 76},
        "legend": {"top": 0, "type": "scroll"},
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
        height="low" if len(names) <= 2 else "tall" if len(names) > 6 else "",  # noqa: PLR2004 - rows that fit
    )


def line_chart(day: OutletDay, flow: DayFlow, band: LineBand | None) -> Chart:
    """Return the line through the day, with its band over the days that are like it."""
    series: list[Option] = []
    if band:
        rows = list(zip(band.minutes, band.low.tolist(), band.high.tolist(), strict=True))
        middle = list(zip(band.minutes, band.middle.tolist(), strict=True))
        series = [
            _area("5% to 95% of days", "--series-6", [list(row) for row in rows]),
            _curve("median", "--series-1", [list(row) for row in middle], "dashed"),
        ]
    own = _curve("this day", "--series-2", _steps(day, flow, flow.in_line), "solid")
    option = {
        "grid": GRID,
        "legend": {"top": 0, "type": "scroll"},
        "tooltip": {"trigger": "axis", "valueFormatter": "fn:figure"},
        "xAxis": time_axis(day),
        "yAxis": _people_axis("persons in line"),
        "series": [*series, own | _hours(day)],
    }
    return Chart(
        "line",
        "The line through the day (persons waiting)",
        line_said(day, flow, band),
        option,
        line_table(day, flow, band),
    )


def _people_axis(name: str) -> Option:
    return {
        "type": "value",
        "name": name,
        "nameLocation": "end",
        "minInterval": 1,
        "min": 0,
        "nameTextStyle": {"align": "left"},
    }


def _steps(day: OutletDay, flow: DayFlow, counts: Ints) -> list[list[float]]:
    """Return a step function as points: one before each change, and one after."""
    points: list[list[float]] = []
    for at_ms, count in zip(flow.at_ms.tolist(), counts.tolist(), strict=True):
        at = day.minutes(at_ms)
        if points:
            points.append([at, points[-1][1]])
        points.append([at, count])
    return points


def _between(lower: list[list[float]], upper: list[list[float]]) -> list[list[float]]:
    """Return the rows of what lies between two curves of the same moments."""
    return [[at, low, high] for (at, low), (_, high) in zip(lower, upper, strict=True)]


def _curve(name: str, colour: str, points: list[list[float]], kind: str) -> Option:
    return {
        "type": "line",
        "name": name,
        "data": points,
        "showSymbol": False,
        "symbol": "none",
        "lineStyle": {"color": colour, "width": 2, "type": kind},
        "itemStyle": {"color": colour},
        "z": 3,
    }


def _area(name: str, colour: str, rows: list[list[float]]) -> Option:
    """Return what lies between two curves: rows of moment, lower and upper value."""
    return {
        "type": "custom",
        "name": name,
        "renderItem": "fn:band",
        "encode": {"x": 0, "y": [1, 2], "tooltip": []},
        "data": rows,
        "itemStyle": {"color": colour, "opacity": 0.4},
        "tooltip": {"show": False},
        "clip": True,
        "silent": True,
    }


def _hours(day: OutletDay) -> Option:
    """Return the opening hours as a shade, and the closing time as a line."""
    spans = [
        [{"xAxis": day.minutes(opens)}, {"xAxis": day.minutes(closes)}]
        for opens, closes in _pairs(day.open_times)
    ]
    return {
        "markArea": {
            "silent": True,
            "itemStyle": {"color": "--band", "opacity": 1},
            "data": spans,
        }
    } | _closing(day)


def _closing(day: OutletDay, label_at: str = "end") -> Option:
    marks = [{"xAxis": day.minutes(closes)} for _, closes in _pairs(day.open_times)][-1:]
    return {
        "markLine": {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"color": "--ink", "type": "solid", "width": 1},
            "label": {"formatter": "closing", "position": label_at, "color": "--ink"},
            "data": marks,
        }
    }


def _closing_line(day: OutletDay) -> Option:
    return {"type": "line", "data": [], "tooltip": {"show": False}, "z": 4} | _closing(day, "start")


def _staffed(day: OutletDay) -> Option:
    data = [
        _bar(day, (opens, closes, one.number), "staffed")
        for one in day.counters
        for opens, closes in _pairs(one.staffed)
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


def _hatched(day: OutletDay, name: str, colour: str, rows: list[tuple[int, OpenTimes]]) -> Option:
    data = [
        _bar(day, (opens, closes, row), f"{name}: {_from_to(day, opens, closes)}")
        for row, times in rows
        for opens, closes in _pairs(times)
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


def _pairs(times: OpenTimes) -> list[tuple[int, int]]:
    return list(zip(times.opens_ms.tolist(), times.closes_ms.tolist(), strict=True))
