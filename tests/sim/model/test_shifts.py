"""Shifts and breaks, worked out by hand: who is called by whom while which counters are staffed."""

from datetime import datetime

import pytest

from sim.diary import NONE, Ending
from tests.sim.lives import MINUTE, SimulatePeople
from tests.sim.model.halls import calls, crowd, customer, hall, shifts, stays

SERVED = Ending.SERVED
PER_WINDOW = {"discipline": "line_per_window"}
ONE_BEHIND_THE_OTHER = {"08:00-11:00": 1, "13:00-17:00": 1}


def test_who_is_at_the_counter_is_served_and_then_it_closes(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, staffing=shifts(ONE_BEHIND_THE_OTHER))
    people = crowd(plan, customer(0, "10:50", 20), customer(1, "10:55", 5))

    found = stays(simulate_people(plan, people, 0))

    # The second waits from before eleven until one, when the counter opens again.
    assert found == [(0, "10:50", "11:10", SERVED), (0, "13:00", "13:05", SERVED)]


@pytest.mark.parametrize(
    ("minutes", "second"), [(10, (1, "11:00")), (10 + 1 / 60_000, (0, "11:10"))]
)
def test_a_counter_freed_as_its_shift_ends_calls_once_more_and_a_millisecond_later_does_not(
    simulate_people: SimulatePeople, minutes: float, second: tuple[int, str]
) -> None:
    plan = hall(2, staffing=shifts({"08:00-11:00": 2, "11:00-17:00": 1}))
    at_first, at_second = customer(0, "10:50", 20), customer(1, "10:50", minutes)
    people = crowd(plan, at_first, at_second, customer(2, "10:55", 5))

    found = calls(simulate_people(plan, people, 0))

    assert found == [(0, "10:50"), (1, "10:50"), second]


def test_in_one_line_all_wait_for_the_counters_that_stay(simulate_people: SimulatePeople) -> None:
    plan = hall(3, staffing=shifts({"08:00-11:00": 3, "11:00-17:00": 1}))
    at_counters = [customer(number, "10:50", 15) for number in range(3)]
    in_line = [customer(number, "10:55", 5) for number in (3, 4)]
    people = crowd(plan, *at_counters, *in_line)

    found = calls(simulate_people(plan, people, 0))

    # At 11:05 all three are freed, and only the first is on duty.
    assert found[3:] == [(0, "11:05"), (0, "11:10")]


@pytest.mark.parametrize(
    ("rule", "of_the_second_line"),
    [
        # It closes at eleven: its two stand behind the two of the first line.
        ("spread", [(0, "11:20"), (0, "11:25")]),
        # They wait until it opens again at one.
        ("stay", [(1, "13:00"), (1, "13:05")]),
    ],
)
def test_a_line_whose_counter_closes_spreads_or_stays(
    simulate_people: SimulatePeople, rule: str, of_the_second_line: list[tuple[int, str]]
) -> None:
    hours = {"08:00-11:00": 2, "11:00-13:00": 1, "13:00-17:00": 2}
    plan = hall(2, line=PER_WINDOW, staffing=shifts(hours, at_shift_end=rule))
    at_counters = customer(0, "10:50", 20), customer(1, "10:50", 15)
    # Each takes the shorter line, and of equals the first: so they stand in both in turn.
    in_line = [customer(number, f"10:5{number}", 5) for number in (2, 3, 4, 5)]
    people = crowd(plan, *at_counters, *in_line)

    found = stays(simulate_people(plan, people, 0))

    assert found[1] == (1, "10:50", "11:05", SERVED)
    first_line, second_line = found[2::2], found[3::2]
    assert [one[:2] for one in first_line] == [(0, "11:10"), (0, "11:15")]
    assert [one[:2] for one in second_line] == of_the_second_line


def test_who_has_to_change_lines_goes_to_a_free_counter_at_once(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(2, line=PER_WINDOW, staffing=shifts({"08:00-11:00": 2, "11:00-17:00": 1}))
    people = crowd(
        plan,
        customer(0, "10:50", 5),
        customer(1, "10:50", 20),
        customer(2, "10:52", 2),  # to the first line, of equals
        customer(3, "10:53", 5),  # to the second, which is shorter, and stays in it
    )

    found = calls(simulate_people(plan, people, 0))

    # The first counter is idle from 10:57 on.
    assert found[2:] == [(0, "10:55"), (0, "11:00")]


def test_who_finds_the_doors_open_and_no_counter_on_duty_waits_in_line(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(2, staffing=shifts({"09:00-17:00": 1}))
    people = crowd(
        plan,
        customer(0, "8:10", 5),
        customer(1, "8:11", 5, balk_length=1),
        customer(2, "8:12", 5, patience_ms=20 * MINUTE),
        customer(3, "8:13", 5),
    )

    found = stays(simulate_people(plan, people, 0))

    assert found == [
        (0, "9:00", "9:05", SERVED),
        (NONE, "", "8:11", Ending.BALKED),
        (NONE, "", "8:32", Ending.RENEGED),
        (0, "9:05", "9:10", SERVED),
    ]


@pytest.mark.parametrize(
    ("rule", "second"),
    [
        ("spread", (0, "9:10", "9:15", SERVED)),
        # Its counter is not staffed all day.
        ("stay", (NONE, "", "17:00", Ending.TURNED_AWAY)),
    ],
)
def test_lines_before_any_counter_opens_are_joined_alike_and_spread_when_one_does(
    simulate_people: SimulatePeople, rule: str, second: tuple[int, str, str, Ending]
) -> None:
    plan = hall(2, line=PER_WINDOW, staffing=shifts({"09:00-17:00": 1}, at_shift_end=rule))
    people = crowd(plan, *(customer(number, f"8:1{number}", 5) for number in range(3)))

    found = stays(simulate_people(plan, people, 0))

    # The first and the third stand in the first line.
    assert found[0] == (0, "9:00", "9:05", SERVED)
    assert found[1] == second
    assert found[2] == (0, "9:05", "9:10", SERVED)


def test_counters_on_duty_at_closing_work_overtime_and_the_others_do_not(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(2, staffing=shifts({"08:00-16:00": 2, "16:00-17:00": 1}))
    people = crowd(
        plan,
        customer(0, "15:50", 80),
        customer(1, "15:50", 80),
        customer(2, "16:50", 5),
        customer(3, "16:55", 5),
    )

    found = stays(simulate_people(plan, people, 0))

    # Both counters are freed at 17:10, and the second has been off duty since four.
    assert found[:2] == [(0, "15:50", "17:10", SERVED), (1, "15:50", "17:10", SERVED)]
    assert found[2:] == [(0, "17:10", "17:15", SERVED), (0, "17:15", "17:20", SERVED)]


def test_overtime_is_not_worked_where_closing_turns_people_away(
    simulate_people: SimulatePeople,
) -> None:
    staffing = shifts({"08:00-17:00": 1})
    plan = hall(1, line={"at_closing": "turn_away"}, staffing=staffing)
    people = crowd(plan, customer(0, "16:50", 20), customer(1, "16:55", 5))

    found = stays(simulate_people(plan, people, 0))

    assert found == [(0, "16:50", "17:10", SERVED), (NONE, "", "17:00", Ending.TURNED_AWAY)]


def test_who_is_in_a_line_that_no_counter_on_duty_serves_is_turned_away_at_closing(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, staffing=shifts({"08:00-16:00": 1}))
    people = crowd(plan, customer(0, "15:50", 20), customer(1, "15:55", 5), customer(2, "40:30", 5))

    found = stays(simulate_people(plan, people, 0))

    # The third comes on Tuesday at 16:30, and waits until the doors close.
    assert found == [
        (0, "15:50", "16:10", SERVED),
        (NONE, "", "17:00", Ending.TURNED_AWAY),
        (NONE, "", "41:00", Ending.TURNED_AWAY),
    ]


def test_a_line_is_turned_away_though_a_counter_that_does_not_serve_it_is_on_duty(
    simulate_people: SimulatePeople,
) -> None:
    windows = [{"serves": ["money"]}, {"serves": ["parcels", "other"]}]
    staffing = shifts({"08:00-16:00": 2, "16:00-17:00": 1})
    plan = hall(2, line={"windows": windows}, staffing=staffing)
    people = crowd(plan, customer(0, "16:30", 5))

    found = stays(simulate_people(plan, people, 0))

    assert found == [(NONE, "", "17:00", Ending.TURNED_AWAY)]


def test_counters_close_for_their_breaks_in_turn(simulate_people: SimulatePeople) -> None:
    breaks = {"breaks_from": "12:00", "breaks_until": "13:00", "break_min": 30.0}
    plan = hall(2, staffing={"rural": breaks})
    people = crowd(plan, *(customer(number, "11:55", 10) for number in range(4)))

    found = calls(simulate_people(plan, people, 0))

    # Both are freed at 12:05: the first has its break until 12:30, and the second until one.
    assert found == [(0, "11:55"), (1, "11:55"), (1, "12:05"), (1, "12:15")]


def test_the_break_of_the_only_counter_lets_people_wait(simulate_people: SimulatePeople) -> None:
    breaks = {"breaks_from": "12:00", "breaks_until": "12:30", "break_min": 30.0}
    plan = hall(1, staffing={"rural": breaks})
    people = crowd(plan, *(customer(number, f"11:5{number + 5}", 10) for number in range(2)))

    found = stays(simulate_people(plan, people, 0))

    assert found == [(0, "11:55", "12:05", SERVED), (0, "12:30", "12:40", SERVED)]


def test_in_an_outage_of_the_outlet_who_is_inside_is_served_and_nobody_else_comes_in(
    simulate_people: SimulatePeople,
) -> None:
    shut = {"kind": "office", "start": datetime.fromisoformat("2007-11-05T10:00"), "hours": 2.0}
    plan = hall(1, outage=[shut], staffing=shifts({"08:00-11:00": 1, "14:00-17:00": 1}))
    people = crowd(
        plan,
        customer(0, "9:55", 10),
        customer(1, "9:56", 10),
        customer(2, "10:30", 5),
        customer(3, "12:00", 5),
    )

    found = stays(simulate_people(plan, people, 0))

    # The doors shut at ten and open at noon, by when the shift is over.
    assert found == [
        (0, "9:55", "10:05", SERVED),
        (0, "10:05", "10:15", SERVED),
        (NONE, "", "10:30", Ending.FOUND_CLOSED),
        (0, "14:00", "14:05", SERVED),
    ]


def test_each_day_has_the_shifts_of_its_weekday(simulate_people: SimulatePeople) -> None:
    week = {"Mo 08:00-17:00": 1, "Tu 10:00-17:00": 1, "Th 08:00-09:00": 1}
    plan = hall(1, staffing={"rural": {"counters": week}})
    # At half past eight from Monday to Thursday.
    people = crowd(plan, *(customer(number, f"{8 + 24 * number}:30", 5) for number in range(4)))

    found = stays(simulate_people(plan, people, 0))

    assert found == [
        (0, "8:30", "8:35", SERVED),
        (0, "34:00", "34:05", SERVED),
        (NONE, "", "65:00", Ending.TURNED_AWAY),
        (0, "80:30", "80:35", SERVED),
    ]
