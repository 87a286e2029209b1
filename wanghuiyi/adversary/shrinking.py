"""The shortest list that still fails: delta debugging, then one by one, then simpler ones.

Zeller and Hildebrandt (2002), Simplifying and isolating failure-inducing input. Nothing is taken
for failing that was not tried.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
Items = tuple[T, ...]


class _OutOfTries(Exception):  # noqa: N818 - named by what is so
    """No more may be tried."""


@dataclass(frozen=True)
class Shrunk(Generic[T]):
    """What is left, how often something was tried, and whether all was tried that had to be.

    If it is `is_minimal`, no item can be left out, and none be replaced by a simpler one.
    """

    items: tuple[T, ...]
    tries: int
    is_minimal: bool


@dataclass
class _Tried(Generic[T]):
    """What was tried, and what came of it; `best` is the last that failed."""

    fails: Callable[[tuple[T, ...]], bool]
    best: tuple[T, ...]
    tries_max: int
    known: dict[tuple[T, ...], bool] = field(default_factory=dict)

    def take(self, items: Sequence[T]) -> bool:
        """Try these, and keep them if they fail. Raise _OutOfTries."""
        tried = tuple(items)
        if tried not in self.known:
            if len(self.known) >= self.tries_max:
                raise _OutOfTries
            self.known[tried] = self.fails(tried)
        if self.known[tried]:
            self.best = tried
        return self.known[tried]


def shrunk(
    items: Sequence[T],
    fails: Callable[[tuple[T, ...]], bool],
    simpler: Callable[[T], Sequence[T]] = lambda _one: (),
    tries_max: int = 100,
) -> Shrunk[T]:
    """Return the shortest list, in its order, that still fails; `items` is known to fail.

    An empty list is not tried: without any there is no failure.

    >>> shrunk("abcdefg", lambda kept: {"b", "f"} <= set(kept)).items
    ('b', 'f')
    """
    tried = _Tried(fails, tuple(items), tries_max)
    is_minimal = True
    try:
        before: tuple[T, ...] = ()
        while tried.best != before:
            before = tried.best
            _by_parts(tried)
            _one_by_one(tried)
            _by_simpler(tried, simpler)
    except _OutOfTries:
        is_minimal = False
    return Shrunk(tried.best, len(tried.known), is_minimal)


def _by_parts(tried: _Tried[T]) -> None:
    """Leave out halves, then quarters, and so on, as long as the rest fails."""
    parts = 2
    while len(tried.best) >= parts:
        size = -(-len(tried.best) // parts)
        begins = range(0, len(tried.best), size)
        rests = [tried.best[:begin] + tried.best[begin + size :] for begin in begins]
        if any(tried.take(rest) for rest in rests if rest):
            parts = max(parts - 1, 2)
        elif size == 1:
            break
        else:
            parts = min(parts * 2, len(tried.best))


def _one_by_one(tried: _Tried[T]) -> None:
    place = 0
    while len(tried.best) > 1 and place < len(tried.best):
        rest = tried.best[:place] + tried.best[place + 1 :]
        place += not tried.take(rest)


def _by_simpler(tried: _Tried[T], simpler: Callable[[T], Sequence[T]]) -> None:
    for place in range(len(tried.best)):
        for other in simpler(tried.best[place]):
            if tried.take((*tried.best[:place], other, *tried.best[place + 1 :])):
                break
