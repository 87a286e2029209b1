"""Shards: what is kept does not change what is measured, and chance alone chooses the sample."""

from pathlib import Path

import numpy as np
import pytest

from sim.cli.options import KEEP_NAMES
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.running.engines import AUTO
from sim.running.keeping import JOURNEYS, SUMMARY, Keep, keep_for
from sim.running.shard import Shard, ShardResult, run_shard
from tests.sim.runs import small_file

HALF = Keep("sample", journeys_share=0.5, by_county=False)


@pytest.fixture
def shard() -> Shard:
    settings = ["run.days=3", 'network.counties=["422822", "341021"]', "network.people=100000"]
    scenario = read_scenario("county", [*settings, "market.wishes_per_1000_people_day=0.5"])
    return Shard(scenario, read_network(scenario), 1, "simpy")


def persons(result: ShardResult) -> list[list[int]]:
    """Return the persons whose journeys are kept, county by county."""
    return [one.journeys["person"].tolist() for one in result.kept]


def test_a_sample_is_of_some_journeys_the_same_however_counties_are_put_together(
    shard: Shard,
) -> None:
    every = run_shard(shard)

    both = run_shard(Shard(shard.scenario, shard.counties, 1, "simpy", HALF))
    alone = [run_shard(Shard(shard.scenario, (one,), 1, "simpy", HALF)) for one in shard.counties]

    assert persons(both) == [one for result in alone for one in persons(result)]
    for sample, whole in zip(both.kept, every.kept, strict=True):
        chosen = np.isin(whole.journeys["person"], sample.journeys["person"])
        assert 0.3 < chosen.mean() < 0.7
        for name, column in whole.journeys.items():
            assert np.array_equal(sample.journeys[name], column[chosen])
        assert sample.measures is None


def test_what_is_kept_does_not_change_what_is_measured(shard: Shard) -> None:
    every, summary = (
        run_shard(Shard(shard.scenario, shard.counties, 1, "simpy", keep))
        for keep in (JOURNEYS, SUMMARY)
    )

    assert persons(summary) == [[], []]
    assert summary.measures.counts == every.measures.counts
    for name, column in every.measures.waits.items():
        assert np.array_equal(summary.measures.waits[name], column)


def test_a_sample_is_of_ten_thousand_journeys_and_of_few_all(shard: Shard) -> None:
    of_few = keep_for("sample", shard.scenario, shard.counties)
    of_many = keep_for("sample", shard.scenario, shard.counties * 100)

    assert of_few.journeys_share == 1.0
    expected = 0.5 * 200 * 3 * 100  # a thousand people and day, thousands, days, times
    assert of_many.journeys_share == pytest.approx(10_000 / expected)


@pytest.mark.parametrize(("counties", "kept"), [(64, "journeys"), (65, "sample")])
def test_what_is_kept_goes_by_the_number_of_counties(
    counties: int, kept: str, tmp_path: Path
) -> None:
    scenario = read_scenario(str(small_file(tmp_path)))
    (county,) = read_network(scenario)

    assert keep_for(AUTO, scenario, [county] * counties).name == kept
    assert keep_for("summary", scenario, [county] * counties) == SUMMARY


def test_the_command_line_offers_all_that_can_be_kept(shard: Shard) -> None:
    names = [keep_for(name, shard.scenario, shard.counties).name for name in KEEP_NAMES]

    assert names == ["journeys", "journeys", "sample", "summary"]
