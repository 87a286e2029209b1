"""Integrals over intervals of time, against loops that add millisecond by millisecond."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.intervals import by_hour, counts_by_hour, highest, open_until
from sim.plan import Timetable
from sim.units import HOUR_MS, Ints

HOURS = 5
STRETCHES = st.lists(
    st.tuples(st.integers(0, HOURS * HOUR_MS), st.integers(0, HOURS * HOUR_MS), st.integers(1, 9)),
    max_size=8,
)


def columns(rows: list[tuple[int, int, int]]) -> tuple[Ints, Ints, Ints]:
    """Return beginnings, ends and weights."""
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return np.minimum(table[:, 0], table[:, 1]), np.maximum(table[:, 0], table[:, 1]), table[:, 2]


@given(STRETCHES)
def test_time_by_hour_is_the_overlap_with_each_hour(rows: list[tuple[int, int, int]]) -> None:
    from_ms, to_ms, weights = columns(rows)

    found = by_hour(from_ms, to_ms, HOURS, weights)

    expected = [
        sum(
            int(weight)
            * max(0, min(int(end), (hour + 1) * HOUR_MS) - max(int(start), hour * HOUR_MS))
            for start, end, weight in zip(from_ms, to_ms, weights, strict=True)
        )
        for hour in range(HOURS)
    ]
    assert found.tolist() == expected
    assert found.sum() == ((to_ms - from_ms) * weights).sum()


@given(STRETCHES)
def test_the_most_at_a_time_are_there_at_some_beginning(rows: list[tuple[int, int, int]]) -> None:
    from_ms, to_ms, groups = columns(rows)

    found = highest(from_ms, to_ms, groups)

    levels = [
        sum(
            start <= moment < end and group == its
            for start, end, its in zip(from_ms, to_ms, groups, strict=True)
        )
        for moment, group in zip(from_ms, groups, strict=True)
    ]
    assert found == max([0, *levels])


def test_groups_are_not_added_up() -> None:
    from_ms, to_ms = np.array([0, 0, 1]), np.array([5, 5, 5])

    assert highest(from_ms, to_ms, np.array([0, 1, 1])) == 2


def test_counts_by_hour_put_a_full_hour_into_the_next() -> None:
    assert counts_by_hour(np.array([0, HOUR_MS - 1, HOUR_MS]), 2).tolist() == [2, 1]


@given(
    st.lists(st.integers(0, 60), min_size=0, max_size=8, unique=True),
    st.lists(st.integers(0, 70), min_size=1, max_size=8),
)
def test_time_open_until_a_moment_counts_each_open_millisecond(
    edges: list[int], moments: list[int]
) -> None:
    ordered = sorted(edges)[: len(edges) // 2 * 2]
    timetable = Timetable(tuple(ordered[::2]), tuple(ordered[1::2]))

    found = open_until(timetable, np.array(moments))

    assert found.tolist() == [
        sum(timetable.is_open(instant) for instant in range(moment)) for moment in moments
    ]
