"""The picture of a comparison has a row for what differs, and says where nothing does."""

from dataclasses import asdict
from pathlib import Path

import polars as pl
import pytest

from sim.comparison import HEADLINES, Sample, compare
from sim.plots.forest import forest
from tests.sim.plots.test_plots import CAPTION, KEPT, Gallery

pytestmark = pytest.mark.usefixtures("sketched")


def differences(*changes: float) -> pl.DataFrame:
    """Return the differences of a wait that changes so, and of all else, which does not."""
    base = [dict.fromkeys(HEADLINES, 100.0 + number) for number in range(len(changes))]
    other = [
        {**row, "wait_mean_min": row["wait_mean_min"] + change}
        for row, change in zip(base, changes, strict=True)
    ]
    compared = compare(Sample("base", base), [Sample("other", other)])
    return pl.DataFrame([asdict(one) for one in compared]).fill_nan(None)


def drawn(table: pl.DataFrame, folder: Path) -> tuple[list[str], list[str]]:
    """Return the names of the rows of the picture, and what else is written in it."""
    KEPT.clear()
    forest(table, Gallery(folder, CAPTION))
    ((_, figure),) = KEPT
    (axes,) = figure.axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    return names, [text.get_text() for text in axes.texts]


def test_what_differs_in_no_replication_has_no_row(tmp_path: Path) -> None:
    names, _ = drawn(differences(1, 2, 3, 4, 5), tmp_path)

    assert names == ["wait_mean_min"]


def test_where_nothing_differs_that_is_said(tmp_path: Path) -> None:
    _, said = drawn(differences(0, 0, 0), tmp_path)

    assert said == ["no difference in any replication"]


def test_of_one_replication_there_is_no_interval_and_that_is_said(tmp_path: Path) -> None:
    _, said = drawn(differences(1), tmp_path)

    assert said == ["intervals need two replications or more"]
