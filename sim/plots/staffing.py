"""The picture of a staffing: what each promise would cost, and which one was kept."""

from typing import Any

import polars as pl
from matplotlib.ticker import FuncFormatter

from sim.plots.style import BLACK, BLUE, GREY, ORANGE, RED, Sheet

SHOWN_BELOW = 50
PERCENT = 100


def frontier(points: pl.DataFrame, promise: dict[str, Any], sheet: Sheet) -> None:
    """Draw the cheapest cost of each promise as steps; hollow where it is predicted only."""
    is_share = promise["unit"] == "share"
    points = points.filter(pl.col("at_most") >= promise["at_most"] / SHOWN_BELOW)
    cost = points["cost_yuan_week"].to_numpy() / 1_000
    level = points["at_most"].to_numpy()
    simulated = points["is_simulated"].to_numpy().astype(bool)
    with sheet.picture("frontier", "What a promise costs: the cheapest staffing for each") as (
        _,
        axes,
    ):
        axes.step(level, cost, where="post", color=GREY, lw=1.2)
        axes.plot(level[simulated], cost[simulated], "o", color=BLUE, ms=5, label="simulated")
        predicted = ~simulated
        if predicted.any():
            axes.plot(
                level[predicted],
                cost[predicted],
                "o",
                mfc="white",
                mec=BLUE,
                ms=5,
                label="predicted in part",
            )
        axes.axvline(promise["at_most"], color=ORANGE, ls="--", label="promised: at most")
        axes.plot(
            max(promise["largest"], promise["at_most"] / SHOWN_BELOW),
            promise["cost_yuan_week"] / 1_000,
            "D",
            color=RED,
            ms=8,
            label="chosen plan",
        )
        axes.set_xscale("log")
        if is_share:
            axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{PERCENT * value:g}%"))
        axes.set_ylim(bottom=0)
        unit = "" if is_share else f", {promise['unit']}"
        axes.set_xlabel(f"{promise['metric']}{unit}: at most this in each {promise['by']}")
        axes.set_ylabel("thousand yuan a week for counters")
        axes.legend(loc="lower left", labelcolor=BLACK)
