"""After a warm-up: time and events count whoever they are of, against the diary cut by hand."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import kernel
from sim.diary import JOURNEY_COLUMNS, NONE, USUAL_PURPOSES, VISIT_COLUMNS, Diary, Ending, columns
from sim.measures import METRICS, measure, merge, metrics_of
from sim.model.journey import simulate
from sim.network import County, HumanSettlement, Outlet
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from sim.tables import warmed_up
from sim.theory.bare import bare_county, bare_scenario
from sim.units import DAY_MS, HOUR_MS
from tests.proofs.lengths import examples
from tests.sim.measures.by_hand import (
    STEPS,
    Span,
    after_warm_up,
    hours,
    of_events,
    outlet_columns,
    over_time,
    visits_of,
)
from tests.sim.measures.courses_by_hand import of_courses
from tests.sim.measures.diaries import OUTLETS, PLANS, WARM_UPS, diaries, plan_of


def of_basis(*bases: str) -> set[str]:
    """Return the metrics taken over any of these; agents and producers have tests of their own."""
    apart = ("agents", "produce")
    return {one.name for one in METRICS if one.basis in bases and one.group not in apart}


@settings(max_examples=examples(60))
@given(diaries(), PLANS)
def test_every_average_over_time_is_the_area_after_the_warm_up(diary: Diary, plan: Plan) -> None:
    metrics = metrics_of(measure(diary, plan))

    expected = over_time(diary, plan, after_warm_up(plan))
    assert set(expected) == of_basis("time")
    assert {name: metrics[name] for name in expected} == pytest.approx(expected, nan_ok=True)


@settings(max_examples=examples(60))
@given(diaries(), PLANS)
def test_every_count_of_events_is_of_all_after_the_warm_up(diary: Diary, plan: Plan) -> None:
    metrics = metrics_of(measure(diary, plan))

    span = after_warm_up(plan)
    expected = of_events(diary, span) | of_courses(plan, span)
    assert set(expected) == of_basis("events", "end")
    assert {name: metrics[name] for name in expected} == pytest.approx(expected, nan_ok=True)


@settings(max_examples=examples(30))
@given(diaries(), PLANS)
def test_every_outlet_has_its_time_and_services_after_the_warm_up(diary: Diary, plan: Plan) -> None:
    found = measure(diary, plan).outlets

    for number in range(len(OUTLETS)):
        expected = outlet_columns(diary, plan, number, after_warm_up(plan))
        del expected["line_max"]
        assert {name: int(found[name][number]) for name in expected} == expected


@settings(max_examples=examples(30))
@given(diaries(), WARM_UPS)
def test_visits_and_their_endings_are_those_of_who_arrived_after_the_warm_up(
    diary: Diary, warm_up_days: int
) -> None:
    plan = plan_of("draft", warm_up_days)

    found = measure(diary, plan).outlets

    came = [one for one in visits_of(diary) if after_warm_up(plan).holds(one["arrived_ms"])]
    for number in range(len(OUTLETS)):
        here = [one for one in came if one["outlet"] == number]
        called = [one for one in here if one["called_ms"] != NONE]
        assert found["visits"][number] == len(here)
        for ending in Ending:
            ended = sum(one["ending"] == ending for one in here)
            assert found[ending.name.lower()][number] == ended
        assert found["called"][number] == len(called)
        waited_ms = sum(one["waited_to_ms"] - one["arrived_ms"] for one in called)
        assert found["wait_called_ms"][number] == waited_ms


@settings(max_examples=examples(30))
@given(diaries(), WARM_UPS)
def test_the_hours_after_the_warm_up_are_those_of_a_run_without_one(
    diary: Diary, warm_up_days: int
) -> None:
    with_warm_up = measure(diary, plan_of("draft", warm_up_days))

    whole = measure(diary, plan_of("draft", 0))

    for table in ("series", "flows"):
        found, expected = getattr(with_warm_up, table), getattr(whole, table)
        after = expected["hour"] >= 24 * warm_up_days
        assert {name: column.tolist() for name, column in found.items()} == {
            name: column[after].tolist() for name, column in expected.items()
        }


@settings(max_examples=examples(10))
@given(diaries(), PLANS)
def test_every_hour_after_the_warm_up_is_that_of_the_diary(diary: Diary, plan: Plan) -> None:
    measures = measure(diary, plan)

    each = hours(after_warm_up(plan))
    assert measures.flows["hour"].tolist() == [one.from_ms // HOUR_MS for one in each]
    events = [of_events(diary, hour) for hour in each]
    for name in STEPS:
        by_hour = [one[f"{name}_per_day"] / 24 for one in events]
        assert measures.flows[name].tolist() == pytest.approx(by_hour), name
    # Each outlet is the only one of its class, so its hours are those of the class.
    for number in range(len(OUTLETS)):
        of_class = measures.series["class"] == number
        expected = [outlet_columns(diary, plan, number, hour) for hour in each]
        for name in ("waiting_ms", "busy_ms", "open_ms", "open_counter_ms"):
            found = measures.series[name][of_class].tolist()
            assert found == [one[name] for one in expected], name
        served = [
            sum(one[f"served_{why.name.lower()}"] for why in USUAL_PURPOSES) for one in expected
        ]
        assert measures.series["served"][of_class].tolist() == served


@settings(max_examples=examples(30))
@given(diaries(), PLANS)
def test_hours_and_outlets_have_the_same_totals_after_the_warm_up(diary: Diary, plan: Plan) -> None:
    measures = measure(diary, plan)

    series = {name: int(column.sum()) for name, column in measures.series.items()}
    for name in ("waiting_ms", "busy_ms", "open_ms", "open_counter_ms", "called", "wait_called_ms"):
        assert series[name] == measures.total(name), name
    purposes = [name for name in measures.outlets if name.startswith("served_")]
    assert series["served"] == sum(measures.total(name) for name in purposes)
    assert series["arrived"] == measures.total("visits")
    for name in ("deposits", "delivered", "sellers_paid"):
        assert measures.flows[name].sum() / measures.days == metrics_of(measures)[f"{name}_per_day"]


@settings(max_examples=examples(10))
@given(st.lists(diaries(), min_size=2, max_size=3), WARM_UPS)
def test_counties_add_up_after_a_warm_up_too(simulated: list[Diary], warm_up_days: int) -> None:
    plan = plan_of("draft", warm_up_days)
    parts = [measure(diary, plan) for diary in simulated]

    both = merge(parts)

    span = after_warm_up(plan)
    events = [of_events(diary, span) for diary in simulated]
    found = metrics_of(both)
    for name in events[0]:
        assert found[name] == pytest.approx(sum(one[name] for one in events)), name
    for name in ("busy_ms", "waiting_open_ms", "visits"):
        assert both.total(name) == sum(part.total(name) for part in parts)
    assert both.waited_ms["joined"] == sum(part.waited_ms["joined"] for part in parts)
    assert both.in_line == sum(part.in_line for part in parts)


SMALL: dict[str, dict[str, Any]] = {
    "run": {"days": 5, "seed": 3},
    "network": {"outlets_csv": "outlets.csv"},
    "market": {"wishes_per_1000_people_day": 2.0, "search_h": 1.0},
    "seller": {"handling_h": 2.0},
    "parcel": {"distance_km": 50, "base_days": 0.3},
    "confirm": {"limit_days": 1.0},
}


def small_plan(warm_up_days: int) -> Plan:
    """Return five days at two outlets of one's own, in which parcels are quick."""
    tables = SMALL | {"run": {**SMALL["run"], "warm_up_days": warm_up_days}}
    outlets = (
        Outlet("Hill", "rural", 30.50, 109.64, 1, 8_000, invented=False),
        Outlet("Market Street", "town", 30.60, 109.72, 2, 12_000, invented=False),
    )
    places = tuple(
        HumanSettlement(one.name, one.lat, one.lon, one.people, number, 1.0)
        for number, one in enumerate(outlets)
    )
    county = County("1", "own", 30.5, 109.7, outlets, places)
    return make_plan(Scenario.model_validate(tables), county)


def test_a_run_cut_in_two_by_hand_is_the_warm_up_and_what_is_measured() -> None:
    plan, warmed = small_plan(0), small_plan(2)
    diary = simulate(plan, 0)
    lived_again = simulate(warmed, 0)
    assert all((diary.visits[name] == lived_again.visits[name]).all() for name in diary.visits)

    whole, found = measure(diary, plan), measure(diary, warmed)

    first, second = Span(0, 2 * DAY_MS), Span(2 * DAY_MS, 5 * DAY_MS)
    for number in range(2):
        before = outlet_columns(diary, plan, number, first)
        after = outlet_columns(diary, plan, number, second)
        for name in set(before) - {"line_max"}:
            assert found.outlets[name][number] == after[name], name
            assert whole.outlets[name][number] == before[name] + after[name], name
    metrics = metrics_of(found)
    expected = over_time(diary, warmed, second) | of_events(diary, second)
    assert {name: metrics[name] for name in expected} == pytest.approx(expected, nan_ok=True)
    assert min(metrics[f"{name}_per_day"] for name in ("delivered", "sellers_paid")) > 0
    of_those_who_wished_before = diary.journeys["wish_ms"] < 2 * DAY_MS
    delivered_ms = diary.journeys["delivered_ms"][of_those_who_wished_before]
    assert (delivered_ms >= 2 * DAY_MS).any()


def test_an_overloaded_counter_is_always_busy_after_the_warm_up() -> None:
    service = {"law": "exponential", "mean": 3.0}
    county = bare_county(10, 1, 720)
    plan = make_plan(bare_scenario(service, 4, run={"warm_up_days": 2}), county)

    metrics = metrics_of(measure(kernel.simulate(plan, 0), plan))

    # 720 come a day and 480 are served, so the line grows by 240 a day: it is 720 on the third.
    served_a_day, line = 480, 720
    outlet_days = 10 * 2
    assert metrics["utilisation"] == 1.0
    spread = 5 * np.sqrt(served_a_day / outlet_days)
    assert metrics["visits_served_per_day"] / 10 == pytest.approx(served_a_day, abs=spread)
    assert metrics["line_mean"] == pytest.approx(line, abs=5 * np.sqrt(3 * 1_200 / 10))


def test_who_is_in_line_when_the_warm_up_ends_is_in_the_longest_line() -> None:
    plan = plan_of("draft", 1)
    gone = (Ending.RENEGED, 0, NONE)
    early = (0, 0, 0, DAY_MS - HOUR_MS, NONE, DAY_MS + HOUR_MS, *gone)
    late = (0, 0, 0, DAY_MS + 2 * HOUR_MS, NONE, DAY_MS + 3 * HOUR_MS, *gone)
    visits = columns(VISIT_COLUMNS, [early, early, early, late])

    found = measure(Diary("1", 0, plan.end_ms, columns(JOURNEY_COLUMNS, []), visits), plan)

    assert found.line_max == 3
    assert found.total("visits") == found.total("reneged") == 1
    assert found.total("waiting_ms") == 4 * HOUR_MS
    assert metrics_of(found)["reneged_share"] == 1.0


def test_a_run_says_what_counts_after_its_warm_up() -> None:
    without, with_one = (warmed_up(plan_of("draft", days).scenario) for days in (0, 1))

    assert without == ""
    assert with_one.startswith("after a warm-up of 1 day: ")
