"""Curves of runs over each other, and below them the difference to the baseline with its band."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.explorer.charts import SERIES, Chart
from sim.explorer.compare.figures import PairedMean, paired_mean
from sim.report.parts import Cells, ReportTable, RowGroup
from sim.tables import figure, signed
from sim.units import Floats

LINES = ("solid", "dashed", "dotted", [8, 3, 2, 3])


@dataclass(frozen=True)
class CurvesSaid:
    """How curves are called: by `name` in the page, with a title, a sentence, and their axes."""

    name: str
    title: str
    said: str
    across: str
    upward: str


@dataclass(frozen=True)
class RunCurves:
    """A curve of each run: of each replication its values at `places`, along the x axis.

    The first run is the baseline. `in_table` are the positions of the places that the table has;
    `words` calls a place by its position.
    """

    said: CurvesSaid
    places: Sequence[float]
    words: Sequence[str]
    in_table: Sequence[int]
    values: Mapping[str, Floats]

    def paired(self, name: str) -> list[PairedMean]:
        """Return the difference of a run to the baseline at each place."""
        first = next(iter(self.values.values()))
        return [
            paired_mean(first[:, place], self.values[name][:, place])
            for place in range(len(self.places))
        ]


def chart_of(curves: RunCurves) -> Chart:
    """Return the chart of curves, and their table with differences and intervals."""
    baseline, *others = curves.values
    paired = {name: curves.paired(name) for name in others}
    means = {baseline: [one.baseline for one in paired[others[0]]]} | {
        name: [one.alternative for one in each] for name, each in paired.items()
    }
    series = [
        _line(curves, name, values, number) for number, (name, values) in enumerate(means.items())
    ]
    for number, (name, each) in enumerate(paired.items(), start=1):
        series += _difference(curves, name, each, number)
    return Chart(
        name=curves.said.name,
        title=curves.said.title,
        said=curves.said.said,
        option=_option(curves, baseline, list(means), series),
        table=_table(curves, baseline, paired),
        height="tall",
    )


def _line(curves: RunCurves, name: str, values: Sequence[float], number: int) -> dict[str, Any]:
    return {
        "type": "line",
        "name": name,
        "color": SERIES[number],
        "showSymbol": False,
        "lineStyle": {"type": LINES[number], "width": 2},
        "data": _points(curves, values),
    }


def _difference(
    curves: RunCurves, name: str, paired: Sequence[PairedMean], number: int
) -> list[dict[str, Any]]:
    """Return the line of a difference, and its band, in the lower axes."""
    below = {"xAxisIndex": 1, "yAxisIndex": 1, "color": SERIES[number], "name": name}
    band = [
        [place, _rounded(one.ci_low), _rounded(one.ci_high)]
        for place, one in zip(curves.places, paired, strict=True)
        if one.ci_low == one.ci_low
    ]
    return [
        {
            **below,
            "type": "custom",
            "renderItem": "fn:band",
            "silent": True,
            "clip": True,
            "tooltip": {"show": False},
            "encode": {"x": 0, "y": [1, 2]},
            "data": band,
            "z": 1,
        },
        {
            **below,
            "type": "line",
            "showSymbol": False,
            "lineStyle": {"type": LINES[number], "width": 2},
            "data": _points(curves, [one.difference for one in paired]),
        },
    ]


def _points(curves: RunCurves, values: Sequence[float]) -> list[list[float | None]]:
    return [[place, _rounded(one)] for place, one in zip(curves.places, values, strict=True)]


def _rounded(value: float) -> float | None:
    return None if value != value else float(f"{value:.5g}")  # noqa: PLR0124 - NaN is a gap


def _option(
    curves: RunCurves, baseline: str, names: Sequence[str], series: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    ends = {"min": curves.places[0], "max": curves.places[-1]}
    name = {"nameLocation": "middle", "nameGap": 28}
    across = {"type": "value", **ends, "axisLabel": {"hideOverlap": True}}
    upward = {"type": "value", "nameTextStyle": {"align": "left"}, "nameLocation": "end"}
    return {
        "legend": {"data": list(names), "top": 0, "type": "plain"},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "line"}},
        "axisPointer": {"link": [{"xAxisIndex": "all"}]},
        "grid": [
            {"left": 56, "right": 16, "top": 64, "bottom": "46%"},
            {"left": 56, "right": 16, "top": "66%", "bottom": 52},
        ],
        "xAxis": [
            {**across, "gridIndex": 0},
            {**across, **name, "gridIndex": 1, "name": curves.said.across},
        ],
        "yAxis": [
            {**upward, "gridIndex": 0, "name": curves.said.upward},
            {**upward, "gridIndex": 1, "name": f"minus {baseline}, with 95% interval"},
        ],
        "series": list(series),
    }


def _table(
    curves: RunCurves, baseline: str, paired: Mapping[str, Sequence[PairedMean]]
) -> ReportTable:
    groups = []
    for name, each in paired.items():
        rows: list[Cells] = [
            (
                curves.words[place],
                figure(each[place].baseline),
                figure(each[place].alternative),
                signed(each[place].difference),
                _interval(each[place]),
            )
            for place in curves.in_table
        ]
        groups.append(RowGroup(f"{name} minus {baseline}", tuple(rows)))
    return ReportTable(
        f"{curves.said.name}-table",
        f"{curves.said.upward}, with differences paired by replication",
        (curves.said.across, baseline, "alternative", "difference", "95% interval"),
        tuple(groups),
        figures=frozenset(range(1, 5)),
        notes=("Each interval is of its own point: no correction for the number of points.",),
    )


def _interval(one: PairedMean) -> str:
    if one.ci_low != one.ci_low:
        return "none"
    return f"{signed(one.ci_low)} to {signed(one.ci_high)}"
