"""Waits and days over each other: by the run's own figures, and by hand from its files."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from sim.explorer.compare.chosen import ComparedRuns, runs_named
from sim.explorer.compare.curves import chart_of
from sim.explorer.compare.daily import FLOWS, daily_of
from sim.explorer.compare.figures import paired_mean
from sim.explorer.compare.waits import classes_of, waits_of
from sim.explorer.explorer import Explorer
from sim.running.replication import Experiment
from sim.tables import figure, signed


@pytest.fixture
def compared(shelved: Explorer) -> ComparedRuns:
    return runs_named(shelved, ["small", "short"])


@pytest.mark.parametrize("minutes", [5, 15, 30])
def test_the_share_that_waited_so_long_is_that_of_the_run(
    compared: ComparedRuns, done: dict[str, Experiment], minutes: int
) -> None:
    curves = waits_of(compared, "all")

    for name, values in curves.values.items():
        exact = [one[f"wait_over_{minutes}_min_share"] for one in done[name].metrics()]
        assert values[:, curves.places.index(minutes)] == pytest.approx(100 * np.array(exact))


def test_waits_of_one_class_are_those_of_its_outlets(compared: ComparedRuns, results: Path) -> None:
    curves = waits_of(compared, "rural")

    table = pl.read_parquet(results / "short" / "waits.parquet").filter(
        pl.col("class") == "rural", pl.col("called") == 1, pl.col("replication") == 1
    )
    counts, waited_s = table["count"].to_numpy(), table["wait_s"].to_numpy()
    assert classes_of(compared) == ["all", "rural", "town"]
    by_hand = 100 * counts[waited_s >= 10 * 60].sum() / counts.sum()
    assert curves.values["short"][1, curves.places.index(10)] == pytest.approx(by_hand)


@pytest.mark.parametrize("flow", FLOWS)
def test_the_days_of_a_flow_add_up_to_its_table(
    compared: ComparedRuns, results: Path, flow: str
) -> None:
    curves = daily_of(compared, FLOWS[flow])

    for name, values in curves.values.items():
        table = pl.read_parquet(results / name / FLOWS[flow].file)
        for number in compared.numbers:
            own = table.filter(pl.col("replication") == number)
            by_day = own.sort("at").group_by_dynamic("at", every="1d")
            by_hand = by_day.agg(pl.col(FLOWS[flow].column).sum())
            assert values[number].tolist() == by_hand[FLOWS[flow].column].to_list()


def test_a_point_has_the_difference_and_interval_of_a_paired_t_test(
    compared: ComparedRuns,
) -> None:
    curves = daily_of(compared, FLOWS["visits"])

    before, after = curves.values["small"][:, 1], curves.values["short"][:, 1]
    test = stats.ttest_rel(after, before)
    hand = test.confidence_interval()
    (row,) = [row for row in chart_of(curves).table.groups[0].rows if row[0] == curves.words[1]]
    found = paired_mean(before, after)
    assert (found.baseline, found.alternative) == (before.mean(), after.mean())
    assert found.difference == pytest.approx((after - before).mean())
    assert found.difference < 0
    assert found.ci_high == pytest.approx(hand.high)
    assert found.ci_low <= hand.low + 1e-9  # the end away from 0 reaches farther if skewed
    assert row[1:] == (
        figure(found.baseline),
        figure(found.alternative),
        signed(found.difference),
        f"{signed(found.ci_low)} to {signed(found.ci_high)}",
    )


def test_what_is_not_defined_in_one_run_is_left_out_of_the_pair() -> None:
    found = paired_mean(np.array([1.0, np.nan, 3.0]), np.array([2.0, 5.0, 6.0]))

    assert (found.baseline, found.alternative, found.difference) == (2.0, 4.0, 2.0)


def test_one_replication_has_a_difference_and_no_interval() -> None:
    found = paired_mean(np.array([1.0]), np.array([4.0]))

    assert (found.difference, np.isnan(found.ci_low), np.isnan(found.ci_high)) == (3.0, True, True)
