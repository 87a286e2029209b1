"""What a run says of each outlet: the figures of a usual run, and independent of other outlets."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.network import County
from sim.running.executors import SERIAL
from sim.running.experiment import RunOptions, experiment
from sim.scenario import Scenario
from sim.study.optimise.plans import counters_throughout, open_at, staffed_as, units_by
from sim.study.optimise.trial import (
    Trial,
    WagePerHour,
    promised_metric,
    run_trial,
    scheduled,
)
from tests.sim.runs import small_file

METRICS = ("wait_over_15_min_share", "wait_over_5_min_share", "wait_mean_min")


@pytest.fixture
def small(tmp_path: Path) -> tuple[Scenario, tuple[County, ...]]:
    # Too many for one counter, so that people wait.
    busy = ["others.visits_per_person_year=9", "run.replications=1"]
    scenario = read_scenario(str(small_file(tmp_path)), busy)
    return scenario, read_network(scenario)


@pytest.mark.parametrize("name", METRICS)
def test_the_promised_metrics_are_those_of_a_run(
    small: tuple[Scenario, tuple[County, ...]], name: str
) -> None:
    scenario, counties = small
    metric = promised_metric(name)
    (usual,) = experiment(scenario, counties, RunOptions("simpy", SERIAL)).metrics()

    columns = run_trial(Trial(scenario, counties, 0, "simpy", metric.over_min))

    assert usual[name] > 0
    assert metric.value(columns, [0, 1]) == pytest.approx(usual[name], rel=1e-12)
    overtime_h = columns["late_ms"].sum() / 3_600_000 / scenario.run.days * 7
    assert overtime_h / 2 == pytest.approx(usual["overtime_h_per_week"], rel=1e-9)


def test_an_outlet_fares_the_same_however_others_are_staffed(
    small: tuple[Scenario, tuple[County, ...]],
) -> None:
    scenario, counties = small
    units = units_by("outlet", counties)

    first, second = (
        run_trial(
            Trial(
                scenario,
                staffed_as(counties, units, [counters_throughout(2), counters_throughout(other)]),
                0,
                "simpy",
                15,
            )
        )
        for other in (1, 3)
    )

    for name in first:
        assert first[name][0] == second[name][0], name
    assert first["wait_called_ms"][1] > second["wait_called_ms"][1]


def test_a_week_costs_its_hours_and_more_after_closing() -> None:
    columns = {
        "open_counter_ms": np.array([0, 40 * 3_600_000]),
        "late_ms": np.array([0, 2 * 3_600_000]),
    }

    assert WagePerHour(10, 1.5).weekly_yuan(columns, [1], 14) == pytest.approx(10 * 43 / 2)


def test_other_hours_change_what_is_scheduled_at_every_class(
    small: tuple[Scenario, tuple[County, ...]],
) -> None:
    scenario, counties = small

    paid = scheduled(open_at(scenario, "Mo-Fr 10:00-12:00"), counties)

    # Ten working days in twelve, two counters in the town and one in the country.
    counters = np.array([outlet.counters for outlet in counties[0].outlets])
    assert (paid["open_counter_ms"] == counters * 10 * 2 * 3_600_000).all()


@pytest.mark.parametrize(
    "hours", ["Mo-Fr 08:30-17:00", "Mo-Fr 08:15-12:00,13:00-17:00; Sa 09:00-11:10"]
)
def test_one_shift_of_all_counters_in_place_of_others_is_all_counters_throughout(
    small: tuple[Scenario, tuple[County, ...]], hours: str
) -> None:
    scenario, counties = small
    scenario = open_at(scenario, hours)
    units = units_by("outlet", counties)
    (own,) = counties
    shifted = replace(
        own, outlets=tuple(replace(one, shifts={"Mo-Fr 09:00-12:00": 1}) for one in own.outlets)
    )

    without, replaced = (
        run_trial(Trial(scenario, staffed_as(before, units, chosen), 0, "simpy", 15))
        for before, chosen in (
            (counties, [counters_throughout(2)] * 2),
            ((shifted,), [counters_throughout(2, hours)] * 2),
        )
    )

    assert all((without[name] == replaced[name]).all() for name in without)


@pytest.mark.parametrize("name", ["wait_over_0_min_share", "utilisation", "wait_over_15_min"])
def test_what_cannot_be_promised_is_refused_with_what_can(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} cannot be promised: choose wait_over_15"):
        promised_metric(name)
