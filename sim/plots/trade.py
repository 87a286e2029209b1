"""Pictures of the trade: throughput, the funnel, where the time goes, whose money lies where."""

import numpy as np
import polars as pl
from matplotlib.ticker import PercentFormatter, StrMethodFormatter

from sim.plots.results import Results
from sim.plots.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    RED,
    SKY,
    Sheet,
    date_axis,
    note,
)
from sim.units import FEN_PER_YUAN

FLOWS = {
    "wishes": ("wishes", GREY, "-"),
    "deposits": ("deposits", BLUE, "-"),
    "orders": ("orders", ORANGE, "--"),
    "delivered": ("delivered", GREEN, "-."),
    "sellers_paid": ("sellers paid", RED, ":"),
}
FUNNEL = {
    "wish": None,
    "found an offer to trust": "reached_decided_share",
    "paid in at the counter": "reached_deposits_share",
    "credited": "reached_credited_share",
    "ordered": "reached_orders_share",
    "shipped": "reached_shipped_share",
    "delivered": "reached_delivered_share",
    "seller paid": "reached_sellers_paid_share",
}
BAR = 0.62
LOW, HIGH = 0.05, 0.95
VISIBLE_SHARE = 0.0005


def _of_replications(results: Results) -> str:
    """Return how several replications are shown, for a title."""
    return ": mean, and 5-95% over replications" if results.replications > 1 else ""


def throughput_by_hour(results: Results, sheet: Sheet) -> None:
    """Draw at which hour of the day each step happens."""
    title = "When each step happens: purchases in an average hour of the day"
    with sheet.picture("throughput-by-hour", title) as (_, axes):
        by_clock = (
            results.flows.with_columns(pl.col("at").dt.hour().alias("clock"))
            .group_by("clock")
            .agg(pl.col(list(FLOWS)).sum() / results.days / results.replications)
            .sort("clock")
        )
        for name, (label, colour, line) in FLOWS.items():
            axes.step(
                np.arange(25),
                np.append(by_clock[name].to_numpy(), by_clock[name].to_numpy()[-1]),
                where="post",
                color=colour,
                ls=line,
                label=label,
            )
        axes.set_xlim(0, 24)
        axes.set_ylim(0)
        axes.set_xticks(range(0, 25, 3))
        axes.set_xlabel("hour of the day")
        axes.set_ylabel("purchases an hour")
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
        axes.legend(ncols=5, loc="upper left", fontsize=8)
        axes.margins(y=0.2)
        axes.set_ylim(0, axes.get_ylim()[1] * 1.12)


def throughput_by_day(results: Results, sheet: Sheet) -> None:
    """Draw how many purchases reach each step on each day of the run."""
    title = "Purchases reaching each step, by day" + _of_replications(results)
    with sheet.picture("throughput-by-day", title) as (_, axes):
        daily = (
            results.flows.with_columns(pl.col("at").dt.truncate("1d").alias("day"))
            .group_by("replication", "day")
            .agg(pl.col(list(FLOWS)).sum())
        )
        for name, (label, colour, line) in FLOWS.items():
            rows = (
                daily.group_by("day")
                .agg(
                    pl.col(name).mean().alias("mean"),
                    pl.col(name).quantile(LOW, "linear").alias("low"),
                    pl.col(name).quantile(HIGH, "linear").alias("high"),
                )
                .sort("day")
            )
            days = rows["day"].to_numpy()
            if results.replications > 1 and name in {"deposits", "delivered"}:
                axes.fill_between(days, rows["low"], rows["high"], color=colour, alpha=0.15, lw=0)
            mark = "o" if results.days == 1 else ""  # a line of one point is not seen
            means = rows["mean"].to_numpy()
            axes.plot(days, means, color=colour, ls=line, marker=mark, label=label)
        closed = results.series.group_by(pl.col("at").dt.truncate("1d").alias("day")).agg(
            pl.col("open_ms").sum()
        )
        for day in closed.filter(pl.col("open_ms") == 0)["day"].sort().to_numpy():
            axes.axvspan(day, day + np.timedelta64(1, "D"), color="#F0F0F0", lw=0, zorder=0)
        if results.days == 1:
            half = np.timedelta64(12, "h")
            axes.set_xlim(days[0] - half, days[0] + half)
        date_axis(axes)
        axes.set_ylim(0, axes.get_ylim()[1] * 1.1)
        axes.set_xlabel("day (grey: all outlets closed)")
        axes.set_ylabel("purchases a day")
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
        axes.legend(ncols=5, loc="upper left", fontsize=8)


def funnel(results: Results, sheet: Sheet) -> None:
    """Draw how far wishes get, and how the others ended."""
    title = "How far wishes get, and where the others end"
    with sheet.picture("funnel", title, (8.0, 5.6)) as (_, axes):
        if not results.mean("wishes_per_day") > 0:
            note(axes, "there were no wishes in this run")
            return
        steps = {
            name: 1.0 if metric is None else results.mean(metric) for name, metric in FUNNEL.items()
        }
        ends = [
            (
                row["metric"].removeprefix("ended_").removesuffix("_share").replace("_", " "),
                row["mean"],
            )
            for row in results.summary.iter_rows(named=True)
            if row["metric"].startswith("ended_")
            and (row["mean"] or 0) > VISIBLE_SHARE
            and "completed" not in row["metric"]
        ]
        ends.sort(key=lambda end: -end[1])
        shown = [(name, share, BLUE) for name, share in steps.items() if share > 0]
        shown += [(name, share, SKY if name == "under way" else ORANGE) for name, share in ends]
        positions = np.arange(len(shown)) + 0.6 * (np.arange(len(shown)) >= len(shown) - len(ends))
        for position, (_, share, colour) in zip(positions, shown, strict=True):
            axes.barh(position, share, BAR, color=colour)
            axes.text(share + 0.008, position, f"{share:.1%}", va="center", size=8)
        axes.set_yticks(positions, [name for name, _, _ in shown])
        axes.invert_yaxis()
        axes.set_xlim(0, 1.09)
        axes.grid(visible=False, axis="y")
        axes.xaxis.set_major_formatter(PercentFormatter(1.0))
        axes.set_xlabel(
            "share of all wishes (blue: reached; orange: ended so; light: still under way)"
        )


def waterfall(results: Results, sheet: Sheet) -> None:
    """Draw where the time goes, from wish to door."""
    title = "Where the time goes, from wish to door: mean of what was delivered"
    with sheet.picture("waterfall", title, (8.0, 5.0)) as (_, axes):
        parts = results.waterfall.filter(pl.col("mean") > 0)
        if parts.is_empty():
            note(axes, "nothing was delivered in this run")
            return
        names, days = parts["metric"].to_list(), parts["mean"].to_numpy()
        until = days.cumsum()
        total = float(until[-1])
        for position, (length, end) in enumerate(zip(days, until, strict=True)):
            # With a line around it, a part of minutes shows among days.
            colour = BLUE if position % 2 else SKY
            axes.barh(position, length, BAR, end - length, color=colour, edgecolor=colour)
            inside = end + 0.13 * total > 1.02 * total
            length_text = f"{length:.1f} days" if length >= 1 else f"{length * 24:.1f} h"
            axes.text(
                end - length - 0.008 * total if inside else end + 0.008 * total,
                position,
                length_text,
                va="center",
                ha="right" if inside else "left",
                size=8,
            )
        axes.barh(len(names), total, BAR, color=BLACK)
        axes.text(
            total / 2,
            len(names),
            f"{total:.1f} days in all",
            va="center",
            ha="center",
            size=8,
            color="white",
        )
        axes.set_yticks(range(len(names) + 1), [*names, "from wish to door"])
        axes.invert_yaxis()
        axes.set_xlim(0, total * 1.04)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel("days since the wish")


def money_held(results: Results, sheet: Sheet) -> None:
    """Draw the money that the Post and escrow hold for buyers."""
    title = "Money held for buyers" + _of_replications(results)
    with sheet.picture("float", title) as (_, axes):
        for name, label, colour, line in (
            ("post_float_fen", "by the Post: paid in, not yet credited", PURPLE, "-"),
            ("escrow_float_fen", "in escrow: ordered, seller not yet paid", BLUE, "--"),
        ):
            rows = (
                results.flows.group_by("at", "replication")
                .agg(pl.col(name).sum() / FEN_PER_YUAN)
                .group_by("at")
                .agg(
                    pl.col(name).mean().alias("mean"),
                    pl.col(name).quantile(LOW, "linear").alias("low"),
                    pl.col(name).quantile(HIGH, "linear").alias("high"),
                )
                .sort("at")
            )
            moments = rows["at"].to_numpy()
            if results.replications > 1:
                axes.fill_between(
                    moments, rows["low"], rows["high"], color=colour, alpha=0.18, lw=0
                )
            axes.plot(moments, rows["mean"].to_numpy(), color=colour, ls=line, label=label)
        date_axis(axes)
        axes.set_ylim(0)
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.set_ylabel("yuan")
        axes.set_xlabel("day")
        axes.legend(loc="upper left")
