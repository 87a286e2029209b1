"""No loop of a journey can stand still: worked out by hand, each loop alone, with pauses of 0."""

import ast
from dataclasses import replace
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import model
from sim.diary import Ending, JourneyOutcome
from sim.model.pause import LEAST_MS, SHARE_OF_ELAPSED, after_pause
from sim.people import People
from sim.people.wishes import Wish
from sim.plan import Plan
from tests.sim.lives import (
    CUSTOMER_TRAITS,
    DAY,
    HOUR,
    MINUTE,
    WISH,
    outage,
    outcome,
    people_of,
    plan_of,
    visits,
)
from tests.sim.model.bounded import simulated_within

STEPS_MAX = 100_000
DEPOSITED = 10 * HOUR + 34 * MINUTE
FIRST_TRY = DEPOSITED + 2 * HOUR
# Knows nothing of the clearing, is there as soon as setting out, and tries again at once.
EAGER = WISH._replace(informed=0, sms_credited=0, travel_ms=0, retry_ms=0)
MODEL = Path(model.__file__).parent
MODULES = ("journey", "counter", "redemption", "parcel")


def eager_life(plan: Plan, wish: Wish) -> dict[str, int]:
    """Return the page of one wish, which both engines write in a bounded number of steps."""
    diary = simulated_within(STEPS_MAX, plan, people_returning_at_once(plan, wish))
    return {name: int(column[0]) for name, column in diary.journeys.items()}


def people_returning_at_once(plan: Plan, wish: Wish) -> People:
    """Return a county with one wish, whose returns have delays of 0."""
    return people_of(plan, wish, None, [0] * (wish.returns + wish.forgets))


def outage_plan(from_ms: int, hours: float, **tables: dict[str, Any]) -> Plan:
    """Return a plan in which an outage shuts the outlet, of which nobody knows before."""
    return plan_of(**tables, outage=[outage("office", from_ms, hours)])


@pytest.mark.parametrize(
    ("pause_ms", "elapsed_ms", "taken_ms"),
    [
        (0, 0, MINUTE),
        (MINUTE - 1, 0, MINUTE),
        (MINUTE + 1, 0, MINUTE + 1),
        (0, 60_000_999, MINUTE),
        (0, 60_001_000, 60_001),
        (DAY, 3_660 * DAY, DAY),
        (0, 3_660 * DAY, DAY),
    ],
)
def test_a_pause_takes_a_minute_and_a_thousandth_of_the_time_up_to_a_day(
    pause_ms: int, elapsed_ms: int, taken_ms: int
) -> None:
    assert after_pause(7, pause_ms, elapsed_ms) == 7 + taken_ms


@pytest.mark.parametrize("days", [1, 60, 3_660])
def test_who_never_pauses_makes_a_bounded_number_of_rounds(days: int) -> None:
    now_ms, rounds = 0, 0

    while now_ms < days * DAY:
        now_ms = after_pause(now_ms, 0, now_ms)
        rounds += 1

    # A minute each at first, then by the logarithm, then a day each.
    linear_ms = SHARE_OF_ELAPSED * LEAST_MS
    grown = log(max(days * DAY / linear_ms, 1))
    assert rounds <= SHARE_OF_ELAPSED * (1 + grown) + days + 1


def test_a_number_that_is_tried_at_once_again_is_tried_every_minute_until_it_is_known() -> None:
    plan = plan_of(clearing={"mode": "batch", "batch_times": ["13:00"]})

    page = eager_life(plan, EAGER._replace(redeem_delay_ms=0))
    in_cafe = eager_life(plan, EAGER._replace(redeem_delay_ms=0, own_access=0, cafe_trip_ms=0))

    # Deposited at 10:04, as the way there took no time.
    assert page["credited_ms"] == page["known_ms"] == 13 * HOUR
    assert in_cafe["credited_ms"] == 13 * HOUR
    assert in_cafe["trips_in_vain"] - page["trips_in_vain"] == 2 * 60 + 56


def test_a_password_that_cannot_be_reset_is_asked_for_every_minute() -> None:
    plan = outage_plan(12 * HOUR, 2, redeem={"reset_days": 0})

    page = eager_life(plan, EAGER._replace(forgets=1))

    # At the door from 12:04 on, in vain until 13:59; at 14:00 it takes six minutes.
    assert page["trips_in_vain"] == 116
    assert page["credited_ms"] == 14 * HOUR + 6 * MINUTE + MINUTE


def test_a_lock_of_no_time_takes_a_minute() -> None:
    plan = plan_of(redeem={"lock_h": 0, "tries_max": 5})

    page = eager_life(plan, EAGER._replace(travel_ms=30 * MINUTE, mistypes=50))

    assert page["wrong_tries"] == 50
    assert page["credited_ms"] == FIRST_TRY + 10 * MINUTE


def test_who_comes_back_at_once_comes_back_after_a_minute() -> None:
    plan = outage_plan(0, 24)
    wish = EAGER._replace(returns=5)

    page = eager_life(plan, wish)

    assert outcome(page) is JourneyOutcome.GAVE_UP_CLOSED
    assert page["trips"] == page["trips_in_vain"] == 6
    assert page["ended_ms"] == 10 * HOUR + 5 * MINUTE


def test_anyone_else_who_comes_back_at_once_comes_back_after_a_minute() -> None:
    plan = outage_plan(0, 24)
    nobody = people_of(plan, EAGER._replace(wish_ms=80 * DAY))
    traits = dict.fromkeys(CUSTOMER_TRAITS, 0) | {
        "number": 1,
        "arrives_ms": 9 * HOUR,
        "returns": 3,
    }
    customers = {name: np.array([value]) for name, value in traits.items()}
    people = replace(nobody, customers=customers, customer_returns_ms=np.zeros(3, np.int64))

    diary = simulated_within(STEPS_MAX, plan, people)

    is_theirs = diary.visits["person"] == 1
    assert diary.visits["arrived_ms"][is_theirs].tolist() == [
        9 * HOUR + minute * MINUTE for minute in range(4)
    ]
    assert set(diary.visits["ending"][is_theirs].tolist()) == {Ending.FOUND_CLOSED}


def test_who_asks_again_as_soon_as_can_be_does_not_ask_without_end() -> None:
    sms = {"expected_days": 1.0, "ask_again_days": 0.001, "asks_max": 100}
    plan = plan_of(sms=sms)
    wish = EAGER._replace(phone=0, enquiry_ms=0)

    people = people_of(plan, wish)
    diary = simulated_within(STEPS_MAX, plan, people)

    asked_ms = diary.visits["arrived_ms"][[end is Ending.NOT_THERE for _, end in visits(diary)]]
    assert asked_ms.size == 100
    assert (np.diff(asked_ms) == DAY // 1_000).all()


@pytest.mark.parametrize("outage_ms", [0, 9 * HOUR, 9 * HOUR + 1, 80 * DAY])
@pytest.mark.parametrize("mode", ["immediate", "batch"])
@pytest.mark.parametrize("forgets", [0, 1])
def test_with_all_pauses_nothing_at_once_a_life_ends(
    outage_ms: int, mode: str, forgets: int
) -> None:
    nothing = {name: 0 for name in Wish._fields if name.endswith("_ms")}
    wish = (
        WISH._replace(**nothing)
        ._replace(wish_ms=9 * HOUR, informed=0, sms_credited=0, phone=0)
        ._replace(forgets=forgets, mistypes=1_000, returns=100)
    )
    plan = outage_plan(
        outage_ms,
        24 * 70,
        clearing={"mode": mode},
        redeem={"lock_h": 0, "reset_days": 0, "tries_max": 1},
        sms={"expected_days": 0, "ask_again_days": 0.001, "asks_max": 100},
        payment={"valid_days": 3_660},
    )

    page = eager_life(plan, wish)

    assert page["trips"] + page["wrong_tries"] > 100


def test_every_loop_of_the_model_that_waits_goes_round_by_way_of_the_pause() -> None:
    loops = [
        ast.unparse(node)
        for name in MODULES
        for node in ast.walk(ast.parse((MODEL / f"{name}.py").read_text()))
        if isinstance(node, ast.While)
    ]

    assert len(loops) == 4
    # A service goes round for each failure of a counter, and those are drawn: there is an end.
    waiting = [loop for loop in loops if "yield" in loop and "counter.failure" not in loop]
    assert [loop for loop in waiting if "after_pause" not in loop] == []
