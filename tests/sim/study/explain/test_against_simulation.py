"""What explain predicts, held against runs: how far it is off is stated here, and in the model."""

import numpy as np
import pytest

from sim.files.geography import read_geography, read_network
from sim.files.scenario_file import questions, read_scenario
from sim.running.experiment import RunOptions, experiment
from sim.study.explain.judged import Judged, judged
from sim.study.explain.outlets import EACH_MOST
from sim.study.explain.precision import replications_for
from sim.study.explain.prediction import Prediction, predict

# No patience that grows or wanes, nobody who comes back, no purchases: the equation's own world.
EXPONENTIAL = (
    'services.other_min={law="exponential",mean=2.9}',
    'line.patience_min={law="exponential",mean=45}',
    "line.return_share=0.0",
    "market.wishes_per_1000_people_day=0.0",
)


def predicted_and_run(
    name: str, *settings: str, replications: int
) -> tuple[Prediction, list[Judged], list[dict[str, float]]]:
    scenario = read_scenario(name, [*settings, f"run.replications={replications}"])
    counties = read_network(scenario)
    done = experiment(scenario, counties, RunOptions("compiled"))
    prediction = predict(scenario, counties)
    merged = [replication.merged for replication in done.replications]
    return prediction, judged(prediction, merged), done.metrics()


@pytest.mark.proof
@pytest.mark.parametrize("name", ["county", "second-counter", "spring-festival"])
def test_exponential_laws_are_predicted_within_2_percent(name: str) -> None:
    _, rows, _ = predicted_and_run(name, *EXPONENTIAL, replications=100)

    for row in rows:
        # The simulation itself is known to within its 95% interval, some 0.5% here.
        allowed = 0.02 * row.simulated_min + row.half_width_min
        assert abs(row.predicted_min - row.simulated_min) < allowed, row


@pytest.mark.proof
@pytest.mark.parametrize("name", [name for name in questions() if "china" not in name])
def test_shipped_scenarios_are_predicted_within_15_percent(name: str) -> None:
    prediction, rows, metrics = predicted_and_run(name, replications=8)

    assert rows
    for row in rows:
        assert abs(row.error) < 0.15, row
    over_15 = np.mean([one["wait_over_15_min_share"] for one in metrics])
    assert prediction.over_15_share() == pytest.approx(over_15, abs=0.03)


@pytest.mark.proof
@pytest.mark.parametrize("clock", ["calendar", "busy"])
def test_counters_that_fail_are_predicted_within_5_percent(clock: str) -> None:
    settings = (
        "counters.fail=true",
        'counters.failure_h={law="exponential",mean=30}',
        f'counters.failure_clock="{clock}"',
    )

    _, rows, _ = predicted_and_run("county", *settings, replications=8)

    for row in rows:
        assert abs(row.error) < 0.05, row


@pytest.mark.proof
def test_counties_of_a_country_are_predicted_within_15_percent() -> None:
    # Every hundredth county, all their outlets in groups, as the whole country has them.
    scenario = read_scenario("china-week", ["run.replications=1"])
    geography = read_geography(scenario.network.country)
    counties = read_network(scenario, list(geography.units)[::100])
    assert sum(len(county.outlets) for county in counties) > EACH_MOST

    done = experiment(scenario, counties, RunOptions("compiled"))

    merged = [replication.merged for replication in done.replications]
    for row in judged(predict(scenario, counties), merged):
        assert abs(row.predicted_min - row.simulated_min) < 0.15 * row.simulated_min + 0.01, row


@pytest.mark.proof
@pytest.mark.parametrize("name", ["county", "spring-festival"])
def test_the_deviation_of_a_replication_is_predicted_within_a_third(name: str) -> None:
    prediction, _, metrics = predicted_and_run(name, replications=100)

    simulated = np.std([one["wait_mean_min"] for one in metrics], ddof=1)
    assert replications_for(prediction, 0.02).deviation_min == pytest.approx(simulated, rel=0.33)
