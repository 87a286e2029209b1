"""The laws that a fit tried, as a table: how well each of them fits, the best first."""

from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

from sim.files.results import figures, write_csv
from sim.study.fit.likelihood import FittedLaw
from sim.study.fit.whole import SERVICE_KEYS, FittedLog

COLUMNS = ("parameter", "law", "values", "aic", "above_best", "distance", "count", "is_chosen")
DIGITS = 4


def write_laws(fitted: FittedLog, folder: Path) -> None:
    """Write `laws.csv`: a row a law that was tried; of none, the headings alone."""
    rows = list(_rows(fitted))
    write_csv(figures({name: [row[name] for row in rows] for name in COLUMNS}), folder / "laws.csv")


def _rows(fitted: FittedLog) -> Iterator[dict[str, Any]]:
    for service in fitted.services:
        key = f"services.{SERVICE_KEYS[service.purpose]}"
        yield from _of(key, service.law, service.tried)
    if fitted.patience:
        yield from _of("line.patience_min", fitted.patience.law, fitted.patience.tried)


def _of(key: str, chosen: FittedLaw, tried: tuple[FittedLaw, ...]) -> Iterator[dict[str, Any]]:
    best = min(one.aic for one in tried)
    for one in tried:
        values = ", ".join(f"{each.name} {each.value:.{DIGITS}g}" for each in one.parameters)
        yield {
            "parameter": key,
            "law": one.family,
            "values": values,
            "aic": one.aic,
            "above_best": one.aic - best if isfinite(best) else float("nan"),
            "distance": one.distance,
            "count": one.count,
            "is_chosen": int(one.family == chosen.family),
        }
