"""The bare queue through a day agrees with the forward equations of its Markov chain."""

import numpy as np

from sim.diary import Diary, Ending
from sim.model.office import World
from sim.people import draw_people
from sim.plan import make_plan
from sim.theory.bare import bare_county, bare_scenario, controls
from sim.units import MINUTE_MS
from tests.theory.equivalence import assert_equivalent, run_bare
from tests.theory.formulas import left_behind, transient_waiting

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
