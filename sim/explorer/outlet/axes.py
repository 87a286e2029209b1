"""What all charts of a day share: the axis of time, and the closing of the doors."""

from typing import Any

from sim.calendar import OpenTimes
from sim.explorer.outlet.day import OutletDay

Option = dict[str, Any]
GRID = {"left": 58, "right": 20, "top": 64, "bottom": 56}
LEGEND = {"top": 0, "type": "scroll"}
HALF_HOUR_MIN = 30


def time_axis(day: OutletDay) -> Option:
    """Return the axis of all charts of a day: from before the opening until all have left."""
    moments = [*day.announced.opens_ms.tolist(), *day.announced.closes_ms.tolist()]
    for one in day.visits:
        moments += [max(one.arrived_ms, day.begins_ms), min(one.served_to_ms, day.ends_ms)]
    moments = moments or [day.begins_ms, day.ends_ms]
    first = (day.minutes(min(moments)) - 1) // HALF_HOUR_MIN * HALF_HOUR_MIN
    last = -((-day.minutes(max(moments)) - 1) // HALF_HOUR_MIN * HALF_HOUR_MIN)
    return {
        "type": "value",
        "name": "time of day",
        "nameLocation": "middle",
        "nameGap": 28,
        "min": max(0, int(first)),
        "max": min(1_440, int(last)),
        "interval": 60,
        "axisLabel": {"formatter": "fn:clock", "hideOverlap": True},
        "splitLine": {"show": False},
    }


def closing(day: OutletDay, label_at: str = "end") -> Option:
    """Return a mark at the last closing of the day, to be put on a series."""
    marks = [{"xAxis": day.minutes(closes)} for _, closes in pairs(day.open_times)][-1:]
    return {
        "markLine": {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"color": "--ink", "type": "solid", "width": 1},
            "label": {"formatter": "closing", "position": label_at, "color": "--ink"},
            "data": marks,
        }
    }


def pairs(times: OpenTimes) -> list[tuple[int, int]]:
    """Return intervals as pairs of moments."""
    return list(zip(times.opens_ms.tolist(), times.closes_ms.tolist(), strict=True))
