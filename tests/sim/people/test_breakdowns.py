"""How long counters work and are repaired: drawn to their laws, and as far as a run can see."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.people.breakdowns import CounterFailure, draw_breakdowns
from sim.people.streams import Dice
from sim.units import Ints
from tests.sim.lives import DAY, HOUR, MINUTE
from tests.sim.people.crowds import STANDARD_ERRORS, county, is_exponential, plan_of_many

MANY = ("rural",) * 20  # of 1, 2 and up to 20 counters
COUNTERS_OF_MANY = 210
FIRST = 20

Failures = tuple[tuple[CounterFailure, ...], ...]


def drawn(
    *classes: str,
    days: int = 30,
    replication: int = 0,
    **counters: Any,  # noqa: ANN401 - a law, or a rule
) -> Failures:
    """Return the failures of all counters of a county; by default it has 1, 2 and 3."""
    plan = plan_of_many(county(*classes), run={"days": days}, counters={"fail": True, **counters})
    return draw_breakdowns(plan, Dice(1, replication, "7"))


def first_of_each(failures: Failures, trait: str) -> Ints:
    """Return the first lengths of each counter, a row a counter: the last ones of all are long."""
    return np.array([[getattr(one, trait) for one in counter[:FIRST]] for counter in failures])


def test_counters_never_fail_where_it_is_switched_off() -> None:
    assert drawn(fail=False) == ()


def test_each_counter_of_each_outlet_has_failures_of_its_own() -> None:
    failures = drawn()

    assert len(failures) == 1 + 2 + 3
    assert len(set(failures)) == len(failures)


def test_lengths_are_in_their_own_units_and_never_nought() -> None:
    failures = drawn(days=2, failure_h=2.5, repair_min=7.0)
    at_once = drawn(days=2, failure_h=2.5, repair_min=0.0)

    assert {one for counter in failures for one in counter} == {
        CounterFailure(round(2.5 * HOUR), 7 * MINUTE)
    }
    assert {one.repair_ms for counter in at_once for one in counter} == {1}


@pytest.mark.parametrize("clock", ["calendar", "busy"])
def test_up_times_and_repairs_follow_their_laws_and_know_nothing_of_each_other(
    clock: str,
) -> None:
    laws: dict[str, Any] = {
        "failure_h": {"law": "exponential", "mean": 5.0},
        "repair_min": {"law": "exponential", "mean": 30.0},
    }

    failures = drawn(*MANY, days=15, failure_clock=clock, **laws)

    up_ms, repair_ms = (first_of_each(failures, trait) for trait in CounterFailure._fields)
    assert up_ms.shape == (COUNTERS_OF_MANY, FIRST)
    assert is_exponential(up_ms.ravel(), 5 * HOUR)
    assert is_exponential(repair_ms.ravel(), 30 * MINUTE)
    pairs = np.corrcoef(
        [up_ms[1:].ravel(), up_ms[:-1].ravel(), repair_ms[1:].ravel(), repair_ms[:-1].ravel()]
    )
    np.fill_diagonal(pairs, 0.0)
    assert np.abs(pairs).max() < STANDARD_ERRORS / np.sqrt(up_ms[1:].size)


def test_each_replication_has_failures_of_its_own() -> None:
    assert drawn(replication=0) != drawn(replication=1)


@pytest.mark.parametrize(
    ("clock", "lengths_ms"),
    [("calendar", HOUR + 30 * MINUTE), ("busy", HOUR)],
)
def test_there_are_as_many_as_a_run_can_see(clock: str, lengths_ms: int) -> None:
    failures = drawn(days=4, failure_h=1.0, repair_min=30.0, failure_clock=clock)

    # Of 1.5 hours, or one that is busy all day and night.
    assert {len(counter) for counter in failures} == {4 * DAY // lengths_ms}


LAWS = st.one_of(
    st.floats(0.5, 40).map(lambda mean: {"law": "exponential", "mean": mean}),
    st.floats(0.5, 40).map(lambda mean: {"law": "lognormal", "mean": mean, "cv": 1.5}),
    st.floats(0.5, 40).map(lambda hours: {"law": "deterministic", "value": hours}),
)


@given(
    st.integers(1, 30),
    st.integers(0, 60),
    LAWS,
    st.sampled_from(["calendar", "busy"]),
    st.sampled_from([0.0, 10.0, 2_000.0]),
)
def test_a_longer_run_begins_with_the_failures_of_a_shorter_one(
    days: int, more_days: int, law: dict[str, Any], clock: str, repair_min: float
) -> None:
    settings: dict[str, Any] = {"failure_h": law, "repair_min": repair_min, "failure_clock": clock}

    shorter, longer = drawn(days=days, **settings), drawn(days=days + more_days, **settings)

    for few, many in zip(shorter, longer, strict=True):
        assert many[: len(few)] == few
        passed_ms = np.cumsum([one.up_ms + (clock == "calendar") * one.repair_ms for one in few])
        assert passed_ms[-1] >= days * DAY
        assert (passed_ms[:-1] < days * DAY).all()
