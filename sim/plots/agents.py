"""Pictures of agents: what they hold through a week and when they run dry; who pays in where."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter, StrMethodFormatter
from numpy.typing import NDArray

from sim.plots.results import Results
from sim.plots.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    SKY,
    Sheet,
    date_axis,
    note,
)
from sim.units import DAYS_PER_WEEK, FEN_PER_YUAN

Mask = NDArray[np.bool_]
Moments = NDArray[np.datetime64]

HOURS_SHOWN = DAYS_PER_WEEK * 24
CLOSED, NO_FLOAT, NO_CASH = "#EFEFEF", "#F6C3A5", "#F5DEA0"
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
    title = "What agents hold through the last week of the first replication"
    with sheet.picture("agents-float", title, (8.0, 2.2 + 1.7 * max(1, len(panels)))) as (
        figure,
        axes,
    ):
        if not panels:
            note(axes, "no agent was open in this run, or its hours were not kept")
            axes.set_xlabel("day")
            axes.set_ylabel("yuan")
            return
        for panel, part in zip(panels, _parts(figure, axes, len(panels)), strict=True):
            _draw_panel(part, panel)
            part.set_ylabel("yuan")
            last = part
        last.set_xlabel("day (grey: closed)")


def _parts(figure: Figure, first: Axes, count: int) -> list[Axes]:
    """Return axes above each other with one time axis; the first is there."""
    grid = figure.add_gridspec(count, 1)
    first.set_subplotspec(grid[0])
    parts = [first, *(figure.add_subplot(grid[row], sharex=first) for row in range(1, count))]
    for part in parts[:-1]:
        part.tick_params(labelbottom=False)
    return parts


def _draw_panel(axes: Axes, panel: Panel) -> None:
    table = panel.hours
    moments = table["at"].to_numpy()
    moments = np.append(moments, moments[-1] + np.timedelta64(1, "h"))
    is_open = table["open_ms"].to_numpy() > 0
    bands = [(~is_open, CLOSED, "")]
    if panel.is_one:
        lacking = {name: table[f"{name}_ms"].to_numpy() > 0 for name in ("no_float", "no_cash")}
        bands.append((is_open & lacking["no_cash"], NO_CASH, "too little cash"))
        bands.append((is_open & lacking["no_float"], NO_FLOAT, "too little float"))
    for where, colour, label in [band for band in bands if band[0].any()]:
        axes.broken_barh(
            *(_stretches(where, moments), (0, 1)),
            transform=axes.get_xaxis_transform(),
            color=colour,
            lw=0,
            zorder=0,
            label=label or None,
        )
    for name, colour, line in (("float", BLUE, "-"), ("cash", GREEN, "--")):
        yuan = table[f"{name}_fen"].to_numpy() / FEN_PER_YUAN
        axes.step(
            moments, np.append(yuan, yuan[-1]), where="post", color=colour, ls=line, label=name
        )
    axes.set_xlim(moments[0], moments[-1])
    axes.set_ylim(0, max(1.0, axes.get_ylim()[1]) * 1.42)
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.legend(ncols=4, loc="upper left", bbox_to_anchor=(0, 0.89), fontsize=7)
    axes.text(
        *(0.008, 0.96, panel.heading), transform=axes.transAxes, va="top", size=8, weight="bold"
    )
    date_axis(axes)


def _stretches(where: Mask, moments: Moments) -> list[tuple[float, float]]:
    """Return where and for how long hours in a row are so, in days since the library's first."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], where, [False])).astype(int)))
    begin, end = (date2num(moments[edge]) for edge in (edges[::2], edges[1::2]))
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
    found = [Panel(f"{whose}, on average: {_dryness(agents)}", _last_week(everybody), is_one=False)]
    chosen = {0: "the driest"} if number == 1 else {0: "the driest", number // 2: "the median"}
    for row, which in chosen.items():
        one = agents.slice(row, 1)
        county, agent, place = one.select("county", "agent", "settlement").row(0)
        own = hours.filter((pl.col("county") == county) & (pl.col("agent") == agent))
        heading = f"Agent {agent} in {place}, {which}: {_dryness(one)}"
        found.append(Panel(heading, _last_week(own), is_one=True))
    return found


def _dryness(agents: pl.DataFrame) -> str:
    """Say for which part of their opening hours agents lacked float, and cash."""
    open_ms = _total(agents, "open_ms")
    shares = [_total(agents, f"{name}_ms") / open_ms for name in ("no_float", "no_cash")]
    return "out of float {:.0%}, out of cash {:.0%} of opening hours".format(*shares)


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
