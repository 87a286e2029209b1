"""Customers who come again after a delay of their own each time agree with retrial queues.

One an hour comes to a counter that takes half an hour; who finds it busy comes again, after an
hour on the mean: so the least pause of a minute (`sim.model.pause`) lengthens a delay by a
hundredth of a percent on the mean, and that a parameter of days is meant changes nothing.
"""

from typing import NamedTuple

import numpy as np
import pytest

from sim import kernel
from sim.diary import Diary, Ending
from sim.people import draw_people
from sim.plan import make_plan
from sim.theory.bare import bare_county, bare_scenario
from sim.units import DAY_MS, HOUR_MS, Floats
from tests.theory.equivalence import assert_equivalent
from tests.theory.formulas import retrial_orbit, retrial_orbit_of_the_impatient

OUTLETS = 40
ONE_AN_HOUR = 24
SERVICE_H = 0.5
RETURN_H = 1.0
DAYS = 400
# Who came in the first days found it emptier, and who came in the last may not be served yet.
WARM_UP_DAYS, LAST_DAYS = 4, 20


class OfEach(NamedTuple):
    """The means of those who came to each outlet: hours in orbit, and the share that gave up."""

    orbit_h: Floats
    lost: Floats


def simulated(return_share: float, returns_max: int) -> OfEach:
    """Simulate a counter at which nobody waits, and who finds it busy comes again."""
    scenario = bare_scenario(
        {"law": "exponential", "mean": SERVICE_H * 60},
        DAYS,
        line={
            "balking": True,
            "balk_length": 0,
            "return_share": return_share,
            "returns_max": returns_max,
            "return_days": {"law": "exponential", "mean": RETURN_H / 24},
        },
    )
    plan = make_plan(scenario, bare_county(OUTLETS, 1, ONE_AN_HOUR))
    return _of_each(kernel.simulate_people(plan, draw_people(plan, 0), 0))


def _of_each(diary: Diary) -> OfEach:
    """Return the means at each outlet, over those who first came when it counts."""
    visits = diary.visits
    _, first = np.unique(visits["person"], return_index=True)
    _, from_the_end = np.unique(visits["person"][::-1], return_index=True)
    last = visits["person"].size - 1 - from_the_end
    first_ms, last_ms = visits["arrived_ms"][first], visits["arrived_ms"][last]
    counted = (first_ms >= WARM_UP_DAYS * DAY_MS) & (first_ms < (DAYS - LAST_DAYS) * DAY_MS)
    outlet = visits["outlet"][first][counted]
    people = np.bincount(outlet)
    orbit_h = (last_ms - first_ms)[counted] / HOUR_MS
    lost = (visits["ending"][last] == Ending.BALKED)[counted]
    return OfEach(np.bincount(outlet, orbit_h) / people, np.bincount(outlet, lost) / people)


def test_who_always_comes_again_is_in_orbit_as_long_as_in_the_m_m_1_retrial_queue() -> None:
    exact_h = retrial_orbit(1.0, SERVICE_H, RETURN_H)

    # Nobody would come sixty times in vain: each time the counter is free with a chance of half.
    found = simulated(return_share=1.0, returns_max=60)

    assert found.lost.max() == 0
    assert_equivalent(found.orbit_h, exact_h)


@pytest.mark.parametrize("return_share", [0.5, 0.8])
def test_who_may_give_up_each_time_does_as_in_the_chain_of_impatient_returns(
    return_share: float,
) -> None:
    exact_h, exact_lost = retrial_orbit_of_the_impatient(1.0, SERVICE_H, RETURN_H, return_share)

    found = simulated(return_share, returns_max=100)

    assert_equivalent(found.orbit_h, exact_h)
    assert_equivalent(found.lost, exact_lost)


def test_the_chain_in_which_nobody_gives_up_is_the_formula() -> None:
    for arrivals, service, pause in ((1.0, 0.5, 1.0), (2.0, 0.4, 0.1), (0.5, 0.3, 4.0)):
        exact = retrial_orbit(arrivals, service, pause)

        solved, lost = retrial_orbit_of_the_impatient(arrivals, service, pause, 1.0)

        assert solved == pytest.approx(exact)
        assert lost == pytest.approx(0.0, abs=1e-12)
