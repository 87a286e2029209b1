"""Counters that fail agree with exact results.

What is exact: up times, repairs and services are exponential, each counter fails by itself and is
repaired at once, so the bare queue is a Markov chain, whatever is left of a service. A service that
starts again is as long as before, so it is no chain; but it is M/G/1 with longer services (Gaver
1962), which holds for every law of service, and for both clocks.
"""

from typing import Any

import numpy as np
import pytest

from sim import kernel
from sim.people import draw_people
from sim.plan import make_plan
from sim.scenario import Scenario
from sim.theory.bare import bare_county, bare_scenario, controls, wait_means_min
from sim.theory.chains import Clock, FailingCounters
from sim.theory.formulas import (
    found_failed_wait,
    pollaczek_khinchine_wait,
    repeated_service,
    resumed_service,
)
from sim.units import DAY_MS, MINUTE_MS, MINUTES_PER_DAY
from tests.theory.equivalence import assert_equivalent

OUTLETS = 40
WARM_UP_DAYS = 1
CLOCKS: tuple[Clock, ...] = ("calendar", "busy")


def failures(means_min: tuple[float, float], **how: str) -> dict[str, Any]:
    """Return how counters fail that work and are repaired for so long in the mean."""
    up_min, repair_min = means_min
    return {
        "fail": True,
        "failure_h": {"law": "exponential", "mean": up_min / 60},
        "repair_min": {"law": "exponential", "mean": repair_min},
        **how,
    }


def failing(service_min: object, means_min: tuple[float, float], days: int, **how: str) -> Scenario:
    """Return one visit a minute to counters with these mean up times and repairs."""
    return bare_scenario(service_min, days, counters=failures(means_min, **how))


def assert_means(scenario: Scenario, counters: int, wait: float, at_counter: float) -> None:
    """Assert the mean wait until the first call, and the mean time from then to leaving.

    What is known of the luck is only what no rule of the model can change: who came, and the
    services drawn.
    """
    plan = make_plan(scenario, bare_county(OUTLETS, counters, MINUTES_PER_DAY))
    people = draw_people(plan, 0)
    diary = kernel.simulate_people(plan, people, 0)
    visits = (scenario.run.days - WARM_UP_DAYS) * MINUTES_PER_DAY
    found = controls(diary, OUTLETS, WARM_UP_DAYS * DAY_MS, (visits, at_counter))
    outlet = people.customers["outlet"]
    drawn_ms = np.bincount(outlet, people.customers["service_ms"]) / np.bincount(outlet)
    drawn = drawn_ms / MINUTE_MS / scenario.services.other_min.mean() - 1
    known = np.column_stack((found[:, 0], drawn))

    assert_equivalent(wait_means_min(diary, OUTLETS, WARM_UP_DAYS), wait, known)
    assert_equivalent(at_counter * (1 + found[:, 1]), at_counter, known)


@pytest.mark.proof
@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize(("counters", "load"), [(1, 0.5), (2, 0.6)])
def test_who_waits_at_a_failed_counter_for_its_repair_waits_like_the_chain(
    clock: Clock, counters: int, load: float
) -> None:
    services = 1 / (load * counters)
    chain = FailingCounters(1.0, services, counters, 1 / 30, 1 / 3, clock, "stays")
    law = {"law": "exponential", "mean": load * counters}

    scenario = failing(law, (30, 3), 24, failure_clock=clock)

    assert_means(scenario, counters, chain.wait(), chain.time_in_office() - chain.wait())


@pytest.mark.proof
@pytest.mark.parametrize("clock", CLOCKS)
def test_who_moves_from_a_failed_counter_waits_like_the_chain(clock: Clock) -> None:
    law = {"law": "exponential", "mean": 1.0}
    chain = FailingCounters(1.0, 1.0, 2, 1 / 15, 1 / 3, clock, "moves")
    how = {"failure_clock": clock, "service_after_failure": "moves"}

    scenario = failing(law, (15, 3), 24, **how)

    assert_means(scenario, 2, chain.wait(), chain.time_in_office() - chain.wait())


@pytest.mark.proof
@pytest.mark.parametrize(
    ("clock", "law", "cv"),
    [("calendar", {"law": "gamma", "mean": 0.6, "cv": 0.5}, 0.5), ("busy", 0.6, 0.0)],
    ids=["calendar, gamma", "busy, deterministic"],
)
def test_services_of_any_law_that_go_on_after_repairs_wait_like_m_g_1(
    clock: Clock, law: object, cv: float
) -> None:
    at_counter, longer_cv = resumed_service(0.6, cv, 1 / 10, 1.5)
    wait = pollaczek_khinchine_wait(1.0, at_counter, longer_cv)
    if clock == "calendar":
        wait += found_failed_wait(1.0, 1 / 10, 1.5)

    scenario = failing(law, (10, 1.5), 16, failure_clock=clock)

    assert_means(scenario, 1, wait, at_counter)


@pytest.mark.proof
@pytest.mark.parametrize(
    ("clock", "services"),
    [("calendar", [0.6]), ("busy", [0.4, 0.4, 1.0])],
    ids=["calendar, all alike", "busy, long and short"],
)
def test_services_that_start_again_after_repairs_wait_like_m_g_1(
    clock: Clock, services: list[float]
) -> None:
    at_counter, cv = repeated_service(services, 1 / 3, 0.3)
    wait = pollaczek_khinchine_wait(1.0, at_counter, cv)
    if clock == "calendar":
        wait += found_failed_wait(1.0, 1 / 3, 0.3)
    how = {"failure_clock": clock, "service_after_failure": "restarts"}

    scenario = failing({"law": "empirical", "values": services}, (3, 0.3), 16, **how)

    assert_means(scenario, 1, wait, at_counter)


def test_a_window_of_its_own_line_fails_like_a_single_counter() -> None:
    # Priority parts the people by chance, so the two windows have nothing to do with each other.
    line = {
        "priority": "own_line",
        "priority_share": 0.5,
        "windows": [
            {"counters": 1, "serves": ["priority"]},
            {"counters": 1, "serves": ["money", "parcels", "other"]},
        ],
    }
    chain = FailingCounters(0.5, 1.0, 1, 1 / 30, 1 / 3, "calendar", "stays")
    law = {"law": "exponential", "mean": 1.0}

    scenario = bare_scenario(law, 10, line=line, counters=failures((30, 3)))

    assert_means(scenario, 2, chain.wait(), chain.time_in_office() - chain.wait())
