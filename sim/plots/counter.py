"""Pictures of the counter: lines through the week, waits, utilisation, the county's map."""

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import PercentFormatter

from sim.draws import Floats
from sim.plots.results import MS_PER_HOUR, MS_PER_MINUTE, WEEKDAYS, Results
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

PATIENCE_LINE_MIN = 15
LOW, HIGH = 0.05, 0.95
HOURS_PER_WEEK = 168
KM_PER_DEGREE = 111.195
LABELLED_AT_MOST = 32
SHOWN_SHARE = 0.998


def queue_length(results: Results, sheet: Sheet) -> None:
    """Draw the line at an outlet through a week, by class, with its band over weeks and runs."""
    title = "The line at an outlet through the week: mean, and 5-95% of all weeks"
    with sheet.picture("queue-length", title) as (_, axes):
        weekly = _lines_by_hour_of_the_week(results)
        if weekly.is_empty():
            note(axes, "no outlet was open in this run")
            return
        hours = np.arange(HOURS_PER_WEEK)
        for name in results.classes:
            rows = weekly.filter(pl.col("class") == name)
            places = rows["week_hour"].to_numpy()
            curves = {}
            for curve in ("mean", "low", "high"):
                curves[curve] = np.full(HOURS_PER_WEEK, np.nan)
                curves[curve][places] = rows[curve].to_numpy()
            colour, line = CLASS_COLOURS[name], CLASS_LINES[name]
            band = (curves["low"], curves["high"])
            axes.fill_between(hours, *band, step="post", color=colour, alpha=0.18, lw=0)
            axes.step(hours, curves["mean"], where="post", color=colour, ls=line, label=name)
        axes.set_xticks(np.arange(7) * 24 + 12, WEEKDAYS)
        axes.set_xticks(np.arange(8) * 24, minor=True)
        axes.tick_params(axis="x", which="major", length=0)
        axes.grid(visible=False, axis="x", which="major")
        axes.grid(visible=True, axis="x", which="minor")
        axes.set_xlim(0, HOURS_PER_WEEK)
        axes.set_ylim(0)
        axes.set_xlabel("day of the week, by hour")
        axes.set_ylabel("people in line at an outlet")
        axes.legend(title="outlets", ncols=3, loc="upper right")


def _lines_by_hour_of_the_week(results: Results) -> pl.DataFrame:
    line = pl.col("line")
    weekday = pl.col("at").dt.weekday().cast(pl.Int64)  # a byte would overflow on Saturday
    return (
        results.series.filter(pl.col("open_ms") > 0)
        .with_columns(
            (pl.col("waiting_ms") / MS_PER_HOUR / pl.col("outlets")).alias("line"),
            ((weekday - 1) * 24 + pl.col("at").dt.hour()).alias("week_hour"),
        )
        .group_by("class", "week_hour")
        .agg(
            line.mean().alias("mean"),
            line.quantile(LOW, "linear").alias("low"),
            line.quantile(HIGH, "linear").alias("high"),
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
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.08))


def utilisation(results: Results, sheet: Sheet) -> None:
    """Draw how busy the counters of each outlet are, by class."""
    title = "How busy the counters are, over open time: a mark an outlet, a bar the class"
    with sheet.picture("utilisation", title) as (_, axes):
        outlets = (
            results.offices.group_by("county", "outlet", "class", "counters")
            .agg(pl.col("busy_open_ms").sum(), pl.col("open_counter_ms").sum())
            .with_columns((pl.col("busy_open_ms") / pl.col("open_counter_ms")).alias("share"))
            .sort("class", "share")
        )
        most = 1.0
        for place, name in enumerate(results.classes):
            rows = outlets.filter(pl.col("class") == name)
            shares = rows["share"].fill_nan(0.0).to_numpy()
            most = max(most, float(shares.max(initial=0)))
            spread = np.linspace(-0.28, 0.28, shares.size) if shares.size > 1 else np.zeros(1)
            axes.scatter(
                place + spread,
                shares,
                s=14 + 12 * rows["counters"].to_numpy(),
                marker=CLASS_MARKERS[name],
                facecolor="none",
                edgecolor=CLASS_COLOURS[name],
                linewidth=1.2,
            )
            whole = int(rows["busy_open_ms"].sum()) / max(int(rows["open_counter_ms"].sum()), 1)
            axes.hlines(whole, place - 0.36, place + 0.36, color=BLACK, lw=2)
            axes.text(place + 0.38, whole, f"{whole:.0%}", va="center", size=8, weight="bold")
        axes.axhline(1.0, color=RED, lw=1)
        axes.text(-0.48, 1.01, "always busy", color=RED, size=8, va="bottom")
        axes.set_xlim(-0.5, len(results.classes) - 0.3)
        axes.set_ylim(0, most * 1.08)
        axes.set_xticks(
            range(len(results.classes)), [f"{name} outlets" for name in results.classes]
        )
        axes.grid(visible=False, axis="x")
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.set_ylabel("busy share of open counter-time")
        axes.set_xlabel("larger marks have more counters")


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
            minutes[day, clock - first] = wait_ms / called / MS_PER_MINUTE
        image = axes.imshow(minutes, cmap="cividis_r", aspect="auto", vmin=0)
        _write_figures(axes, minutes)
        axes.set_xticks(
            range(minutes.shape[1]), [f"{hour}-{hour + 1}" for hour in range(first, last + 1)]
        )
        axes.set_yticks(range(7), WEEKDAYS)
        axes.grid(visible=False)
        axes.set_xlabel("hour of arrival (hatched: nobody came)")
        axes.set_ylabel("weekday")
        figure.colorbar(image, ax=axes, label="mean wait, minutes", shrink=0.9)


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


def county_map(results: Results, sheet: Sheet) -> None:
    """Draw the county: outlets coloured by mean wait, sized by visits; settlements as dots."""
    title = "The outlets: colour is the mean wait, size the visits a day"
    with sheet.picture("map", title, (8.0, 6.6)) as (figure, axes):
        outlets = results.offices.group_by("county", "outlet", "lat", "lon", "class").agg(
            (pl.col("wait_called_ms").sum() / pl.col("called").sum() / MS_PER_MINUTE).alias("wait"),
            pl.col("visits").sum(),
        )
        outlets = outlets.sort("visits", descending=True)
        a_day = outlets["visits"].to_numpy() / results.days / results.replications
        outlets = outlets.with_columns(pl.Series("marker_points", np.sqrt(30 + 1.3 * a_day)))
        stretch = float(1 / np.cos(np.radians(np.mean(outlets["lat"].to_numpy()))))
        axes.scatter(
            results.settlements["lon"], results.settlements["lat"], s=4, color="#BDBDBD", zorder=1
        )
        waits = outlets["wait"].fill_nan(0.0).to_numpy()
        points = axes.scatter(
            outlets["lon"],
            outlets["lat"],
            s=outlets["marker_points"].to_numpy() ** 2,
            c=waits,
            cmap="cividis_r",
            vmin=0,
            edgecolor=BLACK,
            linewidth=0.7,
            zorder=2,
        )
        # One shape of picture for all counties: the limits give way, and the title has its room.
        axes.margins(0.08, 0.12)
        axes.set_box_aspect(0.85)
        axes.set_aspect(stretch, adjustable="datalim")
        axes.apply_aspect()
        axes.autoscale(enable=False)
        axes.locator_params(nbins=6)
        _label_outlets(axes, outlets)
        axes.set_axisbelow(True)
        _scale_bar(axes, stretch)
        axes.set_xlabel("longitude, degrees east")
        axes.set_ylabel("latitude, degrees north")
        figure.colorbar(points, ax=axes, label="mean wait, minutes", shrink=0.7)


def _label_outlets(axes: Axes, outlets: pl.DataFrame) -> None:
    """Name the outlets that have room for a name, the busiest first."""
    placed: list[tuple[float, float]] = []
    width, height = np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())
    for row in outlets.head(LABELLED_AT_MOST).iter_rows(named=True):
        crowded = any(
            abs(row["lon"] - lon) < 0.12 * width and abs(row["lat"] - lat) < 0.035 * height
            for lon, lat in placed
        )
        if crowded:
            continue
        placed.append((row["lon"], row["lat"]))
        axes.annotate(
            row["outlet"],
            (row["lon"], row["lat"]),
            (row["marker_points"] / 2 + 2, 0),
            textcoords="offset points",
            va="center",
            size=7,
            path_effects=[withStroke(linewidth=2, foreground="white")],  # above other marks
        )


def _scale_bar(axes: Axes, stretch: float) -> None:
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    width_km = (east - west) * KM_PER_DEGREE / stretch
    length_km = next(km for km in (100, 50, 20, 10, 5, 2, 1, 0) if km < width_km / 4) or 0.5
    degrees = length_km / KM_PER_DEGREE * stretch
    x, y = east - 0.04 * (east - west) - degrees, south + 0.04 * (north - south)
    axes.plot([x, x + degrees], [y, y], color=BLACK, lw=2, solid_capstyle="butt")
    axes.text(x + degrees / 2, y, f"{length_km:g} km\n", ha="center", va="bottom", size=8)
    axes.annotate(
        "N",
        (0.965, 0.97),
        (0.965, 0.89),
        xycoords="axes fraction",
        ha="center",
        va="center",
        arrowprops={"arrowstyle": "->", "color": GREY},
        color=GREY,
        size=9,
    )
