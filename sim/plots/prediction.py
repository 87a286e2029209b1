"""The picture of a prediction: waits by hour of the week, above counters open and asked for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.plots.style import BLACK, CLASS_COLOURS, ORANGE, RED, Caption, Sheet, note
from sim.study.explain.by_class import ClassHour, ClassWeek

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENDINGS = (".png", ".svg")
NIGHT = 1  # the gap between two days, in hours
CLASS_IN, REST_IN = 2.5, 1.35
HALF_A_DAY = 12
FULL, BUSY = "#F6D5C6", "#BDBDBD"
ABOVE = 1.22
MANY = 1_000
# Where no counter is open and somebody comes the load is endless.
LOAD_SHOWN = 10.0
EDGE: dict[str, Any] = {"ec": "white", "lw": 0.4}
HATCHED: dict[str, Any] = {"hatch": "////", **EDGE}
IN_BOLD: dict[str, Any] = {"ha": "center", "va": "top", "size": 8, "fontweight": "bold"}
SMALL: dict[str, Any] = {"fontsize": 8, "columnspacing": 1.2, "handlelength": 1.6}


class Week:
    """Where the hours of a week stand: those in which any outlet is open, day after day."""

    def __init__(self, weeks: Sequence[ClassWeek]) -> None:
        """Have room for the hours of all classes."""
        hours = [hour for week in weeks for hour in week.hours]
        self.days = sorted({hour.weekday for hour in hours})
        self.first = min(hour.hour for hour in hours)
        self.length = max(hour.hour for hour in hours) + 1 - self.first

    def place(self, hour: ClassHour) -> int:
        """Return where an hour begins."""
        day = self.days.index(hour.weekday)
        return day * (self.length + NIGHT) + hour.hour - self.first

    def label(self, axes: Axes) -> None:
        """Write the days in the middle of them, and some hours at smaller marks."""
        starts = np.arange(len(self.days)) * (self.length + NIGHT)
        each = max(self.length // 3, 1) if self.length <= HALF_A_DAY else self.length // 2
        marks = [
            (start + hour, self.first + hour)
            for start in starts.tolist()
            for hour in range(0, self.length, each)
        ]
        axes.set_xticks([mark for mark, _ in marks], [str(hour) for _, hour in marks], size=7)
        days = axes.secondary_xaxis(-0.22)
        days.set_xticks(starts + self.length / 2, [DAYS[day] for day in self.days])
        days.tick_params(length=0)
        days.spines["bottom"].set_visible(False)
        axes.set_xlim(-NIGHT, starts[-1] + self.length + NIGHT)


def draw_prediction(weeks: Sequence[ClassWeek], caption: Caption, path: Path) -> None:
    """Draw a prediction by class into a file, PNG or SVG by its ending, replacing one of this name.

    Raise OSError if it cannot be written.
    """
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - only here

    with TemporaryDirectory(dir=path.parent, prefix=".drawing-") as folder:
        predicted(weeks, Sheet(Path(folder), caption))
        (Path(folder) / f"prediction{path.suffix.lower()}").replace(path)


def predicted(weeks: Sequence[ClassWeek], sheet: Sheet) -> None:
    """Draw a pair of panels for each class: its mean wait, and its counters and their load."""
    drawn = [week for week in weeks if week.hours]
    title = "Predicted: how long people wait in each hour of the week"
    size = (8.0, REST_IN + CLASS_IN * max(len(drawn), 1))
    with sheet.picture("prediction", title, size) as (figure, axes):
        if not drawn:
            note(axes, "nobody comes to any outlet")
            return
        axes.set_title(title, pad=24)
        places, parts = Week(drawn), _parts(figure, axes, len(drawn))
        for week, (waits, counters) in zip(drawn, parts, strict=True):
            _waits(waits, week, places)
            _counters(counters, week, places)
        highest = max(part[0].dataLim.y1 for part in parts)
        parts[0][0].set_ylim(0, highest * ABOVE or 1)
        parts[0][1].set_ylim(0, max(part[1].dataLim.y1 for part in parts) * ABOVE)
        places.label(parts[-1][1])
        parts[-1][1].set_xlabel("hour of the day, of an average week of the run", labelpad=20)
        _legend(parts[-1][1])


def _parts(figure: Figure, first: Axes, count: int) -> list[tuple[Axes, Axes]]:
    """Return two panels a class above each other, with shared axes; the first is there."""
    grid = figure.add_gridspec(2 * count, 1, height_ratios=(1.5, 1) * count)
    first.set_subplotspec(grid[0])
    counters = figure.add_subplot(grid[1], sharex=first)
    parts = [(first, counters)]
    for number in range(1, count):
        waits = figure.add_subplot(grid[2 * number], sharex=first, sharey=first)
        below = figure.add_subplot(grid[2 * number + 1], sharex=first, sharey=counters)
        parts.append((waits, below))
    for axes in [one for pair in parts for one in pair][:-1]:
        axes.tick_params(labelbottom=False)
    for axes in (one for pair in parts for one in pair):
        axes.grid(visible=False, axis="x")
        axes.tick_params(axis="x", length=0)
    return parts


def _waits(axes: Axes, week: ClassWeek, places: Week) -> None:
    """Draw bars of the mean wait, shaded where some outlets get more than they can serve."""
    at = np.array([places.place(hour) for hour in week.hours])
    waits = np.array([hour.wait_mean_min for hour in week.hours])
    axes.bar(at, waits, 1.0, align="edge", color=CLASS_COLOURS[week.outlet_class], **EDGE)
    for first, last, most in _stretches(week):
        begin, end = places.place(first), places.place(last) + 1
        axes.axvspan(begin, end, color=FULL, lw=0, zorder=0)
        said = f"{most:,}" if week.outlets < MANY else f"{most / week.outlets:.0%}"
        at_top = axes.get_xaxis_transform()
        axes.text((begin + end) / 2, 0.98, said, transform=at_top, color=RED, **IN_BOLD)
    outlets = f"{week.outlets:,} outlets" if week.outlets > 1 else "1 outlet"
    said = f"{week.outlet_class}, {outlets}: {week.wait_mean_min:.1f} min over all"
    axes.text(0, 1.02, said, transform=axes.transAxes, va="bottom", color=BLACK)
    axes.set_ylabel("mean wait, min")
    axes.yaxis.set_major_locator(MaxNLocator(4))


def _stretches(week: ClassWeek) -> list[tuple[ClassHour, ClassHour, int]]:
    """Return the hours on end in which outlets are too full: first, last, and how many at most."""
    found: list[tuple[ClassHour, ClassHour, int]] = []
    for hour in week.hours:
        full = round(hour.full_share * week.outlets)
        if not full:
            continue
        last = found[-1][1] if found else None
        if last and (last.weekday, last.hour + 1) == (hour.weekday, hour.hour):
            found[-1] = (found[-1][0], hour, max(found[-1][2], full))
        else:
            found.append((hour, hour, full))
    return found


def _counters(axes: Axes, week: ClassWeek, places: Week) -> None:
    """Draw the counters open as a line, and how many the people who come would keep busy."""
    for first, last, _ in _stretches(week):
        axes.axvspan(places.place(first), places.place(last) + 1, color=FULL, lw=0, zorder=0)
    for hour in week.hours:
        place, needed = places.place(hour), hour.counters * min(hour.load, LOAD_SHOWN)
        served = min(needed, hour.counters)
        axes.bar(place, served, 1.0, align="edge", color=BUSY, **EDGE)
        axes.bar(place, needed - served, 1.0, bottom=served, align="edge", color=RED, **HATCHED)
        axes.plot((place, place + 1), (hour.counters, hour.counters), color=BLACK, lw=1.6)
    axes.set_ylabel("counters")
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))


def _legend(axes: Axes) -> None:
    handles = [
        Patch(fc=FULL, ec=ORANGE, lw=0.5, label="too full, at so many outlets"),
        Line2D([], [], color=BLACK, lw=1.6, label="counters open"),
        Patch(fc=BUSY, label="asked for by who comes"),
        Patch(fc=RED, label="more than all can serve", **HATCHED),
    ]
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.48, -0.62), ncols=4, **SMALL)
