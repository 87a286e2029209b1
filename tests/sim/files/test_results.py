"""Results: the same bytes from the same seed, complete or not there, and readable by others."""

import csv
import hashlib
from pathlib import Path

import polars as pl
import pytest

from sim.files.results import read_manifest, write_run
from tests.sim.runs import country_experiment, country_results, small_results

DATA = {
    *("summary.csv", "waterfall.csv", "replications.csv", "journeys.parquet", "offices.parquet"),
    *("series.parquet", "flows.parquet", "waits.parquet", "settlements.parquet"),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_results(tmp_path_factory.mktemp("run"))


def data_of(folder: Path) -> dict[str, bytes]:
    """Return the bytes of the data files."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name in DATA}


def test_a_run_writes_every_file_and_nothing_else(results: Path) -> None:
    assert {path.name for path in results.iterdir()} == DATA | {"manifest.json"}


def test_the_same_seed_gives_the_same_bytes(results: Path, tmp_path: Path) -> None:
    assert data_of(small_results(tmp_path)) == data_of(results)


def test_another_seed_gives_other_bytes(results: Path, tmp_path: Path) -> None:
    assert data_of(small_results(tmp_path, "run.seed=2")) != data_of(results)


def test_the_manifest_says_all_that_repeating_it_takes(results: Path) -> None:
    facts = read_manifest(results)

    assert facts["seed"] == 1
    assert facts["replications"] == 3
    assert facts["engine"] == "simpy"
    assert facts["effective_scenario"]["run"]["first_day"] == "2007-11-05"
    assert set(facts["versions"]) >= {"python", "wanghuiyi", "numpy", "simpy"}
    assert facts["outputs_sha256"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in data_of(results).items()
    }


def test_the_summary_is_a_table_of_estimates(results: Path) -> None:
    with (results / "summary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert list(rows[0]) == ["metric", "unit", "mean", "ci_low", "ci_high", "replications"]
    wait = next(row for row in rows if row["metric"] == "wait_mean_min")
    assert float(wait["ci_low"]) < float(wait["mean"]) < float(wait["ci_high"])


def test_journeys_have_moments_in_order_and_none_where_nothing_happened(results: Path) -> None:
    journeys = pl.read_parquet(results / "journeys.parquet")

    delivered = journeys.filter(pl.col("delivered_at").is_not_null())
    assert (delivered["deposited_at"] < delivered["delivered_at"]).all()
    gave_up = journeys.filter(pl.col("outcome") == "no_trust")
    assert gave_up["deposited_at"].is_null().all()
    assert journeys["wish_at"].min() is not None
    assert set(journeys["outlet"].unique()) == {"Market Street", "Hill"}


def test_the_tables_agree_with_each_other(results: Path) -> None:
    journeys = pl.read_parquet(results / "journeys.parquet")
    flows = pl.read_parquet(results / "flows.parquet")
    offices = pl.read_parquet(results / "offices.parquet")
    series = pl.read_parquet(results / "series.parquet")
    waits = pl.read_parquet(results / "waits.parquet")

    assert flows["wishes"].sum() == journeys.height
    assert flows["delivered"].sum() == journeys["delivered_at"].is_not_null().sum()
    assert series["arrived"].sum() == offices["visits"].sum()
    assert series["waiting_ms"].sum() == offices["waiting_ms"].sum()
    assert waits.filter(pl.col("called") == 1)["count"].sum() == offices["called"].sum()


def test_a_country_keeps_a_stated_sample_and_sums_of_all_counties(tmp_path: Path) -> None:
    folder = country_results(tmp_path)

    kept = read_manifest(folder)["kept"]
    journeys = pl.read_parquet(folder / "journeys.parquet")
    offices = pl.read_parquet(folder / "offices.parquet")
    assert kept["name"] == "sample"
    assert journeys.height > 0
    assert journeys["county"].is_in(offices["county"].unique().implode()).all()
    assert offices.height == 1_050
    for name in ("series", "flows", "waits"):
        assert pl.read_parquet(folder / f"{name}.parquet")["county"].unique().to_list() == ["all"]
    series = pl.read_parquet(folder / "series.parquet")
    assert series["arrived"].sum() == offices["visits"].sum()
    assert not (folder / "settlements.parquet").exists()


@pytest.mark.proof
def test_the_summary_is_the_same_whatever_is_kept(tmp_path: Path) -> None:
    written = {}
    for keep in ("journeys", "sample", "summary"):
        (tmp_path / keep).mkdir()
        write_run(country_experiment(keep=keep), tmp_path / keep, "by a test")
        written[keep] = {path.name for path in (tmp_path / keep).iterdir()}

    summaries = {(tmp_path / keep / "summary.csv").read_bytes() for keep in written}
    assert len(summaries) == 1
    assert written["journeys"] - written["sample"] == {"settlements.parquet"}
    assert written["sample"] - written["summary"] == {"journeys.parquet"}
