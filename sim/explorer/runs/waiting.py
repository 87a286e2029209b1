"""Charts of waiting: how long, when to come, and how long the line is through the week."""

import polars as pl

from sim.explorer.charts import SERIES, Chart
from sim.plots.results import WEEKDAYS, Results
from sim.report.parts import Cells, ReportTable, one_group
from sim.tables import figure
from sim.units import HOUR_MS, MINUTE_MS

MINUTES_SHOWN = (1, 2, 5, 10, 15, 20, 30, 60)
LONG_MIN, SECONDS = 15, 60
SHOWN_SHARE = 0.998
PER_CENT = 100
DASHES = ("solid", "dashed", "dotted")
GRID = {"left": 60, "right": 20, "top": 40, "bottom": 48}
BELOW = {"nameLocation": "middle", "nameGap": 30}


def waits_chart(results: Results) -> Chart | None:
    """Return how long people wait until they are called, by class; None if nobody was called."""
    called = results.waits.filter(pl.col("called") == 1)
    curves = {name: _shares(called.filter(pl.col("class") == name)) for name in results.classes}
    curves = {name: curve for name, curve in curves.items() if len(curve) > 1}
    if not curves:
        return None
    longest = max(
        next(minute for minute, share in curve if share >= SHOWN_SHARE) for curve in curves.values()
    )
    rows: list[Cells] = [
        (f"{minute}", *(_percent(_within(curve, minute)) for curve in curves.values()))
        for minute in MINUTES_SHOWN
    ]
    columns = ("minutes", *(f"{name} outlets" for name in curves))
    caption = "Share of those called who waited less than so many minutes"
    table = ReportTable(
        "waits-table", caption, columns, one_group(rows), frozenset(range(len(columns)))
    )
    over = ", ".join(
        f"{_percent(1 - _within(curve, LONG_MIN))} at {name} outlets"
        for name, curve in curves.items()
    )
    option = {
        "grid": GRID,
        "legend": {"top": 0},
        "xAxis": {"type": "value", "max": max(longest, LONG_MIN + 5), "name": "minutes waited"}
        | BELOW,
        "yAxis": {"type": "value", "max": 1, "axisLabel": {"formatter": "fn:percent"}},
        "tooltip": {"trigger": "axis", "valueFormatter": "fn:percent"},
        "series": [
            _line(f"{name} outlets", number, curve)
            for number, (name, curve) in enumerate(curves.items())
        ],
    }
    title = "How long people wait until a counter calls them: share by minutes waited"
    said = f"Waited {LONG_MIN} minutes or more: {over}. Only those count who were called."
    return Chart("waits", title, said, option, table)


def heatmap_chart(results: Results) -> Chart | None:
    """Return the mean wait by weekday and hour of arrival; None if nobody was called."""
    by_hour = (
        results.series.group_by(_weekday(), _clock())
        .agg(pl.col("wait_called_ms", "called").sum())
        .filter(pl.col("called") > 0)
        .with_columns((pl.col("wait_called_ms") / pl.col("called") / MINUTE_MS).alias("wait"))
    )
    if by_hour.is_empty():
        return None
    waits = {(day, hour): wait for day, hour, wait in by_hour.select("day", "clock", "wait").rows()}
    hours = range(min(hour for _, hour in waits), max(hour for _, hour in waits) + 1)
    names = [f"{hour:02}-{hour + 1:02}" for hour in hours]
    rows: list[Cells] = [
        (weekday, *(figure(waits[day, hour]) if (day, hour) in waits else "" for hour in hours))
        for day, weekday in enumerate(WEEKDAYS)
    ]
    caption = "Mean wait in minutes by weekday and hour of arrival; empty where nobody was called"
    table = ReportTable(
        "week-table",
        caption,
        ("weekday", *names),
        one_group(rows),
        frozenset(range(1, len(names) + 1)),
    )
    (day, hour), most = max(waits.items(), key=lambda one: one[1])
    option = _week_option(waits, names, hours[0])
    said = (
        f"The longest mean wait is {figure(most)} min, {WEEKDAYS[day]} from {hour:02}:00 to "
        f"{hour + 1:02}:00. Darker is longer; a cell is empty where nobody was called."
    )
    return Chart(
        "week", "When to come: mean wait by hour and weekday, minutes", said, option, table
    )


def _week_option(
    waits: dict[tuple[int, int], float], names: list[str], first_hour: int
) -> dict[str, object]:
    return {
        "grid": {**GRID, "top": 16, "bottom": 96},
        "xAxis": {"type": "category", "data": names, "name": "hour of arrival"} | BELOW,
        "yAxis": {"type": "category", "data": list(WEEKDAYS), "inverse": True},
        "visualMap": {
            "min": 0,
            "max": max(waits.values()),
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "itemWidth": 14,
            "text": [f"{figure(max(waits.values()))} min", "0 min"],
            "inRange": {"color": ["#f2e9c9", "#c2a14a", "#6d5a2b", "#1d2f5f"]},
        },
        "tooltip": {"valueFormatter": "fn:minutes"},
        "series": [
            {
                "type": "heatmap",
                "name": "mean wait",
                "data": [[hour - first_hour, day, wait] for (day, hour), wait in waits.items()],
            }
        ],
    }


def line_chart(results: Results) -> Chart | None:
    """Return the line at an outlet through the week, by class; None if none was ever open."""
    weekly = _weekly(results)
    if weekly.is_empty():
        return None
    lines = {
        name: dict(weekly.filter(pl.col("class") == name).select("at", "line").rows())
        for name in results.classes
    }
    hours = sorted({at for line in lines.values() for at in line})
    names = {at: f"{WEEKDAYS[at // 24]} {at % 24:02}:00" for at in range(7 * 24)}
    rows: list[Cells] = [
        (names[at], *(figure(line[at]) if at in line else "" for line in lines.values()))
        for at in hours
    ]
    columns = ("hour from", *(f"{name} outlets" for name in lines))
    caption = "People in line at an outlet, mean over the hour; only hours in which any is open"
    table = ReportTable(
        "line-table", caption, columns, one_group(rows), frozenset(range(1, len(columns)))
    )
    most, at, of_class = max(
        (value, at, name) for name, line in lines.items() for at, value in line.items()
    )
    option = _line_option(lines, names)
    said = (
        f"The longest line is at {of_class} outlets, {names[at]}: {figure(most)} people on average."
    )
    title = "The line at an outlet through the week: people waiting, mean"
    return Chart("line", title, said, option, table)


def _line_option(lines: dict[str, dict[int, float]], names: dict[int, str]) -> dict[str, object]:
    return {
        "grid": GRID,
        "legend": {"top": 0},
        "xAxis": {
            "type": "category",
            "data": list(names.values()),
            "name": "day of the week, by hour",
            "axisLabel": {"interval": 23},
        }
        | BELOW,
        "yAxis": {"type": "value", "name": "people in line"},
        "tooltip": {"trigger": "axis", "valueFormatter": "fn:figure"},
        "series": [
            _line(f"{name} outlets", number, [[names[at], line.get(at)] for at in names])
            | {"step": "end"}
            for number, (name, line) in enumerate(lines.items())
        ],
    }


def _weekly(results: Results) -> pl.DataFrame:
    """Return the mean line by class and hour of the week, over hours in which any was open."""
    return (
        results.series.filter(pl.col("open_ms") > 0)
        .group_by("class", (_weekday() * 24 + _clock()).alias("at"))
        .agg((pl.col("waiting_ms").sum() / HOUR_MS / pl.col("outlets").sum()).alias("line"))
        .sort("at")
    )


def _weekday() -> pl.Expr:
    return (pl.col("at").dt.weekday().cast(pl.Int64) - 1).alias("day")


def _clock() -> pl.Expr:
    return pl.col("at").dt.hour().cast(pl.Int64).alias("clock")


def _shares(waits: pl.DataFrame) -> list[tuple[int, float]]:
    """Return which share waited less than so many minutes, by minute."""
    counts = (
        waits.group_by((pl.col("wait_s") // SECONDS).alias("minute"))
        .agg(pl.col("count").sum())
        .sort("minute")
    )
    of_minute = dict(counts.rows())
    called = sum(of_minute.values())
    so_many, points = 0, [(0, 0.0)]
    for minute in range(max(of_minute, default=-1) + 1):
        so_many += of_minute.get(minute, 0)
        points.append((minute + 1, so_many / called))
    return points


def _within(curve: list[tuple[int, float]], minutes: int) -> float:
    """Return which share waited less than so many minutes."""
    return curve[minutes][1] if minutes < len(curve) else 1.0


def _percent(share: float) -> str:
    return f"{figure(PER_CENT * share)}%"


def _line(name: str, number: int, points: object) -> dict[str, object]:
    """Return a curve; it is told from others by its colour, and by its dashes."""
    colour, dashes = SERIES[number % len(SERIES)], DASHES[number % len(DASHES)]
    return {
        "name": name,
        "type": "line",
        "symbol": "none",
        "color": colour,
        "lineStyle": {"type": dashes, "width": 2},
        "data": points,
    }
