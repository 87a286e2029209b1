"""Figures of the replications that are finished so far: they get narrower as more come."""

from sim.explorer.charts import Chart
from sim.explorer.jobs.progress import EstimateSoFar, PrecisionSoFar, RunProgress, ScenarioSoFar
from sim.measures import BY_NAME
from sim.report.parts import Cells, ReportTable, one_group
from sim.tables import figure

NONE_YET = "none yet"
MINUTES_SHOWN = (1, 2, 5, 10, 15, 20, 30, 60)
LONG_MIN = 15
SHOWN_SHARE = 0.998
PER_CENT = 100


def estimates_table(scenario: ScenarioSoFar) -> ReportTable:
    """Return the main figures of the replications that are finished."""
    rows: list[Cells] = [
        (one.metric, _number(one.mean), _interval(one), one.unit, BY_NAME[one.metric].said)
        for one in scenario.estimates
        if one.metric in BY_NAME
    ]
    caption = (
        f"The main figures so far: means of {scenario.replications:,} replications, 95% intervals"
    )
    columns = ("metric", "mean", "95% interval", "unit", "what it is")
    return ReportTable("so-far", caption, columns, one_group(rows), frozenset({1, 2}))


def precisions_table(progress: RunProgress) -> ReportTable | None:
    """Return how near the intervals are to what is wanted; None if nothing is."""
    if not progress.precisions:
        return None
    rows: list[Cells] = [
        (
            one.metric,
            _number(one.mean),
            _width(one, one.half_width),
            _width(one, one.half_width_most),
            one.unit,
            "reached" if one.reached else "too wide",
        )
        for one in progress.precisions
    ]
    columns = ("metric", "mean", "interval within", "wanted", "unit", "so")
    caption = "As precise as wanted?"
    return ReportTable("precision", caption, columns, one_group(rows), frozenset({1, 2, 3}))


def course_chart(scenario: ScenarioSoFar) -> Chart | None:
    """Return the mean wait and its interval by the number of replications; None before any."""
    course = [one for one in scenario.course if one.mean is not None]
    if not course:
        return None
    rows: list[Cells] = [(f"{one.after:,}", _number(one.mean), _interval(one)) for one in course]
    table = ReportTable(
        "course-table",
        "The mean wait by the number of replications",
        ("replications", "mean wait, min", "95% interval, min"),
        one_group(rows),
        frozenset({0, 1, 2}),
    )
    last = course[-1]
    return Chart(
        "course",
        "Mean wait by the number of replications, minutes",
        f"After {last.after:,} replications the mean wait is {_number(last.mean)} min, with a 95% "
        f"interval of {_interval(last)} min. The band is the interval; it shrinks as more come.",
        _course_option(course),
        table,
        "low",
    )


def _course_option(course: list[EstimateSoFar]) -> dict[str, object]:
    band = [one for one in course if one.ci_low is not None and one.ci_high is not None]
    least = [[one.after, one.ci_low] for one in band]
    width = [[one.after, (one.ci_high or 0.0) - (one.ci_low or 0.0)] for one in band]
    plain = {"type": "line", "symbol": "none", "stack": "interval", "stackStrategy": "all"}
    invisible = {"lineStyle": {"opacity": 0}, "silent": True, "tooltip": {"show": False}}
    return {
        "grid": {"left": 56, "right": 16, "top": 30, "bottom": 44},
        "xAxis": {
            "type": "value",
            "min": 1,
            "max": max(course[-1].after, 2),
            "minInterval": 1,
            "name": "replications",
            "nameLocation": "middle",
            "nameGap": 28,
        },
        "yAxis": {"type": "value", "scale": True, "name": "minutes"},
        "tooltip": {"trigger": "axis", "valueFormatter": "fn:minutes"},
        "series": [
            {**plain, **invisible, "data": least},
            {
                **plain,
                **invisible,
                "data": width,
                "areaStyle": {"color": "--series-1", "opacity": 0.2},
            },
            {
                "name": "mean wait",
                "type": "line",
                "symbolSize": 5,
                "color": "--series-1",
                "data": [[one.after, one.mean] for one in course],
            },
        ],
    }


def waits_chart(scenario: ScenarioSoFar) -> Chart | None:
    """Return how long people waited, of the replications so far; None while nobody was called."""
    called = sum(count for _, count in scenario.waits)
    if not called:
        return None
    points: list[tuple[int, float]] = [(0, 0.0)]
    so_many = 0
    for minute, count in scenario.waits:
        if points[-1][0] < minute:
            points.append((minute, so_many / called))
        so_many += count
        points.append((minute + 1, so_many / called))
    rows: list[Cells] = [
        (f"{minute}", f"{figure(PER_CENT * _within(scenario, minute) / called)}%")
        for minute in MINUTES_SHOWN
    ]
    table = ReportTable(
        "waits-so-far-table",
        "Who waited no longer than so many minutes",
        ("minutes", "share of those called"),
        one_group(rows),
        frozenset({0, 1}),
    )
    over = figure(PER_CENT * (called - _within(scenario, LONG_MIN)) / called)
    return Chart(
        "waits-so-far",
        "How long people wait until a counter calls them: share by minutes waited",
        f"Of {called:,} people called, {over}% waited {LONG_MIN} minutes or more.",
        _waits_option(points),
        table,
        "low",
    )


def _waits_option(points: list[tuple[int, float]]) -> dict[str, object]:
    most = next(minute for minute, share in points if share >= SHOWN_SHARE)
    return {
        "grid": {"left": 56, "right": 16, "top": 30, "bottom": 44},
        "xAxis": {"type": "value", "max": max(most, 20), "name": "minutes waited"}
        | {"nameLocation": "middle", "nameGap": 28},
        "yAxis": {"type": "value", "max": 1, "axisLabel": {"formatter": "fn:percent"}},
        "tooltip": {"trigger": "axis", "valueFormatter": "fn:percent"},
        "series": [
            {"name": "waited no longer", "type": "line", "symbol": "none"}
            | {"color": "--series-1", "data": points}
        ],
    }


def _within(scenario: ScenarioSoFar, minutes: int) -> int:
    """Return how many waited less than so many minutes."""
    return sum(count for minute, count in scenario.waits if minute < minutes)


def _number(value: float | None) -> str:
    return NONE_YET if value is None else figure(value)


def _interval(one: EstimateSoFar) -> str:
    if one.ci_low is None or one.ci_high is None:
        return NONE_YET
    return f"{figure(one.ci_low)} to {figure(one.ci_high)}"


def _width(one: PrecisionSoFar, width: float | None) -> str:
    """Return a width, and which share of the mean it is."""
    if width is None:
        return NONE_YET
    share = f" ({figure(PER_CENT * width / abs(one.mean))}%)" if one.mean else ""
    return f"±{figure(width)}{share}"
