"""Batches of days solved side by side.

Most of the time goes into products of SciPy's, which let other threads run, and no batch needs
another's answer.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

AT_ONCE_MOST = 4
"""How many batches are solved at once. Assumption: what is more waits, and memory stays small."""

Given = TypeVar("Given")
Found = TypeVar("Found")


def side_by_side(solve: Callable[[Given], Found], batches: Sequence[Given]) -> list[Found]:
    """Return what is found of each batch, in their order, whichever is done first."""
    workers = min(len(batches), AT_ONCE_MOST)
    if workers <= 1:
        return [solve(batch) for batch in batches]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(solve, batches))
