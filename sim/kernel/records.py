"""Records: rows of integers whose fields have the names of a noun, for numba to read and write."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, get_type_hints

import numpy as np

from sim.units import Ints


@cache
def record_of(noun: type) -> np.dtype[np.void]:
    """Return the layout of a noun: its fields in order, 8 bytes each.

    >>> from sim.kernel.state import Interval
    >>> record_of(Interval).names
    ('opens_ms', 'closes_ms')
    """
    return np.dtype([(name, np.int64) for name in get_type_hints(noun)])


def records(noun: type, columns: Mapping[str, Sequence[int] | Ints]) -> Any:  # noqa: ANN401 - records of any noun
    """Return columns as records; a field without a column is 0."""
    size = max((len(column) for column in columns.values()), default=0)
    table = np.zeros(size, record_of(noun))
    for name, column in columns.items():
        table[name] = column
    return table
