"""The picture of a staffing: what each promise would cost, and which one was kept."""

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from sim.plots.style import BLACK, BLUE, GREY, ORANGE, RED, Sheet

SHOWN_BELOW = 50
PERCENT = 100


def frontier(points: pl.DataFrame, promise: dict[str, Any], sheet: Sheet) -> None:
    """Draw the cheapest cost of each promise as steps; hollow where it is predicted only."""
    lowest = promise["at_most"] / SHOWN_BELOW
    with sheet.picture("frontier", "What a promise costs: the cheapest staffing for each") as (
        _,
        axes,
    ):
        _steps(axes, points.filter(pl.col("at_most") >= lowest))
        limit, unit = promise["at_most"], promise["unit"]
        said = f"{PERCENT * limit:g}%" if unit == "share" else f"{limit:g} {unit}"
        axes.axvline(limit, color=ORANGE, ls="--", label=f"promised: at most {said}")
        chosen = max(promise["largest"], lowest), promise["cost_yuan_week"] / 1_000
        axes.plot(*chosen, "D", color=RED, ms=8, label="chosen plan")
        axes.set_xscale("log")
        if is_share := unit == "share":
            axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{PERCENT * value:g}%"))
        axes.set_ylim(bottom=0)
        named = promise["metric"] if is_share else f"{promise['metric']}, {unit}"
        axes.set_xlabel(f"{named}: at most this in each {promise['by']}")
        axes.set_ylabel("thousand yuan a week for counters")
        axes.legend(loc="lower left", labelcolor=BLACK)


def _steps(axes: Axes, points: pl.DataFrame) -> None:
    """Draw what is simulated filled, and what is predicted hollow."""
    cost, level = points["cost_yuan_week"].to_numpy() / 1_000, points["at_most"].to_numpy()
    simulated = points["is_simulated"].to_numpy().astype(bool)
    axes.step(level, cost, where="post", color=GREY, lw=1.2)
    for which, face, label in (
        (simulated, BLUE, "simulated"),
        (~simulated, "white", "predicted in part"),
    ):
        if which.any():
            axes.plot(level[which], cost[which], "o", mfc=face, mec=BLUE, ms=5, label=label)
