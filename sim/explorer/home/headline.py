"""The figures by which a run is known at a glance, each with its interval."""

import csv
from dataclasses import dataclass

from sim.explorer.results import RunResults

SUMMARY = "summary.csv"
HEADLINES = {
    "wait_mean_min": ("mean wait", "min"),
    "wait_over_15_min_share": ("wait over 15 min", "%"),
    "wish_to_door_mean_days": ("wish to door, mean", "days"),
}


@dataclass(frozen=True)
class Headline:
    """A figure of a run: what it is called, its mean, and its 95% interval, "" if it has none."""

    title: str
    mean: str
    interval: str


def headlines_of(run: RunResults) -> list[Headline]:
    """Return the figures that a run has; none if its summary cannot be read."""
    try:
        text = (run.folder / SUMMARY).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return []
    rows = {row.get("metric"): row for row in csv.DictReader(text.splitlines())}
    found = []
    for metric, (title, unit) in HEADLINES.items():
        row = rows.get(metric)
        numbers = [_number(row.get(name)) for name in ("mean", "ci_low", "ci_high")] if row else []
        if numbers and numbers[0] is not None:
            mean, low, high = numbers
            has_interval = low is not None and high is not None
            interval = f"{_shown(low, unit)} to {_shown(high, unit)}" if has_interval else ""
            found.append(Headline(title, f"{_shown(mean, unit)} {unit}", interval))
    return found


def _number(text: str | None) -> float | None:
    """Return a number of a table; None for what is none, or not finite."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def _shown(value: float | None, unit: str) -> str:
    assert value is not None, "whoever calls this has looked"
    return f"{100 * value:.1f}" if unit == "%" else f"{value:.2f}"
