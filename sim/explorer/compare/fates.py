"""What an alternative does to each person, drawn: who gains and loses, and by how much."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.explorer.charts import SERIES, Chart
from sim.report.parts import Cells, ReportTable, RowGroup, one_group
from sim.study.winners import (
    DOOR,
    EVERYBODY,
    LINE,
    MEASURES,
    Fate,
    WinnersAndLosers,
    WinnersRow,
    differences_ms,
    ecdf,
)
from sim.tables import signed
from sim.units import DAY_MS, MINUTE_MS, Ints

if TYPE_CHECKING:
    from sim.measures import Estimate

MOST_POINTS = 400
SHOWN = (0.005, 0.995)
UNITS = {LINE: ("min", MINUTE_MS), DOOR: ("days", DAY_MS)}
FATES = {
    Fate.GAINED: "gained",
    Fate.WITHIN: "as before",
    Fate.LOST: "lost",
    Fate.ONLY_BASELINE: "finished in the first only",
    Fate.ONLY_ALTERNATIVE: "finished in the second only",
    Fate.NEITHER: "finished in neither",
}
COLOURS = {
    Fate.GAINED: SERIES[0],
    Fate.WITHIN: "--line",
    Fate.LOST: SERIES[1],
    Fate.ONLY_BASELINE: SERIES[3],
    Fate.ONLY_ALTERNATIVE: SERIES[2],
    Fate.NEITHER: "--edge",
}


def fates_chart(found: WinnersAndLosers, number: int) -> Chart:
    """Return which share of the people has which fate, in each measure."""
    rows = [row for row in found.rows if row.group == EVERYBODY]
    threshold = found.thresholds
    series = [
        {
            "type": "bar",
            "stack": "people",
            "name": FATES[fate],
            "barMaxWidth": 34,
            "itemStyle": {"color": COLOURS[fate], "borderColor": "--card", "borderWidth": 1},
            "data": [round(100 * row.share(fate), 2) for row in rows],
        }
        for fate in FATES
    ]
    return Chart(
        name=f"fates-{number}",
        title=f"Winners and losers: {found.alternative} against {found.baseline}, % of the people",
        said=(
            f"Of {found.pairs.count:,} persons with a wish, the same in both runs. Gained, lost: "
            f"by more than {threshold.line_ms // MINUTE_MS} minutes in line, or by more than "
            f"{threshold.door_ms / DAY_MS:g} day to the door. To finish is to have the parcel in "
            f"hand by the end of the run; the first is {found.baseline}."
        ),
        option=_stacked(series, [MEASURES[row.measure] for row in rows]),
        table=_fates(found, rows, number),
    )


def _stacked(series: Sequence[dict[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    return {
        "legend": {"top": 0, "type": "plain"},
        "tooltip": {"trigger": "item", "valueFormatter": "fn:percentage"},
        "grid": {"left": 8, "right": 24, "top": 96, "bottom": 44, "containLabel": True},
        "xAxis": {
            "type": "value",
            "max": 100,
            "name": "% of the people",
            "nameLocation": "middle",
            "nameGap": 26,
        },
        "yAxis": {"type": "category", "inverse": True, "data": list(names)},
        "series": list(series),
    }


def _fates(found: WinnersAndLosers, rows: Sequence[WinnersRow], number: int) -> ReportTable:
    """Return the shares, with intervals of those that gained and lost."""
    cells: list[Cells] = [
        (
            MEASURES[row.measure],
            *(f"{100 * row.share(fate):.1f}%" for fate in FATES),
            _interval(row.gained),
            _interval(row.lost),
        )
        for row in rows
    ]
    return ReportTable(
        f"fates-{number}-table",
        f"What {found.alternative} does to the people of {found.baseline}",
        ("", *FATES.values(), "95% interval, gained", "95% interval, lost"),
        one_group(cells),
        figures=frozenset(range(1, 9)),
    )


def differences_chart(found: WinnersAndLosers, number: int) -> Chart:
    """Return how differences spread over those who finished in both, a panel a measure."""
    panels = [_panel(found, measure, place) for place, measure in enumerate(MEASURES)]
    many = {measure: differences_ms(found.pairs, measure)[0].size for measure in MEASURES}
    return Chart(
        name=f"spread-{number}",
        title=f"How much each person gains or loses: {found.alternative} minus {found.baseline}",
        said=(
            f"Of the {many[DOOR]:,} persons who finished in both runs, the % whose time is longer "
            "by so much at most. Left of 0 is a gain; dotted lines are what counts as one."
        ),
        option={
            "tooltip": {"trigger": "axis"},
            "grid": [
                {"left": 48, "right": 16, "top": 30, "bottom": "58%"},
                {"left": 48, "right": 16, "top": "55%", "bottom": 44},
            ],
            "xAxis": [across for across, _, _ in panels],
            "yAxis": [upward for _, upward, _ in panels],
            "series": [line for _, _, line in panels],
        },
        table=_deciles(found, number),
        height="tall",
    )


def _panel(
    found: WinnersAndLosers, measure: str, place: int
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return the axes and the line of one measure."""
    unit, size = UNITS[measure]
    differences, _ = differences_ms(found.pairs, measure)
    threshold = found.thresholds.of(measure) / size
    ends = np.quantile(differences / size, SHOWN) if differences.size else np.zeros(2)
    low, high = min(float(ends[0]), -1.5 * threshold), max(float(ends[1]), 1.5 * threshold)
    across = {
        "type": "value",
        "gridIndex": place,
        "min": float(f"{low:.2g}"),
        "max": float(f"{high:.2g}"),
        "name": f"more {MEASURES[measure]} ({unit})",
        "nameLocation": "middle",
        "nameGap": 26,
        "axisLabel": {"hideOverlap": True},
    }
    upward = {
        "type": "value",
        "gridIndex": place,
        "max": 100,
        "name": "% of them",
        "axisLine": {"onZero": False},
    }
    points = [[float(f"{low:.2g}"), 0.0], *_steps(differences, size)]
    return across, upward, _line(measure, place, points, threshold)


def _line(
    measure: str, place: int, points: Sequence[Sequence[float]], threshold: float
) -> dict[str, Any]:
    """Return the line of one measure, with the thresholds on both sides of 0."""
    return {
        "type": "line",
        "step": "end",
        "name": MEASURES[measure],
        "xAxisIndex": place,
        "yAxisIndex": place,
        "showSymbol": False,
        "color": SERIES[1],
        "data": list(points),
        "markLine": {
            "silent": True,
            "symbol": "none",
            "label": {"show": False},
            "lineStyle": {"color": "--quiet", "type": "dotted"},
            "data": [{"xAxis": -threshold}, {"xAxis": threshold}],
        },
    }


def _steps(differences: Ints, size: int) -> list[list[float]]:
    """Return which % of the differences, in units of `size`, is so much at most, in few points."""
    values, shares = ecdf(differences)
    chosen = np.unique(np.linspace(0, max(values.size - 1, 0), MOST_POINTS).astype(np.int64))
    return [
        [float(f"{values[one] / size:.5g}"), round(100 * float(shares[one]), 2)]
        for one in (chosen if values.size else ())
    ]


def _deciles(found: WinnersAndLosers, number: int) -> ReportTable:
    rows = [row for row in found.rows if row.group == EVERYBODY]
    cells: list[Cells] = []
    for row in rows:
        unit, size = UNITS[row.measure]
        deciles = [signed(float(one) / size) or "nobody" for one in row.deciles_ms]
        cells.append((f"{MEASURES[row.measure]}, {unit}", *deciles, signed(row.mean_ms / size)))
    return ReportTable(
        f"spread-{number}-table",
        f"Differences of who finished in both, {found.alternative} minus {found.baseline}",
        ("", "least", *(f"{10 * one}%" for one in range(1, 10)), "greatest", "mean"),
        one_group(cells),
        figures=frozenset(range(1, 13)),
    )


def groups_table(found: WinnersAndLosers, number: int) -> ReportTable:
    """Return gains and losses of each group of people, as in the baseline."""
    groups = []
    for measure, words in MEASURES.items():
        unit, size = UNITS[measure]
        cells: list[Cells] = [
            (
                f"{row.group}: {row.value}" if row.group != EVERYBODY else EVERYBODY,
                f"{row.people:,}",
                f"{100 * row.share(Fate.GAINED):.1f}%",
                f"{100 * row.share(Fate.LOST):.1f}%",
                f"{100 * row.share(Fate.ONLY_BASELINE):.1f}%",
                f"{signed(row.mean_ms / size)} {unit}" if row.mean_ms == row.mean_ms else "nobody",
            )
            for row in found.rows
            if row.measure == measure
        ]
        groups.append(RowGroup(words, tuple(cells)))
    return ReportTable(
        f"groups-{number}",
        f"Who they are: {found.alternative} against {found.baseline}",
        ("people", "number", "gained", "lost", "finished in the first only", "mean difference"),
        tuple(groups),
        figures=frozenset(range(1, 6)),
        notes=("The mean difference is of those who finished in both, below 0 a gain.",),
    )


def _interval(one: "Estimate") -> str:
    if one.ci_low != one.ci_low:
        return "none"
    return f"{100 * one.ci_low:.1f} to {100 * one.ci_high:.1f}%"
