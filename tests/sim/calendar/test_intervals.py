"""Intervals of time against sets of minutes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.calendar import OpenTimes, is_open, merged_intervals, union, without

HORIZON_MIN = 40

raw = st.lists(st.tuples(st.integers(0, HORIZON_MIN), st.integers(0, HORIZON_MIN)), max_size=6)


def pairs(times: OpenTimes) -> list[tuple[int, int]]:
    return list(zip(times.opens_ms.tolist(), times.closes_ms.tolist(), strict=True))


def made(parts: list[tuple[int, int]]) -> OpenTimes:
    return merged_intervals([opens for opens, _ in parts], [closes for _, closes in parts])


def minutes_of(parts: list[tuple[int, int]]) -> set[int]:
    return {minute for opens, closes in parts for minute in range(opens, closes)}


def intervals_of(minutes: set[int]) -> list[tuple[int, int]]:
    opens = sorted(minute for minute in minutes if minute - 1 not in minutes)
    closes = sorted(minute + 1 for minute in minutes if minute + 1 not in minutes)
    return list(zip(opens, closes, strict=True))


@given(raw)
def test_intervals_are_the_minutes_that_any_part_holds(parts: list[tuple[int, int]]) -> None:
    times = made(parts)

    assert pairs(times) == intervals_of(minutes_of(parts))


@given(raw, raw)
def test_without_leaves_the_minutes_that_no_outage_holds(
    parts: list[tuple[int, int]], outages: list[tuple[int, int]]
) -> None:
    left = without(made(parts), made(outages))

    assert pairs(left) == intervals_of(minutes_of(parts) - minutes_of(outages))


@given(st.lists(raw, max_size=4))
def test_union_holds_the_minutes_of_every_part(lists: list[list[tuple[int, int]]]) -> None:
    joined = union(*(made(parts) for parts in lists))

    assert pairs(joined) == intervals_of({minute for one in lists for minute in minutes_of(one)})


@given(raw)
def test_it_is_open_in_the_minutes_of_its_stretches(parts: list[tuple[int, int]]) -> None:
    found = is_open(made(parts), np.arange(-1, HORIZON_MIN + 2))

    assert (np.flatnonzero(found) - 1).tolist() == sorted(minutes_of(parts))
