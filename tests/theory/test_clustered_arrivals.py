"""People who come in groups, or on busy and quiet days, wait and are counted like exact results."""

import numpy as np
import pytest
from scipy import special

from sim.people.arrivals import draw_arrivals
from sim.people.streams import Dice
from sim.plan import make_plan
from sim.theory.bare import bare_county, bare_scenario, controls, wait_means_min
from sim.theory.formulas import group_arrivals_wait, pollaczek_khinchine_wait
from sim.units import DAY_MS, MINUTES_PER_DAY, Floats
from tests.theory.equivalence import assert_equivalent, run_bare
from tests.theory.formulas import transient_waiting
from tests.theory.test_transient import waits_within_min

OUTLETS = 40
WARM_UP_DAYS = 1
SIZES = [1, 1, 2, 4]
EXPONENTIAL = {"law": "exponential", "mean": 0.5}


def law_of(sizes: list[int]) -> dict[str, object]:
    """Return the law of groups of these sizes, all as often."""
    return {"law": "empirical", "values": sizes}


def test_groups_of_one_wait_like_single_customers() -> None:
    alone = group_arrivals_wait(1.0, np.array([1]), 0.5, 0.8)

    assert alone == pytest.approx(pollaczek_khinchine_wait(1.0, 0.5, 0.8), rel=1e-12)


@pytest.mark.parametrize(
    ("sizes", "service", "cv"),
    [
        (SIZES, EXPONENTIAL, 1.0),
        ([3], EXPONENTIAL, 1.0),
        (SIZES, {"law": "lognormal", "mean": 0.5, "cv": 0.8}, 0.8),
        (SIZES, {"law": "hyperexponential", "mean": 0.5, "cv": 1.5}, 1.5),
        (SIZES, 0.5, 0.0),
    ],
    ids=["M[X]/M/1", "by threes", "lognormal", "hyperexponential", "M[X]/D/1"],
)
def test_a_single_counter_waits_like_m_x_g_1(sizes: list[int], service: object, cv: float) -> None:
    days = 20
    exact = group_arrivals_wait(1.0, np.array(sizes), 0.5, cv)
    scenario = bare_scenario(service, days, others={"group_size": law_of(sizes)})

    diary = run_bare(scenario, bare_county(OUTLETS, 1, MINUTES_PER_DAY))

    expected = ((days - WARM_UP_DAYS) * MINUTES_PER_DAY, 0.5)
    known = controls(diary, OUTLETS, WARM_UP_DAYS * DAY_MS, expected)
    assert_equivalent(wait_means_min(diary, OUTLETS, WARM_UP_DAYS), exact, known)


def counts_by_day(outlets: int, days: int, visits_a_day: int, others: dict[str, object]) -> Floats:
    """Return how many come to each outlet on each day."""
    scenario = bare_scenario(1.0, days, others=others)
    plan = make_plan(scenario, bare_county(outlets, 1, visits_a_day))
    dice = Dice(2006, 0, "1")
    return np.array(
        [
            np.bincount(draw_arrivals(plan, dice, outlet) // DAY_MS, minlength=days)
            for outlet in range(outlets)
        ],
        dtype=np.float64,
    )


@pytest.mark.parametrize(
    ("others", "variance"),
    [
        ({}, 30.0),
        ({"day_cv": 0.5}, 30 * (1 + 30 * 0.5**2)),
        ({"group_size": law_of(SIZES)}, 30 * 5.5 / 2),
        ({"day_cv": 0.5, "group_size": law_of(SIZES)}, 30 * (5.5 / 2 + 30 * 0.5**2)),
    ],
    ids=["Poisson", "gamma days", "groups", "both"],
)
def test_counts_of_days_spread_as_much_as_their_mixture_says(
    others: dict[str, object], variance: float
) -> None:
    counts = counts_by_day(1_000, 60, 30, others)

    assert_equivalent(counts.mean(axis=1), 30.0)
    assert_equivalent(counts.var(axis=1, ddof=1), variance)


def waited_min(arrivals: float, moments: Floats) -> float:
    """Return how long all wait together from empty on, if so many come a minute."""
    waiting = transient_waiting(lambda _: arrivals, 0.9, 1, moments)
    return float(np.trapezoid(waiting, moments))


def test_days_of_gamma_law_fill_up_from_empty_like_their_mixture_of_chains() -> None:
    outlets, horizon_min, cv = 4_000, 60, 0.3
    moments = np.linspace(0, horizon_min, 601)
    shape = 1 / cv**2
    nodes, weights = special.roots_genlaguerre(12, shape - 1)
    waiting = [waited_min(factor, moments) for factor in (nodes / shape).tolist()]
    exact = float(weights / weights.sum() @ waiting)
    scenario = bare_scenario(
        {"law": "exponential", "mean": 0.9},
        1,
        hours={"opening_hours": "Mo-Su 00:00-01:00"},
        others={"day_cv": cv},
    )

    diary = run_bare(scenario, bare_county(outlets, 1, horizon_min))

    known = controls(diary, outlets, 0, (horizon_min, 0.9))
    assert_equivalent(waits_within_min(diary, outlets, horizon_min), exact, known)
    assert exact > 1.1 * waited_min(1.0, moments)
