"""Pictures of a fit: services and patience in the log against their laws, and when people come."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FormatStrFormatter, PercentFormatter

from sim.files.folder import new_pictures
from sim.files.written import PLOTS
from sim.plots.style import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    QUIET,
    RED,
    SKY,
    Caption,
    Sheet,
    note,
)
from sim.study.fit.arrivals import FittedArrivals
from sim.study.fit.laws import PATIENCE_LAWS
from sim.study.fit.patience import FittedPatience
from sim.study.fit.services import FittedService
from sim.study.fit.whole import SERVICE_KEYS, FittedLog

if TYPE_CHECKING:
    from pathlib import Path

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
COLOURS = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY, BLACK)
LINES = ("-", "--", ":", "-.", "-", "--", ":")
MARKERS = ("o", "s", "^", "D")
BEYOND = 1.15


def draw_fit(fitted: FittedLog, caption: Caption, folder: "Path") -> "tuple[Path, ...]":
    """Draw the pictures of a fit into the folder `plots` of its results, and return them."""
    pictures = (
        partial(services_qq, fitted.services),
        partial(patience_curve, fitted.patience),
        partial(arrivals_profile, fitted.arrivals),
    )
    with new_pictures(folder / PLOTS) as fresh:
        sheet = Sheet(fresh, caption)
        for picture in pictures:
            picture(sheet)
        return tuple(folder / PLOTS / path.name for path in sorted(fresh.iterdir()))


def services_qq(services: tuple[FittedService, ...], sheet: Sheet) -> None:
    """Draw the quantiles of the times at the counter, in the log against the law."""
    with sheet.picture("fit-services", "Times at the counter: the log against its law") as (
        _,
        axes,
    ):
        if not services:
            note(axes, "too few services of known length")
            return
        ends = []
        for index, service in enumerate(services):
            in_log, by_law = (one[service.points[0] > 0] for one in service.points)
            key = SERVICE_KEYS[service.purpose]
            label = f"{key}: {service.law.family}, n = {service.law.count:,}"
            axes.plot(
                by_law, in_log, MARKERS[index], ms=4, color=COLOURS[index], alpha=0.7, label=label
            )
            ends += [in_log[0], by_law[0], in_log[-1], by_law[-1]]
        axes.plot((min(ends), max(ends)), (min(ends), max(ends)), color=BLACK, lw=1, label="equal")
        for axis, scale in ((axes.xaxis, axes.set_xscale), (axes.yaxis, axes.set_yscale)):
            scale("log")
            axis.set_major_formatter(FormatStrFormatter("%g"))
        axes.set_xlabel("by the law, minutes")
        axes.set_ylabel("in the log, minutes")
        axes.legend(loc="upper left")


def patience_curve(patience: FittedPatience | None, sheet: Sheet) -> None:
    """Draw the share that has lost patience by the wait: without a law, and by it."""
    title = "Who would have left by then: the log against its law"
    with sheet.picture("fit-patience", title) as (_, axes):
        if patience is None:
            note(axes, "too few left the line, or did not come when called")
            return
        ends, shares = patience.curve
        axes.step(
            np.append(0, ends),
            np.append(0, shares),
            where="post",
            color=BLUE,
            label="in the log, without a law (Turnbull)",
        )
        family = next(one for one in PATIENCE_LAWS if one.name == patience.law.family)
        law = family.make(patience.law.values)
        waits = np.linspace(0, float(ends[-1]) * BEYOND, 400)
        values = ", ".join(f"{one.name} {one.value:.3g}" for one in patience.law.parameters)
        label = f"{family.name}: {values}, n = {patience.law.count:,}"
        axes.plot(waits, law.whole_cumulative(waits), "--", color=RED, label=label)
        axes.set_xlim(0, waits[-1])
        axes.set_ylim(0, 1.01)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.set_xlabel("wait, minutes")
        axes.set_ylabel("share whose patience is no longer")
        axes.legend(loc="upper left")


def arrivals_profile(arrivals: FittedArrivals, sheet: Sheet) -> None:
    """Draw the tickets an hour by quarters of an hour, once for weekdays that share a profile."""
    with sheet.picture("fit-arrivals", "When tickets are taken at an outlet") as (_, axes):
        opened = np.array([any(hour) for hour in zip(*filter(None, arrivals.profile), strict=True)])
        for index, days in enumerate(arrivals.alike):
            profile = np.array(arrivals.profile[days[0]])
            hours = np.arange(profile.size + 1) / 4
            label = ", ".join(DAYS[day] for day in days)
            axes.stairs(profile, hours, color=COLOURS[index], ls=LINES[index], label=label)
        first, last = np.flatnonzero(opened)[[0, -1]].tolist()
        axes.set_xlim(first / 4, (last + 1) / 4)
        axes.set_ylim(0, None)
        axes.set_xlabel("hour of the day")
        axes.set_ylabel("tickets an hour, of an outlet")
        axes.legend(title="weekdays", ncols=2)
        said = f"variance between days: {arrivals.by_day.index:.1f} times that of chance"
        axes.text(0.99, 0.02, said, transform=axes.transAxes, ha="right", color=QUIET, size=8)
