"""Running until it is enough gives what as many replications from the start give."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sim.diary import Diary
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.model.journey import simulate
from sim.plan import Plan
from sim.running.dispatch import ShardsFailed
from sim.running.engines import ENGINES
from sim.running.executors import backend
from sim.running.experiment import RunOptions, experiment, whole_shard
from sim.running.sequential import Row, experiments_until
from sim.running.shard import Shard
from tests.sim.runs import small_file

MOST = 9


class Scene:
    """The small scenario for a day, and another with fewer counters."""

    def __init__(self, folder: Path) -> None:
        self.scenario = read_scenario(str(small_file(folder)), ["run.days=1"])
        self.counties = read_network(self.scenario)
        line = self.scenario.line.model_copy(update={"return_share": 0.0})
        self.other = self.scenario.model_copy(update={"name": "other", "line": line})

    def wholes(self) -> list[Shard]:
        options = RunOptions("simpy")
        return [whole_shard(one, self.counties, options) for one in (self.scenario, self.other)]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def after_four(rows: Sequence[Row]) -> bool:
    return len(rows) == 4


@pytest.mark.parametrize("workers", [1, 2])
def test_it_is_the_experiment_of_as_many_replications(scene: Scene, workers: int) -> None:
    options = RunOptions("simpy", backend(workers))

    found, enough = experiments_until(scene.wholes(), MOST, options, after_four)

    assert enough
    for one, of_scenario in zip((scene.scenario, scene.other), found, strict=True):
        run = one.run.model_copy(update={"replications": 4})
        usual = experiment(one.model_copy(update={"run": run}), scene.counties, RunOptions("simpy"))
        assert of_scenario.scenario == usual.scenario
        assert repr(of_scenario.metrics()) == repr(usual.metrics())
        assert [row.number for row in of_scenario.replications] == [0, 1, 2, 3]


def test_what_is_never_enough_ends_at_the_most(scene: Scene) -> None:
    options = RunOptions("simpy", first_replication=5)
    wholes = [whole_shard(scene.scenario, scene.counties, options)]

    (found,), enough = experiments_until(wholes, 3, options, lambda _rows: False)

    assert not enough
    assert [row.number for row in found.replications] == [5, 6, 7]
    assert found.scenario.run.replications == 3


def test_a_shard_that_fails_ends_it_and_names_its_scenario(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def breaks(plan: Plan, replication: int) -> Diary:
        asked.append(replication)
        if replication == 1:
            message = "no such day"
            raise KeyError(message)
        return simulate(plan, replication)

    monkeypatch.setitem(ENGINES, "simpy", breaks)
    kept = Kept()

    with pytest.raises(ShardsFailed) as failed:
        experiments_until(
            scene.wholes(), 100, RunOptions("simpy", checkpoint=kept), lambda _rows: False
        )

    assert [(one.scenario, one.replication) for one in failed.value.failures] == [("small", 1)]
    assert max(asked) < 10


class Kept:
    """A store that has nothing."""

    def has(self, _shard: Shard) -> bool:
        return False

    def found(self, _shard: Shard) -> None:
        return None

    def keep(self, _shard: Shard, _result: object) -> None:
        pass


def test_progress_is_of_all_that_may_be_run(scene: Scene) -> None:
    shown: list[tuple[int, int]] = []
    options = RunOptions("simpy", progress=lambda done, total: shown.append((done, total)))

    experiments_until(scene.wholes(), MOST, replace(options), after_four)

    assert shown[0] == (0, 2 * MOST)
    assert shown[-1][0] < 2 * MOST
