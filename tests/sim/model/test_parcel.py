"""The parcel's way, worked out by hand: cut-off, hub, rounds, news, questions, the way back."""

import pytest

from sim.diary import NONE, Diary, Ending, JourneyOutcome
from sim.people import People
from sim.plan import Plan
from sim.units import NEVER_MS
from tests.sim.lives import (
    DAY,
    HOUR,
    MINUTE,
    WISH,
    Life,
    SimulatePeople,
    outcome,
    page_of,
    people_of,
    plan_of,
    with_parcels,
)

ORDERED = 12 * HOUR + 34 * MINUTE
SHIPPED = 17 * HOUR
AT_OUTLET = 4 * DAY + 7 * HOUR
TO_THE_COUNTER = HOUR + 30 * MINUTE + 2 * MINUTE
NO_TEXT = WISH._replace(phone=0, sms_credited=0, sms_arrived_ms=NEVER_MS, notice_ms=20 * DAY)
DAYS_UNTIL_34_PAST_12 = (5 * HOUR + 34 * MINUTE) / DAY


def others(plan: Plan, hub: dict[int, int], rounds: dict[int, int]) -> People:
    """Return the one wish, with other people's parcels at these departures."""
    return with_parcels(people_of(plan, WISH._replace(home=1) if rounds else WISH), hub, rounds)


def questions(diary: Diary) -> list[tuple[int, Ending]]:
    """Return when the buyer came after the deposit, and how it ended."""
    pairs = zip(diary.visits["arrived_ms"].tolist(), diary.visits["ending"].tolist(), strict=True)
    return [(arrived, Ending(ending)) for arrived, ending in pairs][1:]


@pytest.mark.parametrize(("late_ms", "shipped_ms"), [(0, SHIPPED), (1, SHIPPED + DAY)])
def test_what_is_packed_by_the_cut_off_leaves_with_it(
    life: Life, late_ms: int, shipped_ms: int
) -> None:
    page = life(plan_of(), WISH._replace(handling_ms=SHIPPED - ORDERED + late_ms))

    assert page["shipped_ms"] == shipped_ms


@pytest.mark.parametrize(
    ("trait", "since", "is_delivered"), [("lost", "shipped_ms", 0), ("damaged", "delivered_ms", 1)]
)
def test_loss_and_damage_are_paid_after_the_days_of_a_claim(
    life: Life, trait: str, since: str, is_delivered: int
) -> None:
    page = life(plan_of(parcel={"claim_days": 4.5}), WISH._replace(**{trait: 1}))

    assert page["refunded_ms"] == page[since] + 4 * DAY + 12 * HOUR
    assert (page["delivered_ms"] != NONE) == bool(is_delivered)


@pytest.mark.parametrize(
    ("text_ms", "notice_ms"), [(MINUTE, DAY), (DAY, MINUTE), (NEVER_MS, MINUTE)]
)
def test_the_first_of_text_and_notice_brings_the_news(
    life: Life, text_ms: int, notice_ms: int
) -> None:
    page = life(plan_of(), WISH._replace(sms_arrived_ms=text_ms, notice_ms=notice_ms))

    assert page["notified_ms"] == AT_OUTLET + MINUTE
    assert page["delivered_ms"] == AT_OUTLET + MINUTE + TO_THE_COUNTER


@pytest.mark.parametrize(("absent", "after_ms"), [(0, 0), (1, TO_THE_COUNTER)])
def test_a_parcel_for_home_is_announced_by_text_and_by_the_postman(
    life: Life, absent: int, after_ms: int
) -> None:
    page = life(plan_of(), WISH._replace(home=1, absent=absent))

    assert page["notified_ms"] == 4 * DAY + 9 * HOUR
    assert page["delivered_ms"] == 4 * DAY + 9 * HOUR + after_ms
    assert page["sms_sent"] == 3


def test_who_hears_nothing_asks_some_days_after_ordering_and_then_again(
    simulate_people: SimulatePeople,
) -> None:
    plan = plan_of(sms={"expected_days": 2.0, "ask_again_days": 1.0})

    diary = simulate_people(plan, people_of(plan, NO_TEXT), 0)

    # An enquiry in vain takes a minute; that which finds the parcel is a pick-up of two.
    assert questions(diary) == [
        (ORDERED + 2 * DAY, Ending.NOT_THERE),
        (ORDERED + 3 * DAY + MINUTE, Ending.NOT_THERE),
        (ORDERED + 4 * DAY + 2 * MINUTE, Ending.SERVED),
    ]
    page = page_of(diary)
    assert page["delivered_ms"] == page["notified_ms"] == ORDERED + 4 * DAY + 4 * MINUTE
    assert (page["trips"], page["trips_in_vain"]) == (4, 2)


@pytest.mark.parametrize("most", [0, 1, 2])
def test_nobody_asks_more_often_than_the_most_and_then_waits_for_the_notice(
    simulate_people: SimulatePeople, most: int
) -> None:
    plan = plan_of(sms={"expected_days": 1.0, "ask_again_days": 1.0, "asks_max": most})

    diary = simulate_people(plan, people_of(plan, NO_TEXT._replace(notice_ms=DAY)), 0)

    assert [ending for _, ending in questions(diary)] == [*[Ending.NOT_THERE] * most, Ending.SERVED]
    assert page_of(diary)["notified_ms"] == AT_OUTLET + DAY


def test_who_has_a_phone_does_not_ask_even_if_the_text_is_lost(
    simulate_people: SimulatePeople,
) -> None:
    plan = plan_of(sms={"expected_days": 1.0, "ask_again_days": 1.0})

    diary = simulate_people(plan, people_of(plan, WISH._replace(sms_arrived_ms=NEVER_MS)), 0)

    assert [ending for _, ending in questions(diary)] == [Ending.SERVED]


@pytest.mark.parametrize(("more_ms", "ending"), [(0, Ending.NOT_THERE), (1, Ending.SERVED)])
def test_a_parcel_is_handed_out_until_before_the_end_of_its_keeping(
    simulate_people: SimulatePeople, more_ms: int, ending: Ending
) -> None:
    kept_days = DAYS_UNTIL_34_PAST_12 + more_ms / DAY
    plan = plan_of(
        sms={"expected_days": 4.0, "asks_max": 1}, parcel={"kept_days": kept_days}, run={"days": 60}
    )

    diary = simulate_people(plan, people_of(plan, NO_TEXT), 0)

    assert questions(diary) == [(ORDERED + 4 * DAY, ending)]


def test_a_parcel_that_nobody_fetches_goes_back_when_its_days_are_over(life: Life) -> None:
    page = life(plan_of(parcel={"kept_days": 2.5}), WISH._replace(collect_ms=9 * DAY))

    assert outcome(page) is JourneyOutcome.NOT_COLLECTED
    assert page["refunded_ms"] == AT_OUTLET + 2 * DAY + 12 * HOUR + 3 * DAY


def test_who_has_paid_before_cannot_refuse_at_the_door(life: Life) -> None:
    assert outcome(life(plan_of(), WISH._replace(refuses=1))) is JourneyOutcome.COMPLETED


def test_the_hub_sorts_what_was_there_when_the_run_began_first(
    simulate_people: SimulatePeople,
) -> None:
    parcel = {"hub_capacity_a_day": 60, "round_capacity": 1_000}
    plan = plan_of(parcel=parcel, backlog={"parcels_at_hub": 300})

    page = page_of(simulate_people(plan, people_of(plan), 0))

    # The first five mornings are for the 300, and ours came on the fourth evening.
    assert page["hub_ms"] == SHIPPED + 3 * DAY
    assert page["outlet_ms"] == AT_OUTLET + DAY


@pytest.mark.parametrize(("day", "later_days"), [(3, 1), (4, 0)])
def test_other_parcels_stand_behind_those_that_came_to_the_hub_before_them(
    simulate_people: SimulatePeople, day: int, later_days: int
) -> None:
    plan = plan_of(parcel={"hub_capacity_a_day": 60, "round_capacity": 1_000})

    page = page_of(simulate_people(plan, others(plan, {day: 130}, {}), 0))

    assert page["outlet_ms"] == AT_OUTLET + later_days * DAY


def test_a_round_carries_as_many_as_it_can_and_the_rest_wait_for_the_next(
    simulate_people: SimulatePeople,
) -> None:
    plan = plan_of(parcel={"hub_capacity_a_day": 1_000, "round_capacity": 50})

    page = page_of(simulate_people(plan, others(plan, {}, {3: 120}), 0))

    # On Friday there is room for 50 of the 70 that are left, and the next round is on Monday.
    assert page["delivered_ms"] == 7 * DAY + 9 * HOUR
