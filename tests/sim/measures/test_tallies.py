"""Tables of counts: against Python's own counting, and added up in whatever parts."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.tallies import Columns, summed, tallied

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10**6)), max_size=30)


def columns(rows: list[tuple[int, int]]) -> Columns:
    """Return the rows as columns."""
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return {"a": table[:, 0], "b": table[:, 1]}


def counts(table: Columns) -> dict[tuple[int, int], int]:
    """Return a table of counts as a dictionary, in its order."""
    rows = zip(table["a"].tolist(), table["b"].tolist(), table["count"].tolist(), strict=True)
    return {(a, b): count for a, b, count in rows}


@given(ROWS)
def test_a_tally_counts_each_combination_once_and_in_order(rows: list[tuple[int, int]]) -> None:
    found = counts(tallied(columns(rows)))

    assert found == Counter(rows)
    assert list(found) == sorted(found)


@given(ROWS, ROWS, ROWS)
def test_tallies_add_up_in_whatever_parts(
    one: list[tuple[int, int]], two: list[tuple[int, int]], three: list[tuple[int, int]]
) -> None:
    parts = [tallied(columns(rows)) for rows in (one, two, three)]

    at_once = summed(parts, ("a", "b"))
    in_turn = summed([summed(parts[:2], ("a", "b")), parts[2]], ("a", "b"))

    assert counts(at_once) == counts(in_turn) == counts(tallied(columns(one + two + three)))
    assert all(at_once[name].dtype == np.int64 for name in at_once)


def test_sums_are_exact_beyond_what_a_float_can_hold() -> None:
    large = {"a": np.array([0, 0]), "fen": np.array([2**53 + 1, 2**53 + 1])}

    assert summed([large], ("a",))["fen"].tolist() == [2**54 + 2]
