"""The charts of a day's people: what accumulates, and the line with its band."""

from sim.explorer.charts import Chart
from sim.explorer.outlet.axes import GRID, LEGEND, Option, closing, pairs, time_axis
from sim.explorer.outlet.day import OutletDay
from sim.explorer.outlet.flow import DayFlow
from sim.explorer.outlet.line import LineBand
from sim.explorer.outlet.sentences import flow_said, line_said
from sim.explorer.outlet.tables import flow_table, line_table
from sim.units import Ints


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
        "legend": LEGEND,
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
        "legend": LEGEND,
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
        for opens, closes in pairs(day.open_times)
    ]
    return {
        "markArea": {
            "silent": True,
            "itemStyle": {"color": "--band", "opacity": 1},
            "data": spans,
        }
    } | closing(day)
