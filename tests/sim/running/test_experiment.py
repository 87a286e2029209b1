"""Experiments: the same results however they are run, and failures that say which county it was."""

import pickle
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from sim.cli.options import ENGINE_NAMES
from sim.diary import Diary
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.plan import Plan
from sim.running.engines import AUTO, ENGINES, engine_for, prepare_engine
from sim.running.executors import backend
from sim.running.experiment import RunOptions, experiment
from sim.running.shard import RunFailed, Shard, run_shard, shards_of
from tests.sim.runs import small_experiment, small_file

# What is not defined in both is the same.
exactly = partial(pytest.approx, rel=0, abs=0, nan_ok=True)


def test_one_and_two_workers_give_the_same_numbers(tmp_path: Path) -> None:
    alone, together = small_experiment(tmp_path), small_experiment(tmp_path, workers=2)

    assert alone.metrics() == [exactly(one) for one in together.metrics()]
    for one, other in zip(alone.replications, together.replications, strict=True):
        mine, theirs = one.kept[0].journeys, other.kept[0].journeys
        assert all(np.array_equal(mine[name], theirs[name]) for name in mine)


def test_a_shard_is_a_county_or_sixteen_of_very_many(tmp_path: Path) -> None:
    scenario = read_scenario(str(small_file(tmp_path)))
    (county,) = read_network(scenario)

    few = shards_of(Shard(scenario, (county,) * 64, 0, "simpy"), range(2))
    many = shards_of(Shard(scenario, (county,) * 65, 0, "simpy"), range(2))

    assert [len(shard.counties) for shard in few] == [1] * 128
    assert [len(shard.counties) for shard in many] == [16, 16, 16, 16, 1] * 2
    assert [shard.replication for shard in many] == [0] * 5 + [1] * 5


def test_replications_differ_and_begin_alike_whatever_their_number(tmp_path: Path) -> None:
    three = small_experiment(tmp_path).metrics()

    two = small_experiment(tmp_path, "run.replications=2").metrics()

    assert three[:2] == [exactly(one) for one in two]
    assert three[0] != exactly(three[1])


def test_progress_is_reported_at_the_start_and_after_each_shard(tmp_path: Path) -> None:
    scenario = read_scenario(str(small_file(tmp_path)), ["run.days=1"])
    shown: list[tuple[int, int]] = []

    experiment(
        scenario,
        read_network(scenario),
        RunOptions(progress=lambda done, total: shown.append((done, total))),
    )

    assert shown == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_the_command_line_offers_every_engine() -> None:
    assert set(ENGINE_NAMES) == {AUTO, *ENGINES}


@pytest.mark.parametrize(("replications", "chosen"), [(1, "simpy"), (20, "compiled")])
def test_the_engine_is_chosen_by_the_size_of_the_run(replications: int, chosen: str) -> None:
    scenario = read_scenario("county", ["run.days=5", f"run.replications={replications}"])
    counties = read_network(scenario)

    assert engine_for(AUTO, scenario, counties) == chosen
    assert engine_for("simpy", scenario, counties) == "simpy"


@pytest.mark.proof
def test_both_engines_give_the_same_experiment(tmp_path: Path) -> None:
    scenario = read_scenario(str(small_file(tmp_path)), ["run.days=6"])
    counties = read_network(scenario)

    shown = experiment(scenario, counties, RunOptions("simpy"))
    compiled = experiment(scenario, counties, RunOptions("compiled", backend(2)))

    assert (shown.engine, compiled.engine) == ("simpy", "compiled")
    for one, other in zip(shown.replications, compiled.replications, strict=True):
        assert one.metrics == exactly(other.metrics)


def test_a_first_use_says_that_it_compiles_and_a_second_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("sim.kernel.is_on_disk", lambda: False)
    monkeypatch.setattr("sim.kernel.compile_engine", lambda: shown.append("compiled"))

    prepare_engine("compiled", shown.append)
    monkeypatch.setattr("sim.kernel.is_on_disk", lambda: True)
    prepare_engine("compiled", shown.append)
    prepare_engine("simpy", shown.append)

    assert shown == ["compiling the engine, once: some 30 seconds", "compiled"]


def test_a_failed_county_says_which_it_was_and_how_to_repeat_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = read_scenario(str(small_file(tmp_path)))
    (county,) = read_network(scenario)

    def breaks(plan: Plan, replication: int) -> Diary:
        message = f"no such day in {plan.county.code}, {replication}"
        raise KeyError(message)

    monkeypatch.setitem(ENGINES, "simpy", breaks)

    with pytest.raises(
        RunFailed, match="replication 2 of your own outlets failed: KeyError"
    ) as failed:
        run_shard(Shard(scenario, (county,), 2, "simpy"))
    assert (failed.value.replication, failed.value.county) == (2, "own")
    assert "test_experiment.py:" in failed.value.cause


def test_a_failure_keeps_its_words_between_processes() -> None:
    failed = RunFailed(2, "own", "KeyError: 'no such day'")

    again = pickle.loads(pickle.dumps(failed))  # noqa: S301 - our own bytes

    assert str(again) == str(failed)
    assert again.replication == 2


def test_one_replication_can_be_repeated_alone(tmp_path: Path) -> None:
    scenario = read_scenario(str(small_file(tmp_path)), ["run.days=2"])
    counties = read_network(scenario)
    third = experiment(scenario, counties, RunOptions()).replications[2]

    once = read_scenario(str(tmp_path / "small.toml"), ["run.days=2", "run.replications=1"])
    alone = experiment(once, counties, RunOptions(first_replication=2)).replications[0]

    assert alone.number == 2
    assert alone.metrics == exactly(third.metrics)


def test_several_counties_make_one_result() -> None:
    settings = [
        'network.counties=["422822", "341021"]',
        "run.days=2",
        "run.replications=2",
    ]
    scenario = read_scenario("county", settings)
    counties = read_network(scenario)

    both = experiment(scenario, counties, RunOptions())

    first = experiment(scenario, counties[:1], RunOptions())
    assert len(both.replications) == 2
    assert both.replications[0].merged.total("visits") > first.replications[0].merged.total(
        "visits"
    )
    mine, theirs = (one.replications[1].kept[0].journeys for one in (both, first))
    assert all(np.array_equal(mine[name], theirs[name]) for name in mine)
