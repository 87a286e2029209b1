"""The picture of a comparison: paired differences with their intervals."""

import numpy as np
import polars as pl

from sim.plots.style import BLACK, BLUE, GREY, ORANGE, Sheet, note

ROW_IN = 0.28
LARGEST_PERCENT = 300.0
BLANK = "not defined"


def forest(differences: pl.DataFrame, sheet: Sheet) -> None:
    """Draw each difference as a share of the baseline, one panel's rows an alternative."""
    shown = differences.filter(
        (pl.col("verdict") != BLANK)
        & (pl.col("baseline_mean").abs() > 0)
        & pl.col("ci_low").is_not_null()
    ).with_columns(
        *(
            (100 * pl.col(name) / pl.col("baseline_mean").abs()).alias(f"{name}_percent")
            for name in ("mean", "ci_low", "ci_high")
        )
    )
    alternatives = shown["alternative"].unique(maintain_order=True).to_list()
    baseline = differences["baseline"][0]
    rows = shown.height + len(alternatives)
    size = (8.6, 1.6 + ROW_IN * max(rows, 6))
    title = f"Paired differences to {baseline}, with 95% intervals"
    with sheet.picture("forest", title, size) as (_, axes):
        if shown.is_empty():
            note(axes, "intervals need two replications or more")
            return
        place, ticks, labels = 0.0, [], []
        widest = float(
            np.clip(
                np.abs(shown.select("ci_low_percent", "ci_high_percent").to_numpy()).max(),
                2,
                LARGEST_PERCENT,
            )
        )
        for number, alternative in enumerate(alternatives):
            if len(alternatives) > 1:
                axes.text(-widest * 1.08, place, alternative, weight="bold", va="center")
                place += 1
            for row in shown.filter(pl.col("alternative") == alternative).iter_rows(named=True):
                settled = row["verdict"] in {"higher", "lower"}
                colour = (BLUE, ORANGE)[number % 2] if settled else GREY
                axes.hlines(
                    place, row["ci_low_percent"], row["ci_high_percent"], color=colour, lw=1.6
                )
                axes.plot(
                    row["mean_percent"],
                    place,
                    marker="o",
                    ms=5.5,
                    mfc=colour if settled else "white",
                    mec=colour,
                    ls="",
                )
                unit = row["unit"]
                axes.annotate(
                    f"{row['mean']:+.3g} {unit}",
                    (1.01, place),
                    xycoords=("axes fraction", "data"),
                    va="center",
                    size=7.5,
                    color=BLACK if settled else GREY,
                    annotation_clip=False,
                )
                ticks.append(place)
                labels.append(row["metric"])
                place += 1
        axes.axvline(0, color=BLACK, lw=1)
        axes.set_yticks(ticks, labels, size=8)
        axes.set_ylim(place - 0.3, -0.7)
        axes.set_xlim(-widest * 1.1, widest * 1.1)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(
            "difference, % of the baseline (filled: settled at 5% after Holm; right: in units)"
        )
