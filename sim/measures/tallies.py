"""Tables of counts and sums: a row for each combination of keys that occurs, in their order.

They are exact, and add up: those of two counties together are the sum of both tables.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.units import Ints

Columns = dict[str, Ints]


def tallied(keys: Mapping[str, Ints]) -> Columns:
    """Return how often each combination of keys occurs.

    >>> tallied({"a": np.array([1, 0, 1]), "b": np.array([5, 7, 5])})
    {'a': array([0, 1]), 'b': array([7, 5]), 'count': array([1, 2])}
    """
    numbers, sizes = _numbered(list(keys.values()))
    found, counts = np.unique(numbers, return_counts=True)
    return _named(keys, found, sizes) | {"count": counts.astype(np.int64)}


def summed(tables: Sequence[Mapping[str, Ints]], keys: Sequence[str]) -> Columns:
    """Return tables added up: rows of the same keys become one, with the sum of all other columns.

    >>> one, other = {"a": np.array([1, 2]), "n": np.array([5, 6])}, {"a": [2], "n": [1]}
    >>> summed([one, other], ["a"])
    {'a': array([1, 2]), 'n': array([5, 7])}
    """
    table = stacked(tables)
    numbers, sizes = _numbered([table[key] for key in keys])
    found, indices = np.unique(numbers, return_inverse=True)
    sums = {}
    for name in set(table) - set(keys):
        sums[name] = _added(table[name].astype(np.int64), indices, found.size)
    by_key = _named(keys, found, sizes)
    return {name: by_key[name] if name in by_key else sums[name] for name in table}


def _added(values: Ints, indices: Ints, count: int) -> Ints:
    """Return the sum of the values at each index. Raise OverflowError if one passes 63 bits."""
    may_pass = int(np.abs(values).max(initial=0)) * values.size > np.iinfo(np.int64).max
    sums = np.zeros(count, dtype=object if may_pass else np.int64)
    np.add.at(sums, indices, values.astype(sums.dtype))
    return sums.astype(np.int64)


def stacked(tables: Sequence[Mapping[str, Ints]]) -> Columns:
    """Return the rows of all tables, one table behind the other."""
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def _numbered(columns: Sequence[Ints]) -> tuple[Ints, tuple[int, ...]]:
    """Return one number a row, in the order of the keys; those sort faster than rows do."""
    sizes = tuple(int(column.max(initial=0)) + 1 for column in columns)
    numbers = np.zeros(columns[0].size, dtype=np.int64)
    for column, size in zip(columns, sizes, strict=True):
        numbers = numbers * size + column
    return numbers, sizes


def _named(
    keys: Sequence[str] | Mapping[str, Ints], numbers: Ints, sizes: tuple[int, ...]
) -> Columns:
    columns = np.unravel_index(numbers, sizes)
    return {key: column.astype(np.int64) for key, column in zip(keys, columns, strict=True)}
