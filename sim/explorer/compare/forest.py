"""The forest of paired differences: a chart of each alternative, its table, and its verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from sim.comparison import PairedDifference
from sim.explorer.charts import SERIES, Chart
from sim.explorer.compare.chosen import ComparedRuns
from sim.report.comparison import by_alternative, differences_table, short_of, verdicts_of
from sim.report.parts import ReportTable, Verdicts
from sim.tables import cautions, signed, verdict

LEAST_PERCENT, LARGEST_PERCENT = 2.0, 300.0
SETTLED = {"higher", "lower"}


@dataclass(frozen=True)
class ForestOfRun:
    """What is said of one alternative: in short, as a chart, in sentences, and with which care."""

    run: str
    short: str
    chart: Chart
    verdicts: Sequence[Verdicts]
    cautions: Sequence[str]


def forests(compared: ComparedRuns) -> list[ForestOfRun]:
    """Return the forest of each alternative, in the order in which they were named."""
    return [
        ForestOfRun(
            run=name,
            short=short_of(rows),
            chart=_chart(rows, number, is_paired=name not in compared.others),
            verdicts=verdicts_of(rows),
            cautions=cautions(rows),
        )
        for number, (name, rows) in enumerate(by_alternative(compared.differences).items(), start=1)
    ]


def _chart(rows: Sequence[PairedDifference], number: int, *, is_paired: bool) -> Chart:
    """Return the differences that can be shown as a share of the baseline, with intervals."""
    shown = [one for one in rows if _can_be_drawn(one)]
    ends = [end for one in shown for end in _percents(one)[1:]]
    first = rows[0]
    data = [
        {
            "value": [*_percents(one), row, int(one.verdict in SETTLED)],
            "name": f"{one.metric}: {signed(one.mean)} {one.unit}, {verdict(one)}",
            "itemStyle": {"color": SERIES[number] if one.verdict in SETTLED else "--quiet"},
        }
        for row, one in enumerate(shown)
    ]
    return Chart(
        name=f"forest-{number}",
        title=f"{first.alternative} minus {first.baseline}, in % of {first.baseline}",
        said=(
            "The mean difference of each figure with its 95% interval. A filled dot is settled "
            "after Holm's correction for all figures and runs on this page; a hollow one is open."
            if shown
            else "No figure differs, or there is no interval: see the table."
        ),
        option=_option(data, [one.metric for one in shown], _axis(ends)),
        table=_table(rows, f"differences-{number}", is_paired=is_paired),
        height="tall",
    )


def _axis(ends: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis with room for all intervals and 0, but for the very long."""
    low = max(min([-LEAST_PERCENT, *ends]), -LARGEST_PERCENT)
    high = min(max([LEAST_PERCENT, *ends]), LARGEST_PERCENT)
    room = 0.05 * (high - low)
    return round(low - room, 1), round(high + room, 1)


def _option(
    data: Sequence[dict[str, Any]], names: Sequence[str], ends: tuple[float, float]
) -> dict[str, Any]:
    return {
        "grid": {"left": 8, "right": 24, "top": 12, "bottom": 44, "containLabel": True},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": {
            "type": "value",
            "min": ends[0],
            "max": ends[1],
            "name": "difference, % of the baseline",
            "nameLocation": "middle",
            "nameGap": 28,
            "axisLabel": {"hideOverlap": True, "showMinLabel": False, "showMaxLabel": False},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(names),
            "axisLabel": {"interval": 0, "fontSize": 11},
            "axisTick": {"show": False},
        },
        "series": [
            {
                "type": "custom",
                "renderItem": "fn:interval",
                "clip": True,
                "data": list(data),
                "encode": {"x": [0, 1, 2], "y": 3},
                "markLine": {
                    "silent": True,
                    "symbol": "none",
                    "label": {"show": False},
                    "lineStyle": {"color": "--ink", "type": "solid"},
                    "data": [{"xAxis": 0}],
                },
            }
        ],
    }


def _table(rows: Sequence[PairedDifference], name: str, *, is_paired: bool) -> ReportTable:
    table = differences_table(rows, name)
    if is_paired:
        return table
    first = rows[0]
    caption = f"{first.alternative} minus {first.baseline}: not the same people"
    return replace(table, caption=caption)


def _can_be_drawn(one: PairedDifference) -> bool:
    return (
        one.verdict != "not defined"
        and one.caution != "none differ"
        and one.baseline_mean != 0
        and isfinite(one.ci_low)
    )


def _percents(one: PairedDifference) -> tuple[float, float, float]:
    """Return mean and interval in percent of the baseline."""
    share = 100 / abs(one.baseline_mean)
    mean, low, high = (round(share * value, 4) for value in (one.mean, one.ci_low, one.ci_high))
    return mean, low, high
