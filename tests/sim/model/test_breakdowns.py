"""Counters that fail, worked out by hand to the millisecond: what becomes of who is at them."""

from dataclasses import replace
from typing import Any

import pytest

from sim.diary import NONE, Ending
from sim.plan import Timetable
from tests.sim.lives import DAY, MINUTE, WISH, SimulatePeople, people_of
from tests.sim.model.halls import (
    calls,
    crowd,
    customer,
    hall,
    moment,
    repairs,
    shifts,
    stays,
    with_failures,
)

SERVED = Ending.SERVED
A_MILLISECOND = 1 / 60_000


def failing(after: str = "resumes", clock: str = "calendar") -> dict[str, Any]:
    """Return counters that fail, and what becomes of the service under way."""
    return {"fail": True, "failure_clock": clock, "service_after_failure": after}


@pytest.mark.parametrize(
    ("after", "left"),
    [
        ("resumes", "9:35"),  # ten of twenty minutes are left
        ("restarts", "9:45"),  # all twenty are
        ("moves", "9:35"),  # back to the only counter there is
    ],
)
def test_a_service_goes_on_or_begins_again_after_the_repair(
    simulate_people: SimulatePeople, after: str, left: str
) -> None:
    plan = hall(1, counters=failing(after))
    people = crowd(plan, customer(0, "9:00", 20), customer(1, "9:05", 5))

    diary = simulate_people(plan, with_failures(people, [("9:10", "0:15")]), 0)

    assert stays(diary)[0] == (0, "9:00", left, SERVED)
    assert calls(diary)[1] == (0, left)
    assert repairs(diary) == [(0, 0, "9:10", "9:25", "9:25")]


@pytest.mark.parametrize(("after", "left"), [("resumes", "9:30"), ("restarts", "9:40")])
def test_a_service_may_be_interrupted_more_than_once(
    simulate_people: SimulatePeople, after: str, left: str
) -> None:
    plan = hall(1, counters=failing(after))
    people = crowd(plan, customer(0, "9:00", 20))

    # The counter works for five minutes between the repairs, of five minutes each.
    twice = [("9:05", "0:05"), ("0:05", "0:05")]
    diary = simulate_people(plan, with_failures(people, twice), 0)

    assert stays(diary) == [(0, "9:00", left, SERVED)]
    assert repairs(diary) == [(0, 0, "9:05", "9:10", "9:10"), (0, 0, "9:15", "9:20", "9:20")]


def test_who_moves_goes_on_at_a_free_counter_at_once(simulate_people: SimulatePeople) -> None:
    plan = hall(2, counters=failing("moves"))
    people = crowd(plan, customer(0, "9:00", 20), customer(1, "9:12", 5))

    diary = simulate_people(plan, with_failures(people, [("9:10", "0:05")], []), 0)

    # The first is repaired at 9:15 and calls who has waited since 9:12.
    assert stays(diary) == [(1, "9:00", "9:20", SERVED), (0, "9:15", "9:20", SERVED)]
    assert repairs(diary) == [(0, 0, "9:10", "9:15", "9:10")]


def test_who_moves_waits_at_the_head_of_the_line_before_priority_and_without_end(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(2, line={"priority_share": 0.5}, counters=failing("moves"))
    people = crowd(
        plan,
        customer(0, "8:50", 25),
        customer(1, "8:55", 5),
        # Waits from 8:56 to 9:00, and would lose patience at 9:11.
        customer(2, "8:56", 20, patience_ms=15 * MINUTE),
        customer(3, "9:05", 5),
        customer(4, "9:06", 5, priority=1),
    )

    diary = simulate_people(plan, with_failures(people, [], [("9:10", "1:00")]), 0)

    # The first counter is freed at 9:15: ten minutes for who moved, then priority, then the other.
    assert stays(diary)[2] == (0, "9:00", "9:25", SERVED)
    assert calls(diary)[3:] == [(0, "9:30"), (0, "9:25")]
    assert repairs(diary) == [(1, 2, "9:10", "10:10", "9:15")]


def test_who_moved_is_called_back_if_the_repair_is_done_first(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(2, counters=failing("moves"))
    at_counters = customer(0, "9:00", 20), customer(1, "9:00", 60)
    people = crowd(plan, *at_counters, customer(2, "9:05", 5))

    diary = simulate_people(plan, with_failures(people, [("9:10", "0:05")], []), 0)

    assert stays(diary)[0] == (0, "9:00", "9:25", SERVED)
    assert calls(diary)[2] == (0, "9:25")
    assert repairs(diary) == [(0, 0, "9:10", "9:15", "9:15")]


def test_with_a_line_per_window_all_choose_among_those_that_work(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(3, line={"discipline": "line_per_window"}, counters=failing("moves"))
    at_counters = customer(0, "9:00", 20), customer(1, "9:00", 30), customer(2, "9:00", 30)
    # To the first line, the second and the third, as each is the shortest.
    in_line = [customer(number, f"9:0{number + 2}", 5) for number in (3, 4, 5)]
    people = crowd(plan, *at_counters, *in_line, customer(6, "9:12", 5))

    diary = simulate_people(plan, with_failures(people, [("9:10", "2:00")], [], []), 0)

    # At 9:10 two people each are at the second and the third: the one who moves takes the second.
    assert repairs(diary) == [(0, 0, "9:10", "11:10", "9:30")]
    assert stays(diary)[0] == (1, "9:00", "9:40", SERVED)
    # Who waits at the first stays there until its repair; who comes at 9:12 takes the third.
    assert calls(diary)[3:] == [(0, "11:10"), (1, "9:40"), (2, "9:30"), (2, "9:35")]


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


def test_who_is_refused_is_interrupted_like_anybody_else(simulate_people: SimulatePeople) -> None:
    plan = hall(1, counters=failing("restarts"))
    # Without a link the deposit is refused, which takes a minute.
    refused = people_of(plan, WISH, Timetable((0,), (7 * DAY,)))

    diary = simulate_people(plan, with_failures(refused, [("10:30:30", "0:10")]), 0)

    assert stays(diary)[0] == (0, "10:30", "10:41:30.000", Ending.NO_LINK)


def test_the_deposit_counts_from_its_call_and_ends_after_the_repair(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, counters=failing())

    people = with_failures(replace(people_of(plan, WISH)), [("10:32", "0:10")])
    page = simulate_people(plan, people, 0).journeys

    # Called at once, and four minutes of service, of which two were left.
    assert page["called_ms"].tolist() == [moment("10:30")]
    assert page["deposited_ms"].tolist() == [moment("10:44")]


def test_what_is_not_repaired_by_the_end_of_the_run_is_not(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, counters=failing())
    people = crowd(plan, customer(0, "153:00", 20))

    # On Sunday at ten past nine, for more than the rest of the week.
    diary = simulate_people(plan, with_failures(people, [("153:10", "20:00")]), 0)

    assert stays(diary) == [(0, "153:00", "", Ending.PRESENT)]
    assert repairs(diary) == [(0, 0, "153:10", "", "")]
