"""Maps: the outlets of a county or a few, and the counties of a country."""

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from sim.plots.lettering import label
from sim.plots.results import Results
from sim.plots.style import BLACK, GREY, Sheet
from sim.units import MINUTE_MS, Floats

KM_PER_DEGREE = 111.195
LABELLED_AT_MOST = 32
LABEL_LETTERS = 24
OUTLETS_AT_MOST = 1_000
DARKEST_SHARE = 0.98
NO_WAIT, NOBODY = "#D9D9D9", "nobody was called to a counter"
WAITED = pl.col("wait").is_not_nan()
BARS_KM = (1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1)


def waits_map(results: Results, sheet: Sheet) -> None:
    """Draw where people wait: at which outlets, or of very many outlets, in which counties."""
    outlets = results.offices.group_by("county", "outlet", "lat", "lon", "class").agg(
        pl.col("wait_called_ms").sum(), pl.col("called").sum(), pl.col("visits").sum()
    )
    if outlets.height <= OUTLETS_AT_MOST:
        county_map(results, outlets, sheet)
    else:
        country_map(outlets, sheet)


def country_map(outlets: pl.DataFrame, sheet: Sheet) -> None:
    """Draw a country: a dot a county, in the middle of its outlets, the longest waits on top."""
    counties = (
        outlets.group_by("county")
        .agg(
            pl.col("lat").mean(),
            pl.col("lon").mean(),
            (pl.col("wait_called_ms").sum() / pl.col("called").sum() / MINUTE_MS).alias("wait"),
        )
        .sort("wait", "county")
    )
    nobody, counties = counties.filter(~WAITED), counties.filter(WAITED)
    title = f"Where people wait: the mean wait at the counters of {counties.height:,} counties"
    with sheet.picture("map", title, (8.0, 6.2)) as (figure, axes):
        if nobody.height:
            axes.scatter(nobody["lon"], nobody["lat"], s=11, color=NO_WAIT, label=NOBODY)
            axes.legend(loc="lower left")
        waits = counties["wait"].to_numpy()
        tips = (1 - DARKEST_SHARE, DARKEST_SHARE)
        low, high = np.quantile(waits, tips).tolist() if waits.size else (0.0, 1.0)
        points = axes.scatter(
            counties["lon"], counties["lat"], s=11, c=waits, cmap="cividis_r", vmin=low, vmax=high
        )
        aspect = _frame(axes, outlets["lat"].to_numpy(), 0.75)
        _scale_bar(axes, aspect)
        axes.set_xlabel("longitude, degrees east")
        axes.set_ylabel("latitude, degrees north")
        label = f"mean wait, minutes (tips: {1 - DARKEST_SHARE:.0%} of the counties each)"
        figure.colorbar(points, ax=axes, label=label, shrink=0.8, extend="both")


def county_map(results: Results, outlets: pl.DataFrame, sheet: Sheet) -> None:
    """Draw the county: outlets coloured by mean wait, sized by visits; settlements as dots."""
    title = "The outlets: colour is the mean wait, size the visits a day"
    with sheet.picture("map", title, (8.0, 6.6)) as (figure, axes):
        outlets = outlets.sort("visits", descending=True)
        a_day = outlets["visits"].to_numpy() / results.days / results.replications
        outlets = outlets.with_columns(pl.Series("marker_points", np.sqrt(30 + 1.3 * a_day)))
        axes.scatter(
            results.settlements["lon"], results.settlements["lat"], s=4, color="#BDBDBD", zorder=1
        )
        wait = pl.col("wait_called_ms") / pl.col("called") / MINUTE_MS
        outlets = outlets.with_columns(wait.alias("wait"))
        nobody, waited = outlets.filter(~WAITED), outlets.filter(WAITED)
        if nobody.height:
            sizes = nobody["marker_points"].to_numpy() ** 2
            axes.scatter(nobody["lon"], nobody["lat"], s=sizes, color=NO_WAIT, label=NOBODY)
            axes.legend(loc="lower left")
        points = axes.scatter(
            waited["lon"],
            waited["lat"],
            s=waited["marker_points"].to_numpy() ** 2,
            c=waited["wait"],
            cmap="cividis_r",
            vmin=0,
            edgecolor=BLACK,
            linewidth=0.7,
            zorder=2,
        )
        aspect = _frame(axes, outlets["lat"].to_numpy(), 0.85)
        _label_outlets(axes, outlets)
        axes.set_axisbelow(True)
        _scale_bar(axes, aspect)
        axes.set_xlabel("longitude, degrees east")
        axes.set_ylabel("latitude, degrees north")
        figure.colorbar(points, ax=axes, label="mean wait, minutes", shrink=0.7)


def _frame(axes: Axes, lats: Floats, height: float) -> float:
    """Fit the limits into a picture of one shape, and return how much longitudes are stretched.

    The limits give way, not the shape, so that the title has its room.
    """
    aspect = float(1 / np.cos(np.radians(np.mean(lats))))
    axes.margins(0.08, 0.12)
    axes.set_box_aspect(height)
    axes.set_aspect(aspect, adjustable="datalim")
    axes.apply_aspect()
    axes.autoscale(enable=False)
    axes.locator_params(nbins=6)
    return aspect


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
        is_at_the_edge = row["lon"] > axes.get_xlim()[1] - 0.2 * width
        axes.annotate(
            label(row["outlet"], LABEL_LETTERS),
            (row["lon"], row["lat"]),
            ((-1 if is_at_the_edge else 1) * (row["marker_points"] / 2 + 2), 0),
            textcoords="offset points",
            ha="right" if is_at_the_edge else "left",
            va="center",
            size=7,
            path_effects=[withStroke(linewidth=2, foreground="white")],  # above other marks
        )


def _scale_bar(axes: Axes, aspect: float) -> None:
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    width_km = (east - west) * KM_PER_DEGREE / aspect
    length_km = next((km for km in BARS_KM if km < width_km / 4), 0.5)
    degrees = length_km / KM_PER_DEGREE * aspect
    x, y = east - 0.04 * (east - west) - degrees, south + 0.04 * (north - south)
    axes.plot([x, x + degrees], [y, y], color=BLACK, lw=2, solid_capstyle="butt")
    axes.text(x + degrees / 2, y, f"{length_km:,g} km\n", ha="center", va="bottom", size=8)
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
