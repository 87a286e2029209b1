"""How precise the metrics named with `--until` became, for people; nothing is printed here."""

from collections.abc import Sequence

from rich.table import Table

from sim.measures import BY_NAME
from sim.measures.cautions import share_unseen
from sim.study.precision import MOST, Precision, Stopped, planned
from sim.tables import figure, signed


def precision_table(stopped: Stopped) -> Table:
    """Return each metric with the interval that it has and the one that was wanted."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.title, table.title_justify = "As precise as wanted", "left"
    if not stopped.is_reached:
        table.title = "Not as precise as wanted"
    table.add_column("", no_wrap=True)
    for heading in ("mean", "interval within", "wanted", "unit"):
        table.add_column(heading, justify="left" if heading == "unit" else "right")
    table.add_column("so")
    for one in stopped.precisions:
        mean = one.spread.mean
        table.add_row(
            f"{one.wanted.metric}{f' ({one.alternative})' if one.alternative else ''}",
            signed(mean) if one.alternative else figure(mean),
            _width(one, one.half_width),
            _width(one, one.half_width_most),
            BY_NAME[one.wanted.metric].unit,
            _so(one),
        )
    return table


def replications_said(stopped: Stopped) -> str:
    """Say how many replications were planned, and how many it took."""
    plan = f"Planned {_count(stopped.planned)} replications, " if stopped.planned else ""
    if stopped.is_reached:
        more = stopped.used - stopped.needed
        return (
            f"{plan}used {stopped.used:,}: enough from {stopped.needed:,} on, and in {more} more."
        )
    return (
        f"{plan}used {stopped.used:,}, the most that were allowed; "
        f"some {_count(planned(stopped.precisions))} would do."
    )


def precision_so_far(precisions: Sequence[Precision]) -> str:
    """Say how far the metric is that is farthest from what is wanted; nothing before it is known.

    >>> precision_so_far([])
    ''
    """
    known = [one for one in precisions if one.half_width >= 0]
    if not known:
        return ""
    one = max(known, key=_times_too_wide)
    widths = f"{_width(one, one.half_width)} of {_width(one, one.half_width_most)} wanted"
    return f"{one.wanted.metric} {widths}"


def _times_too_wide(one: Precision) -> float:
    if not one.half_width:
        return 0.0
    return one.half_width / one.half_width_most if one.half_width_most else float("inf")


def _width(one: Precision, width: float) -> str:
    """Return a width, and where a share of the mean is wanted, which share it is."""
    if not one.wanted.relative or not one.base_mean:
        return f"±{figure(width)}"
    return f"±{figure(width)} ({figure(100 * width / abs(one.base_mean))}%)"


def _so(one: Precision) -> str:
    """Return what a precision comes to, and how far to trust it."""
    count, caution = one.spread.count, one.caution
    if not one.half_width <= one.half_width_most:  # nor of less than two values
        return "too wide"
    if caution.reason == "few differ":
        return f"only {one.differing} of {count} replications are not 0"
    if caution.reason == "skewed":
        return f"skewed: such intervals held in {caution.coverage:.0%} of trials"
    if caution.reason == "none differ":
        return f"0 in all, so in at most {share_unseen(count):.0%} of further ones not"
    if one.reservation.reason == "few people":
        held = f"such intervals held in {one.reservation.coverage:.0%} of trials"
        return f"reached, but few people differ: {held}"
    return "reached"


def _count(replications: int) -> str:
    return f"{replications:,}" if replications < MOST else f"more than {MOST:,}"
