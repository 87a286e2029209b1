"""Values and differences of places: by hand from the file, and one that was planted."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from sim.comparison import holm
from sim.explorer.explorer import Explorer
from sim.explorer.maps.metrics import FIGURES, outlets_of, places_of
from sim.explorer.maps.values import (
    PlaceFigures,
    differences_of_places,
    figures_of,
    p_values,
)
from sim.units import MINUTE_MS
from tests.sim.explorer.maps.conftest import CODES, LONGER_MIN, NOISE_MIN, PLANTED, REPLICATIONS

NUMBERS = range(REPLICATIONS)


def test_only_what_was_planted_is_settled_and_as_large_as_it_was(mapped: Explorer) -> None:
    code, outlet = CODES[PLANTED[0]], PLANTED[1]
    before, after = (
        figures_of(places_of(outlets_of(mapped.run(name), NUMBERS), code), FIGURES["wait"])
        for name in ("usual", "planted")
    )

    found = differences_of_places(before, after)

    assert found.kinds == ["settled" if number == outlet else "not settled" for number in range(4)]
    assert found.paired[outlet].difference == pytest.approx(LONGER_MIN, abs=NOISE_MIN)
    assert found.places["position"].to_list() == [4, 5, 6, 7]


def test_a_county_is_the_sum_of_its_outlets(mapped: Explorer, made: Path) -> None:
    found = figures_of(places_of(outlets_of(mapped.run("planted"), NUMBERS), ""), FIGURES["wait"])

    table = pl.read_parquet(made / "planted" / "offices.parquet")
    for row, code in enumerate(CODES):
        for number in NUMBERS:
            own = table.filter(pl.col("county") == code, pl.col("replication") == number)
            waited_ms, called = own["wait_called_ms"].to_numpy(), own["called"].to_numpy()
            by_hand = waited_ms.sum() / called.sum() / MINUTE_MS
            assert found.values[row, number] == pytest.approx(by_hand)
    assert found.places["key"].to_list() == CODES
    assert found.places["lat"].to_list() == pytest.approx([29.15, 30.15, 31.15])


@pytest.mark.parametrize(
    ("metric", "by_hand"),
    [
        ("utilisation", 50.0),
        ("left", 100 * 10 / 120),
        ("turned_away", 100 * 2 / 120),
        ("line", 0.25),
        ("visits", 120 / 28),
        ("overtime", 1_000_000 / 3_600_000 / 4),
    ],
)
def test_each_figure_of_an_outlet_is_what_its_name_says(
    mapped: Explorer, metric: str, by_hand: float
) -> None:
    usual = mapped.run("usual")

    found = figures_of(places_of(outlets_of(usual, NUMBERS), CODES[0]), FIGURES[metric])

    assert usual.scenario.run.days == 28
    assert found.values[0].tolist() == pytest.approx([by_hand] * REPLICATIONS)


def test_outlets_of_one_name_are_not_mixed(mapped: Explorer) -> None:
    rows = places_of(outlets_of(mapped.run("usual"), NUMBERS), CODES[0])
    of_one_name = rows.with_columns(pl.lit("Outlet").alias("key"))

    found, expected = (figures_of(one, FIGURES["wait"]) for one in (of_one_name, rows))

    assert found.values.tolist() == expected.values.tolist()


def test_where_nobody_was_called_there_is_no_mean_wait(mapped: Explorer) -> None:
    rows = places_of(outlets_of(mapped.run("usual"), NUMBERS), CODES[0]).with_columns(
        pl.when(pl.col("key") != "Outlet 1").then("called").otherwise(0).alias("called")
    )

    found = figures_of(rows, FIGURES["wait"])

    assert np.isnan(found.values[1]).all()
    assert np.isfinite(found.values[[0, 2, 3]]).all()
    assert all(map(np.isnan, found.estimates()[1]))


def test_outlets_of_one_run_only_are_left_out(mapped: Explorer) -> None:
    before, after = (
        places_of(outlets_of(mapped.run(name), NUMBERS), CODES[0]) for name in ("usual", "planted")
    )
    moved = after.with_columns(
        pl.when(pl.col("key") == "Outlet 3").then(30.0).otherwise("lat").alias("lat")
    ).filter(pl.col("key") != "Outlet 0")

    found = differences_of_places(
        figures_of(before, FIGURES["wait"]), figures_of(moved, FIGURES["wait"])
    )

    assert found.places["key"].to_list() == ["Outlet 1", "Outlet 2"]


def test_p_values_are_those_of_a_paired_t_test_row_by_row() -> None:
    chance = np.random.default_rng(5)
    paired = chance.normal(0.3, 1, (50, 8))
    paired[3, 2:5] = np.nan
    paired[4, 1:] = np.nan
    paired[5], paired[6] = 0.0, 2.0

    found = p_values(paired)

    by_hand = [
        float(stats.ttest_1samp(row[np.isfinite(row)], 0).pvalue) if number > 6 else np.nan
        for number, row in enumerate(paired)
    ]
    by_hand[:4] = [float(stats.ttest_1samp(row[np.isfinite(row)], 0).pvalue) for row in paired[:4]]
    by_hand[5:7] = [1.0, 0.0]
    assert found == pytest.approx(np.array(by_hand), nan_ok=True)


def test_all_places_are_corrected_together() -> None:
    chance = np.random.default_rng(6)
    places = pl.DataFrame({"key": range(2_000), "lat": [30.0] * 2_000, "lon": [110.0] * 2_000})
    before, after = (
        PlaceFigures(places, chance.normal(0, 1, (2_000, 6)), np.ones(2_000)) for _ in range(2)
    )

    found = differences_of_places(before, after)

    alone = p_values(after.values - before.values)
    assert (alone < 0.05).sum() > 50
    assert found.p_holm == holm(alone.tolist())
    assert found.kinds.count("settled") <= 1


def test_what_differs_in_no_replication_is_the_same_and_not_open(mapped: Explorer) -> None:
    rows = places_of(outlets_of(mapped.run("usual"), NUMBERS), CODES[0])
    usual = figures_of(rows, FIGURES["wait"])
    unknown = replace(usual, values=np.full_like(usual.values, np.nan))

    assert differences_of_places(usual, usual).kinds == ["the same"] * 4
    assert differences_of_places(usual, unknown).kinds == ["not defined"] * 4
