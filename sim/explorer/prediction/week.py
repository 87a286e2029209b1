"""The chart of a prediction: waits and load by hour of the week, a class of outlets a series."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.explorer.charts import SERIES, Chart

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.report.parts import ReportTable
    from sim.study.explain.by_class import ClassHour, ClassWeek

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LOAD_SHOWN = 10.0
"""Where no counter is open and somebody comes the load is endless."""
TOP, BELOW = {"top": 42, "height": "40%"}, {"top": "62%", "bottom": 60}
SIDES = {"left": 52, "right": 12}
TITLE = "Mean wait in minutes, and load, by hour of an average week"


@dataclass(frozen=True)
class WeekHours:
    """The hours that are shown: the same ones on each day on which any outlet is open."""

    days: tuple[int, ...]
    first: int
    last: int

    @property
    def places(self) -> list[tuple[int, int]]:
        """Return weekday and hour of each place, in their order."""
        hours = range(self.first, self.last + 1)
        return [(day, hour) for day in self.days for hour in hours]


def week_chart(classes: "Sequence[ClassWeek]") -> Chart | None:
    """Return the chart of what is predicted; None if nobody comes to any outlet."""
    drawn = [one for one in classes if one.hours]
    if not drawn:
        return None
    week = _week(hour for one in drawn for hour in one.hours)
    return Chart("week", TITLE, _said(drawn), _option(drawn, week), _table(drawn, week), "tall")


def _week(hours: "Iterable[ClassHour]") -> WeekHours:
    found = list(hours)
    of_day = [one.hour for one in found]
    days = tuple(sorted({one.weekday for one in found}))
    return WeekHours(days, min(of_day), max(of_day))


def _said(classes: "Sequence[ClassWeek]") -> str:
    longest = max(
        (hour for one in classes for hour in one.hours), key=lambda hour: hour.wait_mean_min
    )
    full = any(hour.load > 1 for one in classes for hour in one.hours)
    return (
        f"The longest mean wait is {longest.wait_mean_min:.1f} minutes, at {longest.outlet_class} "
        f"outlets on {DAYS[longest.weekday]} from {longest.hour} to {longest.hour + 1} o'clock. "
        "Load is the service asked for over the time of the counters on duty: "
        + ("where it is above 1, the line grows." if full else "it stays below 1.")
    )


def _option(classes: "Sequence[ClassWeek]", week: WeekHours) -> dict[str, Any]:
    hours = [f"{DAYS[day][:2]} {hour}h" for day, hour in week.places]
    days = [DAYS[day][:3] for day in week.days]
    quiet = {"axisTick": {"show": False}, "axisLabel": {"show": False}}
    by_hour = {"type": "category", "data": hours, "gridIndex": 1, "axisTick": {"show": False}}
    by_day = {"type": "category", "data": days, "gridIndex": 1, "position": "bottom"}
    return {
        "legend": {"top": 0, "data": [one.outlet_class for one in classes]},
        "tooltip": {"trigger": "axis"},
        "axisPointer": {"link": [{"xAxisIndex": [0, 1]}]},
        "grid": [{**SIDES, **TOP}, {**SIDES, **BELOW}],
        "xAxis": [
            {"type": "category", "data": hours, "gridIndex": 0, **quiet},
            {**by_hour, "axisLabel": {"hideOverlap": True, "fontSize": 10}},
            {**by_day, "offset": 20, "axisLine": {"show": False}, "axisTick": {"show": False}},
        ],
        "yAxis": [
            {"type": "value", "gridIndex": 0, "name": "wait, min", "nameGap": 10},
            {"type": "value", "gridIndex": 1, "name": "load", "nameGap": 10},
        ],
        "series": [
            *(_waits(one, week, colour) for one, colour in zip(classes, SERIES, strict=False)),
            *(_loads(one, week, colour) for one, colour in zip(classes, SERIES, strict=False)),
        ],
    }


def _waits(one: "ClassWeek", week: WeekHours, colour: str) -> dict[str, Any]:
    waits = {(hour.weekday, hour.hour): round(hour.wait_mean_min, 3) for hour in one.hours}
    return {
        "name": one.outlet_class,
        "type": "bar",
        "data": [waits.get(place) for place in week.places],
        "itemStyle": {"color": colour},
        "tooltip": {"valueFormatter": "fn:minutes"},
    }


def _loads(one: "ClassWeek", week: WeekHours, colour: str) -> dict[str, Any]:
    loads = {(hour.weekday, hour.hour): _load(hour) for hour in one.hours}
    return {
        "name": f"{one.outlet_class}, load",
        "type": "line",
        "xAxisIndex": 1,
        "yAxisIndex": 1,
        "step": "middle",
        "symbol": "none",
        "data": [loads.get(place) for place in week.places],
        "itemStyle": {"color": colour},
        "lineStyle": {"color": colour},
        "tooltip": {"valueFormatter": "fn:figure"},
        "markLine": {
            "silent": True,
            "symbol": "none",
            "label": {"show": False},
            "lineStyle": {"color": "--bad", "type": "dashed"},
            "data": [{"yAxis": 1}],
        },
    }


def _load(hour: "ClassHour") -> float:
    return round(min(hour.load, LOAD_SHOWN), 4)


def _table(classes: "Sequence[ClassWeek]", week: WeekHours) -> "ReportTable":
    from sim.report.parts import ReportTable, RowGroup

    found = {
        (one.outlet_class, hour.weekday, hour.hour): hour for one in classes for hour in one.hours
    }
    groups = []
    for day in week.days:
        rows = []
        for hour in range(week.first, week.last + 1):
            cells = [found.get((one.outlet_class, day, hour)) for one in classes]
            if any(cells):
                shown = (text for one in cells for text in _cells(one))
                rows.append((f"{hour}-{hour + 1} h", *shown))
        groups.append(RowGroup(DAYS[day], tuple(rows)))
    columns = [
        title
        for one in classes
        for title in (f"{one.outlet_class}: wait, min", "load", "counters open", "leave")
    ]
    figures = frozenset(range(1, len(columns) + 1))
    return ReportTable("week-table", TITLE, ("hour", *columns), tuple(groups), figures)


def _cells(hour: "ClassHour | None") -> tuple[str, str, str, str]:
    if hour is None:
        return "", "", "", ""
    load = f"{hour.load:.2f}" if hour.load <= LOAD_SHOWN else f"over {LOAD_SHOWN:.0f}"
    return f"{hour.wait_mean_min:.1f}", load, f"{hour.counters:.1f}", f"{hour.left_share:.1%}"
