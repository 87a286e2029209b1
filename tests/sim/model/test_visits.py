"""Visits to a counter, worked out by hand: who comes when, how it ends, and who comes again."""

from dataclasses import replace
from typing import Any

import pytest

from sim.diary import NONE, Diary, Ending, JourneyOutcome
from sim.plan import Plan, Timetable, make_plan
from sim.theory.bare import bare_county
from tests.sim.lives import (
    DAY,
    HOUR,
    MINUTE,
    WISH,
    Life,
    SimulatePeople,
    customer,
    customers_of,
    outage,
    outcome,
    people_of,
    plan_of,
)

OPENS = 8 * HOUR + 30 * MINUTE
ALWAYS = Timetable((0,), (90 * DAY,))
SHUT_FOR_DAYS = outage("office", 0, 240)
SHUT_AT_NOON = outage("office", 12 * HOUR, 1)
SHUT_AT_TEN = outage("office", 10 * HOUR, 2)


def plan_with(shut: dict[str, Any], **tables: dict[str, Any]) -> Plan:
    """Return the plan with an outage that was not announced."""
    return plan_of(outage=[shut], **tables)


def rows(diary: Diary) -> list[tuple[int, int, Ending]]:
    """Return when each visit began and ended, and how."""
    visits = (diary.visits[name].tolist() for name in ("arrived_ms", "left_ms", "ending"))
    return [(arrived, left, Ending(ending)) for arrived, left, ending in zip(*visits, strict=True)]


def calls(diary: Diary) -> list[int]:
    """Return when each customer was called, after the opening."""
    return [called - OPENS for called in diary.visits["called_ms"].tolist()]


def test_who_comes_in_vain_returns_as_often_as_drawn_after_so_long_each_time(
    simulate_people: SimulatePeople,
) -> None:
    plan = plan_of()

    people = people_of(plan, WISH._replace(returns=3), ALWAYS, [DAY, HOUR, 4 * DAY])
    diary = simulate_people(plan, people, 0)

    # The enquiry takes a minute each time.
    first = 10 * HOUR + 30 * MINUTE
    assert rows(diary) == [
        (first, first + MINUTE, Ending.NO_LINK),
        (first + DAY + MINUTE, first + DAY + 2 * MINUTE, Ending.NO_LINK),
        (first + DAY + HOUR + 2 * MINUTE, first + DAY + HOUR + 3 * MINUTE, Ending.NO_LINK),
        (first + 5 * DAY + HOUR + 3 * MINUTE, first + 5 * DAY + HOUR + 4 * MINUTE, Ending.NO_LINK),
    ]
    assert diary.journeys["outcome"].tolist() == [JourneyOutcome.GAVE_UP_NO_LINK]
    assert diary.journeys["trips"].tolist() == diary.journeys["trips_in_vain"].tolist() == [4]


def test_returns_of_one_errand_go_on_where_those_of_the_errand_before_ended(
    simulate_people: SimulatePeople,
) -> None:
    plan = plan_of(outage=[SHUT_AT_TEN, outage("office", 5 * DAY + 8 * HOUR, 2)])
    people = people_of(plan, WISH._replace(returns=2), None, [DAY, 3 * DAY])

    diary = simulate_people(plan, people, 0)

    # News of the parcel comes at 7:01 on the sixth day, when it is shut until 10.
    deposits, news = 10 * HOUR + 30 * MINUTE, 5 * DAY + 8 * HOUR + 31 * MINUTE
    assert [(at, ending) for at, _, ending in rows(diary)] == [
        (deposits, Ending.FOUND_CLOSED),
        (deposits + DAY, Ending.SERVED),
        (news, Ending.FOUND_CLOSED),
        (news + 3 * DAY, Ending.SERVED),
    ]


def test_who_came_in_vain_knows_the_hours_and_comes_within_them(
    simulate_people: SimulatePeople,
) -> None:
    plan = plan_of()
    wish = WISH._replace(wish_ms=18 * HOUR, knows_hours=0, returns=1, errand_ppm=250_000)

    diary = simulate_people(plan, people_of(plan, wish, None, [12 * HOUR]), 0)

    # At 7:30 it is closed: the errand falls a quarter into the eight hours and a half.
    again = DAY + OPENS + 510 * MINUTE // 4
    assert rows(diary)[:2] == [
        (19 * HOUR + 30 * MINUTE,) * 2 + (Ending.FOUND_CLOSED,),
        (again, again + 4 * MINUTE, Ending.SERVED),
    ]
    assert diary.journeys["first_arrived_ms"].tolist() == [19 * HOUR + 30 * MINUTE]
    # Twice for the deposit, once for the parcel.
    assert diary.journeys["trips"].tolist() == [3]
    assert diary.journeys["trips_in_vain"].tolist() == [1]


@pytest.mark.parametrize(
    ("early_ms", "ending"), [(1, JourneyOutcome.COMPLETED), (0, JourneyOutcome.REFERENCE_UNPAID)]
)
def test_who_would_arrive_at_the_deadline_is_too_late(
    life: Life, early_ms: int, ending: JourneyOutcome
) -> None:
    plan = plan_of(payment={"method": "reference", "valid_days": 1})

    page = life(plan, WISH._replace(travel_ms=DAY - early_ms))

    assert outcome(page) is ending
    assert (page["first_arrived_ms"] == NONE) == (not early_ms)


def test_an_outage_that_nobody_announced_is_found_at_the_door(
    simulate_people: SimulatePeople,
) -> None:
    plan = plan_with(SHUT_AT_TEN)

    diary = simulate_people(plan, people_of(plan, WISH._replace(returns=1)), 0)

    assert [(at, ending) for at, _, ending in rows(diary)[:2]] == [
        (10 * HOUR + 30 * MINUTE, Ending.FOUND_CLOSED),
        (DAY + 10 * HOUR + 30 * MINUTE, Ending.SERVED),
    ]


def test_fetching_a_parcel_is_no_arrival_for_the_deposit(life: Life) -> None:
    page = life(plan_of(payment={"method": "cash_on_delivery"}))

    assert page["delivered_ms"] != NONE
    assert page["first_arrived_ms"] == NONE


def test_another_customer_returns_as_often_as_drawn_after_so_long_each_time(
    simulate_people: SimulatePeople,
) -> None:
    plan = plan_with(SHUT_FOR_DAYS)
    two = [customer(number, (10 + number) * HOUR)._replace(returns=2) for number in (0, 1)]
    days = [day * DAY for day in (1, 4, 2, 1)]

    diary = simulate_people(plan, customers_of(plan, *two, returns_ms=days), 0)

    persons = diary.visits["person"].tolist()
    came_ms = [at for at, _, _ in rows(diary)]
    assert list(zip(persons, came_ms, strict=True)) == [
        (0, 10 * HOUR),
        (1, 11 * HOUR),
        (0, DAY + 10 * HOUR),
        (1, 2 * DAY + 11 * HOUR),
        (1, 3 * DAY + 11 * HOUR),
        (0, 5 * DAY + 10 * HOUR),
    ]


def test_another_customer_who_is_served_does_not_return(simulate_people: SimulatePeople) -> None:
    plan = plan_of()

    diary = simulate_people(plan, customers_of(plan, customer(0, OPENS)._replace(returns=2)), 0)

    assert rows(diary) == [(OPENS, OPENS + MINUTE, Ending.SERVED)]


def test_another_customer_returns_within_the_announced_hours(
    simulate_people: SimulatePeople,
) -> None:
    plan = plan_with(SHUT_AT_TEN)
    in_the_outage = customer(0, 7 * HOUR)._replace(returns=1)
    at_night = customer(1, 18 * HOUR)._replace(returns=1, errand_ppm=500_000)
    returns_ms = [3 * HOUR + 30 * MINUTE, 12 * HOUR]
    people = customers_of(plan, in_the_outage, at_night, returns_ms=returns_ms)

    diary = simulate_people(plan, people, 0)

    half_day = DAY + OPENS + 255 * MINUTE
    assert [(at, ending) for at, _, ending in rows(diary)] == [
        (7 * HOUR, Ending.FOUND_CLOSED),
        (10 * HOUR + 30 * MINUTE, Ending.FOUND_CLOSED),
        (18 * HOUR, Ending.FOUND_CLOSED),
        (half_day, Ending.SERVED),
    ]


@pytest.mark.parametrize(
    ("at_closing", "left_ms", "ending"),
    [
        ("turn_away", 12 * HOUR, Ending.TURNED_AWAY),
        ("serve", 13 * HOUR + MINUTE, Ending.SERVED),
    ],
)
def test_the_doors_close_when_the_outlet_really_does(
    simulate_people: SimulatePeople, at_closing: str, left_ms: int, ending: Ending
) -> None:
    plan = plan_with(SHUT_AT_NOON, line={"at_closing": at_closing})
    at_the_counter, in_line = customer(0, 10 * HOUR, 3 * HOUR), customer(1, 11 * HOUR)

    diary = simulate_people(plan, customers_of(plan, at_the_counter, in_line), 0)

    assert rows(diary) == [
        (10 * HOUR, 13 * HOUR, Ending.SERVED),
        (11 * HOUR, left_ms, ending),
    ]


@pytest.mark.parametrize(
    ("discipline", "third_called_ms"),
    [("one_line", 3 * MINUTE), ("line_per_window", 10 * MINUTE)],
)
def test_who_chose_the_first_window_waits_for_it_and_one_line_for_any(
    simulate_people: SimulatePeople, discipline: str, third_called_ms: int
) -> None:
    plan = make_plan(plan_of(line={"discipline": discipline}).scenario, bare_county(1, 2, 100))
    minutes = (10, 3, 1)
    three = [customer(number, OPENS, take * MINUTE) for number, take in enumerate(minutes)]

    diary = simulate_people(plan, customers_of(plan, *three), 0)

    assert calls(diary) == [0, 0, third_called_ms]


def test_the_shortest_line_is_that_with_the_fewest_at_its_counter_and_waiting(
    simulate_people: SimulatePeople,
) -> None:
    scenario = plan_of(line={"discipline": "line_per_window"}).scenario
    plan = make_plan(scenario, bare_county(1, 2, 100))
    minutes = (10, 3, 1, 1)
    four = [customer(number, OPENS, take * MINUTE) for number, take in enumerate(minutes)]

    diary = simulate_people(plan, customers_of(plan, *four), 0)

    # The third stands behind the first, so the fourth behind the second.
    assert calls(diary) == [0, 0, 10 * MINUTE, 3 * MINUTE]


def test_a_customer_counts_after_the_wishes(simulate_people: SimulatePeople) -> None:
    plan = plan_of()
    people = replace(people_of(plan), customers=customers_of(plan, customer(1, OPENS)).customers)

    diary = simulate_people(plan, people, 0)

    assert diary.visits["person"].tolist() == [1, 0, 0]
