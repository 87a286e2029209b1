"""The written order of simultaneous events, to the millisecond."""

import pytest

from sim.diary import Ending
from sim.model.journey import simulate_people
from sim.model.office import Rounds, World
from sim.people.customers import Customer
from sim.plan import Plan, Timetable, next_moment
from sim.units import NEVER_MS
from tests.sim.lives import HOUR, MINUTE, customer, customers_of, people_of, plan_of

OPENS = 8 * HOUR + 30 * MINUTE
CLOSES = 17 * HOUR


def endings(plan: Plan, *customers: Customer) -> list[tuple[int, int, Ending]]:
    """Return when each customer was called and left, and how, in order of number."""
    visits = simulate_people(plan, customers_of(plan, *customers), 0).visits
    rows = zip(
        visits["called_ms"].tolist(),
        visits["left_ms"].tolist(),
        visits["ending"].tolist(),
        strict=True,
    )
    return [(called, left, Ending(ending)) for called, left, ending in rows]


def test_a_counter_is_freed_before_patience_ends() -> None:
    first = customer(0, OPENS, 10 * MINUTE)
    second = customer(1, OPENS, MINUTE, patience_ms=10 * MINUTE)

    found = endings(plan_of(), first, second)

    assert found[1] == (OPENS + 10 * MINUTE, OPENS + 11 * MINUTE, Ending.SERVED)


def test_patience_that_ends_a_millisecond_earlier_is_lost() -> None:
    first = customer(0, OPENS, 10 * MINUTE)
    second = customer(1, OPENS, MINUTE, patience_ms=10 * MINUTE - 1)

    found = endings(plan_of(), first, second)

    assert found[1] == (-1, OPENS + 10 * MINUTE - 1, Ending.RENEGED)


def test_a_counter_is_freed_before_the_doors_close() -> None:
    plan = plan_of(line={"at_closing": "turn_away"})
    first = customer(0, CLOSES - 10 * MINUTE, 10 * MINUTE)
    second = customer(1, CLOSES - 5 * MINUTE, MINUTE)
    third = customer(2, CLOSES - 4 * MINUTE, MINUTE)

    found = endings(plan, first, second, third)

    assert found[1] == (CLOSES, CLOSES + MINUTE, Ending.SERVED)
    assert found[2] == (-1, CLOSES, Ending.TURNED_AWAY)


def test_those_inside_at_closing_are_served_where_the_house_serves_them() -> None:
    first = customer(0, CLOSES - 10 * MINUTE, 30 * MINUTE)
    second = customer(1, CLOSES - 1, MINUTE)

    found = endings(plan_of(), first, second)

    assert found[1] == (CLOSES + 20 * MINUTE, CLOSES + 21 * MINUTE, Ending.SERVED)


@pytest.mark.parametrize(
    ("arrives_ms", "ending"),
    [
        (OPENS - 1, Ending.FOUND_CLOSED),
        (OPENS, Ending.SERVED),
        (CLOSES - 1, Ending.SERVED),
        (CLOSES, Ending.FOUND_CLOSED),
    ],
)
def test_the_door_is_open_at_the_opening_and_not_at_the_closing(
    arrives_ms: int, ending: Ending
) -> None:
    assert endings(plan_of(), customer(0, arrives_ms, 0))[0][2] is ending


def test_of_two_who_come_at_once_the_lower_number_is_first() -> None:
    found = endings(plan_of(), customer(4, OPENS, MINUTE), customer(9, OPENS, MINUTE))

    assert [called for called, _, _ in found] == [OPENS, OPENS + MINUTE]


def test_who_comes_when_a_counter_is_freed_stands_behind_who_waited() -> None:
    first, second = customer(0, OPENS, MINUTE), customer(1, OPENS, MINUTE)
    late = customer(2, OPENS + MINUTE, MINUTE)

    found = endings(plan_of(), first, second, late)

    assert [called - OPENS for called, _, _ in found] == [0, MINUTE, 2 * MINUTE]


def test_a_service_of_no_time_frees_the_counter_at_once() -> None:
    found = endings(plan_of(), customer(0, OPENS, 0), customer(1, OPENS, 0))

    assert [called for called, _, _ in found] == [OPENS, OPENS]


@pytest.mark.parametrize(("waiting", "ending"), [(1, Ending.BALKED), (2, Ending.SERVED)])
def test_as_many_as_deter_do_and_one_fewer_does_not(waiting: int, ending: Ending) -> None:
    first, second = customer(0, OPENS, MINUTE), customer(1, OPENS, MINUTE)
    third = customer(2, OPENS, MINUTE)._replace(balk_length=waiting)

    assert endings(plan_of(), first, second, third)[2][2] is ending


def test_a_round_carries_first_come_first_carried_up_to_its_capacity() -> None:
    plan = plan_of()
    world = World(plan, people_of(plan))
    rounds = Rounds(world.env, 3, (0, 0))
    first, second = rounds.join(), None
    rounds.join_others(4)
    second = rounds.join()

    rounds.depart(0)

    assert first.triggered
    assert not second.triggered
    rounds.depart(1)
    assert second.triggered


def test_a_timetable_gives_the_next_moment_that_is_open() -> None:
    timetable = Timetable((10, 30), (20, 40))

    assert [timetable.open_from(moment) for moment in (0, 10, 19, 20, 39, 40)] == [
        *(10, 10, 19, 30, 39, NEVER_MS),
    ]
    assert timetable.open_from(20, into_ppm=500_000) == 35
    assert [timetable.closed_from(moment) for moment in (5, 10, 19, 20)] == [5, 20, 20, 20]


def test_the_next_moment_is_now_or_later_or_never() -> None:
    assert [next_moment((5, 9), moment) for moment in (0, 5, 6, 10)] == [5, 5, 9, NEVER_MS]
