"""The tables of agents: written where there are any, one row each, and of one mind."""

from pathlib import Path

import polars as pl
import pytest

from sim.files.agents import demands_of_agents_kept
from sim.files.geography import read_network
from sim.files.results import read_manifest, write_run
from sim.files.scenario_file import read_scenario
from sim.measures import metrics_of
from sim.running.experiment import RunOptions, experiment
from tests.sim.runs import small_experiment, small_file, small_results

AGENTS = ("agents.per_outlet=2.0", "payment.method=agent", "run.days=5", "run.warm_up_days=1")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_results(tmp_path_factory.mktemp("run"), *AGENTS)


def test_there_is_a_row_for_each_agent_and_each_of_its_hours(results: Path) -> None:
    agents = pl.read_parquet(results / "agents.parquet")
    floats = pl.read_parquet(results / "floats.parquet")

    assert agents.height == 3 * 4
    assert floats.height == 3 * 4 * 4 * 24
    assert set(agents["settlement"].unique()) == {"Market Street", "Hill"}
    assert agents["agent"].to_list() == [0, 1, 2, 3] * 3
    assert set(read_manifest(results)["outputs_sha256"]) > {"agents.parquet", "floats.parquet"}


def test_agents_and_their_hours_agree(results: Path) -> None:
    agents = pl.read_parquet(results / "agents.parquet")
    floats = pl.read_parquet(results / "floats.parquet")

    whole = floats.group_by("replication", "agent", maintain_order=True).agg(
        pl.col("open_ms").sum(), pl.col("float_fen").mean(), pl.col("cash_fen").mean()
    )
    assert whole["open_ms"].to_list() == agents["open_ms"].to_list()
    for name in ("float", "cash"):
        by_agent = agents[f"{name}_mean_fen"].to_list()
        assert whole[f"{name}_fen"].to_list() == pytest.approx(by_agent, abs=1)
    endings = ("present", "served", "balked", "reneged", "closed", "no_float", "no_cash")
    assert agents.select(pl.sum_horizontal(endings))["present"].to_list() == (
        agents["visits"].to_list()
    )


def test_the_tables_have_the_sums_that_the_summary_has(tmp_path: Path) -> None:
    done = small_experiment(tmp_path, *AGENTS)
    (tmp_path / "out").mkdir()
    write_run(done, tmp_path / "out", "by a test")

    agents = pl.read_parquet(tmp_path / "out" / "agents.parquet")
    for replication in done.replications:
        own = agents.filter(pl.col("replication") == replication.number)
        metrics = metrics_of(replication.merged)
        total = {name: sum(own[name].to_list()) for name in ("cash_ins", "no_float_ms", "open_ms")}
        assert total["cash_ins"] / 4 == metrics["cash_ins_per_day"]
        share = metrics["agents_no_float_share"]
        assert total["no_float_ms"] / total["open_ms"] == pytest.approx(share)


def test_without_agents_there_are_no_tables_of_them(tmp_path: Path) -> None:
    folder = small_results(tmp_path, "run.days=3", "run.replications=1")

    written = {path.name for path in folder.iterdir()}
    assert written.isdisjoint({"agents.parquet", "floats.parquet"})
    assert "served_float" not in pl.read_parquet(folder / "offices.parquet").columns


def test_the_hours_of_agents_are_kept_with_the_measures_of_counties_alone(tmp_path: Path) -> None:
    scenario = read_scenario(str(small_file(tmp_path)), (*AGENTS, "run.replications=1"))
    (tmp_path / "out").mkdir()

    done = experiment(scenario, read_network(scenario), RunOptions(keep="summary"))
    write_run(done, tmp_path / "out", "by a test")

    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert "agents.parquet" in written
    assert "floats.parquet" not in written


def test_what_is_kept_of_agents_is_counted_before_a_run() -> None:
    few = ("agents.per_outlet=5", "run.days=10", "run.replications=3")
    scenario = read_scenario("county", few)

    rows, hours = demands_of_agents_kept(scenario, 20, 20, by_county=True)

    assert (rows.much, hours.much) == (5 * 20 * 3, 5 * 20 * 3 * 10 * 24)
    assert demands_of_agents_kept(scenario, 20, 40, by_county=False)[0].much == 5 * 40 * 3


@pytest.mark.parametrize(("replications", "is_refused"), [(8_333, False), (8_334, True)])
def test_so_many_hours_of_agents_are_kept_at_most(replications: int, is_refused: bool) -> None:  # noqa: FBT001 - a case of the table
    settings = ("agents.per_outlet=5", "run.days=10", f"run.replications={replications}")

    _, hours = demands_of_agents_kept(read_scenario("county", settings), 20, 20, by_county=True)

    assert hours.is_too_much == is_refused
