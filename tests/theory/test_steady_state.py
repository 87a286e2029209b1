"""The bare queue in steady state agrees with exact results."""

import numpy as np
import pytest

from sim.diary import Ending
from sim.scenario import Scenario
from sim.theory.bare import bare_county, bare_scenario, controls, wait_means_min
from sim.theory.formulas import (
    deterministic_service_wait,
    erlang_a,
    erlang_b,
    erlang_c_wait,
    pollaczek_khinchine_wait,
    shortest_line_wait,
)
from sim.units import DAY_MS, MINUTES_PER_DAY
from tests.theory.equivalence import assert_equivalent, days_needed, run_bare

OUTLETS = 40
WARM_UP_DAYS = 1
A_MINUTE = MINUTES_PER_DAY
EXPONENTIAL = {"law": "exponential", "mean": 1.0}


def mm1_variance(utilisation: float, service_min: float) -> float:
    """Return the asymptotic variance of the mean wait in M/M/1. Source: Daley (1968)."""
    rho = utilisation
    return rho * (2 + 5 * rho - 4 * rho**2 + rho**3) / (1 - rho) ** 4 * service_min**2


def assert_waits(scenario: Scenario, counters: int, exact: float) -> None:
    """Assert that the mean wait of one visit a minute is the exact one."""
    diary = run_bare(scenario, bare_county(OUTLETS, counters, A_MINUTE))
    measured_days = scenario.run.days - WARM_UP_DAYS
    expected = (measured_days * A_MINUTE, scenario.services.other_min.mean())
    known = controls(diary, OUTLETS, WARM_UP_DAYS * DAY_MS, expected)
    assert_equivalent(wait_means_min(diary, OUTLETS, WARM_UP_DAYS), exact, known)


def days_for(mean_wait_min: float, variance: float, visits_a_day: int) -> int:
    """Return the days that each outlet has to run, if the controls take out half the variance."""
    needed = days_needed(visits_a_day, variance / 2, mean_wait_min)
    return WARM_UP_DAYS + int(np.ceil(needed / OUTLETS))


def test_a_single_counter_waits_like_m_m_1() -> None:
    exact = erlang_c_wait(1.0, 0.5, 1)
    days = days_for(exact, mm1_variance(0.5, 0.5), A_MINUTE)

    assert_waits(bare_scenario({"law": "exponential", "mean": 0.5}, days), 1, exact)


@pytest.mark.parametrize(("counters", "utilisation"), [(2, 0.6), (3, 0.6), (5, 0.7)])
def test_several_counters_wait_like_m_m_c(counters: int, utilisation: float) -> None:
    service_min = utilisation * counters
    exact = erlang_c_wait(1.0, service_min, counters)
    as_one_fast_server = mm1_variance(utilisation, utilisation)
    days = days_for(exact, as_one_fast_server, A_MINUTE)

    assert_waits(bare_scenario({"law": "exponential", "mean": service_min}, days), counters, exact)


@pytest.mark.parametrize(
    ("law", "cv"),
    [
        ({"law": "lognormal", "mean": 0.5, "cv": 0.8}, 0.8),
        ({"law": "gamma", "mean": 0.5, "cv": 0.6}, 0.6),
        ({"law": "uniform", "low": 0.0, "high": 1.0}, 1 / np.sqrt(3)),
        ({"law": "triangular", "low": 0.0, "mode": 0.5, "high": 1.0}, 1 / np.sqrt(6)),
        ({"law": "empirical", "values": [0.25, 0.75]}, 0.5),
        (0.5, 0.0),
    ],
    ids=["lognormal", "gamma", "uniform", "triangular", "empirical", "deterministic"],
)
def test_a_single_counter_waits_like_m_g_1_whatever_the_law(law: object, cv: float) -> None:
    exact = pollaczek_khinchine_wait(1.0, 0.5, cv)
    days = days_for(exact, mm1_variance(0.5, 0.5) * ((1 + cv**2) / 2) ** 3, A_MINUTE)

    assert_waits(bare_scenario(law, days), 1, exact)


@pytest.mark.parametrize("counters", [1, 3])
def test_deterministic_service_waits_like_m_d_c(counters: int) -> None:
    utilisation = 0.7
    service_min = utilisation * counters
    exact = deterministic_service_wait(1.0, service_min, counters)
    days = days_for(exact, mm1_variance(utilisation, utilisation) / 8, A_MINUTE)

    assert_waits(bare_scenario(service_min, days), counters, exact)


def test_who_balks_at_any_line_is_lost_like_erlang_b() -> None:
    exact = erlang_b(2.4, 3)
    scenario = bare_scenario(
        {"law": "exponential", "mean": 2.4}, 6, line={"balking": True, "balk_length": 0}
    )

    visits = run_bare(scenario, bare_county(OUTLETS, 3, A_MINUTE)).visits

    balked = np.bincount(visits["outlet"], visits["ending"] == Ending.BALKED, OUTLETS)
    assert_equivalent(balked / np.bincount(visits["outlet"], minlength=OUTLETS), exact)


def test_impatience_loses_and_shortens_like_erlang_a() -> None:
    shares = erlang_a(1.0, 2.4, 5.0, 2)
    waiting = np.maximum(np.arange(shares.size) - 2, 0)
    mean_waiting = float(shares @ waiting)
    scenario = bare_scenario(
        {"law": "exponential", "mean": 2.4},
        5,
        line={"reneging": True, "patience_min": {"law": "exponential", "mean": 5.0}},
    )

    diary = run_bare(scenario, bare_county(OUTLETS, 2, A_MINUTE))

    visits = diary.visits
    reneged = np.bincount(visits["outlet"], visits["ending"] == Ending.RENEGED, OUTLETS)
    assert_equivalent(wait_means_min(diary, OUTLETS, WARM_UP_DAYS), mean_waiting)
    assert_equivalent(
        reneged / np.bincount(visits["outlet"], minlength=OUTLETS), mean_waiting / 5.0
    )


def test_a_line_per_window_waits_like_joining_the_shorter_of_two() -> None:
    exact = shortest_line_wait(1.0, 1.4)
    days = days_for(exact, mm1_variance(0.7, 0.7), A_MINUTE)
    scenario = bare_scenario(
        {"law": "exponential", "mean": 1.4}, days, line={"discipline": "line_per_window"}
    )

    assert_waits(scenario, 2, exact)


def test_one_line_waits_less_than_a_line_per_window_with_the_same_people() -> None:
    service = {"law": "exponential", "mean": 1.4}
    county = bare_county(OUTLETS, 2, A_MINUTE)
    one = run_bare(bare_scenario(service, 3), county)

    windows = run_bare(bare_scenario(service, 3, line={"discipline": "line_per_window"}), county)

    assert (windows.visits["arrived_ms"] == one.visits["arrived_ms"]).all()
    fewer = wait_means_min(windows, OUTLETS, 0) - wait_means_min(one, OUTLETS, 0)
    assert fewer.min() > 0
