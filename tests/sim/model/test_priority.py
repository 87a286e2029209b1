"""Priority, worked out by hand: who is called before whom, and what nobody has to suffer for it."""

import pytest

from sim.diary import NONE, Ending
from tests.sim.lives import MINUTE, WISH, SimulatePeople
from tests.sim.model.halls import calls, crowd, customer, hall, stays

SERVED = Ending.SERVED
AHEAD = {"priority_share": 0.5}
FIRST = {"priority": 1}


def test_who_has_priority_is_called_first_and_nobody_is_interrupted(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, line=AHEAD)
    usual = customer(0, "9:00", 10), customer(1, "9:01", 5)
    people = crowd(plan, *usual, customer(2, "9:02", 5, **FIRST), customer(3, "9:03", 5, **FIRST))

    diary = simulate_people(plan, people, 0)

    assert stays(diary) == [
        (0, "9:00", "9:10", SERVED),
        (0, "9:20", "9:25", SERVED),
        (0, "9:10", "9:15", SERVED),
        (0, "9:15", "9:20", SERVED),
    ]
    assert diary.visits["priority"].tolist() == [0, 0, 1, 1]


def test_who_comes_as_the_counter_is_freed_is_too_late_to_be_called_first(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, line=AHEAD)
    usual = customer(0, "9:00", 10), customer(1, "9:01", 5)
    people = crowd(plan, *usual, customer(2, "9:10", 5, **FIRST))

    found = calls(simulate_people(plan, people, 0))

    assert found[1:] == [(0, "9:10"), (0, "9:15")]


def test_a_long_line_deters_by_those_who_would_be_called_before(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(1, line=AHEAD)
    people = crowd(
        plan,
        customer(0, "9:00", 10),
        customer(1, "9:01", 5),
        customer(2, "9:02", 5, balk_length=1, **FIRST),  # the one in line comes after
        customer(3, "9:03", 5, balk_length=1, **FIRST),  # one with priority waits
        customer(4, "9:04", 5, balk_length=2),  # two wait, both to be called before
        customer(5, "9:05", 5, balk_length=3),
    )

    found = stays(simulate_people(plan, people, 0))

    assert [how for _, _, _, how in found] == [
        *(SERVED, SERVED, SERVED),
        *(Ending.BALKED, Ending.BALKED, SERVED),
    ]


def test_who_is_overtaken_may_lose_patience(simulate_people: SimulatePeople) -> None:
    plan = hall(1, line=AHEAD)
    overtaken = customer(1, "9:01", 5, patience_ms=12 * MINUTE)
    people = crowd(plan, customer(0, "9:00", 10), overtaken, customer(2, "9:02", 5, **FIRST))

    found = stays(simulate_people(plan, people, 0))

    assert found[1] == (NONE, "", "9:13", Ending.RENEGED)


def test_with_a_line_per_window_priority_holds_in_the_line_that_was_chosen(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(2, line={**AHEAD, "discipline": "line_per_window"})
    at_counters = customer(0, "9:00", 10), customer(1, "9:00", 20)
    people = crowd(
        plan,
        *at_counters,
        customer(2, "9:01", 5),  # of equal lines the first
        customer(3, "9:02", 5, **FIRST),  # to the second, where only one is
        customer(4, "9:03", 5, **FIRST),  # two at either: to the first, before its other
    )

    found = calls(simulate_people(plan, people, 0))

    assert found[2:] == [(0, "9:15"), (1, "9:20"), (0, "9:10")]


def test_closing_doors_turn_away_whoever_has_priority(simulate_people: SimulatePeople) -> None:
    plan = hall(1, line={**AHEAD, "at_closing": "turn_away"})
    people = crowd(plan, customer(0, "16:50", 20), customer(1, "16:55", 5, **FIRST))

    found = stays(simulate_people(plan, people, 0))

    assert found[1] == (NONE, "", "17:00", Ending.TURNED_AWAY)


@pytest.mark.parametrize(
    ("purposes", "usual", "depositor"),
    [
        (["deposit"], "10:44", "10:40"),
        (["pick_up", "paper"], "10:40", "10:45"),
        ([], "10:40", "10:45"),
    ],
)
def test_all_who_come_for_a_purpose_can_have_priority(
    simulate_people: SimulatePeople, purposes: list[str], usual: str, depositor: str
) -> None:
    plan = hall(1, line={"priority_purposes": purposes})
    # At half past ten somebody comes to pay in, which takes four minutes.
    people = crowd(plan, customer(1, "10:20", 20), customer(2, "10:25", 5), wish=WISH)

    diary = simulate_people(plan, people, 0)

    assert calls(diary)[:3] == [(0, "10:20"), (0, usual), (0, depositor)]
    assert diary.visits["priority"].tolist()[:3] == [0, 0, int("deposit" in purposes)]


OWN_LINE = {
    **AHEAD,
    "priority": "own_line",
    "windows": [{"serves": ["money", "parcels", "other"]}, {"serves": ["priority", "other"]}],
}


def test_a_line_of_its_own_is_called_only_by_windows_that_serve_it(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(2, line=OWN_LINE)
    people = crowd(
        plan,
        customer(0, "9:00", 10),
        customer(1, "9:01", 10, **FIRST),
        customer(2, "9:02", 5, **FIRST),
        customer(3, "9:03", 5),
        customer(4, "9:04", 5, balk_length=2, **FIRST),  # one waits in this line
    )

    found = calls(simulate_people(plan, people, 0))

    # The first counter is idle from 9:15 on, while one with priority waits until 9:16.
    assert found == [(0, "9:00"), (1, "9:01"), (1, "9:11"), (0, "9:10"), (1, "9:16")]


def test_a_window_for_priority_and_others_calls_priority_first_then_who_came_first(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(2, line=OWN_LINE)
    at_counters = customer(0, "9:00", 60), customer(1, "9:01", 10, **FIRST)
    in_line = customer(2, "9:02", 5), customer(3, "9:03", 5, **FIRST)
    people = crowd(plan, *at_counters, *in_line)

    found = calls(simulate_people(plan, people, 0))

    assert found[2:] == [(1, "9:16"), (1, "9:11")]


def test_with_a_line_per_window_who_has_priority_joins_one_of_a_window_for_it(
    simulate_people: SimulatePeople,
) -> None:
    # The third counter is beyond the windows, and serves all but priority.
    plan = hall(3, line={**OWN_LINE, "discipline": "line_per_window"})
    people = crowd(plan, customer(0, "9:00", 10, **FIRST), customer(1, "9:01", 5, **FIRST))

    found = calls(simulate_people(plan, people, 0))

    assert found == [(1, "9:00"), (1, "9:10")]
