"""The pictures of a sweep: a panel a metric, one below the other, from the sweep's files alone.

One lever has a response with its band, two on a grid have a heat map, many have a tornado; indices
of Morris and Sobol are drawn with their intervals.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.lettering import in_full
from sim.plots.style import BLACK, BLUE, GREY, ORANGE, QUIET, SKY, Sheet, note
from sim.plots.sweep_files import LETTERS, SweepFiles

WIDTH_IN, HEADING_IN = 8.0, 1.3
RESPONSE_IN, CELL_IN, ROW_IN, PANEL_IN = 2.1, 0.45, 0.36, 0.8
CELLS_WRITTEN, LEVERS_DRAWN, HALF_WAY = 144, 20, 0.55
FEW, PAIR, BESIDE = 1, 2, 0.12
BESIDE_NOTHING = (0.15, 0.5)
MARKS = {
    "mu_star": ("mu*: size of the effect", BLUE, "o"),
    "sigma": ("sigma: how much it depends on the rest", ORANGE, "D"),
    "total": ("total: with all it does through others", BLUE, "o"),
    "first_order": ("first order: by itself", ORANGE, "D"),
}
BAR_OF = {"morris": "mu", "lhs": "rank_correlation"}
TITLES = {
    "grid": "The mean at a lever's first and last value, less that of all points",
    "one-at-a-time": "Each lever alone, at its first and last value, less the base",
    "morris": "What the whole way of each lever changes, on average (mu)",
    "lhs": "Rank correlation of each lever with the metric",
}

Picture = Callable[[Sheet], None]


def pictures_of(files: SweepFiles) -> dict[str, Picture]:
    """Return the pictures that belong to a sweep, by name."""
    found: dict[str, Callable[[SweepFiles, Sheet], None]] = {}
    if len(files.keys) == FEW and files.design != "sobol":
        found["response"] = response
    elif len(files.keys) == PAIR and files.design == "grid":
        found["heat-map"] = heat_map
    elif files.design in TITLES:
        found["tornado"] = tornado
    if files.design in {"morris", "sobol"}:
        found["indices"] = indices
    return {name: partial(picture, files) for name, picture in found.items()}


def response(files: SweepFiles, sheet: Sheet) -> None:
    """Draw each metric over the one lever, with the 95% intervals as a band."""
    (key,) = files.keys
    with sheet.picture("response", f"What {key} does", _size(files, RESPONSE_IN)) as (
        figure,
        first,
    ):
        parts = _panels(figure, first, len(files.metrics))
        for axes, metric in zip(parts, files.metrics, strict=True):
            rows = files.of(metric)
            is_text = key in files.texts
            rows = rows if is_text else rows.sort(key)
            x = range(rows.height) if is_text else rows[key].to_numpy()
            low, high = rows["ci_low"].to_numpy(), rows["ci_high"].to_numpy()
            axes.set_ylabel(_with_unit(metric, files.unit(metric)), size=8)
            if is_text:
                axes.vlines(x, low, high, color=BLUE, lw=2)
                axes.plot(x, rows["mean"], marker="o", ls="", color=BLUE)
                axes.set_xticks(list(x), files.ticks(key, list(rows[key]), LETTERS))
                axes.margins(x=0.15)
            else:
                axes.fill_between(x, low, high, color=SKY, alpha=0.45, lw=0)
                axes.plot(x, rows["mean"], marker="o", ms=4, color=BLUE)
        parts[-1].set_xlabel(f"{key} (band: 95% interval over replications)")


def heat_map(files: SweepFiles, sheet: Sheet) -> None:
    """Draw each metric over two levers, with its value in each cell where there is room."""
    across, up = files.keys
    columns, rows = (_ordered(files, key) for key in files.keys)
    height = PANEL_IN + CELL_IN * max(len(rows), 3)
    title = f"What {across} and {up} do together"
    with sheet.picture("heat-map", title, _size(files, height)) as (figure, first):
        parts = _panels(figure, first, len(files.metrics))
        for axes, metric in zip(parts, files.metrics, strict=True):
            values = np.full((len(rows), len(columns)), np.nan)
            for row in files.of(metric).iter_rows(named=True):
                mean = np.nan if row["mean"] is None else row["mean"]
                values[rows.index(row[up]), columns.index(row[across])] = mean
            image = axes.imshow(values, origin="lower", aspect="auto", cmap="viridis")
            axes.grid(visible=False)
            axes.set_xticks(range(len(columns)), files.ticks(across, columns, LETTERS // 2))
            axes.set_yticks(range(len(rows)), files.ticks(up, rows, LETTERS // 2))
            axes.set_ylabel(up, size=8)
            bar = figure.colorbar(image, ax=axes, pad=0.01)
            bar.set_label(_with_unit(metric, files.unit(metric)), size=8)
            if values.size <= CELLS_WRITTEN:
                _write_cells(axes, values)
        parts[-1].set_xlabel(across)


def tornado(files: SweepFiles, sheet: Sheet) -> None:
    """Draw what each lever changes, the largest on top, with 95% intervals."""
    shown = min(len(files.keys), LEVERS_DRAWN)
    size = _size(files, PANEL_IN + ROW_IN * shown)
    with sheet.picture("tornado", TITLES[files.design], size) as (figure, first):
        parts = _panels(figure, first, len(files.metrics))
        for axes, metric in zip(parts, files.metrics, strict=True):
            names = [BAR_OF[files.design]] if files.design in BAR_OF else ["first", "last"]
            found = files.indices.filter(
                (pl.col("metric") == metric) & pl.col("index").is_in(names)
            )
            order = _largest_first(found)[:shown]
            for number, name in enumerate(names):
                rows = found.filter(pl.col("index") == name)
                above = BESIDE * (2 * number - 1) if len(names) > 1 else 0.0
                _bars(axes, rows, order, ((SKY, ORANGE)[number], above))
            axes.axvline(0, color=BLACK, lw=1)
            _name_levers(axes, [files.ways[key] for key in order], found)
            unit = "1" if files.design == "lhs" else files.unit(metric)
            axes.set_xlabel(_with_unit(metric, unit))
        if files.design not in BAR_OF:
            for colour, said in ((SKY, "at the first value"), (ORANGE, "at the last value")):
                parts[0].barh([np.nan], [np.nan], color=colour, label=said)
            _legend(figure, parts[0])


def indices(files: SweepFiles, sheet: Sheet) -> None:
    """Draw the indices of Morris or Sobol with their intervals, the largest on top."""
    shown = min(len(files.keys), LEVERS_DRAWN)
    names = ["mu_star", "sigma"] if files.design == "morris" else ["total", "first_order"]
    what = "Morris: mu* and sigma" if files.design == "morris" else "Sobol indices"
    size = _size(files, PANEL_IN + ROW_IN * shown)
    with sheet.picture("indices", f"{what}, with 95% intervals", size) as (figure, first):
        parts = _panels(figure, first, len(files.metrics))
        for axes, metric in zip(parts, files.metrics, strict=True):
            found = files.indices.filter(pl.col("metric") == metric)
            order = _largest_first(found.filter(pl.col("index") == names[0]))[:shown]
            for number, name in enumerate(names):
                rows = found.filter(pl.col("index") == name)
                _dots(axes, rows, order, (name, (number - 0.5) * 0.3))
            axes.axvline(0, color=GREY, lw=1)
            _name_levers(axes, [files.ways[key] for key in order], found)
            unit = "share of the variance" if files.design == "sobol" else files.unit(metric)
            axes.set_xlabel(_with_unit(metric, unit))
        _legend(figure, parts[0])


def _size(files: SweepFiles, panel_in: float) -> tuple[float, float]:
    return WIDTH_IN, HEADING_IN + panel_in * len(files.metrics)


def _panels(figure: Figure, first: Axes, count: int) -> list[Axes]:
    """Return axes above each other, the first of which is there."""
    grid = figure.add_gridspec(count, 1)
    first.set_subplotspec(grid[0])
    return [first, *(figure.add_subplot(grid[row]) for row in range(1, count))]


def _ordered(files: SweepFiles, key: str) -> list[Any]:
    """Return the values of a lever: numbers ascending, names as they were listed."""
    values = files.points[key].unique(maintain_order=True)
    return list(values if key in files.texts else values.sort())


def _write_cells(axes: Axes, values: np.ndarray[Any, np.dtype[np.float64]]) -> None:
    """Write each value into its cell, in what can be read on its colour."""
    defined = values[np.isfinite(values)]
    low, high = (defined.min(), defined.max()) if defined.size else (0.0, 0.0)
    for (row, column), value in np.ndenumerate(values):
        is_light = high > low and (value - low) / (high - low) > HALF_WAY
        colour = BLACK if is_light else "white"
        text = in_full(value) if np.isfinite(value) else ""
        axes.text(column, row, text, ha="center", va="center", size=7.5, color=colour)


def _largest_first(found: pl.DataFrame) -> list[str]:
    """Return the levers by the largest of their values."""
    by_lever = found.group_by("key", maintain_order=True).agg(pl.col("value").abs().max())
    ranked = by_lever.sort("value", descending=True, nulls_last=True, maintain_order=True)
    return [str(key) for key in ranked["key"]]


def _bars(axes: Axes, rows: pl.DataFrame, order: list[str], mark: tuple[str, float]) -> None:
    """Draw a bar a lever, its interval a little above or below the middle."""
    (colour, above) = mark
    for row in rows.iter_rows(named=True):
        if row["key"] in order and row["value"] is not None:
            position = order.index(row["key"])
            axes.barh(position, row["value"], height=0.6, color=colour)
            if row["ci_low"] is not None:
                at = position + above
                axes.hlines(at, row["ci_low"], row["ci_high"], color=BLACK, lw=1.2)


def _dots(axes: Axes, rows: pl.DataFrame, order: list[str], mark: tuple[str, float]) -> None:
    """Draw one index of all levers, a little above or below their lines."""
    (name, above) = mark
    said, colour, marker = MARKS[name]
    axes.plot([], [], marker=marker, ls="", color=colour, label=said)
    for row in rows.iter_rows(named=True):
        if row["key"] in order and row["value"] is not None:
            position = order.index(row["key"]) + above
            axes.plot(row["value"], position, marker=marker, ms=5, ls="", color=colour)
            if row["ci_low"] is not None:
                axes.hlines(position, row["ci_low"], row["ci_high"], color=colour, lw=1.6)


def _name_levers(axes: Axes, order: list[str], found: pl.DataFrame) -> None:
    """Name the levers beside their marks, or say why there are none."""
    axes.set_yticks(range(len(order)), order, size=7.5)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    values = found["value"].drop_nulls()
    if values.is_empty():
        note(axes, "not defined: at some point it has no value, or it never varies")
    elif not (values != 0).any():
        axes.set_xticks([0])
        axes.text(*BESIDE_NOTHING, "no lever changes it", transform=axes.transAxes, color=QUIET)


def _legend(figure: Figure, axes: Axes) -> None:
    """Say below all panels what the marks of the first one mean."""
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower right", ncols=2, fontsize=8)


def _with_unit(metric: str, unit: str) -> str:
    """Return a metric with its unit, where its name does not end in it.

    >>> _with_unit("wait_mean_min", "min"), _with_unit("line_mean", "people")
    ('wait_mean_min', 'line_mean, people')
    """
    return metric if unit == "1" or metric.endswith(f"_{unit}") else f"{metric}, {unit}"
