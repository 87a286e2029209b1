"""Shifts that follow the predicted need, and how they are written."""

import numpy as np

from sim.calendar import open_times, outside, overlaps
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.plan import opening_expression
from sim.study.optimise.asking import Asked, problems_of
from sim.study.optimise.need import OpenWeek, open_week, written
from sim.study.optimise.plans import DecisionUnit
from sim.study.optimise.trial import WagePerHour, promised_metric
from sim.units import DAY_MS


def asked(*hours: str) -> Asked:
    """Ask for one counter or two, or shifts of four and of eight hours, by class."""
    metric = promised_metric("wait_over_15_min_share")
    return Asked(
        "class", metric, 0.05, 0.01, WagePerHour(12, 1.5), 0.02, (1, 2), (8, 16), hours=hours
    )


def test_days_that_are_alike_are_written_together_and_closed_hours_not_at_all() -> None:
    is_open = np.zeros((7, 48), dtype=bool)
    is_open[[0, 2, 4], 16:24] = True
    staffed = is_open.astype(np.int64)
    staffed[[0, 4], 18:20] = 3
    week = OpenWeek(is_open, np.zeros((7, 48), dtype=np.int64))

    assert written(staffed, week) == {
        "Mo,Fr 08:00-09:00": 1,
        "Mo,Fr 09:00-10:00": 3,
        "Mo,Fr 10:00-12:00": 1,
        "We 08:00-12:00": 1,
    }


def test_a_weekend_that_is_worked_for_a_holiday_has_no_shifts_of_its_own() -> None:
    scenario = read_scenario("spring-festival")
    unit = DecisionUnit("rural", "rural", ())
    week = open_week(scenario, unit)
    opened = open_times(opening_expression(scenario, "rural"), scenario)
    weekdays = (scenario.run.first_day.weekday() + opened.opens_ms // DAY_MS) % 7

    shifts = written(np.where(week.is_open, 2, 0), week)

    assert {5, 6} & set(weekdays.tolist())
    assert list(shifts) == ["Mo,Tu,We,Th,Fr 08:30-17:00"]
    assert not outside(shifts, opening_expression(scenario, "rural"), scenario)


def test_shift_plans_lie_in_the_opening_hours_and_cost_less_than_all_counters() -> None:
    scenario = read_scenario("county", ["run.days=7", "network.people=78000"])
    counties = read_network(scenario)

    (problem,) = problems_of(asked(), scenario, counties)

    for candidates, menu in zip(problem.candidates, problem.menus, strict=True):
        plans = [one for one in candidates if one.shifts]
        assert plans
        for one in plans:
            assert not outside(dict(one.shifts), "Mo-Fr 08:30-17:00", scenario)
            assert not overlaps(dict(one.shifts), scenario)
            assert max(count for _, count in one.shifts) == one.counters
        for number, one in enumerate(candidates):
            # Paid is what is staffed: 20 outlets of which each class has its own.
            hours = menu.floors[number] / menu.floors[0] * 42.5
            staffed = one.by_half_hour.sum() / 2 if one.shifts else one.counters * 42.5
            assert np.isclose(hours, staffed)


def test_each_choice_of_hours_is_a_problem_and_shares_the_error() -> None:
    scenario = read_scenario("county", ["run.days=7", "network.people=78000"])
    counties = read_network(scenario)

    (alone,) = problems_of(asked(), scenario, counties)
    both = problems_of(asked("Mo-Fr 08:30-17:00", "Mo-Sa 09:00-16:00"), scenario, counties)

    assert len(both) == 2
    assert both[0].rules[0].keeping.error == alone.rules[0].keeping.error / 2
    assert both[1].scenario.hours.opening_hours == "Mo-Sa 09:00-16:00"
