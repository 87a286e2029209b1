"""Metrics of what can be switched off, and what they are reckoned from; off, they are left out."""

from dataclasses import replace

from sim.measures.figures import NOTHING, Figure, ratio
from sim.measures.metric import Metric
from sim.units import FEN_PER_YUAN


def course_metrics() -> list[Metric]:
    """Return the figures of courses, for the catalogue."""
    cost = _count("seats_fen", FEN_PER_YUAN)
    seats, yuan = ("seats", "taken in courses"), ("yuan", "of the seats taken in courses")
    found = [
        Metric(
            "training_seats", seats[0], "people", seats[1], "neither", "events", _count("seats")
        ),
        Metric("training_cost_yuan", yuan[0], "people", yuan[1], "lower", "events", cost),
    ]
    for who in ("buyer", "seller"):
        said, trained = f"share whose {who} had been in a course", _share(f"{who}_trained")
        name = f"trained_{who}s_share"
        found.append(Metric(name, "share", "people", said, "neither", "wishes", trained))
    return [replace(metric, optional=True) for metric in found]


def _count(name: str, over: int = 1) -> Figure:
    return lambda merged: merged.counts.get(name, NOTHING) / over


def _share(name: str) -> Figure:
    return lambda merged: ratio(merged.counts.get(name, NOTHING), merged.counts["wishes"])
