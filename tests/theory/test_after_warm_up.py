"""Measures after a warm-up agree with exact results in steady state, outlet by outlet."""

from typing import Any

import pytest

from sim.measures import measure
from sim.plan import make_plan
from sim.theory.bare import bare_county, bare_scenario
from sim.theory.formulas import erlang_c_wait
from sim.units import DAY_MS, MINUTES_PER_DAY, Ints
from tests.theory.equivalence import assert_equivalent, run_bare

OUTLETS = 40
WARM_UP_DAYS = 4
MINUTES_PER_HOUR = 60


def outlets_after_warm_up(
    service_min: float, windows: int, visits_a_day: int, days: int, **tables: dict[str, Any]
) -> dict[str, Ints]:
    """Return the outlets of an M/M/c queue that is open all the time, measured for some days."""
    scenario = bare_scenario(
        {"law": "exponential", "mean": service_min},
        WARM_UP_DAYS + days,
        run={"warm_up_days": WARM_UP_DAYS},
        **tables,
    )
    county = bare_county(OUTLETS, windows, visits_a_day)
    return measure(run_bare(scenario, county), make_plan(scenario, county)).outlets


def test_services_longer_than_what_is_measured_keep_counters_as_busy_as_m_m_c() -> None:
    service_h, counters, visits_a_day = 24, 200, 150
    load = visits_a_day * service_h / 24 / counters

    outlets = outlets_after_warm_up(service_h * MINUTES_PER_HOUR, counters, visits_a_day, 1)

    # From empty, e^-4 is missing of the load when the warm-up ends, and less from then on.
    assert_equivalent(outlets["busy_open_ms"] / outlets["open_counter_ms"], load)
    assert_equivalent(outlets["served_other"] / 1.0, visits_a_day)


@pytest.mark.parametrize(("counters", "load"), [(1, 0.5), (2, 0.6)])
def test_line_utilisation_and_throughput_are_those_of_m_m_c(counters: int, load: float) -> None:
    days, service_min = 12, load * counters
    line = erlang_c_wait(1.0, service_min, counters)  # one a minute comes: Little's law

    outlets = outlets_after_warm_up(service_min, counters, MINUTES_PER_DAY, days)

    assert (outlets["open_ms"] == days * DAY_MS).all()
    assert_equivalent(outlets["waiting_open_ms"] / outlets["open_ms"], line)
    assert_equivalent(outlets["busy_open_ms"] / outlets["open_counter_ms"], load)
    assert_equivalent(outlets["served_other"] / days, MINUTES_PER_DAY)


@pytest.mark.parametrize(("clock", "down"), [("calendar", 3 / 33), ("busy", 0.6 * 3 / 30)])
@pytest.mark.parametrize("after_failure", ["resumes", "moves"])
def test_counters_are_under_repair_and_busy_for_as_long_as_their_laws_say(
    clock: str, down: float, after_failure: str
) -> None:
    # By busy time a counter fails once in 30 minutes of service, and 0.6 of all time is service.
    fails = {
        "fail": True,
        "failure_h": {"law": "exponential", "mean": 0.5},
        "repair_min": {"law": "exponential", "mean": 3},
        "failure_clock": clock,
        "service_after_failure": after_failure,
    }

    outlets = outlets_after_warm_up(1.2, 2, MINUTES_PER_DAY, 6, counters=fails)

    assert_equivalent(outlets["down_ms"] / outlets["open_counter_ms"], down)
    assert_equivalent(outlets["busy_open_ms"] / outlets["open_counter_ms"], 0.6)
