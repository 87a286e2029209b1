"""Who is trained, when, and what a course changes: each factor by itself, for the same people."""

from typing import Any

import numpy as np
import pytest

from sim.people.training import WEEK_MS, seats_taken
from sim.people.wishes import Wish
from sim.scenario import Training
from sim.scenario.training import TrainedBuyers, TrainedSellers
from sim.units import Ints
from tests.sim.people.crowds import (
    HALF_ARE_TRAINED,
    NOTHING_LEARNT,
    STANDARD_ERRORS,
    is_share,
    plan_of_many,
    wishes_of,
)

Tables = dict[str, dict[str, Any]]
ALL = {"seats_a_week": 2, "seller_seats_a_week": 1, "buyers": 1, "sellers": 1}
HALF: Tables = {
    "market": {"certified_share": 0.5, "trust_certified": 0.6, "trust_uncertified": 0.8},
    "redeem": {"mistype_share": 0.5, "forget_share": 0.4},
    "confirm": {"dispute_share": 0.4, "forget_share": 0.4},
}
# What each factor changes: of buyers, then of sellers.
CHANGED = {
    "mistype_factor": "mistypes",
    "forget_factor": "forgets",
    "distrust_certified_factor": "trusts",
    "trust_uncertified_factor": "trusts",
    "dispute_factor": "disputes",
    "confirm_delay_factor": "confirm_ms",
    "forget_to_confirm_factor": "forgets_to_confirm",
    "search_factor": "search_ms",
    "handling_factor": "handling_ms",
    "out_of_stock_factor": "out_of_stock",
    "dispute_delay_factor": "dispute_ms",
}


def drawn(training: dict[str, Any], **tables: Any) -> dict[str, Ints]:  # noqa: ANN401 - any table
    """Return the traits of many, of whom something happens to about half."""
    return wishes_of(plan_of_many(**{**HALF, "training": training, **tables}))


def with_only(factor: str, value: float, seats: dict[str, Any]) -> dict[str, Any]:
    """Return courses that change one thing."""
    table = "trained_buyers" if factor in TrainedBuyers.model_fields else "trained_sellers"
    return seats | NOTHING_LEARNT | {table: NOTHING_LEARNT[table] | {factor: value}}


def test_every_factor_is_known_here() -> None:
    fields = [*TrainedBuyers.model_fields, *TrainedSellers.model_fields]

    assert fields == list(CHANGED)


@pytest.mark.parametrize("factor", CHANGED)
def test_a_factor_changes_one_trait_of_the_trained_and_nothing_else(factor: str) -> None:
    untrained = drawn({})
    courses = drawn(with_only(factor, 0.5, HALF_ARE_TRAINED))

    changed = {name for name in Wish._fields if (untrained[name] != courses[name]).any()}
    whose = "buyer_trained" if factor in TrainedBuyers.model_fields else "seller_trained"
    others = courses[whose] == 0
    assert changed == {"buyer_trained", "seller_trained", CHANGED[factor]}
    assert (courses[CHANGED[factor]] == untrained[CHANGED[factor]])[others].all()


def test_where_nothing_is_learnt_a_course_changes_nobody() -> None:
    untrained, courses = drawn({}), drawn(ALL | NOTHING_LEARNT)

    changed = {name for name in Wish._fields if (untrained[name] != courses[name]).any()}
    assert changed == {"buyer_trained", "seller_trained"}


@pytest.mark.parametrize(
    ("factor", "share"),
    [
        ("forget_factor", 0.4 * 0.3),
        ("dispute_factor", 0.4 * 0.3),
        ("forget_to_confirm_factor", 0.4 * 0.3),
        ("out_of_stock_factor", 0.5 * 0.3),
    ],
)
def test_a_share_of_the_trained_is_multiplied_and_is_among_those_of_before(
    factor: str, share: float
) -> None:
    market = HALF["market"] | {"out_of_stock_share": 0.5}

    before = drawn({}, market=market)[CHANGED[factor]]
    after = drawn(with_only(factor, 0.3, ALL), market=market)[CHANGED[factor]]

    assert is_share(after, share)
    assert (after <= before).all()


@pytest.mark.parametrize(
    "factor", ["confirm_delay_factor", "search_factor", "handling_factor", "dispute_delay_factor"]
)
def test_a_time_of_the_trained_is_that_part_of_the_same_time(factor: str) -> None:
    name = CHANGED[factor]

    before, after = drawn({})[name], drawn(with_only(factor, 0.25, ALL))[name]

    assert (np.abs(after - before * 0.25) <= 0.5).all()


def test_slips_of_the_trained_are_geometric_by_their_own_share_and_never_more() -> None:
    before = drawn({})["mistypes"]
    after = drawn(with_only("mistype_factor", 0.4, ALL))["mistypes"]

    assert all(is_share(after >= number, (0.5 * 0.4) ** number) for number in range(1, 6))
    assert (after <= before).all()


def test_the_trained_trust_more_of_the_certified_and_fewer_of_the_others() -> None:
    factors = {"distrust_certified_factor": 0.25, "trust_uncertified_factor": 0.75}
    training = ALL | {"trained_buyers": factors}

    before, after = drawn({}), drawn(training)

    certified = after["certified"] == 1
    assert is_share(after["trusts"][certified], 1 - 0.4 * 0.25)
    assert is_share(after["trusts"][~certified], 0.8 * 0.75)
    assert (after["trusts"] >= before["trusts"])[certified].all()
    assert (after["trusts"] <= before["trusts"])[~certified].all()


def test_the_share_of_the_trained_is_that_of_those_who_have_had_a_seat() -> None:
    courses = {"seats_a_week": 700, "seller_seats_a_week": 100, "first_week": 2}
    learners = {"buyers": 2_400, "sellers": 150}

    wishes = wishes_of(
        plan_of_many(
            run={"days": 35},
            market={"wishes_per_1000_people_day": 100.0},
            training=courses | learners,
        )
    )

    week = wishes["wish_ms"] // WEEK_MS
    expected = {"buyer_trained": [0, 0.25, 0.5, 0.75, 1], "seller_trained": [0, 2 / 3, 1, 1, 1]}
    for name, shares in expected.items():
        assert all(is_share(wishes[name][week == k], share) for k, share in enumerate(shares))


def test_buyers_and_sellers_are_trained_independently() -> None:
    wishes = drawn(HALF_ARE_TRAINED)

    both = wishes["buyer_trained"] * wishes["seller_trained"]
    error = np.sqrt(0.25 * 0.75 / both.size)
    assert abs(both.mean() - 0.25) <= STANDARD_ERRORS * error


def test_more_seats_keep_the_trained_and_add_others() -> None:
    few, many = (
        drawn(
            {
                "seats_a_week": seats,
                "seller_seats_a_week": seats // 2,
                "buyers": 100,
                "sellers": 100,
            }
        )
        for seats in (60, 120)
    )

    for name in ("buyer_trained", "seller_trained"):
        assert (few[name] <= many[name]).all()
        assert few[name].sum() < many[name].sum()


@pytest.mark.parametrize(
    ("moment_ms", "buyers", "sellers"),
    [
        (0, 0, 0),
        (2 * WEEK_MS - 1, 0, 0),
        (2 * WEEK_MS, 15, 5),
        (3 * WEEK_MS - 1, 15, 5),
        (3 * WEEK_MS, 30, 10),
        (4 * WEEK_MS, 40, 12),
        (9 * WEEK_MS, 40, 12),
    ],
)
def test_seats_are_taken_as_each_week_begins_until_all_have_had_one(
    moment_ms: int, buyers: int, sellers: int
) -> None:
    courses = Training(seats_a_week=20, seller_seats_a_week=5, first_week=3, buyers=40, sellers=12)

    taken = seats_taken(courses, np.array([moment_ms]))

    assert [int(one[0]) for one in taken] == [buyers, sellers]
