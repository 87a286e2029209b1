"""Counters that fail, worked out by hand to the millisecond: when, by which clock, until when."""

import pytest

from sim.diary import NONE, Ending
from tests.sim.lives import SimulatePeople
from tests.sim.model.halls import (
    calls,
    crowd,
    customer,
    failing,
    hall,
    repairs,
    shifts,
    stays,
    with_failures,
)

SERVED = Ending.SERVED
A_MILLISECOND = 1 / 60_000


def test_a_service_that_ends_as_the_counter_fails_is_over_and_the_next_is_interrupted(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, counters=failing())
    people = crowd(plan, customer(0, "9:00", 10), customer(1, "9:05", 5))

    diary = simulate_people(plan, with_failures(people, [("9:10", "0:15")]), 0)

    assert stays(diary) == [(0, "9:00", "9:10", SERVED), (0, "9:10", "9:30", SERVED)]
    assert repairs(diary) == [(0, 1, "9:10", "9:25", "9:25")]


def test_a_service_with_a_millisecond_left_is_interrupted(simulate_people: SimulatePeople) -> None:
    plan = hall(1, counters=failing())
    people = crowd(plan, customer(0, "9:00", 10 + A_MILLISECOND), customer(1, "9:05", 5))

    diary = simulate_people(plan, with_failures(people, [("9:10", "0:15")]), 0)

    assert stays(diary) == [
        (0, "9:00", "9:25:00.001", SERVED),
        (0, "9:25:00.001", "9:30:00.001", SERVED),
    ]
    assert repairs(diary) == [(0, 0, "9:10", "9:25", "9:25")]


def test_a_counter_may_fail_while_it_is_idle_and_calls_nobody_until_its_repair(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(2, counters=failing())
    people = crowd(
        plan,
        customer(0, "8:30", 40),  # as the first counter fails: to the second
        customer(1, "9:05", 5),
        customer(2, "9:20", 30),
        customer(3, "9:25", 5),
        customer(4, "9:35", 5),
    )

    diary = simulate_people(plan, with_failures(people, [("8:30", "1:05")], []), 0)

    # As it is repaired at 9:35 it calls who has waited, and not who comes just then.
    assert calls(diary) == [(1, "8:30"), (1, "9:10"), (1, "9:20"), (0, "9:35"), (0, "9:40")]
    assert repairs(diary) == [(0, NONE, "8:30", "9:35", "")]


def test_who_comes_as_an_idle_counter_is_repaired_is_called_at_once(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, counters=failing())
    people = crowd(plan, customer(0, "9:35", 5))

    diary = simulate_people(plan, with_failures(people, [("8:30", "1:05")]), 0)

    assert calls(diary) == [(0, "9:35")]


def test_by_the_busy_clock_only_service_wears_a_counter_out(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, counters=failing(clock="busy"))
    people = crowd(
        plan, customer(0, "9:00", 20), customer(1, "10:00", 20), customer(2, "11:00", 10)
    )

    # Thirty minutes of service, then fifteen since the repair.
    twice = [("0:30", "0:15"), ("0:15", "0:05")]
    diary = simulate_people(plan, with_failures(people, twice), 0)

    assert repairs(diary) == [
        (0, 1, "10:10", "10:25", "10:25"),
        (0, 2, "11:05", "11:10", "11:10"),
    ]
    assert [left for _, _, left, _ in stays(diary)] == ["9:20", "10:35", "11:15"]


def test_a_counter_worn_out_as_a_service_ends_fails_as_the_next_begins(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, counters=failing(clock="busy"))
    people = crowd(plan, customer(0, "9:00", 20), customer(1, "10:00", 5))

    diary = simulate_people(plan, with_failures(people, [("0:20", "0:15")]), 0)

    assert stays(diary) == [(0, "9:00", "9:20", SERVED), (0, "10:00", "10:20", SERVED)]
    assert repairs(diary) == [(0, 1, "10:00", "10:15", "10:15")]


def test_by_the_busy_clock_each_counter_wears_by_its_own_service(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(2, counters=failing("moves", clock="busy"))
    people = crowd(plan, customer(0, "9:00", 20), customer(1, "10:00", 20))

    diary = simulate_people(plan, with_failures(people, [("0:15", "2:00")], [("0:10", "2:00")]), 0)

    # The first moves after fifteen minutes, for five; the next wears the second out after five.
    assert repairs(diary) == [(0, 0, "9:15", "11:15", "9:15"), (1, 1, "10:05", "12:05", "11:15")]
    assert stays(diary) == [(1, "9:00", "9:20", SERVED), (0, "10:00", "11:30", SERVED)]


def test_a_repair_after_closing_is_waited_for(simulate_people: SimulatePeople) -> None:
    plan = hall(1, counters=failing())
    people = crowd(plan, customer(0, "16:50", 20), customer(1, "16:54", 5), customer(2, "17:05", 5))

    diary = simulate_people(plan, with_failures(people, [("16:55", "0:30")]), 0)

    assert stays(diary) == [
        (0, "16:50", "17:40", SERVED),
        (0, "17:40", "17:45", SERVED),
        (NONE, "", "17:05", Ending.FOUND_CLOSED),
    ]


def test_a_repair_that_lasts_into_the_morning_lets_people_wait(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, counters=failing())
    people = crowd(plan, customer(0, "32:00", 5))

    diary = simulate_people(plan, with_failures(people, [("22:00", "11:00")]), 0)

    # From ten in the evening to nine on Tuesday.
    assert stays(diary) == [(0, "33:00", "33:05", SERVED)]


TWO_SHIFTS = shifts({"08:00-11:00": 1, "13:00-17:00": 1})


@pytest.mark.parametrize(
    ("after", "goes_on", "left", "next_called"),
    [
        # At a counter that has closed who was at it is served to the end.
        ("resumes", "11:15", "11:35", "13:00"),
        ("restarts", "11:15", "11:45", "13:00"),
        # Who has left it waits for one that is on duty.
        ("moves", "13:00", "13:20", "13:20"),
    ],
)
def test_a_failure_after_the_end_of_the_shift(
    simulate_people: SimulatePeople, after: str, goes_on: str, left: str, next_called: str
) -> None:
    plan = hall(1, staffing=TWO_SHIFTS, counters=failing(after))
    people = crowd(plan, customer(0, "10:55", 30), customer(1, "10:56", 5))

    diary = simulate_people(plan, with_failures(people, [("11:05", "0:10")]), 0)

    assert stays(diary)[0] == (0, "10:55", left, SERVED)
    assert calls(diary)[1] == (0, next_called)
    assert repairs(diary) == [(0, 0, "11:05", "11:15", goes_on)]


def test_who_was_at_a_counter_is_not_turned_away_at_closing(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, line={"at_closing": "turn_away"}, counters=failing("moves"))
    people = crowd(plan, customer(0, "16:50", 20), customer(1, "16:51", 5))

    diary = simulate_people(plan, with_failures(people, [("16:55", "0:30")]), 0)

    assert stays(diary) == [
        (0, "16:50", "17:40", SERVED),
        (NONE, "", "17:00", Ending.TURNED_AWAY),
    ]


def test_what_is_not_repaired_by_the_end_of_the_run_is_not(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, counters=failing())
    people = crowd(plan, customer(0, "153:00", 20))

    # On Sunday at ten past nine, for more than the rest of the week.
    diary = simulate_people(plan, with_failures(people, [("153:10", "20:00")]), 0)

    assert stays(diary) == [(0, "153:00", "", Ending.PRESENT)]
    assert repairs(diary) == [(0, 0, "153:10", "", "")]
