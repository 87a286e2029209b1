"""Charts of the trade: what happens on each day, and where the time goes from wish to door."""

import polars as pl

from sim.explorer.charts import SERIES, Chart
from sim.plots.results import Results
from sim.report.parts import Cells, ReportTable, one_group
from sim.report.run import tables_of_pictures
from sim.tables import figure

STEPS = {"deposits": "deposits", "credited": "credits", "delivered": "parcels delivered"}
DASHES = ("solid", "dashed", "dotted")
WEEKDAY_DATE = "%a %d %b"


def by_day_chart(results: Results) -> Chart | None:
    """Return how much happens on each day, mean of all replications."""
    daily = (
        results.flows.group_by(pl.col("at").dt.truncate("1d").alias("day"))
        .agg(pl.col(list(STEPS)).sum() / results.replications)
        .sort("day")
    )
    if daily.is_empty():
        return None
    days = [day.strftime(WEEKDAY_DATE) for day in daily["day"].to_list()]
    columns = {said: daily[name].to_list() for name, said in STEPS.items()}
    rows: list[Cells] = [
        (day, *(figure(column[number]) for column in columns.values()))
        for number, day in enumerate(days)
    ]
    table = ReportTable(
        "by-day-table",
        "How much happens on each day, mean of all replications",
        ("day", *columns),
        one_group(rows),
        frozenset(range(1, len(columns) + 1)),
    )
    means = ", ".join(f"{figure(sum(all_) / len(days))} {said}" for said, all_ in columns.items())
    option = _by_day_option(days, columns)
    said = f"On an average day: {means}."
    return Chart("by-day", "Throughput by day: how many a day, mean", said, option, table)


def _by_day_option(days: list[str], columns: dict[str, list[float]]) -> dict[str, object]:
    return {
        "grid": {"left": 60, "right": 20, "top": 40, "bottom": 48},
        "legend": {"top": 0},
        "xAxis": {"type": "category", "data": days, "name": "day of the run"}
        | {"nameLocation": "middle", "nameGap": 30},
        "yAxis": {"type": "value", "name": "a day"},
        "tooltip": {"trigger": "axis", "valueFormatter": "fn:figure"},
        "series": [
            {
                "name": said,
                "type": "line",
                "symbolSize": 5,
                "color": SERIES[number],
                "lineStyle": {"type": DASHES[number], "width": 2},
                "data": column,
            }
            for number, (said, column) in enumerate(columns.items())
        ],
    }


def waterfall_chart(results: Results) -> Chart | None:
    """Return how many days each part takes from wish to door; None if nothing was delivered."""
    parts = [
        (row["metric"], row["mean"])
        for row in results.waterfall.iter_rows(named=True)
        if row["mean"] is not None
    ]
    if not parts:
        return None
    option = _waterfall_option(parts)
    in_all = sum(days for _, days in parts)
    longest, days = max(parts, key=lambda one: float(one[1]))
    said = (
        f"From wish to door it takes {figure(in_all)} days on average, of what was delivered by "
        f"the end of the run. The longest part is {longest}: {figure(days)} days."
    )
    table = tables_of_pictures(results, "run")["waterfall"]
    return Chart("waterfall", "Where the time goes, from wish to door: days", said, option, table)


def _waterfall_option(parts: list[tuple[str, float]]) -> dict[str, object]:
    before, starts = 0.0, []
    for _, days in parts:
        starts.append(before)
        before += days
    names = [name for name, _ in parts]
    return {
        "grid": {"left": 8, "right": 24, "top": 10, "bottom": 48, "containLabel": True},
        "xAxis": {"type": "value", "name": "days since the wish"}
        | {"nameLocation": "middle", "nameGap": 30},
        "yAxis": {"type": "category", "data": names, "inverse": True},
        "tooltip": {"valueFormatter": "fn:days"},
        "series": [
            {
                "type": "bar",
                "stack": "days",
                "silent": True,
                "itemStyle": {"opacity": 0},
                "tooltip": {"show": False},
                "data": starts,
            },
            {
                "type": "bar",
                "name": "takes",
                "stack": "days",
                "color": "--series-1",
                "data": [days for _, days in parts],
            },
        ],
    }
