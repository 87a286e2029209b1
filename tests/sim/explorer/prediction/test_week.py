"""The chart of a week shows what is predicted, hour by hour, and so does its table."""

import json
from dataclasses import replace
from typing import Any

from sim.explorer.prediction.week import LOAD_SHOWN, week_chart
from sim.study.explain.by_class import ClassHour, ClassWeek

HOUR = ClassHour("rural", 0, 8, 10.0, 2.0, 0.5, 0.0, 3.25, 0.1, 0.02)
HOURS = (
    HOUR,
    replace(HOUR, hour=9, load=1.25, wait_mean_min=12.5, full_share=1.0),
    replace(HOUR, weekday=5, hour=9, load=float("inf"), wait_mean_min=0.0),
)
RURAL = ClassWeek("rural", 3, 30.0, 0.8, 5.0, 0.1, 0.02, 0.0, (0.0,) * 7, HOURS)
TOWN = ClassWeek("town", 1, 30.0, 0.8, 5.0, 0.1, 0.02, 0.0, (0.0,) * 7, (HOUR,))


def series_of(option: Any, name: str) -> Any:  # noqa: ANN401 - plain JSON
    return next(one["data"] for one in option["series"] if one["name"] == name)


def test_each_hour_of_each_day_has_its_place_and_what_is_shut_has_none() -> None:
    chart = week_chart([RURAL, TOWN])

    assert chart is not None
    assert chart.option["xAxis"][0]["data"] == ["Mo 8h", "Mo 9h", "Sa 8h", "Sa 9h"]
    assert series_of(chart.option, "rural") == [3.25, 12.5, None, 0.0]
    assert series_of(chart.option, "town") == [3.25, None, None, None]
    assert series_of(chart.option, "rural, load") == [0.5, 1.25, None, LOAD_SHOWN]


def test_it_is_plain_json_however_full_it_is() -> None:
    chart = week_chart([RURAL])

    assert chart is not None
    assert json.loads(json.dumps(chart.option, allow_nan=False)) == chart.option


def test_it_says_the_longest_wait_and_whether_a_line_grows() -> None:
    full, quiet = week_chart([RURAL]), week_chart([TOWN])

    assert full is not None
    assert quiet is not None
    longest = (
        "The longest mean wait is 12.5 minutes, at rural outlets on Monday from 9 to 10 o'clock"
    )
    assert full.said.startswith(longest)
    assert full.said.endswith("where it is above 1, the line grows.")
    assert quiet.said.endswith("it stays below 1.")


def test_its_table_has_the_same_figures_by_day() -> None:
    chart = week_chart([RURAL, TOWN])

    assert chart is not None
    monday, saturday = chart.table.groups
    assert (monday.heading, saturday.heading) == ("Monday", "Saturday")
    assert monday.rows == (
        ("8-9 h", "3.2", "0.50", "2.0", "2.0%", "3.2", "0.50", "2.0", "2.0%"),
        ("9-10 h", "12.5", "1.25", "2.0", "2.0%", "", "", "", ""),
    )
    assert saturday.rows == (("9-10 h", "0.0", "over 10", "2.0", "2.0%", "", "", "", ""),)


def test_where_nobody_comes_there_is_no_chart() -> None:
    assert week_chart([replace(RURAL, hours=())]) is None
