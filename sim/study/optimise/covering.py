"""The fewest paid hours of shifts that cover a need: a set covering problem, solved exactly.

Source of the model: Dantzig (1954), "A comment on Edie's traffic delays at toll booths". The
solver is HiGHS, by `scipy.optimize.milp`: it is exact, and gives the same answer each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from sim.units import Ints


@dataclass(frozen=True)
class Shift:
    """Work from one period of the day to before another, by their numbers."""

    first: int
    end: int

    @property
    def periods(self) -> int:
        """How long it is."""
        return self.end - self.first


class CannotCover(ValueError):  # noqa: N818 - named by what cannot be
    """No number of these shifts covers the need at some period."""


def shifts_of(periods: int, lengths: Sequence[int]) -> list[Shift]:
    """Return every shift of some lengths that fits into a day of so many periods.

    >>> shifts_of(3, [2])
    [Shift(first=0, end=2), Shift(first=1, end=3)]
    """
    return [
        Shift(first, first + length)
        for length in dict.fromkeys(lengths)
        for first in range(periods - length + 1)
    ]


def covered_by(need: Sequence[int], shifts: Sequence[Shift]) -> Ints:
    """Return how often each shift is worked, so that the paid periods are as few as can be.

    Of answers with as many periods, one with the fewest shifts: people come for fewer, longer
    ones. Raise CannotCover, with the first period, where no shift reaches what is needed.
    """
    covers = np.array(
        [[shift.first <= period < shift.end for shift in shifts] for period in range(len(need))],
        dtype=np.float64,
    ).reshape(len(need), len(shifts))
    for period, wanted in enumerate(need):
        if wanted and not covers[period].any():
            message = f"no shift covers period {period}: name shorter or longer ones"
            raise CannotCover(message)
    if not any(need):
        return np.zeros(len(shifts), dtype=np.int64)
    # All ties together are worth less than one period.
    tie = 1 / (1 + len(shifts) * max(need))
    solved = milp(
        np.array([shift.periods + tie for shift in shifts]),
        integrality=np.ones(len(shifts), dtype=np.int64),
        bounds=Bounds(0, max(need)),
        constraints=LinearConstraint(covers, lb=np.array(need, dtype=np.float64)),
        options={"mip_rel_gap": 0.0},
    )
    assert solved.success, f"each period has a shift, and enough of them cover it: {solved.message}"
    return np.round(solved.x).astype(np.int64)


def staffed_by(worked: Ints, shifts: Sequence[Shift], periods: int) -> Ints:
    """Return how many are there in each period."""
    staffed = np.zeros(periods, dtype=np.int64)
    for count, shift in zip(worked.tolist(), shifts, strict=True):
        staffed[shift.first : shift.end] += count
    return staffed
