"""Pictures of the counter: lines through the week, waits, utilisation."""

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from sim.plots.results import WEEKDAYS, Results
from sim.plots.style import (
    BLACK,
    CLASS_COLOURS,
    CLASS_LINES,
    CLASS_MARKERS,
    GREY,
    RED,
    Sheet,
    note,
)
from sim.units import HOUR_MS, MINUTE_MS, Floats

PATIENCE_LINE_MIN = 15
LOW, HIGH = 0.05, 0.95
HOURS_PER_WEEK = 168
SHOWN_SHARE = 0.998
MARKS_AT_MOST = 1_000
DARKEST = 0.3


def queue_length(results: Results, sheet: Sheet) -> None:
    """Draw the line at an outlet through a week, by class, with its band over weeks and runs."""
    weekly = _lines_by_hour_of_the_week(results)
    has_band = weekly["weeks"].max() not in {None, 1}
    title = "The line at an outlet through the week: mean" + ", and 5-95% of all weeks" * has_band
    with sheet.picture("queue-length", title) as (_, axes):
        if weekly.is_empty():
            note(axes, "no outlet was open in this run")
            return
        hours = np.arange(HOURS_PER_WEEK)
        for name in results.classes:
            rows = weekly.filter(pl.col("class") == name)
            positions = rows["week_hour"].to_numpy()
            curves = {}
            for curve in ("mean", "low", "high"):
                curves[curve] = np.full(HOURS_PER_WEEK, np.nan)
                curves[curve][positions] = rows[curve].to_numpy()
            colour, line = CLASS_COLOURS[name], CLASS_LINES[name]
            band = (curves["low"], curves["high"])
            axes.fill_between(hours, *band, step="post", color=colour, alpha=0.18, lw=0)
            axes.step(hours, curves["mean"], where="post", color=colour, ls=line, label=name)
        _shade_staffed(results, axes)
        axes.set_xticks(np.arange(7) * 24 + 12, WEEKDAYS)
        axes.set_xticks(np.arange(8) * 24, minor=True)
        axes.tick_params(axis="x", which="major", length=0)
        axes.grid(visible=False, axis="x", which="major")
        axes.grid(visible=True, axis="x", which="minor")
        axes.set_xlim(0, HOURS_PER_WEEK)
        axes.set_ylim(0, axes.get_ylim()[1] * (1.2 if results.has_shifts else 1))
        axes.set_xlabel("day of the week, by hour")
        axes.set_ylabel("people in line at an outlet")
        axes.legend(title="outlets", ncols=3, loc="upper right")


def _shade_staffed(results: Results, axes: Axes) -> None:
    """Shade each hour by the share of all counters that was staffed in it, if shifts change it."""
    if not results.has_shifts:
        return
    whole_ms = float(results.offices["counters"].sum()) / results.replications * HOUR_MS
    by_hour = (
        results.series.group_by(_week_hour().alias("week_hour"))
        .agg(pl.col("open_counter_ms").sum(), pl.col("at").n_unique().alias("hours"))
        .filter(pl.col("open_counter_ms") > 0)
    )
    for hour, staffed_ms, hours in by_hour.iter_rows():
        share = staffed_ms / hours / whole_ms / results.replications
        axes.axvspan(hour, hour + 1, color=GREY, alpha=DARKEST * min(share, 1.0), lw=0, zorder=0)
    axes.fill_between([], [], color=GREY, alpha=DARKEST, lw=0, label="all counters staffed")
    axes.fill_between([], [], color=GREY, alpha=DARKEST / 2, lw=0, label="half of them")


def _week_hour() -> pl.Expr:
    weekday = pl.col("at").dt.weekday().cast(pl.Int64)  # a byte would overflow on Saturday
    return (weekday - 1) * 24 + pl.col("at").dt.hour()


def _lines_by_hour_of_the_week(results: Results) -> pl.DataFrame:
    """Return the line at an outlet, of all outlets of a class together in each hour of a run."""
    line = pl.col("line")
    return (
        results.series.group_by("replication", "class", "at")
        .agg(pl.col("waiting_ms", "outlets", "open_ms").sum())
        .filter(pl.col("open_ms") > 0)
        .with_columns(
            (pl.col("waiting_ms") / HOUR_MS / pl.col("outlets")).alias("line"),
            _week_hour().alias("week_hour"),
        )
        .group_by("class", "week_hour")
        .agg(
            line.mean().alias("mean"),
            line.quantile(LOW, "linear").alias("low"),
            line.quantile(HIGH, "linear").alias("high"),
            pl.len().alias("weeks"),
        )
        .sort("week_hour")
    )


def waits_ecdf(results: Results, sheet: Sheet) -> None:
    """Draw how long people wait: the share that waited no longer, by class."""
    title = "How long people wait until a counter calls them"
    with sheet.picture("waits-ecdf", title) as (_, axes):
        called = results.waits.filter(pl.col("called") == 1)
        if called.is_empty():
            note(axes, "nobody was called to a counter in this run")
            return
        longest = 1.0
        for name in results.classes:
            rows = (
                called.filter(pl.col("class") == name)
                .group_by("wait_s")
                .agg(pl.col("count").sum())
                .sort("wait_s")
            )
            if rows.is_empty():
                continue
            minutes, counts = rows["wait_s"].to_numpy() / 60, rows["count"].to_numpy()
            share = counts.cumsum() / counts.sum()
            over = counts[minutes >= PATIENCE_LINE_MIN].sum() / counts.sum()
            axes.step(
                np.append(0, minutes),
                np.append(0, share),
                where="post",
                color=CLASS_COLOURS[name],
                ls=CLASS_LINES[name],
                label=f"{name}: {over:.1%} wait {PATIENCE_LINE_MIN} min or more",
            )
            longest = max(longest, float(minutes[int((share >= SHOWN_SHARE).argmax())]))
        axes.axvline(PATIENCE_LINE_MIN, color=BLACK, lw=1)
        axes.text(
            PATIENCE_LINE_MIN, 0.03, " 15 minutes", color=BLACK, size=8, ha="left", va="bottom"
        )
        axes.set_xlim(0, max(longest, PATIENCE_LINE_MIN + 5))
        axes.set_ylim(0, 1.01)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.set_xlabel("wait, minutes")
        axes.set_ylabel("share of those called that waited no longer")
        axes.legend(title=_left_out(results), loc="lower right", bbox_to_anchor=(1.0, 0.08))


def _left_out(results: Results) -> str | None:
    """Say how many were never called, and so are not among those called."""
    if not results.in_line:
        return None
    return f"not in it: {results.in_line:,} visits still in line at the end"


def utilisation(results: Results, sheet: Sheet) -> None:
    """Draw how busy the counters of each outlet are, by class."""
    outlets = _utilisation_by_outlet(results)
    has_marks = outlets.height <= MARKS_AT_MOST
    each = "a mark an outlet" if has_marks else "a curve all outlets"
    title = f"How busy the counters are while staffed: {each}, a bar the class"
    with sheet.picture("utilisation", title) as (_, axes):
        if outlets.is_empty():
            note(axes, "no outlet was open in this run")
            return
        most = 1.0
        for position, name in enumerate(results.classes):
            rows = outlets.filter(pl.col("class") == name)
            if rows.is_empty():
                continue
            shares = rows["share"].to_numpy()
            most = max(most, float(shares.max(initial=0)))
            spread = np.linspace(-0.28, 0.28, shares.size) if shares.size > 1 else np.zeros(1)
            if has_marks:
                _mark_outlets(axes, name, position + spread, rows)
            else:
                axes.plot(
                    position + spread, shares, color=CLASS_COLOURS[name], ls=CLASS_LINES[name], lw=3
                )
            whole = int(rows["busy_open_ms"].sum()) / int(rows["open_counter_ms"].sum())
            axes.hlines(whole, position - 0.36, position + 0.36, color=BLACK, lw=2)
            axes.text(position + 0.38, whole, f"{whole:.0%}", va="center", size=8, weight="bold")
        axes.axhline(1.0, color=RED, lw=1)
        axes.text(-0.48, 1.01, "always busy", color=RED, size=8, va="bottom")
        axes.set_xlim(-0.5, len(results.classes) - 0.3)
        axes.set_ylim(0, most * 1.08)
        axes.set_xticks(
            range(len(results.classes)), [f"{name} outlets" for name in results.classes]
        )
        axes.grid(visible=False, axis="x")
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.set_ylabel("busy share of staffed counter-time")
        axes.set_xlabel(
            "larger marks have more counters" if has_marks else "all outlets of a class, by share"
        )


def _mark_outlets(axes: Axes, name: str, positions: Floats, outlets: pl.DataFrame) -> None:
    axes.scatter(
        positions,
        outlets["share"].to_numpy(),
        s=14 + 12 * outlets["counters"].to_numpy(),
        marker=CLASS_MARKERS[name],
        facecolor="none",
        edgecolor=CLASS_COLOURS[name],
        linewidth=1.2,
    )


def _utilisation_by_outlet(results: Results) -> pl.DataFrame:
    """Return the busy share of each outlet that was ever open; of others there is none."""
    return (
        results.offices.group_by("county", "outlet", "class", "counters")
        .agg(pl.col("busy_open_ms").sum(), pl.col("open_counter_ms").sum())
        .filter(pl.col("open_counter_ms") > 0)
        .with_columns((pl.col("busy_open_ms") / pl.col("open_counter_ms")).alias("share"))
        .sort("class", "share")
    )


def waits_heatmap(results: Results, sheet: Sheet) -> None:
    """Draw the mean wait by hour and weekday."""
    title = "When to come: the mean wait, by hour of arrival and weekday"
    with sheet.picture("waits-heatmap", title) as (figure, axes):
        table = (
            results.series.with_columns(
                (pl.col("at").dt.weekday() - 1).alias("day"), pl.col("at").dt.hour().alias("clock")
            )
            .group_by("day", "clock")
            .agg(pl.col("wait_called_ms").sum(), pl.col("called").sum())
            .filter(pl.col("called") > 0)
        )
        if table.is_empty():
            note(axes, "nobody was called to a counter in this run")
            return
        clocks = table["clock"].to_list()
        first, last = min(clocks), max(clocks)
        minutes = np.full((7, last - first + 1), np.nan)
        for day, clock, wait_ms, called in table.iter_rows():
            minutes[day, clock - first] = wait_ms / called / MINUTE_MS
        image = axes.imshow(minutes, cmap="cividis_r", aspect="auto", vmin=0)
        _write_figures(axes, minutes)
        axes.set_xticks(
            range(minutes.shape[1]), [f"{hour}-{hour + 1}" for hour in range(first, last + 1)]
        )
        axes.set_yticks(range(7), WEEKDAYS)
        axes.grid(visible=False)
        axes.set_xlabel("hour of arrival (hatched: nobody who came was called)")
        axes.set_ylabel("weekday")
        figure.colorbar(image, ax=axes, label="mean wait of those called, minutes", shrink=0.9)


def _write_figures(axes: Axes, minutes: Floats) -> None:
    """Write each cell's figure into it, and hatch those that have none."""
    for (day, column), value in np.ndenumerate(minutes):
        if np.isnan(value):
            box = Rectangle(
                (column - 0.5, day - 0.5), 1, 1, fill=False, hatch="////", ec="#D9D9D9", lw=0
            )
            axes.add_patch(box)
        else:
            dark = value > 0.45 * np.nanmax(minutes)
            axes.text(
                column,
                day,
                f"{value:.1f}",
                ha="center",
                va="center",
                size=8,
                color="white" if dark else BLACK,
            )
