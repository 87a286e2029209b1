"""Pictures of agents: what they hold through a week and when they run dry; who pays in where."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, DayLocator, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter, StrMethodFormatter
from numpy.typing import NDArray

from sim.plots.lettering import label
from sim.plots.results import Results
from sim.plots.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    SKY,
    Sheet,
    note,
)
from sim.units import DAYS_PER_WEEK, FEN_PER_YUAN, HOUR_MS, Floats

Mask = NDArray[np.bool_]
Moments = NDArray[np.datetime64]

LETTERS = 20
HOURS_SHOWN = DAYS_PER_WEEK * 24
CLOSED = "#EFEFEF"
DRY = (("no_cash", "#F5DEA0", "too little cash"), ("no_float", "#F6C3A5", "too little float"))
VISIBLE_SHARE = 0.0005
BAR = 0.62
ENDINGS = {
    "served": "served",
    "no_float": "too little float",
    "no_cash": "too little cash",
    "closed": "closed, or agent away",
    "balked": "line too long",
    "reneged": "patience ended",
    "present": "still there",
}


@dataclass(frozen=True)
class Panel:
    """One part of a picture: its heading, and the hours of an agent or of all on average."""

    heading: str
    hours: pl.DataFrame
    is_one: bool


def agents_float(results: Results, sheet: Sheet) -> None:
    """Draw float and cash through a week: of all agents, and of two of them with dry spells."""
    panels = _panels(results)
    count = len(panels) + 1 if panels else 1
    title = "What agents hold, and when they run dry, through the last week"
    with sheet.picture("agents-float", title, (8.0, 1.9 + 1.7 * count)) as (figure, axes):
        if not panels:
            note(axes, "no agent was open in this run, or its hours were not kept")
            axes.set_xlabel("day")
            axes.set_ylabel("yuan")
            return
        parts = _parts(figure, axes, count)
        _draw_dry(parts[1], results)
        for panel, part in zip(panels, (parts[0], *parts[2:]), strict=True):
            _draw_panel(part, panel)
        parts[-1].set_xlabel("day (grey: closed)")


def _parts(figure: Figure, first: Axes, count: int) -> list[Axes]:
    """Return axes above each other with one time axis; the first is there."""
    grid = figure.add_gridspec(count, 1)
    first.set_subplotspec(grid[0])
    parts = [first, *(figure.add_subplot(grid[row], sharex=first) for row in range(1, count))]
    for part in parts[:-1]:
        part.tick_params(labelbottom=False)
    return parts


def _draw_panel(axes: Axes, panel: Panel) -> None:
    """Draw float and cash, and of one agent when it had too little of either."""
    table = panel.hours
    moments = _edges(table)
    is_open = table["open_ms"].to_numpy() > 0
    _shade(axes, moments, ~is_open, CLOSED)
    for name, colour, said in DRY if panel.is_one else ():
        is_dry = is_open & (table[f"{name}_ms"].to_numpy() > 0)
        _shade(axes, moments, is_dry, colour, said)
    for name, colour, line in (("float", BLUE, "-"), ("cash", GREEN, "--")):
        yuan = table[f"{name}_fen"].to_numpy() / FEN_PER_YUAN
        _step(axes, moments, yuan, color=colour, ls=line, label=name)
    axes.set_ylim(0, max(1.0, axes.get_ylim()[1]) * 1.42)
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.set_ylabel("yuan")
    _head(axes, panel.heading)


def _draw_dry(axes: Axes, results: Results) -> None:
    """Draw which share of agents lacked float or cash in each hour in which they were open."""
    table = _last_week(
        results.floats.with_columns((pl.col("open_ms") > 0).cast(pl.Float64).alias("is_open"))
        .group_by("at")
        .agg(
            pl.col("is_open").sum(),
            pl.col("open_ms").max(),
            *((pl.col(f"{name}_ms") * pl.col("is_open")).sum() for name, _, _ in DRY),
        )
    )
    moments, is_open = _edges(table), table["open_ms"].to_numpy() > 0
    _shade(axes, moments, ~is_open, CLOSED)
    for (name, _, said), colour, line in zip(DRY, (ORANGE, RED), ("--", "-"), strict=True):
        whole_ms = np.where(is_open, table["is_open"].to_numpy() * HOUR_MS, np.nan)
        shares = table[f"{name}_ms"].to_numpy() / whole_ms
        _step(axes, moments, shares, color=colour, ls=line, label=said)
    axes.set_ylim(0, max(0.01, axes.get_ylim()[1]) * 1.42)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_ylabel("share")
    _head(axes, "Agents with too little for a customer of mean amount, in all replications")


def _edges(table: pl.DataFrame) -> Moments:
    moments = table["at"].to_numpy()
    return np.append(moments, moments[-1] + np.timedelta64(1, "h"))


def _shade(axes: Axes, moments: Moments, where: Mask, colour: str, label: str = "") -> None:
    if where.any():
        axes.broken_barh(
            *(_stretches(where, moments), (0, 1)),
            transform=axes.get_xaxis_transform(),
            color=colour,
            lw=0,
            zorder=0,
            label=label or None,
        )


def _step(axes: Axes, moments: Moments, values: Floats, **style: Any) -> None:  # noqa: ANN401 - the library's
    axes.step(moments, np.append(values, values[-1:]), where="post", **style)
    axes.set_xlim(moments[0], moments[-1])


def _head(axes: Axes, heading: str) -> None:
    """Write what a part shows, above its legend, and the days below it."""
    axes.legend(ncols=4, loc="upper left", bbox_to_anchor=(0, 0.89), fontsize=7)
    text = axes.text(*(0.008, 0.96, heading), transform=axes.transAxes, va="top", size=8)
    text.set_fontweight("bold")
    text.set_in_layout(False)  # axes are not made narrower for a long name
    # The library's own types leave both out.
    axes.xaxis.set_major_locator(DayLocator())  # type: ignore[no-untyped-call]  # see above
    formatter = DateFormatter("%a %d %b")  # type: ignore[no-untyped-call]  # see above
    axes.xaxis.set_major_formatter(formatter)


def _days(moments: Moments) -> Floats:
    days: Floats = date2num(moments)  # type: ignore[no-untyped-call]  # the library's own types leave it out
    return days


def _stretches(where: Mask, moments: Moments) -> list[tuple[float, float]]:
    """Return where and for how long hours in a row are so, in days since the library's first."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], where, [False])).astype(int)))
    begin, end = (_days(moments[edge]) for edge in (edges[::2], edges[1::2]))
    return list(zip(begin.tolist(), (end - begin).tolist(), strict=True))


def _panels(results: Results) -> list[Panel]:
    """Return all agents on average, the one that lacked something longest, and the median."""
    if results.floats.is_empty() or not _total(results.agents, "open_ms"):
        return []
    first = results.floats["replication"].min()
    agents = (
        results.agents.filter((pl.col("replication") == first) & (pl.col("open_ms") > 0))
        .with_columns(
            ((pl.col("no_float_ms") + pl.col("no_cash_ms")) / pl.col("open_ms")).alias("dry")
        )
        .sort("dry", "county", "agent", descending=[True, False, False])
    )
    hours = results.floats.filter(pl.col("replication") == first)
    everybody = hours.group_by("at", maintain_order=True).agg(
        pl.col("float_fen", "cash_fen").mean(), pl.col("open_ms").max()
    )
    number = agents.height
    whose = f"All {number} agents" if number > 1 else "The one agent"
    found = [
        Panel(
            f"{whose} of the first replication, on average: {_dryness(agents)}",
            _last_week(everybody),
            is_one=False,
        )
    ]
    chosen = {0: "the driest"} if number == 1 else {0: "the driest", number // 2: "the median"}
    for row, which in chosen.items():
        one = agents.slice(row, 1)
        county, agent, place = one.select("county", "agent", "settlement").row(0)
        own = hours.filter((pl.col("county") == county) & (pl.col("agent") == agent))
        heading = f"Agent {agent} in {label(place, LETTERS)}, {which}: {_dryness(one)}"
        found.append(Panel(heading, _last_week(own), is_one=True))
    return found


def _dryness(agents: pl.DataFrame) -> str:
    """Say for which part of the run's opening hours agents lacked float, and cash."""
    open_ms = _total(agents, "open_ms")
    shares = [_total(agents, f"{name}_ms") / open_ms for name in ("no_float", "no_cash")]
    return "out of float {:.1%}, of cash {:.1%} of all open hours".format(*shares)


def _total(table: pl.DataFrame, name: str) -> float:
    return float(table[name].cast(pl.Float64).sum())


def _last_week(hours: pl.DataFrame) -> pl.DataFrame:
    return hours.sort("at").tail(HOURS_SHOWN)


def agents_channels(results: Results, sheet: Sheet) -> None:
    """Draw where wishes are paid in, and how visits to agents end."""
    title = "Who pays in where, and how visits to agents end"
    with sheet.picture("agents-channels", title, (8.0, 5.4)) as (figure, axes):
        channels, endings = _channels(results), _visit_endings(results)
        grid = figure.add_gridspec(2, 1, height_ratios=(len(channels) + 1, len(endings) + 1))
        axes.set_subplotspec(grid[0])
        _bars(axes, channels, "no wishes arose in this run")
        axes.set_xlabel("share of all wishes")
        other = figure.add_subplot(grid[1])
        _bars(other, endings, "nobody came to an agent in this run")
        other.set_xlabel("share of all visits to agents")


def _channels(results: Results) -> list[tuple[str, float, str]]:
    """Return where wishes were paid in, and how the others ended."""
    shares = {
        "paid in at an agent": (results.mean("paid_at_agent_share"), BLUE),
        "paid in at a post office": (results.mean("paid_at_office_share"), SKY),
    }
    paid = sum(share for share, _ in shares.values())
    if not np.isfinite(paid):
        return []
    for metric, share in zip(results.summary["metric"], results.summary["mean"], strict=True):
        is_end = metric.startswith("ended_gave_up_") or metric == "ended_no_trust_share"
        if is_end and (share or 0) > VISIBLE_SHARE:
            name = metric.removeprefix("ended_").removesuffix("_share")
            name = name.replace("gave_up_", "gave up: ").replace("_", " ")
            name = name.replace("no trust", "no trust in the seller")
            shares[name] = (share, ORANGE)
            paid += share
    if 1 - paid > VISIBLE_SHARE:
        shares["not yet, or otherwise ended"] = (1 - paid, GREY)
    return [(name, share, colour) for name, (share, colour) in shares.items()]


def _visit_endings(results: Results) -> list[tuple[str, float, str]]:
    visits = _total(results.agents, "visits")
    if not visits:
        return []
    shares = [(said, _total(results.agents, name) / visits, name) for name, said in ENDINGS.items()]
    colours = {"served": GREEN, "no_float": RED, "no_cash": RED, "present": GREY}
    return [
        (said, share, colours.get(name, ORANGE))
        for said, share, name in shares
        if share > VISIBLE_SHARE or name in {"served", "no_float", "no_cash"}
    ]


def _bars(axes: Axes, bars: list[tuple[str, float, str]], why_none: str) -> None:
    if not bars:
        note(axes, why_none)
        return
    for position, (_, share, colour) in enumerate(bars):
        axes.barh(position, share, BAR, color=colour)
        axes.text(share + 0.008, position, f"{share:.1%}", va="center", size=8)
    axes.set_yticks(range(len(bars)), [name for name, _, _ in bars])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.09)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
