"""Measures against the diary itself, counted one row at a time."""

import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from sim.diary import NONE, Diary, Ending, JourneyOutcome, Purpose
from sim.kernel import simulate  # the same diary as the model's, sooner
from sim.measures import METRICS, Measures, estimate, measure, merge, metrics_of
from sim.model.journey import simulate_people
from sim.network import County
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from sim.theory.bare import bare_county, bare_scenario
from sim.units import DAY_MS
from tests.property.small import counties, scenarios
from tests.sim.lives import DAY, HOUR, MINUTE, WISH, people_of, plan_of


def measured(diary: Diary, plan: Plan) -> tuple[Measures, dict[str, float]]:
    """Return the measures of one county, and its metrics."""
    merged = merge([measure(diary, plan)])
    return merged, metrics_of(merged)


@given(scenarios(), counties())
def test_whole_hours_add_up_to_all_waits_and_all_services(
    scenario: Scenario, county: County
) -> None:
    plan = make_plan(scenario, county)
    diary = simulate(plan, 0)

    merged, _ = measured(diary, plan)

    visits = diary.visits
    called = visits["called_ms"] != NONE
    left_ms = np.where(visits["left_ms"] == NONE, plan.end_ms, visits["left_ms"])
    stops_ms = np.where(called, visits["called_ms"], left_ms)
    assert merged.series["waiting_ms"].sum() == (stops_ms - visits["arrived_ms"]).sum()
    at_counter_ms = (left_ms - visits["called_ms"])[called].sum()
    cut = diary.failures["visit"] != NONE
    resumed_ms = diary.failures["resumed_ms"][cut]
    goes_on_ms = np.where(resumed_ms == NONE, plan.end_ms, resumed_ms)
    interrupted_ms = (goes_on_ms - diary.failures["failed_ms"][cut]).sum()
    assert merged.series["busy_ms"].sum() == at_counter_ms - interrupted_ms
    assert merged.series["arrived"].sum() == visits["arrived_ms"].size
    assert merged.total("busy_open_ms") <= merged.total("busy_ms")


@given(scenarios(), counties())
def test_every_visit_and_every_wish_is_counted_once(scenario: Scenario, county: County) -> None:
    plan = make_plan(scenario, county)
    diary = simulate(plan, 0)

    merged, metrics = measured(diary, plan)

    assert sum(merged.total(ending.name.lower()) for ending in Ending) == merged.total("visits")
    assert (
        sum(merged.counts[outcome.name.lower()] for outcome in JourneyOutcome)
        == merged.counts["wishes"]
    )
    assert set(metrics) == {metric.name for metric in METRICS}
    shares = [value for name, value in metrics.items() if name.endswith("_share")]
    assert all(math.isnan(share) or 0 <= share <= 1 for share in shares)


@given(scenarios(), counties())
def test_the_histogram_of_waits_holds_every_wait(scenario: Scenario, county: County) -> None:
    plan = make_plan(scenario, county)
    diary = simulate(plan, 0)

    merged, _ = measured(diary, plan)

    visits = diary.visits
    called = visits["called_ms"] != NONE
    waits_s = (visits["called_ms"] - visits["arrived_ms"])[called] // 1_000
    seconds, counts = merged.waits_of("called", ())
    assert np.repeat(seconds, counts).tolist() == sorted(waits_s.tolist())


def test_one_life_is_measured_as_it_was_lived() -> None:
    plan = plan_of()
    diary = simulate_people(plan, people_of(plan), 0)

    merged, metrics = measured(diary, plan)

    delivered = diary.journeys["delivered_ms"][0] - 9 * HOUR
    assert metrics["wish_to_door_mean_days"] == pytest.approx(delivered / DAY)
    assert metrics["cash_to_credit_mean_h"] == 2.0
    assert metrics["ended_completed_share"] == 1.0
    assert metrics["deposits_per_day"] == pytest.approx(1 / 90)
    assert metrics["trips_per_wish"] == 2.0
    assert metrics["post_float_mean_yuan"] == pytest.approx(112 * 2 * HOUR / (90 * DAY), rel=0.01)
    assert metrics["post_float_max_yuan"] == 112.0
    assert sum(merged.waterfall_ms.values()) == delivered
    assert merged.waterfall_ms["deposit"] == 4 * MINUTE
    open_counter_ms = 90 * 8.5 * HOUR
    assert metrics["utilisation"] == pytest.approx(6 * MINUTE / open_counter_ms)


def test_overtime_is_what_is_served_after_closing() -> None:
    plan = plan_of()
    wish = WISH._replace(wish_ms=15 * HOUR + 28 * MINUTE)
    diary = simulate_people(plan, people_of(plan, wish), 0)

    merged, metrics = measured(diary, plan)

    assert diary.visits["called_ms"][0] == 16 * HOUR + 58 * MINUTE
    assert merged.total("busy_ms") - merged.total("busy_open_ms") == 2 * MINUTE
    assert metrics["overtime_h_per_week"] == pytest.approx(2 / 60 / (90 / 7))


def test_a_warm_up_leaves_out_who_came_in_it() -> None:
    service = {"law": "exponential", "mean": 0.5}
    county = bare_county(2, 1, 500)
    plan = make_plan(bare_scenario(service, 4, run={"warm_up_days": 1}), county)
    diary = simulate(plan, 0)

    merged, _ = measured(diary, plan)

    after = diary.visits["arrived_ms"] >= DAY_MS
    assert merged.total("visits") == after.sum()
    assert merged.days == 3
    assert merged.series["hour"].min() == 24


def test_two_counties_are_added_up_not_averaged() -> None:
    service = {"law": "exponential", "mean": 0.5}
    scenario = bare_scenario(service, 2)
    parts = []
    for visits_a_day in (300, 900):
        plan = make_plan(scenario, bare_county(1, 1, visits_a_day))
        parts.append(measure(simulate(plan, 0), plan))

    both = merge(parts)

    total = sum(part.outlets["visits"].sum() for part in parts)
    assert both.total("visits") == total
    assert both.series["arrived"].sum() == total
    waits = sum(part.outlets["wait_called_ms"].sum() for part in parts)
    called = sum(part.outlets["called"].sum() for part in parts)
    assert metrics_of(both)["wait_mean_min"] == pytest.approx(waits / called / MINUTE)
    seconds, counts = both.waits_of("joined", (Purpose.OTHER,))
    assert (np.diff(seconds) > 0).all()
    assert counts.sum() == sum(part.waits["count"].sum() for part in parts)


@given(scenarios(), counties())
def test_measures_are_the_same_in_whatever_parts_they_are_merged(
    scenario: Scenario, county: County
) -> None:
    plan = make_plan(scenario, county)
    parts = [measure(simulate(plan, replication), plan) for replication in range(3)]

    at_once, in_turn = merge(parts), merge([merge(parts[:2]), parts[2]])

    for field in fields(Measures):
        one, other = getattr(at_once, field.name), getattr(in_turn, field.name)
        if isinstance(one, dict):
            assert one.keys() == other.keys()
            assert all(np.array_equal(one[name], other[name]) for name in one), field.name
        else:
            assert one == other


@given(scenarios(), counties())
def test_durations_are_kept_to_the_minute_and_their_sums_to_the_millisecond(
    scenario: Scenario, county: County
) -> None:
    plan = make_plan(scenario, county)
    diary = simulate(plan, 0)

    merged, metrics = measured(diary, plan)

    first, last = diary.journeys["deposited_ms"], diary.journeys["credited_ms"]
    lengths_ms = np.sort((last - first)[(first != NONE) & (last != NONE)])
    minutes, counts = merged.duration("cash_to_credit")
    assert np.repeat(minutes, counts).tolist() == (lengths_ms // MINUTE).tolist()
    assert merged.durations_ms["cash_to_credit"] == lengths_ms.sum()
    if lengths_ms.size:
        median_ms = lengths_ms[(lengths_ms.size - 1) // 2]
        assert metrics["cash_to_credit_p50_h"] == pytest.approx(median_ms // MINUTE / 60)
        assert metrics["cash_to_credit_mean_h"] == pytest.approx(lengths_ms.mean() / HOUR)


def test_the_highest_float_is_that_of_an_hour_of_all_counties_together() -> None:
    plan = plan_of()
    late = WISH._replace(wish_ms=DAY + 9 * HOUR)
    parts = [
        measure(simulate_people(plan, people_of(plan, wish), 0), plan)
        for wish in (WISH, WISH, late)
    ]

    assert metrics_of(merge(parts[:2]))["post_float_max_yuan"] == 2 * 112.0
    assert metrics_of(merge(parts[1:]))["post_float_max_yuan"] == 112.0


def test_an_interval_is_students_t() -> None:
    values = [3.0, 4.5, 2.0, 5.5]

    found = estimate("wait_mean_min", "min", [*values, float("nan")])

    low, high = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    assert found.replications == 4
    assert (found.ci_low, found.ci_high) == pytest.approx((low, high))


def test_one_replication_has_no_interval_and_none_has_no_mean() -> None:
    one, none = estimate("x", "min", [3.0]), estimate("x", "min", [float("nan")])

    assert one.mean == 3.0
    assert math.isnan(one.ci_low)
    assert math.isnan(none.mean)
    assert none.replications == 0
