"""One style for all pictures: readable in print, in grey, and by the colour-blind.

Colours are those of Okabe and Ito (2008); classes of outlets also differ by line and marker.
Files are the same bytes whenever they are drawn from the same results.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from sim.plots.lettering import drawn_as_text, families, missing_glyphs

BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, GREY, BLACK = "#CC79A7", "#56B4E9", "#8C8C8C", "#222222"
QUIET = "#5F5F5F"  # of text, which grey lines may be lighter than
# The same hues, dark enough for small text on white (WCAG 2.1, 4.5 to 1).
INKS = {BLUE: "#00609A", ORANGE: "#8A5F00", GREEN: "#00694D", PURPLE: "#94437A", RED: "#A84A00"}

CLASS_COLOURS = {"rural": GREEN, "town": BLUE, "city": RED}
CLASS_LINES = {"rural": "-", "town": "--", "city": ":"}
CLASS_MARKERS = {"rural": "o", "town": "s", "city": "^"}

RULES: dict[str, Any] = {
    "font.size": 9,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.6,
    "xtick.color": BLACK,
    "ytick.color": BLACK,
    "lines.linewidth": 1.8,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "svg.hashsalt": "wanghuiyi",
    "svg.fonttype": "path",
    "axes.unicode_minus": True,
    "text.parse_math": False,  # a dollar in a name is a dollar
}

WIDTH_IN, HEIGHT_IN = 8.0, 4.6
DOTS_PER_INCH = 200
FOOTER_IN, FOOTER_AT_IN, TOP = 0.21, 0.055, 0.985


@dataclass(frozen=True)
class Caption:
    """What every picture says of where it comes from: a run, or what stands in `source`."""

    scenario: str
    seed: int
    replications: int
    version: str
    warm_up_days: int = 0
    source: str = ""

    @property
    def footer(self) -> str:
        """Return the line under the picture."""
        if self.source:
            return f"{self.source}, wanghuiyi {self.version}"
        runs = "replication" if self.replications == 1 else "replications"
        days = "day" if self.warm_up_days == 1 else "days"
        after = f"after a warm-up of {self.warm_up_days} {days}, " if self.warm_up_days else ""
        return (
            f"scenario {self.scenario}, {self.replications} {runs}, seed {self.seed}, {after}"
            f"wanghuiyi {self.version}"
        )


@dataclass(frozen=True)
class Sheet:
    """A folder to draw into, and what to write under each picture.

    `missing` gathers the characters that no font here has a glyph for.
    """

    folder: Path
    caption: Caption
    missing: set[str] = field(default_factory=set)

    @contextmanager
    def picture(
        self, name: str, title: str, size: tuple[float, float] = (WIDTH_IN, HEIGHT_IN)
    ) -> Iterator[tuple[Figure, Axes]]:
        """Yield a figure with one axes, then write it as PNG and SVG."""
        rules: Any = RULES | {"font.family": families()}  # keys are literals in the library's types
        with mpl.rc_context(rules), missing_glyphs(self.missing):
            bottom = FOOTER_IN / size[1]
            engine = ConstrainedLayoutEngine(rect=(0.01, bottom, 0.98, TOP - bottom))
            figure = Figure(figsize=size, layout=engine)
            axes = figure.add_subplot()
            axes.set_title(title)
            yield figure, axes
            figure.text(0.012, FOOTER_AT_IN / size[1], self.caption.footer, size=7, color=QUIET)
            drawn_as_text(figure)
            self.folder.mkdir(parents=True, exist_ok=True)
            figure.savefig(
                self.folder / f"{name}.png", dpi=DOTS_PER_INCH, metadata={"Software": None}
            )
            figure.savefig(self.folder / f"{name}.svg", metadata={"Date": None})


def note(axes: Axes, text: str) -> None:
    """Say in the middle of an empty picture why it is empty."""
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=QUIET)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)


def date_axis(axes: Axes) -> None:
    """Put dates on the horizontal axis, as few as can be read."""
    # The library's own types leave these two out.
    locator = AutoDateLocator(interval_multiples=False)  # type: ignore[no-untyped-call]  # see above
    axes.xaxis.set_major_locator(locator)
    formatter = ConciseDateFormatter(  # type: ignore[no-untyped-call]  # see above
        locator,
        formats=["%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%S.%f"],
        zero_formats=["", "%Y", "%d %b", "%d %b", "%H:%M", "%H:%M"],
        offset_formats=["", "", "%Y", "%Y", "%d %b %Y", "%d %b %Y"],
    )
    axes.xaxis.set_major_formatter(formatter)
