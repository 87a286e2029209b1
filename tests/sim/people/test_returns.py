"""The delays before the returns of a person: each of its own, of one law, and of one's own luck."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.people.customers import draw_customers
from sim.people.streams import Dice, Stream
from sim.people.wishes import draw_wishes
from sim.plan import Plan
from sim.units import Ints
from tests.sim.lives import DAY, HOUR
from tests.sim.people.crowds import (
    STANDARD_ERRORS,
    county,
    is_exponential,
    is_share,
    plan_of_many,
)

Drawn = tuple[dict[str, Ints], Ints]
Drawing = Callable[[Plan], Drawn]

EXPONENTIAL = {"law": "exponential", "mean": 2.0}
MANY = {"visits_per_person_year": 365.0, "day_factors": [1.0] * 7}


def wishes(plan: Plan) -> Drawn:
    """Draw who has a wish."""
    return draw_wishes(plan, Dice(1, 0, "7"))


def customers(plan: Plan) -> Drawn:
    """Draw everybody else."""
    return draw_customers(plan, Dice(1, 0, "7"), 0)


def plan_of(*, forget_share: float = 0.0, **line: Any) -> Plan:  # noqa: ANN401 - a parameter
    """Return a plan of a day on which everybody comes once, and has a wish."""
    redeem = {"forget_share": forget_share}
    return plan_of_many(county(), line=line, redeem=redeem, others=MANY)


def delays(drawn: Drawn, turn: int, least: int) -> Ints:
    """Return the delay before a return, of those who have so many at least."""
    table, returns_ms = drawn
    return returns_ms[table["first_return"][table["returns"] >= least] + turn]


both = pytest.mark.parametrize("draw", [wishes, customers])


@both
def test_the_delay_of_each_return_follows_the_law_in_days(draw: Drawing) -> None:
    drawn = draw(plan_of(return_days=EXPONENTIAL, return_share=0.8, returns_max=4))

    for turn in range(4):
        assert is_exponential(delays(drawn, turn, turn + 1), 2 * DAY)


@both
def test_the_delays_of_one_person_are_independent_of_each_other(draw: Drawing) -> None:
    drawn = draw(plan_of(return_days=EXPONENTIAL, return_share=0.8, returns_max=4))

    of_each = np.array([delays(drawn, turn, 4) for turn in range(4)])
    ranks = of_each.argsort(axis=1).argsort(axis=1)
    correlations = np.corrcoef(ranks) - np.eye(4)
    assert np.abs(correlations).max() < STANDARD_ERRORS / np.sqrt(of_each.shape[1])
    assert is_share(of_each[0] < of_each[1], 0.5)


@both
def test_further_delays_are_not_the_first_ones_of_others(draw: Drawing) -> None:
    drawn = draw(plan_of(return_days=EXPONENTIAL, return_share=0.8, returns_max=4))

    # To the millisecond, some few are alike by chance.
    assert np.isin(delays(drawn, 1, 2), delays(drawn, 0, 1)).mean() < 0.01


@both
def test_delays_are_no_luck_of_any_other_trait(draw: Drawing) -> None:
    plan = plan_of(return_days=EXPONENTIAL, patience_min=EXPONENTIAL, return_share=0.8)

    drawn = draw(plan)

    table, _ = drawn
    some = table["returns"] >= 2
    names = ("returns", "patience_ms", "errand_ppm")
    for turn in range(2):
        found = delays(drawn, turn, 2)
        luck = [np.corrcoef(table[name][some], found)[0, 1] for name in names]
        assert np.abs(luck).max() < STANDARD_ERRORS / np.sqrt(some.sum())


@pytest.mark.parametrize(
    ("draw", "stream"), [(wishes, Stream.RETURN_DELAY), (customers, Stream.OTHER_RETURN_DELAY)]
)
def test_the_first_delay_is_of_the_persons_number_in_the_stream(
    draw: Drawing, stream: Stream
) -> None:
    law = {"law": "uniform", "low": 1.0, "high": 3.0}
    plan = plan_of(return_days=law, return_share=0.8, returns_max=4)

    drawn = draw(plan)

    table, _ = drawn
    parts = [table["returns"].size] if draw is wishes else np.bincount(table["outlet"]).tolist()
    uniforms = Dice(1, 0, "7").uniforms_of_parts(stream, parts)
    if draw is customers:
        # Drawn outlet by outlet, and numbered in order of arrival.
        uniforms = uniforms[np.argsort(np.argsort(table["outlet"], kind="stable"))]
    expected = np.rint((1 + 2 * uniforms) * DAY)[table["returns"] >= 1]
    assert np.array_equal(delays(drawn, 0, 1), expected)


@both
def test_nobody_has_a_delay_without_a_use_for_it(draw: Drawing) -> None:
    drawn = draw(plan_of(return_days=1.0, return_share=0.5, returns_max=3))
    nobody = draw(plan_of(return_share=0.0))

    table, returns_ms = drawn
    assert returns_ms.size == table["returns"].sum()
    assert set(returns_ms.tolist()) == {DAY}
    assert nobody[1].size == nobody[0]["returns"].sum() == 0


@both
def test_who_may_return_more_often_keeps_the_first_delay(draw: Drawing) -> None:
    few = draw(plan_of(return_days=EXPONENTIAL, return_share=0.8, returns_max=2))

    many = draw(plan_of(return_days=EXPONENTIAL, return_share=0.9, returns_max=5))

    assert (many[0]["returns"] >= few[0]["returns"]).all()
    begins = many[0]["first_return"][few[0]["returns"] >= 1]
    assert np.array_equal(many[1][begins], delays(few, 0, 1))


def test_who_forgets_the_password_has_a_delay_more() -> None:
    law = {"law": "uniform", "low": 0.5, "high": 1.5}
    plan = plan_of(forget_share=0.5, return_days=law, return_share=0.5, returns_max=2)

    table, returns_ms = wishes(plan)

    assert returns_ms.size == (table["returns"] + table["forgets"]).sum()
    ends = table["first_return"] + table["returns"] + table["forgets"]
    assert np.array_equal(ends[:-1], table["first_return"][1:])
    more_ms = returns_ms[ends[table["forgets"] == 1] - 1]
    assert more_ms.min() >= 12 * HOUR
    assert abs(more_ms.mean() / DAY - 1) < STANDARD_ERRORS * np.sqrt(1 / 12 / more_ms.size)
