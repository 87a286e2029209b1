"""The rule that ends a run: by hand, by another program, and by how often its intervals hold."""

import warnings

import numpy as np
import pytest

from sim.comparison import HEADLINES, Sample, compare
from sim.study.precision import (
    FEWEST,
    MOST,
    StoppingRule,
    Wanted,
    look_ahead,
    of_difference,
    of_mean,
    planned,
    precisions_of,
)
from sim.units import Floats
from tests.sim.study.stopping import How, stopped, studies, width_for

with warnings.catch_warnings(action="ignore"):
    from sim_tools.output_analysis import ReplicationsAlgorithm, confidence_interval_method

STUDIES = 150
UNIT = Wanted("line_mean", absolute=1.0)
NARROW = of_mean(UNIT, np.array([5.0, 5.1, 4.9]))
WIDE = of_mean(UNIT, np.array([5.0, 9.0, 1.0]))


def drawn(number: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(number))


def sample(name: str, values: Floats) -> Sample:
    return Sample(name, [dict.fromkeys(HEADLINES, 1.0) | {"line_mean": x} for x in values.tolist()])


@pytest.mark.parametrize(
    ("relative", "absolute", "most"),
    [(0.1, 0.0, 0.3), (0.0, 0.2, 0.2), (0.1, 0.2, 0.3), (0.1, 0.4, 0.4)],
)
def test_the_wider_of_both_widths_is_held_to(relative: float, absolute: float, most: float) -> None:
    one = of_mean(Wanted("line_mean", relative, absolute), np.array([-2.0, -3.0, -4.0]))

    assert one.half_width_most == pytest.approx(most)


def test_the_width_of_a_mean_is_students_t_of_what_is_defined() -> None:
    one = of_mean(UNIT, np.array([1.0, 2.0, np.nan, 3.0]))

    # The quantile of 97.5% of t with 2 degrees of freedom is 4.3027, and the deviation is 1.
    assert one.half_width == pytest.approx(4.3027 / np.sqrt(3), rel=1e-4)


def test_a_difference_has_the_interval_of_compare_and_a_share_of_the_baseline() -> None:
    base, other = drawn(1).normal(10, 1, 12), drawn(2).exponential(4, 12)

    one = of_difference(Wanted("line_mean", relative=0.1), base, other, "other")

    rows = compare(sample("base", base), [sample("other", other)])
    row = next(row for row in rows if row.metric == "line_mean")
    assert one.half_width == pytest.approx(max(row.mean - row.ci_low, row.ci_high - row.mean))
    assert one.half_width_most == pytest.approx(0.1 * base.mean())


def test_of_several_scenarios_the_differences_to_the_first_are_meant() -> None:
    base, one, other = (sample(name, drawn(3).normal(5, 1, 4)) for name in ("a", "b", "c"))

    of_two = precisions_of([UNIT], [base, one, other])
    of_one = precisions_of([UNIT], [base])

    assert [precision.alternative for precision in of_two] == ["b", "c"]
    assert [precision.spread.mean for precision in of_two] == [0.0, 0.0]
    assert [precision.alternative for precision in of_one] == [""]


def test_one_value_or_none_is_never_precise() -> None:
    for values in (np.array([]), np.array([1.0]), np.array([np.nan, np.nan])):
        assert not of_mean(Wanted("line_mean", absolute=1e9), values).is_reached


@pytest.mark.parametrize(
    ("values", "is_reached"),
    [
        ([0.0] * 12, True),  # what never happened is known as well as it can be
        ([0.0] * 8 + [1.0] * 4, False),
        ([0.0] * 7 + [1.0] * 5, True),
        ([1.0] * 11 + [9.0], False),  # so skewed that the interval is known not to hold
    ],
)
def test_an_interval_that_is_known_not_to_hold_is_not_precise(
    values: list[float], *, is_reached: bool
) -> None:
    assert of_mean(Wanted("line_mean", absolute=100.0), np.array(values)).is_reached is is_reached


def test_all_must_be_narrow_for_the_whole_look_ahead_and_one_that_is_not_begins_it_anew() -> None:
    rule = StoppingRule(fewest=3)
    narrow = [False, False, True, True, True, True, True, False] + [True] * 6

    enough = [
        rule.is_enough(count, [NARROW, NARROW if one else WIDE])
        for count, one in enumerate(narrow, start=1)
    ]

    assert enough == [False] * 13 + [True]
    assert rule.needed == 9


def test_no_number_below_the_fewest_is_enough() -> None:
    rule = StoppingRule()

    enough = [count for count in range(1, 40) if rule.is_enough(count, [NARROW])]

    assert enough[0] == FEWEST + look_ahead(FEWEST) == 15


def test_the_look_ahead_grows_with_the_replications_from_a_hundred_on() -> None:
    assert [look_ahead(count) for count in (3, 100, 119, 120, 200, 1_000)] == [5, 5, 5, 6, 10, 50]


def test_what_is_planned_is_what_it_takes_if_the_spread_stays() -> None:
    values = drawn(5).normal(10, 1, FEWEST)
    one = of_mean(Wanted("line_mean", absolute=0.2), values)

    count = planned([one])

    # t of that many is near 2, so some (2 s / 0.2) squared, and the look-ahead.
    needed = (2.0 * one.spread.deviation / 0.2) ** 2
    assert count == pytest.approx(needed + look_ahead(count), abs=4)
    assert planned([one, NARROW]) == count
    assert planned([NARROW]) == 15


def test_what_no_number_would_reach_is_planned_as_the_most() -> None:
    assert planned([of_mean(Wanted("line_mean", relative=0.1), np.array([-1.0, 1.0]))]) == MOST
    assert planned([of_mean(UNIT, np.array([1.0]))]) == MOST


class Recorded:
    """A model whose replications are known, as the other program asks for them."""

    def __init__(self, values: Floats) -> None:
        self.values = values

    def single_run(self, replication_number: int) -> dict[str, float]:
        return {"x": float(self.values[replication_number])}


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("fewest", [3, 10])
def test_another_program_ends_after_as_many_replications(number: int, fewest: int) -> None:
    """Where no interval is doubted, which is ours alone: uniform values are not skewed."""
    values = drawn(number).uniform(4, 16, 260)
    relative = width_for(3.46, 12 * (number + 1)) / 10
    wanted = Wanted("x", relative=relative)

    rule, used = stopped(values, wanted, How(fewest))

    other = ReplicationsAlgorithm(
        half_width_precision=relative, initial_replications=fewest, replication_budget=260
    )
    found, _ = other.select(Recorded(values), ["x"])
    assert (other.n, found["x"]) == (used, rule.needed)
    first, _ = confidence_interval_method(
        values[:used], desired_precision=relative, min_rep=fewest - 1, decimal_places=9
    )
    assert first == next(
        count for count in range(fewest, used + 1) if of_mean(wanted, values[:count]).is_reached
    )


@pytest.mark.parametrize("target", [8, 15, 30])
def test_intervals_of_runs_that_ended_by_the_rule_hold(target: int) -> None:
    done = studies(
        lambda chance, size: chance.normal(10, 3, size),
        10.0,
        Wanted("line_mean", absolute=width_for(3, target)),
        STUDIES,
    )

    assert done.reaches(0.95), done
