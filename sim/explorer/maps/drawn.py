"""How a map is drawn: dots by value on a ground of settlements, with a scale bar, north up."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import Any, Literal

import polars as pl

from sim.explorer.maps.ground import MapFrame, rounded
from sim.explorer.maps.scales import MANY, ValueScale
from sim.units import Floats

NORTH = {
    "type": "text",
    "right": 10,
    "top": 32,
    "silent": True,
    "style": {"text": "N\n↑", "fill": "--quiet", "fontSize": 14, "align": "center"},
}
DotKind = Literal["value", "settled", "not settled", "the same", "not defined"]
COLOURED: tuple[DotKind, ...] = ("value", "settled", "not settled")
GREY: dict[DotKind, str] = {"the same": "--line", "not defined": "--card"}
SMALLEST, LARGEST, OF_MANY = 11.0, 30.0, 7.0
RING = (
    "path://M0,50A50,50 0 1 1 100,50A50,50 0 1 1 0,50ZM12,50A38,38 0 1 0 88,50A38,38 0 1 0 12,50Z"
)


@dataclass(frozen=True)
class MapDot:
    """A place on a map: `value` is None where it is not defined; `said` is what is told of it.

    The name of one that is at the eastern edge stands on its left.
    """

    x: float
    y: float
    name: str
    said: str
    href: str
    value: float | None
    size: float
    kind: DotKind
    is_eastern: bool = False


def hatched() -> str:
    """Return a disc that is hatched, as a path: a ring, and stripes of the same turn."""
    along, aside = (cos(-pi / 4), sin(-pi / 4)), (-sin(-pi / 4), cos(-pi / 4))
    stripes = []
    for offset in (-24.0, 0.0, 24.0):
        half = sqrt(44**2 - offset**2)
        corners = [
            (
                50 + aside[0] * (offset + across) + along[0] * length,
                50 + aside[1] * (offset + across) + along[1] * length,
            )
            for length, across in ((-half, -7), (half, -7), (half, 7), (-half, 7))
        ]
        stripes.append("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in corners) + "Z")
    return f"{RING} {' '.join(stripes)}"


def sizes_of(visits_a_day: Floats) -> list[float]:
    """Return the width of each dot in pixels: areas go by visits; of very many all are small."""
    if visits_a_day.size > MANY:
        return [OF_MANY] * visits_a_day.size
    most = float(visits_a_day.max(initial=0.0)) or 1.0
    return [round(max(SMALLEST, LARGEST * sqrt(one / most)), 1) for one in visits_a_day.tolist()]


def map_option(
    frame: MapFrame, dots: Sequence[MapDot], settlements: pl.DataFrame | None, scale: ValueScale
) -> dict[str, Any]:
    """Return the option of a map."""
    ground = [] if settlements is None else [_ground(frame, settlements)]
    coloured, grey = (
        [
            _dots(kind, own, is_many=len(dots) > MANY)
            for kind in kinds
            if (own := [one for one in dots if one.kind == kind])
        ]
        for kinds in (COLOURED, GREY)
    )
    series = [*ground, *coloured, *grey]
    return {
        "trueToScale": True,
        "legend": _legend(series),
        "tooltip": {"trigger": "item", "formatter": "fn:said"},
        "grid": {"left": 4, "right": 4, "top": 30, "bottom": 56},
        "xAxis": {"type": "value", "show": False, "min": frame.west, "max": frame.east},
        "yAxis": {"type": "value", "show": False, "min": frame.south, "max": frame.north},
        **_colours(scale, range(len(ground), len(ground) + len(coloured))),
        "graphic": [NORTH],
        "series": [*series, *_scale_bar(frame)],
    }


def _legend(series: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what the kinds of dots are called; that of values needs no name."""
    return {
        "data": [
            {
                "name": one["name"],
                "icon": one["symbol"],
                "itemStyle": {"borderWidth": 1 if one["name"] in GREY else 0},
            }
            for one in series
            if one["name"] != "value"
        ],
        "top": 0,
        "left": 0,
        "selectedMode": False,
        "itemWidth": 18,
        "itemHeight": 18,
    }


def _colours(scale: ValueScale, coloured: Sequence[int]) -> dict[str, Any]:
    """Return how values become colours, if there are any."""
    if not coloured:
        return {}
    colours = {
        "type": "continuous",
        "dimension": 2,
        "seriesIndex": list(coloured),
        "min": scale.low,
        "max": scale.high,
        "text": [scale.words[1], scale.words[0]],
        "inRange": {"color": list(scale.colours)},
        "orient": "horizontal",
        "left": "center",
        "bottom": 4,
        "itemWidth": 14,
        "itemHeight": 130,
        "calculable": False,
        "hoverLink": False,
    }
    return {"visualMap": colours}


def _dots(kind: DotKind, dots: Sequence[MapDot], *, is_many: bool) -> dict[str, Any]:
    """Return the dots of one kind; those that go by value are coloured, and others are grey."""
    return {
        "type": "scatter",
        "name": kind,
        "symbol": "circle" if kind != "not settled" else RING if is_many else hatched(),
        "itemStyle": {
            "color": GREY.get(kind, "--quiet"),
            "borderColor": "--quiet",
            "borderWidth": 0.2 if is_many else 0.6,
            "opacity": 1,
        },
        "emphasis": {"scale": 1.3},
        "label": {
            "show": not is_many,
            "formatter": "{b}",
            "position": "right",
            "color": "--ink",
            "textBorderColor": "--card",
            "textBorderWidth": 2,
            "fontSize": 11,
        },
        "labelLayout": {"hideOverlap": True},
        "cursor": "pointer",
        "z": 4 if kind in {"value", "settled"} else 3,
        "data": [
            {
                "value": [one.x, one.y, one.value],
                "name": one.name,
                "said": one.said,
                "href": one.href,
                "symbolSize": one.size,
                **({"label": {"position": "left"}} if one.is_eastern else {}),
            }
            for one in dots
        ],
    }


def _ground(frame: MapFrame, settlements: pl.DataFrame) -> dict[str, Any]:
    """Return the settlements, faint, each as large as it has people."""
    x, y = frame.at(settlements["lat"].to_numpy(), settlements["lon"].to_numpy())
    people = settlements["people"].to_list()
    most = max([*people, 1])
    return {
        "type": "scatter",
        "name": "settlement",
        "symbol": "circle",
        "itemStyle": {"color": "--line", "opacity": 0.8},
        "emphasis": {"disabled": True},
        "cursor": "default",
        "z": 2,
        "data": [
            {
                "value": [east, north],
                "name": name,
                "said": f"{name}: {number:,} people",
                "symbolSize": round(3 + 9 * sqrt(number / most), 1),
            }
            for east, north, name, number in zip(
                rounded(x), rounded(y), settlements["settlement"], people, strict=True
            )
        ],
    }


def _scale_bar(frame: MapFrame) -> list[dict[str, Any]]:
    """Return a bar of a round length, at the lower left of the map."""
    length = frame.bar_km
    west = frame.west + 0.02 * (frame.east - frame.west)
    y = frame.south + 0.03 * (frame.north - frame.south)
    usual = {"silent": True, "tooltip": {"show": False}, "z": 5, "color": "--ink"}
    return [
        {
            **usual,
            "type": "line",
            "symbol": "none",
            "lineStyle": {"color": "--ink", "width": 3},
            "data": [[west, y], [west + length, y]],
        },
        {
            **usual,
            "type": "scatter",
            "symbolSize": 1,
            "data": [[west + length / 2, y]],
            "label": {
                "show": True,
                "position": "top",
                "formatter": f"{length:,g} km",
                "color": "--ink",
            },
        },
    ]
