"""Shifts that cover a need, held to every other way of covering it."""

from itertools import product

import numpy as np
import pytest

from sim.study.optimise.covering import CannotCover, Shift, covered_by, shifts_of, staffed_by


@pytest.mark.parametrize("need", [[1, 1, 2, 2, 1, 1], [0, 3, 0, 0, 1, 0], [2, 1, 2, 1, 2, 1]])
def test_no_other_shifts_cover_the_need_with_fewer_paid_periods(need: list[int]) -> None:
    shifts = shifts_of(6, [3, 5])

    worked = covered_by(need, shifts)

    assert (staffed_by(worked, shifts, 6) >= need).all()
    paid = [shift.periods for shift in shifts]
    others = (
        np.array(counts)
        for counts in product(range(3), repeat=len(shifts))
        if (staffed_by(np.array(counts), shifts, 6) >= need).all()
    )
    assert worked @ paid == min((one @ paid for one in others), default=worked @ paid)


def test_of_equals_the_fewest_shifts_are_worked() -> None:
    shifts = [Shift(0, 2), Shift(2, 4), Shift(0, 4)]

    assert covered_by([1, 1, 1, 1], shifts).tolist() == [0, 0, 1]


def test_where_nobody_is_needed_nobody_comes() -> None:
    assert covered_by([0, 0], shifts_of(2, [1])).tolist() == [0, 0]


def test_a_period_that_no_shift_reaches_is_named() -> None:
    with pytest.raises(CannotCover, match="period 2"):
        covered_by([1, 1, 1], [Shift(0, 2)])
