"""The picture of a comparison: paired differences with their intervals."""

from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes

from sim.plots.lettering import in_full
from sim.plots.style import BLACK, BLUE, GREY, ORANGE, QUIET, Sheet, note

ROW_IN = 0.28
LEAST_PERCENT, LARGEST_PERCENT = 2.0, 300.0
SETTLED = {"higher", "lower"}


def forest(differences: pl.DataFrame, sheet: Sheet) -> None:
    """Draw each difference as a share of the baseline, the alternatives one below the other."""
    shown = _in_percent(differences)
    alternatives = shown["alternative"].unique(maintain_order=True).to_list()
    rows = shown.height + len(alternatives)
    size = (8.6, 1.6 + ROW_IN * max(rows, 6))
    title = f"Paired differences to {differences['baseline'][0]}, with 95% intervals"
    with sheet.picture("forest", title, size) as (_, axes):
        if shown.is_empty():
            note(axes, _why_nothing(differences))
            return
        ends = np.abs(shown.select("ci_low_percent", "ci_high_percent").to_numpy()).max()
        widest = float(np.clip(ends, LEAST_PERCENT, LARGEST_PERCENT))
        position, labels = 0, {}
        for number, alternative in enumerate(alternatives):
            if len(alternatives) > 1:
                axes.text(-widest * 1.08, position, alternative, weight="bold", va="center")
                position += 1
            for row in shown.filter(pl.col("alternative") == alternative).iter_rows(named=True):
                _difference(axes, position, row, (BLUE, ORANGE)[number % 2])
                labels[position] = row["metric"] + (" *" if row["enough_replications"] else "")
                position += 1
        axes.axvline(0, color=BLACK, lw=1)
        axes.set_yticks(list(labels), list(labels.values()), size=8)
        axes.set_ylim(position - 0.3, -0.7)
        axes.set_xlim(-widest * 1.1, widest * 1.1)
        axes.grid(visible=False, axis="y")
        starred = "; *: holds less often than in 95%" if shown["enough_replications"].sum() else ""
        axes.set_xlabel(
            "difference, % of the baseline "
            f"(filled: settled at 5% after Holm; right: in units{starred})"
        )


def _in_percent(differences: pl.DataFrame) -> pl.DataFrame:
    """Return what has an interval and a baseline to be compared with, and differs at all."""
    return differences.filter(
        (pl.col("verdict") != "not defined")
        & (pl.col("caution") != "none differ")
        & (pl.col("baseline_mean").abs() > 0)
        & pl.col("ci_low").is_not_null()
    ).with_columns(
        *(
            (100 * pl.col(name) / pl.col("baseline_mean").abs()).alias(f"{name}_percent")
            for name in ("mean", "ci_low", "ci_high")
        )
    )


def _why_nothing(differences: pl.DataFrame) -> str:
    if (differences["caution"] == "none differ").any():
        return "no difference in any replication"
    return "intervals need two replications or more"


def _difference(axes: Axes, position: int, row: dict[str, Any], settled_colour: str) -> None:
    settled = row["verdict"] in SETTLED
    colour = settled_colour if settled else GREY
    axes.hlines(position, row["ci_low_percent"], row["ci_high_percent"], color=colour, lw=1.6)
    face = colour if settled else "white"
    axes.plot(row["mean_percent"], position, marker="o", ms=5.5, mfc=face, mec=colour, ls="")
    axes.annotate(
        f"{in_full(row['mean'], sign=True)} {row['unit']}",
        (1.01, position),
        xycoords=("axes fraction", "data"),
        va="center",
        size=7.5,
        color=BLACK if settled else QUIET,
        annotation_clip=False,
    )
