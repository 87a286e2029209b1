"""When other customers come: in groups, on busy and quiet days, and some to fetch a parcel."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from pydantic import TypeAdapter, ValidationError

from sim.calendar import Intensity
from sim.people.arrivals import group_moments, most_people, whole_people
from sim.people.customers import Customer, draw_customers
from sim.people.streams import Dice
from sim.plan import Plan
from sim.scenario import AnyDistribution, Others
from sim.scenario.limits import CV_MIN, DAY_CV_MAX, GROUP_MAX
from sim.units import DAY_MS, Ints
from tests.property.small import DISTRIBUTION_KEYS
from tests.sim.lives import MINUTE
from tests.sim.people.crowds import STANDARD_ERRORS, county, is_exponential, is_share, plan_of_many

LAW: TypeAdapter[AnyDistribution] = TypeAdapter(AnyDistribution)
DAYS = 14
EVEN = {"visits_per_person_year": 365.0, "day_factors": [1.0] * 7, "hour_factors": [1.0] * 24}
SIZES = {"law": "empirical", "values": [1, 1, 2, 4]}


def plan_of_others(days: int = DAYS, /, **others: object) -> Plan:
    """Return two weeks in which each person comes once a day, by day and night."""
    return plan_of_many(
        county(),
        run={"days": days},
        market={"wishes_per_1000_people_day": 0.0},
        hours={"opening_hours": "24/7"},
        others={**EVEN, **others},
        services={"pick_up_min": 1.0, "other_min": {"law": "exponential", "mean": 3.0}},
    )


def customers_of(plan: Plan) -> dict[str, Ints]:
    """Return the traits of all other customers."""
    return draw_customers(plan, Dice(1, 0, "7"), 0)[0]


def sizes_at(customers: dict[str, Ints], outlet: int) -> Ints:
    """Return how many came together to an outlet, in order; two groups of one moment are one."""
    here = customers["arrives_ms"][customers["outlet"] == outlet]
    return np.unique(here, return_counts=True)[1]


@pytest.mark.parametrize(
    "off",
    [
        {"group_size": 1},
        {"group_size": {"law": "uniform", "low": 0, "high": 1.5}},
        {"group_size": {"law": "empirical", "values": [0, 1, 1.5]}},
        {"day_cv": 0.0},
        {"pick_up_share": 0.0},
    ],
)
def test_switched_off_everybody_is_who_they_were(off: dict[str, object]) -> None:
    before, after = customers_of(plan_of_others()), customers_of(plan_of_others(**off))

    assert all(np.array_equal(before[name], after[name]) for name in Customer._fields)
    assert not before["pick_up"].any()


def test_groups_have_the_sizes_of_their_law_and_visits_stay_as_many() -> None:
    customers = customers_of(plan_of_others(group_size=SIZES))

    expected = 5_000 * (3 + 2 + 1) * DAYS
    error = np.sqrt(expected * 5.5 / 2)
    assert abs(customers["number"].size - expected) < STANDARD_ERRORS * error
    sizes = np.concatenate([sizes_at(customers, outlet) for outlet in range(3)])
    assert abs((sizes == 1).mean() - 0.5) < 0.01
    assert abs((sizes == 2).mean() - 0.25) < 0.01
    assert abs((sizes == 4).mean() - 0.25) < 0.01


def test_people_of_a_group_have_each_their_own_service_and_patience() -> None:
    customers = customers_of(plan_of_others(group_size=2))

    first, second = (customers["service_ms"][customers["outlet"] == 0][turn::2] for turn in (0, 1))
    assert is_exponential(customers["service_ms"], 3 * MINUTE)
    correlation = np.corrcoef(first, second)[0, 1]
    assert abs(correlation) < STANDARD_ERRORS / np.sqrt(first.size)
    patience_ms = customers["patience_ms"][customers["outlet"] == 0]
    assert (patience_ms[::2] != patience_ms[1::2]).mean() > 0.99


@pytest.mark.parametrize("clustered", [{"group_size": SIZES}, {"day_cv": 0.4}])
def test_a_higher_rate_keeps_all_people_and_adds_more(clustered: dict[str, object]) -> None:
    few = customers_of(plan_of_others(**clustered))
    many = customers_of(plan_of_others(**clustered, visits_per_person_year=500.0))

    for outlet in range(3):
        of_few, of_many = few["outlet"] == outlet, many["outlet"] == outlet
        kept = of_few.sum()
        assert of_many.sum() > 1.2 * kept
        for name in ("service_ms", "patience_ms", "balk_length"):
            assert np.array_equal(few[name][of_few], many[name][of_many][:kept])
        later_ms = few["arrives_ms"][of_few] - many["arrives_ms"][of_many][:kept]
        assert later_ms.min() >= 0


def test_a_higher_rate_keeps_the_sizes_of_all_groups() -> None:
    few = sizes_at(customers_of(plan_of_others(group_size=3)), 0)
    many = sizes_at(customers_of(plan_of_others(group_size=3, visits_per_person_year=400.0)), 0)

    assert set(few.tolist()) <= {3, 6}
    assert many.size > few.size


def counts_by_day(plan: Plan) -> Ints:
    """Return how many come to each outlet on each day."""
    customers = customers_of(plan)
    day = customers["arrives_ms"] // DAY_MS
    days = plan.scenario.run.days
    return np.bincount(customers["outlet"] * days + day, minlength=3 * days).reshape(3, days)


@pytest.mark.proof
def test_each_outlet_and_day_has_a_factor_of_its_own() -> None:
    plan = plan_of_others(140, day_cv=0.4)

    factors = counts_by_day(plan) / np.array([[15_000], [10_000], [5_000]])

    assert abs(factors.mean() - 1) < STANDARD_ERRORS * 0.4 / np.sqrt(factors.size)
    assert factors.std() == pytest.approx(0.4, rel=0.2)
    assert np.abs(np.corrcoef(factors) - np.eye(3)).max() < STANDARD_ERRORS / np.sqrt(140)
    following = np.corrcoef(factors[:, :-1].ravel(), factors[:, 1:].ravel())[0, 1]
    assert abs(following) < STANDARD_ERRORS / np.sqrt(factors.size)


def test_a_longer_run_keeps_the_factors_of_its_first_days() -> None:
    short, long = (counts_by_day(plan_of_others(days, day_cv=0.4)) for days in (7, 14))

    # What is expected of a day is the same; the last of its people may be those of the next.
    assert np.abs(short[:, :6] - long[:, :6]).max() == 0


def test_some_fetch_a_parcel_and_are_served_as_such() -> None:
    customers = customers_of(plan_of_others(pick_up_share=0.3))

    fetches = customers["pick_up"] == 1
    assert is_share(customers["pick_up"], 0.3)
    assert set(customers["service_ms"][fetches].tolist()) == {MINUTE}
    assert is_exponential(customers["service_ms"][~fetches], 3 * MINUTE)


def test_a_larger_share_has_those_of_a_smaller_one_and_nobody_elses_service_changes() -> None:
    few, many = (customers_of(plan_of_others(pick_up_share=share)) for share in (0.3, 0.6))

    assert (many["pick_up"] >= few["pick_up"]).all()
    alike = many["pick_up"] == few["pick_up"]
    assert (many["service_ms"][alike] == few["service_ms"][alike]).all()


@given(DISTRIBUTION_KEYS)
def test_the_mean_size_of_a_group_is_that_of_whole_people(written: dict[str, Any]) -> None:
    law = LAW.validate_python(written)
    sizes = whole_people(law.quantile((np.arange(200_000) + 0.5) / 200_000))

    mean, square = group_moments(law)

    assert mean == pytest.approx(sizes.mean(), rel=1e-3)
    assert square == pytest.approx((sizes**2.0).mean(), rel=5e-2)
    assert sizes.min() >= 1
    assert sizes.max() <= GROUP_MAX


def test_a_group_has_so_many_people_at_most() -> None:
    assert group_moments(LAW.validate_python(1e6)) == (GROUP_MAX, GROUP_MAX**2)
    assert group_moments(LAW.validate_python(0)) == (1, 1)


@pytest.mark.parametrize("cv", [0, CV_MIN, DAY_CV_MAX])
def test_the_variation_of_days_is_none_or_within_its_limits(cv: float) -> None:
    assert Others.model_validate({"day_cv": cv}).day_cv == cv


@pytest.mark.parametrize("cv", [-CV_MIN, CV_MIN / 2, DAY_CV_MAX * 1.001])
def test_a_variation_of_days_beyond_its_limits_is_refused(cv: float) -> None:
    with pytest.raises(ValidationError, match="day_cv"):
        Others(day_cv=cv)


def month_of(people: float) -> Intensity:
    """Return so many people evenly over 30 days."""
    return Intensity(np.array([0, 30 * DAY_MS]), np.array([0.0, people]))


def test_the_most_people_are_those_of_one_run_in_a_million() -> None:
    month = month_of(30_000)

    assert most_people(Others(), month) == 30_000
    assert most_people(Others(day_cv=CV_MIN), month) == pytest.approx(30_000, rel=0.006)
    busy = most_people(Others(day_cv=1.0), month)
    in_groups = most_people(Others.model_validate({"group_size": SIZES}), month)
    # 4.75 standard deviations, and more for the skew of gamma; then 6 of a compound Poisson law.
    assert 30_000 * (1 + 4.75 / np.sqrt(30)) < busy < 30_000 * (1 + 6.5 / np.sqrt(30))
    assert in_groups == pytest.approx(30_000 + 6 * np.sqrt(30_000 * 2.75))
    assert most_people(Others(day_cv=1.0), month_of(0.0)) == 0
