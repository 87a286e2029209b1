"""The files of a run with producers: their lots, and what was paid over the market's price."""

from pathlib import Path

import polars as pl
import pytest

from sim.comparison import Sample, compare
from sim.files.results import read_manifest, write_comparison
from sim.measures import METRICS
from sim.plots import draw_comparison, draw_plots
from tests.sim.runs import small_experiment, small_results

PRODUCERS = ("producers.per_1000_people=2", "run.replications=2")
TEXTS = "producers.news_share=1"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_results(tmp_path_factory.mktemp("run"), *PRODUCERS, TEXTS)


def test_lots_are_written_with_their_moments_and_prices(results: Path) -> None:
    lots = pl.read_parquet(results / "lots.parquet")

    assert set(lots["ended_as"].unique()) <= {"present", "sold", "lost"}
    assert set(lots["replication"].unique()) == {0, 1}
    sold = lots.filter(pl.col("ended_as") == "sold")
    assert 0 < sold.height < lots.height
    assert sold["price_fen"].null_count() == 0
    others = lots.filter(pl.col("ended_as") != "sold")
    assert others["price_fen"].null_count() == others.height
    assert (sold["ended_at"] >= sold["harvested_at"]).all()
    assert (sold["ended_at"] < sold["spoils_at"]).all()


def test_prices_count_the_lots_that_were_sold_by_whole_percents(results: Path) -> None:
    lots = pl.read_parquet(results / "lots.parquet").filter(pl.col("ended_as") == "sold")
    prices = pl.read_parquet(results / "prices.parquet")

    percent = lots["price_fen"] * 100 // lots["market_fen"]
    counted = percent.value_counts().sort("price_fen")
    summed = prices.group_by("percent").agg(pl.col("count").sum()).sort("percent")
    assert summed["percent"].to_list() == counted["price_fen"].to_list()
    assert summed["count"].to_list() == counted["count"].to_list()


def test_figures_of_producers_are_in_the_summary_and_files_in_the_manifest(results: Path) -> None:
    summary = pl.read_csv(results / "summary.csv")

    of_producers = {one.name for one in METRICS if one.group == "produce"}
    assert of_producers <= set(summary["metric"])
    assert {"lots.parquet", "prices.parquet"} <= set(read_manifest(results)["outputs_sha256"])


def test_without_producers_nothing_of_it_is_written(tmp_path: Path) -> None:
    plain = small_results(tmp_path, "run.replications=2")

    metrics = set(pl.read_csv(plain / "summary.csv")["metric"])
    assert not {one.name for one in METRICS if one.group == "produce"} & metrics
    assert not {"lots.parquet", "prices.parquet"} & {path.name for path in plain.iterdir()}


@pytest.mark.usefixtures("sketched")
def test_a_run_with_producers_has_one_picture_more(results: Path) -> None:
    drawn = {path.stem for path in draw_plots(results).paths}

    assert "prices" in drawn
    assert draw_plots(results).faults == ()


@pytest.mark.proof
@pytest.mark.parametrize("sold", ["producers.traders_per_day=0", "producers.lot_kg=1"])
@pytest.mark.usefixtures("sketched")
def test_a_run_in_which_nothing_is_sold_is_drawn_too(sold: str, tmp_path: Path) -> None:
    drawn = draw_plots(small_results(tmp_path, *PRODUCERS, sold))

    assert drawn.faults == ()
    assert "prices" in {path.stem for path in drawn.paths}


@pytest.mark.usefixtures("sketched")
def test_a_comparison_of_runs_with_producers_has_both_worlds_in_one_picture(
    tmp_path: Path,
) -> None:
    runs = [small_experiment(tmp_path, *PRODUCERS, "name=unknown")]
    runs.append(small_experiment(tmp_path, *PRODUCERS, "name=by-text", TEXTS))
    samples = [Sample(run.scenario.name, run.metrics()) for run in runs]
    differences = compare(samples[0], samples[1:])
    folder = tmp_path / "comparison"
    folder.mkdir()
    facts = {"comparison": ["unknown", "by-text"], "seed": 1, "replications": 2}

    write_comparison(differences, folder, facts, runs)

    prices = pl.read_parquet(folder / "prices.parquet")
    assert prices["scenario"].unique(maintain_order=True).to_list() == ["unknown", "by-text"]
    assert {path.stem for path in draw_comparison(folder).paths} == {"forest", "prices"}
    found = {one.metric: one for one in differences}
    texts = found["price_texts_per_producer_week"]
    assert (texts.baseline_mean, texts.alternative_mean) == (0.0, 7.0)


def test_a_comparison_with_a_run_without_producers_has_no_prices(tmp_path: Path) -> None:
    runs = [small_experiment(tmp_path, "run.replications=2", "name=none")]
    runs.append(small_experiment(tmp_path, *PRODUCERS, "name=some"))
    samples = [Sample(run.scenario.name, run.metrics()) for run in runs]
    folder = tmp_path / "comparison"
    folder.mkdir()

    write_comparison(
        compare(samples[0], samples[1:]), folder, {"comparison": ["none", "some"]}, runs
    )

    assert not (folder / "prices.parquet").exists()
