"""What a course costs for each thing that it brings: Fieller's interval, and when there is none."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.comparison import Sample
from sim.study.cost_of_effect import CostOfEffect, costs_of_effect, fieller
from sim.measures import BY_NAME

PURCHASES, DAYS_SAVED = (
    "yuan_per_further_completed_purchase",
    "yuan_per_day_saved_from_wish_to_door",
)
METRICS = {
    "wishes_per_day": 20.0,
    "ended_completed_share": 0.5,
    "reached_delivered_share": 0.6,
    "wish_to_door_mean_days": 8.0,
}
EFFECTS = st.lists(st.floats(0.5, 9), min_size=3, max_size=12)


def sample(name: str, *rows: dict[str, float]) -> Sample:
    """Return a scenario with these metrics in place of the usual ones, a replication each."""
    return Sample(name, [METRICS | row for row in rows])


def costs(before: Sample, after: Sample) -> dict[str, CostOfEffect]:
    """Return the costs over ten days by name."""
    return {one.metric: one for one in costs_of_effect(before, [after], 10)}


def test_the_metrics_that_are_read_are_metrics() -> None:
    assert set(METRICS) | {"training_cost_yuan"} <= set(BY_NAME)


def test_the_cost_is_over_the_further_purchases_and_the_days_saved() -> None:
    shares = [0.59, 0.6, 0.61]
    course = {"training_cost_yuan": 900.0, "wish_to_door_mean_days": 7.5}

    found = costs(
        sample("without", *[{}] * 3),
        sample("course", *[course | {"ended_completed_share": share} for share in shares]),
    )

    # 18, 20 and 22 of 200 wishes; and half a day for three in five of them.
    purchases, days = found[PURCHASES], found[DAYS_SAVED]
    assert (purchases.effect_mean, purchases.mean) == pytest.approx((20, 45))
    assert (days.effect_mean, days.mean) == pytest.approx((60, 15))
    assert (days.ci_low, days.ci_high) == pytest.approx((15, 15))
    assert {one.cost_mean for one in found.values()} == {900}
    assert (purchases.baseline, purchases.alternative) == ("without", "course")
    t_of_three = 4.302653
    far = t_of_three * 2 / 3**0.5
    assert (purchases.ci_low, purchases.ci_high) == pytest.approx(
        (900 / (20 + far), 900 / (20 - far))
    )
    assert {one.verdict for one in found.values()} == {"settled"}


def test_two_scenarios_with_courses_differ_by_what_they_cost() -> None:
    few = sample("few", *[{"training_cost_yuan": 500.0}] * 3)
    many = sample("many", *[{"training_cost_yuan": 800.0, "ended_completed_share": 0.6}] * 3)

    assert costs(few, many)[PURCHASES].mean == pytest.approx(300 / 20)


def test_without_courses_nothing_is_said_of_what_they_cost() -> None:
    assert costs(sample("one", {}, {}), sample("other", {}, {})) == {}


def test_an_effect_that_may_be_none_has_no_ratio() -> None:
    shares = [0.4, 0.6, 0.55]
    course = sample(
        "course", *[{"training_cost_yuan": 9.0, "ended_completed_share": one} for one in shares]
    )

    found = costs(sample("without", *[{}] * 3), course)[PURCHASES]

    assert found.verdict == "open"
    assert all(math.isnan(one) for one in (found.mean, found.ci_low, found.ci_high))


def test_a_course_that_costs_purchases_says_so() -> None:
    course = {"training_cost_yuan": 9.0}
    shares = [0.3, 0.31, 0.29]

    found = costs(
        sample("without", *[{}] * 3),
        sample("course", *[course | {"ended_completed_share": one} for one in shares]),
    )[PURCHASES]

    assert found.verdict == "worse"
    assert found.mean < 0


def test_one_replication_settles_nothing() -> None:
    found = costs(sample("without", {}), sample("course", {"training_cost_yuan": 9.0}))

    assert {one.verdict for one in found.values()} == {"open"}


def test_a_replication_in_which_nothing_was_delivered_is_left_out() -> None:
    course = {"training_cost_yuan": 60.0, "wish_to_door_mean_days": 7.0}
    nothing = {"wish_to_door_mean_days": math.nan}

    found = costs(sample("without", {}, {}, nothing), sample("course", course, course, course))

    assert (found[DAYS_SAVED].replications, found[PURCHASES].replications) == (2, 3)


@given(EFFECTS, st.floats(1, 1_000))
def test_of_a_cost_that_does_not_vary_the_ends_are_it_over_the_ends_of_the_effect(
    effects: list[float], cost: float
) -> None:
    of_t = stats.t.ppf(0.975, len(effects) - 1) * np.std(effects, ddof=1) / np.sqrt(len(effects))
    lowest, highest = np.mean(effects) - of_t, np.mean(effects) + of_t

    low, high = fieller(np.full(len(effects), cost), np.array(effects))

    if lowest > 1e-6:
        assert (low, high) == pytest.approx((cost / highest, cost / lowest))
    elif lowest < -1e-6:
        assert math.isnan(low)
        assert math.isnan(high)


@given(EFFECTS, st.data())
def test_at_the_ends_a_t_test_of_what_is_left_just_rejects(
    effects: list[float], data: st.DataObject
) -> None:
    count = len(effects)
    costs = np.array(data.draw(st.lists(st.floats(1, 9), min_size=count, max_size=count)))

    ends = fieller(costs, np.array(effects))

    for ratio in ends:
        left = costs - ratio * np.array(effects)
        if not math.isnan(ratio) and np.ptp(left) > 1e-6:
            assert stats.ttest_1samp(left, 0).pvalue == pytest.approx(0.05, abs=1e-4)


def test_the_interval_holds_the_ratio_in_95_of_100_trials() -> None:
    dice = np.random.default_rng(5)
    effects = dice.normal(4.0, 2.0, (4_000, 10))
    costs = 3 * effects + dice.normal(8.0, 3.0, (4_000, 10))

    held = [low <= 5.0 <= high for low, high in map(fieller, costs, effects) if not math.isnan(low)]

    assert len(held) > 3_900
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)
