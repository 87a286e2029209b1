"""Which of some systems is best, and which keep a limit, decided while observations come in.

Both procedures look at each system after each replication and stop as soon as they may. With
normal observations each is wrong with probability `error` at most, under a stated zone: systems
whose means differ by less than the zone are as good as each other. What is common to the systems
in a replication, such as the same people, is welcome: it makes the differences vary less.

Sources: Kim and Nelson (2001), "A fully sequential procedure for indifference-zone selection in
simulation"; for the limit Andradottir and Kim (2010), "Fully sequential procedures for comparing
constrained systems via simulation", with one system, one constraint and c = 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from sim.units import Floats, Ints

FIRST = 10
"""How many replications give the variances: fewer would cost more of them afterwards."""
Kept = Literal["yes", "no", "open"]


@dataclass(frozen=True)
class Rule:
    """A zone in the unit of the observations, the error allowed, and replications to begin with.

    Raise ValueError where no procedure could follow it.
    """

    zone: float
    error: float
    first: int = FIRST

    def __post_init__(self) -> None:
        """Check it."""
        if not (self.zone > 0 and 0 < self.error < 1 and self.first > 1):
            message = f"{self}: zone above 0, error between 0 and 1, first at least 2"
            raise ValueError(message)


@dataclass(frozen=True)
class Standing:
    """Which systems are still among the best, after so many replications of each of them."""

    among_best: tuple[int, ...]
    replications: int

    @property
    def is_settled(self) -> bool:
        """Whether only one is left."""
        return len(self.among_best) == 1


@dataclass(frozen=True)
class LimitKept:
    """Whether a system keeps its limit, and after how many replications that was settled."""

    kept: Kept
    replications: int


def smallest_mean(samples: Sequence[Floats], rule: Rule) -> Standing:
    """Return which systems may have the smallest mean, as far as they were observed.

    A system that is out needs no more observations; with one system there is nothing to do. Means
    that are exactly the same never part: when the zone alone decides, the first of them stays.
    Source: Kim and Nelson (2001), with c = 1.
    """
    left = list(range(len(samples)))
    if len(left) == 1:
        return Standing((0,), len(samples[0]))
    if min(map(len, samples)) < rule.first:
        return Standing(tuple(left), min(map(len, samples)))
    duels = _duels(samples, rule)
    for count in range(rule.first, max(map(len, samples)) + 1):
        if any(len(samples[one]) < count for one in left):
            return Standing(tuple(left), count - 1)
        fought = [duel for duel in duels if duel.one in left and duel.other in left]
        out = {duel.loser(count, rule) for duel in fought}
        left = [one for one in left if one not in out]
        if len(left) == 1:
            return Standing(tuple(left), count)
    return Standing(tuple(left), len(samples[left[0]]))


@dataclass(frozen=True)
class _Duel:
    """Two systems: the sums of their differences so far, and the room these have at the start."""

    one: int
    other: int
    behind: Floats
    room: float

    def loser(self, count: int, rule: Rule) -> int | None:
        """Return who is out after so many replications; of equals, at the end, the second."""
        behind, room = float(self.behind[count - 1]), _room(self.room, count, rule)
        if abs(behind) < room or (behind == 0 and room > 0):
            return None
        return self.one if behind > 0 else self.other


def _duels(samples: Sequence[Floats], rule: Rule) -> list[_Duel]:
    reach = _reach(rule.error / (len(samples) - 1), rule)
    duels = []
    for one, other in combinations(range(len(samples)), 2):
        shared = min(len(samples[one]), len(samples[other]))
        gaps = samples[one][:shared] - samples[other][:shared]
        variance = float(np.var(gaps[: rule.first], ddof=1))
        duels.append(_Duel(one, other, np.cumsum(gaps), reach * variance / rule.zone))
    return duels


def keeps_limit(values: Floats, limit: float, rule: Rule) -> LimitKept:
    """Return whether the mean is at most the limit, one-sided.

    A mean above the limit is taken for one below it with probability `error` at most; one that is
    below the limit by more than the zone is turned down with no more. In between, either may be
    said. So the test is held in the middle of the zone, with half of it to each side.
    """
    if len(values) < rule.first:
        return LimitKept("open", len(values))
    half = Rule(rule.zone / 2, rule.error, rule.first)
    variance = float(np.var(values[: rule.first], ddof=1))
    begun = _reach(rule.error, rule) * variance / half.zone
    room = _room(begun, np.arange(rule.first, len(values) + 1), half)
    beyond = np.cumsum(values - (limit - half.zone))[rule.first - 1 :]
    settled = np.flatnonzero(np.abs(beyond) >= room)
    if not settled.size:
        return LimitKept("open", len(values))
    at = int(settled[0])
    return LimitKept("no" if beyond[at] > 0 else "yes", rule.first + at)


def _reach(error: float, rule: Rule) -> float:
    """Return eta (n0 - 1), for an error on one side of one comparison."""
    eta = (float(2 * error) ** (-2 / (rule.first - 1)) - 1) / 2
    return float(eta * (rule.first - 1))


def _room(begun: float, count: Floats | Ints | int, rule: Rule) -> Floats:
    """Return how far a sum may be from 0 and still settle nothing: a triangle over the count."""
    return np.maximum(begun - rule.zone * np.asarray(count) / 2, 0.0)
