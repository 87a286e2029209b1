"""The differences on the page are those of `wanghuiyi compare`, to the last figure shown."""

import polars as pl
import pytest
from flask.testing import FlaskClient

from sim.comparison import PairedDifference, Sample, compare
from sim.explorer.compare.chosen import runs_named
from sim.explorer.compare.forest import forests
from sim.explorer.explorer import Explorer
from sim.files.folder import new_folder
from sim.files.results import write_comparison
from sim.report.comparison import by_alternative, differences_of, differences_table, verdicts_of
from sim.running.replication import Experiment

NAMES = ("small", "short", "strict")


@pytest.fixture(scope="module")
def written(
    done: dict[str, Experiment], tmp_path_factory: pytest.TempPathFactory
) -> list[PairedDifference]:
    """Return the differences as `wanghuiyi compare` writes them."""
    first, *others = (Sample(name, done[name].metrics()) for name in NAMES)
    folder = tmp_path_factory.mktemp("comparison") / "compare"
    with new_folder(folder) as fresh:
        write_comparison(compare(first, others), fresh, {})
    return differences_of(pl.read_csv(folder / "comparison.csv"))


def test_the_page_has_the_differences_of_the_command(
    shelved: Explorer, written: list[PairedDifference]
) -> None:
    shown = forests(runs_named(shelved, NAMES))

    tables = [
        differences_table(rows, f"differences-{number}")
        for number, rows in enumerate(by_alternative(written).values(), start=1)
    ]
    assert [one.chart.table for one in shown] == tables
    assert [one.verdicts for one in shown] == [
        verdicts_of(rows) for rows in by_alternative(written).values()
    ]


def test_the_chart_fills_what_is_settled_and_has_an_interval_for_each(
    shelved: Explorer, written: list[PairedDifference]
) -> None:
    short = forests(runs_named(shelved, NAMES))[0]

    (series,) = short.chart.option["series"]
    drawn = {
        name: one["value"]
        for name, one in zip(short.chart.option["yAxis"]["data"], series["data"], strict=True)
    }
    by_name = {one.metric: one for one in written if one.alternative == "short"}
    assert {name: value[4] for name, value in drawn.items()} == {
        name: int(by_name[name].verdict in {"higher", "lower"}) for name in drawn
    }
    for name, (mean, low, high, _, _) in drawn.items():
        percent = 100 / abs(by_name[name].baseline_mean)
        hand = (by_name[name].mean, by_name[name].ci_low, by_name[name].ci_high)
        assert (mean, low, high) == pytest.approx([percent * one for one in hand], abs=1e-3)
    assert any(value[4] for value in drawn.values())
    assert not all(value[4] for value in drawn.values())


def test_every_pair_of_figures_stands_with_its_difference(comparing: FlaskClient) -> None:
    page = comparing.get("/compare?run=small&run=short", base_url="http://127.0.0.1").text

    heads = [
        [cell.partition(">")[2].partition("<")[0] for cell in head.split("<th")[1:]]
        for head in page.split("<thead>")[1:]
    ]
    beside = [one[: len(one)] for one in heads if "small" in one or "baseline" in one]
    assert len(beside) >= len(("differences", "waits", "by day"))
    for columns in beside:
        assert {"difference", "95% interval"} <= set(columns)
