"""The picture of winners and losers: how differences spread over people, by class of outlet."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter, NullLocator, PercentFormatter

from sim.plots.results import read_figures
from sim.plots.style import BLACK, BLUE, GREEN, GREY, INKS, ORANGE, PURPLE, Sheet, note
from sim.scenario import CLASSES
from sim.units import DAY_MS, MINUTE_MS, Floats

COLOURS, LINES = (BLUE, ORANGE, GREEN, PURPLE), ("-", "--", "-.", ":")
SHARES_OF_MOST = 3
POINTS_MOST = 1_000
FAR_TIMES = 3
SHOWN_SHARE = 0.998
ROUND = [digit * 10.0**power for power in range(-3, 7) for digit in (1, 2, 5)]
PANEL_IN = (2.55, 2.75)
PLATE = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}


@dataclass(frozen=True)
class DifferencesShown:
    """A measure in the picture: the columns of its file, its unit, and what its axis says."""

    column: str
    fate: str
    unit_ms: int
    unit: str
    axis: str


ROWS = (
    DifferencesShown("in_line", "line_fate", MINUTE_MS, "min", "more minutes in line"),
    DifferencesShown("to_door", "door_fate", DAY_MS, "d", "more days to the door"),
)


@dataclass(frozen=True)
class PeopleCompared:
    """A row a person who is the same in both, and the threshold of each measure in its unit."""

    people: pl.DataFrame
    thresholds: dict[str, float]


def read_people(folder: Path) -> PeopleCompared | None:
    """Read the people of a comparison, if it paired any."""
    path = folder / "winners.parquet"
    if not path.exists():
        return None
    groups = read_figures(folder / "winners.csv").unique("measure")
    thresholds = {f"{one['measure']}_fate": one["threshold"] for one in groups.to_dicts()}
    return PeopleCompared(pl.read_parquet(path), thresholds)


def winners_ecdf(compared: PeopleCompared, sheet: Sheet) -> None:
    """Draw the ECDF of the differences of who finished in both: of all, and by class of outlet."""
    both = compared.people.filter(
        pl.col("baseline_to_door_ms").is_not_null() & pl.col("alternative_to_door_ms").is_not_null()
    )
    classes = [name for name in CLASSES if name in set(both["class"])]
    columns = ["everybody", *(classes if len(classes) > 1 else ())]
    size = (1.0 + PANEL_IN[0] * max(len(columns), 2), 0.9 + PANEL_IN[1] * len(ROWS))
    title = "Who gains and who loses: differences of the same persons"
    with sheet.picture("winners-ecdf", title, size) as (figure, axes):
        if both.is_empty():
            note(axes, "nobody had the parcel in hand in both scenarios")
            return
        several = both["alternative"].n_unique() > 1
        engine = figure.get_layout_engine()
        assert isinstance(engine, ConstrainedLayoutEngine), "as the style has it"
        engine.set(wspace=0.08)
        figure.suptitle(title, x=0.012, ha="left", weight="bold", size=11)
        panels = _panels(figure, axes, len(columns))
        for row, shown in zip(panels, ROWS, strict=True):
            for panel, name in zip(row, columns, strict=True):
                people = both if name == "everybody" else both.filter(pl.col("class") == name)
                _draw(panel, people, shown, compared.thresholds[shown.fate])
                noun = "person" if people.height == 1 else "persons"
                counted = "" if several else f": {people.height:,} {noun}"
                panel.set_title(f"{name}{counted}", size=9)
            _frame(row, both, shown, compared.thresholds[shown.fate])
        if several:
            panels[1][0].legend(loc="center right", fontsize=7, frameon=True, edgecolor="none")


def _panels(figure: Figure, first: Axes, columns: int) -> list[list[Axes]]:
    """Return a row of panels a measure, those of a row with the same axes; the first is there."""
    grid = figure.add_gridspec(len(ROWS), columns)
    first.set_subplotspec(grid[0, 0])
    panels = []
    for number in range(len(ROWS)):
        left = first if number == 0 else figure.add_subplot(grid[number, 0])
        others = [
            figure.add_subplot(grid[number, column], sharex=left, sharey=left)
            for column in range(1, columns)
        ]
        panels.append([left, *others])
    return panels


def _draw(axes: Axes, people: pl.DataFrame, shown: DifferencesShown, threshold: float) -> None:
    """Draw the curve of each alternative, the thresholds, and how many lie beyond them."""
    for end in (-threshold, threshold):
        axes.axvline(end, color=GREY, lw=0.9, ls=":")
    names = people["alternative"].unique(maintain_order=True).to_list()
    for number, name in enumerate(names):
        own = people.filter(pl.col("alternative") == name)
        colour = COLOURS[number % len(COLOURS)]
        values = _differences(own, shown)
        shares = np.arange(1, values.size + 1) / values.size
        chosen = np.unique(np.linspace(0, values.size - 1, POINTS_MOST).astype(np.int64))
        line = LINES[number % len(LINES)]
        axes.step(values[chosen], shares[chosen], where="post", color=colour, ls=line, label=name)
        if number < SHARES_OF_MOST:
            gained, lost = (
                int((own[shown.fate] == fate).sum()) / own.height for fate in ("gained", "lost")
            )
            _say(axes, (0.03, 0.9 - 0.1 * number), f"gain {gained:.1%}", colour)
            _say(axes, (0.97, 0.05 + 0.1 * number), f"lose {lost:.1%}", colour)


def _say(axes: Axes, where: tuple[float, float], text: str, colour: str) -> None:
    """Write a share into the corner of its side."""
    side = "left" if where[0] < 0.5 else "right"  # noqa: PLR2004 - the middle
    axes.text(
        *where, text, transform=axes.transAxes, ha=side, color=INKS[colour], size=8.5, bbox=PLATE
    )


def _frame(row: Sequence[Axes], both: pl.DataFrame, shown: DifferencesShown, end: float) -> None:
    """Give the panels of a measure their axes: even up to the threshold, by powers beyond it."""
    sizes = np.sort(np.abs(_differences(both, shown)))
    far = next((one for one in ROUND if one >= FAR_TIMES * end), 1.0)  # so that ticks stand apart
    widest = max(float(sizes[int(SHOWN_SHARE * (sizes.size - 1))]), far, 1.0)
    left = row[0]
    left.set_xscale("symlog", linthresh=end or 1.0)
    left.set_xlim(-widest, widest)
    left.set_ylim(-0.02, 1.02)
    left.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    outer = max((one for one in ROUND if FAR_TIMES * end <= one <= widest), default=None)
    left.set_xticks(sorted({sign * one for one in (0.0, end, outer or 0.0) for sign in (-1, 1)}))
    left.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:+.3g}" if value else "0")
    )
    left.xaxis.set_minor_locator(NullLocator())
    left.set_ylabel("share of people, up to")
    for axes in row:
        axes.axvline(0, color=BLACK, lw=0.8)
        axes.set_xlabel(shown.axis)
    for axes in row[1:]:
        axes.tick_params(labelleft=False)


def _differences(people: pl.DataFrame, shown: DifferencesShown) -> Floats:
    """Return by how much longer each person took in the alternative, ascending, in the unit."""
    after, before = people[f"alternative_{shown.column}_ms"], people[f"baseline_{shown.column}_ms"]
    return np.sort((after - before).to_numpy() / shown.unit_ms)
