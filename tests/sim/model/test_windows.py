"""Windows for some purposes, worked out by hand: who is called by which counter, and in what order.

A customer with `pick_up` comes for a parcel, one without for other business.
"""

from typing import Any

import pytest

from tests.sim.lives import WISH, SimulatePeople
from tests.sim.model.halls import calls, crowd, customer, hall, shifts

PER_WINDOW = {"discipline": "line_per_window"}
PARCEL = {"pick_up": 1}


def windows(*served: list[str]) -> dict[str, Any]:
    """Return the first counters, one a list of what it serves."""
    return {"windows": [{"serves": kinds} for kinds in served]}


def test_who_comes_is_called_only_by_a_counter_that_serves_it(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(2, line=windows(["money"]))
    # At half past ten somebody comes to pay in, which takes four minutes.
    people = crowd(plan, customer(1, "10:20", 30), customer(2, "10:25", 5), wish=WISH)

    found = calls(simulate_people(plan, people, 0))

    assert found[:3] == [(1, "10:20"), (1, "10:50"), (0, "10:30")]


def test_a_counter_beyond_the_windows_serves_all(simulate_people: SimulatePeople) -> None:
    plan = hall(2, line=windows(["parcels"]))
    others = customer(1, "10:20", 5, **PARCEL), customer(2, "10:25", 5)
    people = crowd(plan, *others, wish=WISH)

    found = calls(simulate_people(plan, people, 0))

    assert found[:3] == [(0, "10:20"), (1, "10:25"), (1, "10:30")]


@pytest.mark.parametrize(
    "line",
    [
        {"windows": [{"counters": 2, "serves": ["money"]}]},
        windows(["money"], ["parcels", "money"]),
    ],
)
@pytest.mark.parametrize("discipline", ["one_line", "line_per_window"])
def test_what_no_counter_serves_the_first_does(
    simulate_people: SimulatePeople, line: dict[str, Any], discipline: str
) -> None:
    plan = hall(2, line={**line, "discipline": discipline})
    people = crowd(plan, customer(0, "9:00", 10), customer(1, "9:01", 5))

    found = calls(simulate_people(plan, people, 0))

    assert found == [(0, "9:00"), (0, "9:10")]


def test_of_the_lines_that_a_counter_calls_from_who_came_first_is_first(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(2, line=windows(["parcels"]))
    people = crowd(
        plan,
        customer(0, "9:00", 10),
        customer(1, "9:00", 20, **PARCEL),
        customer(2, "9:02", 5, **PARCEL),
        customer(3, "9:03", 5),
        customer(4, "9:04", 5, **PARCEL),
    )

    found = calls(simulate_people(plan, people, 0))

    # The second counter serves all. At 9:20 both are freed, the first by the lower number.
    assert found == [(1, "9:00"), (0, "9:00"), (1, "9:10"), (1, "9:15"), (0, "9:20")]


def test_a_long_line_deters_by_the_people_in_it_alone(simulate_people: SimulatePeople) -> None:
    plan = hall(2, line=windows(["parcels"], ["money", "other"]))
    at_counters = customer(0, "9:00", 10, **PARCEL), customer(1, "9:00", 10)
    people = crowd(
        plan,
        *at_counters,
        customer(2, "9:01", 5, **PARCEL),
        customer(3, "9:02", 5, balk_length=1),
        customer(4, "9:03", 5, balk_length=1),
    )

    found = calls(simulate_people(plan, people, 0))

    assert found[2:4] == [(0, "9:10"), (1, "9:10")]
    assert found[4] == (-1, "")


def test_who_may_choose_takes_the_shortest_line_of_those_that_serve(
    simulate_people: SimulatePeople,
) -> None:
    plan = hall(3, line={**PER_WINDOW, **windows(["parcels"])})
    people = crowd(
        plan,
        customer(0, "9:00", 10),
        customer(1, "9:00", 20),
        customer(2, "9:01", 5),
        customer(3, "9:02", 5, **PARCEL),
        customer(4, "9:03", 5),
    )

    found = calls(simulate_people(plan, people, 0))

    # The third and the fifth have other business: the counter for parcels is not for them.
    assert found == [(1, "9:00"), (2, "9:00"), (1, "9:10"), (0, "9:02"), (2, "9:20")]


def test_who_is_served_by_no_other_counter_on_duty_stays_in_line(
    simulate_people: SimulatePeople,
) -> None:
    hours = {"08:00-11:00": 2, "11:00-13:00": 1, "13:00-17:00": 2}
    served = windows(["money", "parcels"], ["other", "parcels"])
    plan = hall(2, line={**PER_WINDOW, **served}, staffing=shifts(hours, at_shift_end="spread"))
    people = crowd(
        plan,
        customer(0, "10:50", 20, **PARCEL),
        customer(1, "10:50", 20),
        customer(2, "10:55", 5),
        customer(3, "10:56", 30, **PARCEL),  # to the first line, of two
        customer(4, "10:57", 5, **PARCEL),  # two at either: to the first again
        customer(5, "10:58", 5, **PARCEL),  # to the second line, of two
    )

    found = calls(simulate_people(plan, people, 0))

    # At eleven the second counter closes: who came for a parcel goes to the end of the first line.
    assert found[2] == (1, "13:00")
    assert found[3:] == [(0, "11:10"), (0, "11:40"), (0, "11:45")]
