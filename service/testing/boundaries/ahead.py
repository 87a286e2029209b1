"""A stretch of time ahead: how often what will change within it, as far as it is known now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.domain.day import day_of
from service.schemas.testing import BoundaryName
from service.testing.boundaries.look import Boundary
from service.testing.boundaries.stops import boundaries
from service.testing.state import State

FIRST_MAX = 200


@dataclass(frozen=True)
class TimeAhead:
    """From after one moment until another: how often what changes, and the first changes.

    Days are counted to the end; else what only follows from something in the stretch, such as the
    attempt after one that fails, is not foreseen.
    """

    from_ms: int
    until_ms: int
    counts: Mapping[BoundaryName, int]
    first: Sequence[Boundary]

    @property
    def is_complete(self) -> bool:
        """Return whether the first changes are all."""
        return sum(self.counts.values()) == len(self.first)


def time_ahead(state: State, until_ms: int) -> TimeAhead:
    """Return what changes from now until a moment, that one included; nothing if it is past."""
    from_ms = state.clock.now_ms()
    found = [one for one in boundaries(state, from_ms) if one.at_ms <= until_ms]
    counts: Counter[BoundaryName] = Counter(one.what for one in found)
    days = day_of(until_ms) - day_of(from_ms)
    if days > 0:
        counts["day.begins"] = days
    return TimeAhead(from_ms, until_ms, dict(counts), tuple(found[:FIRST_MAX]))
