"""What courses cost for what they bring, as a file of a comparison that has any."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import polars as pl

from sim.files.results import figures, write_csv
from sim.study.cost_of_effect import CostOfEffect

COSTS_FILE = "costs_of_effect.csv"
NAMES = tuple(field.name for field in fields(CostOfEffect))


def write_costs(costs: Sequence[CostOfEffect], folder: Path) -> None:
    """Write a row a cost, if there is any."""
    if costs:
        table = figures({name: [getattr(one, name) for one in costs] for name in NAMES})
        write_csv(table, folder / COSTS_FILE)


def read_costs(folder: Path) -> list[CostOfEffect]:
    """Read the costs of a comparison; what is empty there is not defined."""
    path = folder / COSTS_FILE
    if not path.is_file():
        return []
    texts = {"metric", "unit", "baseline", "alternative", "verdict"}
    types = {name: pl.String if name in texts else pl.Float64 for name in NAMES}
    found = []
    for row in pl.read_csv(path, schema_overrides=types).iter_rows(named=True):
        values: dict[str, Any] = {
            name: float("nan") if row[name] is None else row[name] for name in NAMES
        }
        found.append(CostOfEffect(**values | {"replications": int(values["replications"])}))
    return found
