"""Ciw, another simulation library, serves the same people at the same moments, one by one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import ciw
import numpy as np
import pytest

from sim.diary import NONE, Diary
from sim.model.journey import simulate_people
from sim.people import People, draw_people
from sim.plan import ALL_KINDS, CounterPlan, Plan, Timetable, make_plan
from sim.theory.bare import bare_county, bare_scenario
from sim.units import DAY_MS, HOUR_MS, Ints

DAYS = 3
DAY_LONG = 24 * HOUR_MS


def plan_of(service_min: float, windows: int, **tables: dict[str, Any]) -> Plan:
    """Return one outlet with one visit a minute, for three days."""
    law = {"law": "lognormal", "mean": service_min, "cv": 0.8}
    return make_plan(bare_scenario(law, DAYS, **tables), bare_county(1, windows, 1_440))


def by_ciw(people: People, servers: object) -> tuple[Ints, Ints]:
    """Return when Ciw calls each customer first, and when it lets go of each; priority first."""
    arrives_ms, service_ms = (people.customers[name] for name in ("arrives_ms", "service_ms"))
    priority = people.customers["priority"]
    assert np.unique(arrives_ms).size == arrives_ms.size, "Ciw leaves ties to chance"
    classes = {f"class {one}": priority == one for one in np.unique(priority)[::-1]}
    network = ciw.create_network(
        arrival_distributions={
            name: [ciw.dists.Sequential([*between(arrives_ms[is_one]), float("inf")])]
            for name, is_one in classes.items()
        },
        service_distributions={
            name: [ciw.dists.Sequential(service_ms[is_one].tolist())]
            for name, is_one in classes.items()
        },
        number_of_servers=[servers],
        priority_classes={name: place for place, name in enumerate(classes)},
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(10 * DAYS * DAY_MS)
    called_ms, left_ms = (np.full(arrives_ms.size, NONE) for _ in range(2))
    records = simulation.get_all_records()
    for record in sorted(records, key=lambda one: one.service_start_date, reverse=True):
        called_ms[record.id_number - 1] = record.service_start_date
    for record in records:
        if record.record_type == "service":
            left_ms[record.id_number - 1] = record.service_end_date
    return called_ms, left_ms


def between(moments_ms: Ints) -> list[int]:
    """Return the time from each moment to the next, from midnight on."""
    gaps_ms: list[int] = np.diff(moments_ms, prepend=0).tolist()
    return gaps_ms


def assert_same_moments(ours: Diary, theirs: tuple[Ints, Ints]) -> None:
    """Assert that everybody who has left was called and left at the same moment."""
    visits = ours.visits
    left = visits["left_ms"] != NONE
    assert left.sum() > 4_000
    assert (theirs[0][visits["person"]][left] == visits["called_ms"][left]).all()
    assert (theirs[1][visits["person"]][left] == visits["left_ms"][left]).all()


@pytest.mark.parametrize("counters", [1, 3])
def test_ciw_serves_the_same_people_at_the_same_moments(counters: int) -> None:
    plan = plan_of(0.8 * counters, counters)
    people = draw_people(plan, 0)

    assert_same_moments(simulate_people(plan, people, 0), by_ciw(people, counters))


@pytest.mark.parametrize("counters", [1, 3])
def test_ciw_calls_the_same_people_first(counters: int) -> None:
    plan = plan_of(0.8 * counters, counters, line={"priority_share": 0.3})
    people = draw_people(plan, 0)

    ours = simulate_people(plan, people, 0)

    assert 0.2 < ours.visits["priority"].mean() < 0.4
    assert_same_moments(ours, by_ciw(people, counters))


def on_duty(plan: Plan, duties: Sequence[Timetable]) -> Plan:
    """Return the plan with counters that have these hours of duty."""
    counters = tuple(CounterPlan(ALL_KINDS, duty, duty) for duty in duties)
    return replace(plan, outlets=(replace(plan.outlets[0], counters=counters),))


def daily(from_h: float, until_h: float) -> Timetable:
    """Return some hours of each day."""
    hours = ((day * 24 + from_h, day * 24 + until_h) for day in range(DAYS))
    opens_ms, closes_ms = zip(*hours, strict=True)
    return Timetable(
        tuple(round(hour * HOUR_MS) for hour in opens_ms),
        tuple(round(hour * HOUR_MS) for hour in closes_ms),
    )


@pytest.mark.parametrize("priority_share", [0.0, 0.3])
def test_ciw_changes_shifts_with_the_same_people_at_the_counters(priority_share: float) -> None:
    # Whoever serves when a shift of Ciw ends serves on beside the next one, and then goes: so the
    # counters of each shift are others.
    shifts = [(0, 8, 2), (8, 12, 4), (12, 13, 1), (13, 20, 3), (20, 24, 2)]
    counters = [(start, end) for start, end, staffed in shifts for _ in range(staffed)]
    plan = plan_of(1.8, len(counters), line={"priority_share": priority_share})
    plan = on_duty(plan, [daily(*hours) for hours in counters])
    people = draw_people(plan, 0)
    servers = ciw.Schedule(
        numbers_of_servers=[staffed for _, _, staffed in shifts],
        shift_end_dates=[end * HOUR_MS for _, end, _ in shifts],
    )

    ours = simulate_people(plan, people, 0)

    assert served_past(ours, [end * HOUR_MS for _, end, _ in shifts]) > DAYS * len(shifts) / 2
    assert_same_moments(ours, by_ciw(people, servers))


def served_past(diary: Diary, ends_ms: Sequence[int]) -> int:
    """Return how many were at a counter when a shift of some day ended."""
    called_ms, left_ms = diary.visits["called_ms"], diary.visits["left_ms"]
    return sum(
        int(((called_ms < day * DAY_MS + end_ms) & (left_ms > day * DAY_MS + end_ms)).sum())
        for day in range(DAYS)
        for end_ms in ends_ms
    )


def test_ciw_keeps_the_hours_that_a_scenario_staffs() -> None:
    # Between shifts nobody is on duty for longer than any service, so Ciw's new servers are ours.
    shifts = {"Mo-Su 06:00-12:00": 3, "Mo-Su 13:00-21:00": "30%"}
    plan = plan_of(1.2, 5, staffing={"rural": {"counters": shifts}})
    people = draw_people(plan, 0)
    servers = ciw.Schedule(
        numbers_of_servers=[0, 3, 0, 2, 0],
        shift_end_dates=[hour * HOUR_MS for hour in (6, 12, 13, 21, 24)],
    )

    ours = simulate_people(plan, people, 0)

    assert people.customers["service_ms"].max() < HOUR_MS
    assert served_past(ours, [12 * HOUR_MS, 21 * HOUR_MS]) > DAYS
    assert_same_moments(ours, by_ciw(people, servers))


@pytest.mark.parametrize(
    ("after_failure", "in_ciw"), [("resumes", "resume"), ("restarts", "restart")]
)
def test_ciw_interrupts_the_same_services_for_as_long(after_failure: str, in_ciw: str) -> None:
    plan = plan_of(
        0.6,
        1,
        counters={
            "fail": True,
            "failure_h": {"law": "exponential", "mean": 0.5},
            "repair_min": {"law": "lognormal", "mean": 4, "cv": 1},
            "service_after_failure": after_failure,
        },
    )
    people = draw_people(plan, 0)

    ours = simulate_people(plan, people, 0)

    failures = ours.failures
    assert (failures["visit"] != NONE).sum() > 50
    known = failures["repaired_ms"] != NONE
    moments_ms = np.column_stack((failures["failed_ms"], failures["repaired_ms"]))[known].ravel()
    servers = ciw.Schedule(
        numbers_of_servers=[1, 0] * known.sum() + [1],
        shift_end_dates=[*moments_ms.tolist(), 100 * DAYS * DAY_MS],
        preemption=in_ciw,
    )
    assert_same_moments(ours, by_ciw(people, servers))
