"""Figures: what a metric computes from the merged measures of a replication."""

from collections.abc import Callable

import numpy as np

from sim.diary import Purpose
from sim.measures.merged import Measures
from sim.units import DAYS_PER_WEEK, FEN_PER_YUAN, HOUR_MS, MINUTE_MS, Ints

NOTHING = float("nan")

Figure = Callable[[Measures], float]


def ratio(part: float, whole: float) -> float:
    """Return part over whole, and NaN where there is nothing to divide by."""
    return part / whole if whole else NOTHING


def flow(name: str) -> Figure:
    """Return how many a day reached a step."""
    return lambda merged: ratio(float(merged.flows[name].sum()), merged.days)


def served(*purposes: Purpose) -> Figure:
    """Return how many visits a day were served, for any of the purposes.

    For some of them nobody comes where there are no agents, and outlets have no column.
    """
    names = [f"served_{purpose.name.lower()}" for purpose in purposes]

    def value(merged: Measures) -> float:
        known = [name for name in names if name in merged.outlets]
        return ratio(sum(merged.total(name) for name in known), merged.days)

    return value


def mean_wait(which: str) -> Figure:
    """Return the mean wait in minutes, to the millisecond, of all purposes."""

    def value(merged: Measures) -> float:
        _, counts = merged.waits_of(which, ())
        return ratio(merged.waited_ms[which] / MINUTE_MS, float(counts.sum()))

    return value


def mean_wait_in_seconds(which: str, *purposes: Purpose) -> Figure:
    """Return the mean wait in minutes, by whole seconds waited, for any of the purposes."""

    def value(merged: Measures) -> float:
        seconds, counts = merged.waits_of(which, purposes)
        whole = float((seconds * counts).sum())
        return ratio(whole / 60, float(counts.sum()))

    return value


def wait_quantile(share: float, which: str, *purposes: Purpose) -> Figure:
    """Return the wait in minutes that a share did not exceed, by whole seconds."""

    def value(merged: Measures) -> float:
        return quantile(share, *merged.waits_of(which, purposes)) / 60

    return value


def share_over(minutes: int, which: str, *purposes: Purpose) -> Figure:
    """Return the share that waited so many minutes or more."""

    def value(merged: Measures) -> float:
        seconds, counts = merged.waits_of(which, purposes)
        return ratio(float(counts[seconds >= minutes * 60].sum()), float(counts.sum()))

    return value


def mean_wait_by_priority(priority: int) -> Figure:
    """Return the mean wait in minutes of those called with priority, or without."""

    def value(merged: Measures) -> float:
        seconds, counts = merged.waits_of("called", (), priority)
        return ratio(float((seconds * counts).sum()) / 60, float(counts.sum()))

    return value


def wait_quantile_by_priority(share: float, priority: int) -> Figure:
    """Return the wait in minutes that a share of those called with priority did not exceed."""

    def value(merged: Measures) -> float:
        return quantile(share, *merged.waits_of("called", (), priority)) / 60

    return value


def down(merged: Measures) -> float:
    """Return the share of staffed counter-time in which counters did not work."""
    if "down_ms" not in merged.outlets:
        return NOTHING
    return ratio(merged.total("down_ms"), merged.total("open_counter_ms"))


def visits_share(ending: str) -> Figure:
    """Return the share of visits that ended in a way."""
    return lambda merged: ratio(merged.total(ending), merged.total("visits"))


def duration_mean(name: str, unit_ms: int) -> Figure:
    """Return the mean of a duration, to the millisecond."""

    def value(merged: Measures) -> float:
        _, counts = merged.duration(name)
        return ratio(merged.durations_ms[name] / unit_ms, float(counts.sum()))

    return value


def duration_quantile(share: float, name: str, unit_ms: int) -> Figure:
    """Return how long a share did not take, by begun minutes."""

    def value(merged: Measures) -> float:
        return quantile(share, *merged.duration(name)) * (MINUTE_MS / unit_ms)

    return value


def quantile(share: float, values: Ints, counts: Ints) -> float:
    """Return the least of the values, ascending, that a share of all does not exceed.

    >>> quantile(0.5, np.array([3, 8]), np.array([2, 1]))
    3.0
    """
    if not counts.size:
        return NOTHING
    reached = np.cumsum(counts) >= share * counts.sum()
    return float(values[int(reached.argmax())])


def wish_share(name: str) -> Figure:
    """Return the share of wishes that reached a step or ended in a way."""
    return lambda merged: ratio(merged.counts[name], merged.counts["wishes"])


def count(name: str, over: int = 1) -> Figure:
    """Return a count or sum of the purchases, in units of `over`."""
    return lambda merged: merged.counts[name] / over


def float_mean(name: str) -> Figure:
    """Return the money held, as an average over time, in yuan."""
    return lambda merged: float(merged.flows[f"{name}_float_fen"].mean()) / FEN_PER_YUAN


def float_max(name: str) -> Figure:
    """Return the most money held in any hour, as an average over it, in yuan."""
    return lambda merged: float(merged.flows[f"{name}_float_fen"].max()) / FEN_PER_YUAN


def per_wish(name: str) -> Figure:
    """Return a count of the purchases over the number of wishes."""
    return lambda merged: ratio(merged.counts[name], merged.counts["wishes"])


def utilisation(merged: Measures) -> float:
    """Return the busy share of staffed counter-time; overtime is not in it."""
    return ratio(merged.total("busy_open_ms"), merged.total("open_counter_ms"))


def overtime(merged: Measures) -> float:
    """Return the counter-hours served while not staffed, a week and outlet."""
    after_closing_ms = merged.total("busy_ms") - merged.total("busy_open_ms")
    weeks = merged.days / DAYS_PER_WEEK * merged.outlets["class"].size
    return ratio(after_closing_ms / HOUR_MS, weeks)


def line_mean(merged: Measures) -> float:
    """Return the people in line at an outlet, as an average over its open time."""
    return ratio(merged.total("waiting_open_ms"), merged.total("open_ms"))


def line_max(merged: Measures) -> float:
    """Return the longest line of any outlet."""
    return float(merged.line_max)
