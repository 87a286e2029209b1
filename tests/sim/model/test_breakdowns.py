"""Counters that fail, worked out by hand: what becomes of the service that was under way."""

import pytest

from sim.diary import Ending
from sim.plan import Timetable
from tests.sim.lives import DAY, MINUTE, WISH, SimulatePeople, people_of
from tests.sim.model.halls import (
    calls,
    crowd,
    customer,
    failing,
    hall,
    moment,
    repairs,
    stays,
    with_failures,
)

SERVED = Ending.SERVED


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

    people = with_failures(people_of(plan, WISH), [("10:32", "0:10")])
    page = simulate_people(plan, people, 0).journeys

    # Called at once, and four minutes of service, of which two were left.
    assert page["called_ms"].tolist() == [moment("10:30")]
    assert page["deposited_ms"].tolist() == [moment("10:44")]
