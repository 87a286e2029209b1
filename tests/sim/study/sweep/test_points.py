"""Points: which are predicted, by which engine all are run, and that none of none is run."""

import pytest

from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.running.executors import SERIAL
from sim.study.explain.prediction import predict
from sim.study.sweep.points import PointRunning, PointToRun, engine_of, metrics_of_points
from sim.study.sweep.predictions import evenly_spread, predict_point, predictions_of


def county(*settings: str, number: int = 0) -> PointToRun:
    """Return a point of the county that ships."""
    scenario = read_scenario("county", settings)
    return PointToRun(number, scenario, read_network(scenario))


def test_some_of_many_points_are_predicted_the_first_and_the_last_among_them() -> None:
    one = county()
    points = [PointToRun(number, one.scenario, one.counties) for number in range(100)]

    assert [point.number for point in evenly_spread(points, 4)] == [0, 33, 66, 99]
    assert evenly_spread(points[:4], 4) == points[:4]


def test_a_prediction_is_that_of_explain() -> None:
    one = county("run.days=7", number=3)
    expected = predict(one.scenario, one.counties)
    shown: list[tuple[int, int]] = []

    found = predictions_of([one], SERIAL, lambda done, total: shown.append((done, total)))

    assert found == {3: predict_point(one.scenario, one.counties)}
    assert found[3].wait_mean_min == expected.mean_wait_min()
    assert found[3].left_share == expected.left_share()
    assert shown == [(0, 1), (1, 1)]


@pytest.mark.parametrize(("count", "engine"), [(1, "simpy"), (3, "compiled")])
def test_the_engine_goes_by_the_visits_of_all_points(count: int, engine: str) -> None:
    one = county("run.replications=1")

    assert engine_of("auto", [one] * count) == engine
    assert engine_of("simpy", [one] * count) == "simpy"


def test_where_all_points_were_kept_nothing_is_run() -> None:
    assert list(metrics_of_points([], PointRunning("no such engine"))) == []
