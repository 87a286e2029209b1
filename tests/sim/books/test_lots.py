"""A lot of a producer that is not accounted for ends the run."""

from dataclasses import replace

import numpy as np
import pytest

from sim.books import LostInTheRun, check_books
from sim.diary import NONE, Diary, LotEnding
from sim.lives.produce import LIVES
from sim.model.journey import simulate_people

SOLD_AND_LOST = LIVES[11]
"""Of two lots the first spoils, and the second is sold."""


def diary_with(**columns: list[int]) -> Diary:
    """Return the diary of a life with other values in some columns of its two lots."""
    plan, people = SOLD_AND_LOST.world()
    diary = simulate_people(plan, people, 0)
    assert diary.lots["ended_as"].tolist() == [LotEnding.LOST, LotEnding.SOLD]
    changed = {name: np.array(values) for name, values in columns.items()}
    return replace(diary, lots={**diary.lots, **changed})


def test_lots_that_are_sold_or_lost_are_fine() -> None:
    plan, _ = SOLD_AND_LOST.world()

    check_books(diary_with(), plan.scenario)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"lot": [0, 2]}, "the lots of producers are not each there once"),
        ({"ended_as": [LotEnding.PRESENT, LotEnding.SOLD]}, "lot 0 ended and is still there"),
        ({"ended_as": [LotEnding.LOST, 7]}, "lot 1 ended in no way that there is"),
        ({"kg": [80, 0]}, "lot 1 weighs nothing"),
        ({"harvested_ms": [0, 9 * 10**9]}, "lot 1 was sold before it was harvested"),
        ({"spoils_ms": [345_600_000 + 21_600_000, 5]}, "lot 1 was sold after it had spoiled"),
        ({"spoils_ms": [5, 9 * 10**9]}, "lot 0 was lost and had not spoiled"),
        (
            {"ended_as": [0, 1], "ended_ms": [NONE, 345_600_000 + 21_600_000]},
            "lot 0 is still there and has spoiled",
        ),
        ({"price_fen": [NONE, 159]}, "lot 1 was sold for less than was offered"),
        ({"price_fen": [3, 180]}, "lot 0 was paid for and not sold"),
    ],
)
def test_a_lot_that_cannot_be_is_named(columns: dict[str, list[int]], said: str) -> None:
    plan, _ = SOLD_AND_LOST.world()

    with pytest.raises(LostInTheRun, match=said):
        check_books(diary_with(**columns), plan.scenario)
