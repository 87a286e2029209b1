"""The picture of what producers are paid over the market's price: in one world, or in several."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from matplotlib.ticker import PercentFormatter

from sim.plots.results import Results
from sim.plots.style import BLACK, BLUE, GREEN, ORANGE, PURPLE, Sheet, note
from sim.units import Floats

COLOURS, LINES = (BLUE, ORANGE, GREEN, PURPLE), ("-", "--", "-.", ":")
SHOWN_SHARE = 0.998
STEP_PERCENT = 2
LEAST_SHOWN_PERCENT = 20


def of_a_run(results: Results, sheet: Sheet) -> None:
    """Draw what was paid in the one world of a run."""
    assert results.prices is not None, "a run without producers has no such picture"
    table = results.prices.with_columns(pl.lit(results.manifest["scenario"]).alias("scenario"))
    is_sold = bool(table["count"].sum())  # else the summary has no such figure
    spread = {results.manifest["scenario"]: results.mean("lots_price_cv")} if is_sold else {}
    _prices(table, spread, sheet)


def of_a_comparison(table: pl.DataFrame, differences: pl.DataFrame, sheet: Sheet) -> None:
    """Draw what was paid in each world, one over the other."""
    found = differences.filter(pl.col("metric") == "lots_price_cv")
    spread: dict[str, float] = {}
    for row in found.iter_rows(named=True):
        spread |= {
            row["baseline"]: row["baseline_mean"],
            row["alternative"]: row["alternative_mean"],
        }
    _prices(table, spread, sheet)


def _prices(table: pl.DataFrame, spread: Mapping[str, float], sheet: Sheet) -> None:
    title = "What producers are paid, as a share of the market's price of the day"
    with sheet.picture("prices", title) as (_, axes):
        if not table["count"].sum():
            note(axes, "no lot was sold in this run")
            return
        low, high = _shown(table)
        edges = np.arange(low, high + STEP_PERCENT, STEP_PERCENT, dtype=np.float64)
        for number, name in enumerate(table["scenario"].unique(maintain_order=True)):
            rows = table.filter(pl.col("scenario") == name)
            heights = _heights(rows, edges)
            colour, line = COLOURS[number % len(COLOURS)], LINES[number % len(LINES)]
            said = f"{name}: standard deviation {spread.get(name, np.nan):.1%} of the mean"
            axes.stairs(heights, edges, fill=True, color=colour, alpha=0.15, lw=0)
            axes.stairs(heights, edges, color=colour, ls=line, lw=1.8, label=said)
        axes.axvline(100, color=BLACK, lw=1, ls=":")
        axes.set_xlim(low, high)
        axes.set_ylim(0, axes.get_ylim()[1] * 1.25)
        axes.xaxis.set_major_formatter(PercentFormatter(decimals=0))
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axes.set_xlabel(
            "paid for a kilogram, % of the market's price of the day (dotted: all of it)"
        )
        axes.set_ylabel(f"share of lots sold, in steps of {STEP_PERCENT}%")
        axes.legend(loc="upper left", fontsize=8)


def _shown(table: pl.DataFrame) -> tuple[int, int]:
    """Return between which whole percents nearly all lots lie, in full steps."""
    by_percent = table.group_by("percent").agg(pl.col("count").sum()).sort("percent")
    upto = by_percent["count"].cum_sum().to_numpy() / by_percent["count"].sum()
    percents = by_percent["percent"].to_numpy()
    first = int(percents[int((upto > 1 - SHOWN_SHARE).argmax())])
    last = int(percents[int((upto >= SHOWN_SHARE).argmax())])
    middle, half = (first + last) // 2, max(last - first, LEAST_SHOWN_PERCENT) // 2
    low = max(min(middle - half, 98) // STEP_PERCENT * STEP_PERCENT, 0)
    return low, max(middle + half + STEP_PERCENT, 102) // STEP_PERCENT * STEP_PERCENT


def _heights(rows: pl.DataFrame, edges: Floats) -> Floats:
    """Return which share of the lots was paid for in each step."""
    percents, counts = rows["percent"].to_numpy(), rows["count"].to_numpy()
    heights, _ = np.histogram(percents, bins=edges, weights=counts)
    return np.asarray(heights / counts.sum(), dtype=np.float64)
