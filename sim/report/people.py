"""Who wins and who loses, as a table: everybody and each group of people, in both measures."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from sim.plots.results import read_figures
from sim.report.parts import Cells, ReportTable, RowGroup
from sim.tables import figure, signed

MEASURES = {"line": "minutes in line", "door": "days from wish to door"}
COLUMNS = (
    *("people", "persons", "gain, %", "95% interval", "lose, %", "95% interval of it"),
    *("finish in the baseline alone", "in the alternative alone", "mean difference", "unit"),
)
PERCENT = 100


def winners_table(folder: Path, name: str) -> ReportTable | None:
    """Return the shares that gain and lose, if people were paired; groups by measure."""
    path = folder / "winners.csv"
    if not path.is_file():
        return None
    table = read_figures(path)
    caption = "Who wins and who loses: the same persons in both scenarios"
    return ReportTable(name, caption, COLUMNS, tuple(_groups(table)), frozenset(range(1, 9)))


def _groups(table: pl.DataFrame) -> Iterator[RowGroup]:
    several = table["alternative"].n_unique() > 1
    for (alternative, measure), rows in table.group_by(
        "alternative", "measure", maintain_order=True
    ):
        first = rows.row(0, named=True)
        what = MEASURES.get(str(measure), str(measure))
        beyond = f"{what}, by more than {first['threshold']:g} {first['unit']}"
        heading = f"{alternative}: {beyond}" if several else beyond.capitalize()
        yield RowGroup(heading, tuple(_row(row) for row in rows.iter_rows(named=True)))


def _row(row: dict[str, Any]) -> Cells:
    group, value = row["group"], row["value"] or ""
    return (
        group if group == "everybody" else f"{group}: {value}",
        f"{row['people']:,.0f}",
        _percent(row["gained_share"]),
        _ends(row["gained_ci_low"], row["gained_ci_high"]),
        _percent(row["lost_share"]),
        _ends(row["lost_ci_low"], row["lost_ci_high"]),
        f"{row['only_baseline']:,.0f}",
        f"{row['only_alternative']:,.0f}",
        "none" if row["mean_difference"] is None else signed(row["mean_difference"]),
        row["unit"],
    )


def _percent(share: float | None) -> str:
    return "none" if share is None else figure(PERCENT * share)


def _ends(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "none"
    return f"{figure(PERCENT * max(low, 0.0))} to {figure(PERCENT * min(high, 1.0))}"
