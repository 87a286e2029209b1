"""The bare queue through a day agrees with the forward equations of its Markov chain."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.diary import Diary, Ending
from sim.model.office import World
from sim.people import draw_people
from sim.plan import make_plan
from sim.theory.bare import bare_county, bare_scenario, controls
from sim.units import MINUTE_MS
from tests.theory.equivalence import assert_equivalent, run_bare
from tests.theory.formulas import Spell, left_behind, minutes_waited, transient_waiting

HOUR_FACTORS = [1.0] * 8 + [1.5, 1.5, 1.25] + [1.0] * 13


def waits_within_min(diary: Diary, outlets: int, until_min: float) -> np.ndarray:
    """Return for each outlet the integral of the queue length from the start, in minutes."""
    visits = diary.visits
    left_ms = np.where(visits["called_ms"] >= 0, visits["called_ms"], visits["left_ms"])
    until_ms = until_min * MINUTE_MS
    left_ms = np.where(left_ms >= 0, np.minimum(left_ms, until_ms), until_ms)
    waits = np.maximum(left_ms - visits["arrived_ms"], 0) / MINUTE_MS
    return np.bincount(visits["outlet"], waits, outlets)


def test_m_m_1_fills_up_from_empty_like_its_chain() -> None:
    outlets, horizon_min = 2_000, 120
    moments = np.linspace(0, horizon_min, 1_001)
    exact = np.trapezoid(transient_waiting(lambda _: 1.0, 0.9, 1, moments), moments)
    scenario = bare_scenario(
        {"law": "exponential", "mean": 0.9},
        1,
        hours={"opening_hours": "Mo-Su 00:00-02:00"},
        others={"visits_per_person_year": 365.0},
    )

    diary = run_bare(scenario, bare_county(outlets, 1, horizon_min))

    known = controls(diary, outlets, 0, (horizon_min, 0.9))
    assert_equivalent(waits_within_min(diary, outlets, horizon_min), float(exact), known)


def rate_at(minute: float, visits_a_day: int) -> float:
    """Return arrivals a minute under a morning peak, open from 8:30 to 17:00."""
    if not 510 <= minute < 1_020:
        return 0.0
    weights = [HOUR_FACTORS[hour] for hour in range(8, 17)]
    open_weight = 0.5 * weights[0] + sum(weights[1:])
    return visits_a_day * HOUR_FACTORS[int(minute // 60)] / open_weight / 60


def test_a_day_with_a_morning_peak_and_closing_waits_like_m_t_m_c() -> None:
    outlets, days, visits_a_day = 40, 28, 360
    moments = np.arange(510.0, 1_200.0, 0.5)
    waiting = transient_waiting(lambda now: rate_at(now + 510, visits_a_day), 2.4, 2, moments - 510)
    scenario = bare_scenario(
        {"law": "exponential", "mean": 2.4},
        days,
        hours={"opening_hours": "Mo-Su 08:30-17:00"},
        others={"hour_factors": HOUR_FACTORS},
    )

    diary = run_bare(scenario, bare_county(outlets, 2, visits_a_day))

    waits = waits_within_min(diary, outlets, days * 1_440) / days
    known = controls(diary, outlets, 0, (days * visits_a_day, 2.4))
    assert_equivalent(waits, float(np.trapezoid(waiting, moments)), known)


def lunch(minute: float) -> tuple[bool, bool]:
    """Return which of two counters is on duty where one closes from 11:30 to 13:30."""
    return True, not 690 <= minute < 810


def breaks_in_turn(minute: float) -> tuple[bool, bool]:
    """Return the same where the first closes at 11:30 for half an hour, and then the second."""
    return not 690 <= minute < 720, not 720 <= minute < 750


def late_and_closed(minute: float) -> tuple[bool, bool]:
    """Return the same where both begin at 9:00, and nobody is there from 12:00 to 12:30."""
    return (540 <= minute < 720 or minute >= 750,) * 2


STAFFINGS: dict[str, tuple[Callable[[float], tuple[bool, bool]], dict[str, Any]]] = {
    "a counter at lunch": (
        lunch,
        {
            "counters": {
                "Mo-Su 08:30-11:30": 2,
                "Mo-Su 11:30-13:30": "50%",
                "Mo-Su 13:30-17:00": "100%",
            }
        },
    ),
    "breaks in turn": (
        breaks_in_turn,
        {"breaks_from": "11:30", "breaks_until": "13:30", "break_min": 30},
    ),
    "nobody for a while": (
        late_and_closed,
        {"counters": {"Mo-Su 09:00-12:00": 2, "Mo-Su 12:30-17:00": 2}},
    ),
}


@pytest.mark.parametrize("name", STAFFINGS)
def test_a_day_of_shifts_and_breaks_waits_like_m_t_m_c_t(name: str) -> None:
    outlets, days, visits_a_day, service_min = 80, 28, 270, 2.4
    on_duty, staffing = STAFFINGS[name]
    day = [Spell(30, rate_at(at, visits_a_day), on_duty(at)) for at in range(510, 1_020, 30)]
    exact = minutes_waited([*day, Spell(300, 0, on_duty(1_019))], service_min)
    scenario = bare_scenario(
        {"law": "exponential", "mean": service_min},
        days,
        hours={"opening_hours": "Mo-Su 08:30-17:00"},
        others={"hour_factors": HOUR_FACTORS},
        staffing={"rural": staffing},
    )

    diary = run_bare(scenario, bare_county(outlets, 2, visits_a_day))

    waits = waits_within_min(diary, outlets, days * 1_440) / days
    known = controls(diary, outlets, 0, (days * visits_a_day, service_min))
    assert_equivalent(waits, exact, known)


def test_closing_turns_away_those_in_line_like_m_t_m_c() -> None:
    outlets, days, visits_a_day = 30, 28, 360
    moments = np.array([0.0, 510.0])
    in_line = transient_waiting(lambda now: rate_at(now + 510, visits_a_day), 2.8, 2, moments)[-1]
    scenario = bare_scenario(
        {"law": "exponential", "mean": 2.8},
        days,
        hours={"opening_hours": "Mo-Su 08:30-17:00"},
        others={"hour_factors": HOUR_FACTORS},
        line={"at_closing": "turn_away"},
    )

    visits = run_bare(scenario, bare_county(outlets, 2, visits_a_day)).visits

    turned_away = np.bincount(visits["outlet"], visits["ending"] == Ending.TURNED_AWAY, outlets)
    assert abs(turned_away.mean() / days - in_line) < 3.3 * turned_away.std() / days / np.sqrt(
        outlets
    )


def test_a_van_of_limited_capacity_leaves_behind_like_its_chain() -> None:
    days, capacity, a_day = 3_600, 10, 8
    scenario = bare_scenario(
        1.0,
        days,
        parcel={
            "other_parcels_per_1000_people_day": a_day * 1_000 / 100,
            "hub_capacity_a_day": capacity,
        },
        others={"visits_per_person_year": 0.0},
    )
    plan = make_plan(scenario, bare_county(1, 1, 100))
    left = []
    for replication in range(20):
        world = World(plan, draw_people(plan, replication))
        counts = []
        for departure in range(len(plan.hub_ms)):
            world.hub.depart(departure)
            counts.append(sum(waiting for waiting in world.hub.waiting if isinstance(waiting, int)))
        left.append(np.mean(counts))

    assert_equivalent(np.array(left), left_behind(a_day, capacity))
