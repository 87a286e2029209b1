"""Designs of a sweep: which values its levers take together, and how often none is run twice.

A *lever* is a parameter that is varied, over a list of values or over a range. A *point* has one
value of each lever. A design has *rows*, as its method wants them; rows with the same values are
one point, which is run once. Whole levers are rounded here, before they run.

Sources: Morris (1991), "Factorial sampling plans for preliminary computational experiments";
Saltelli et al. (2010), "Variance based sensitivity analysis of model output".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import floor, prod
from typing import Literal

import numpy as np

from sim.people.streams import Dice, Stream
from sim.units import Floats

Value = bool | int | float | str
Point = tuple[Value, ...]
DesignName = Literal["grid", "one-at-a-time", "lhs", "morris", "sobol"]

LEVELS = 4
"""How many levels a lever of a Morris design has; a step is two of the three gaps."""
STEP = LEVELS / (2 * (LEVELS - 1))
DIGITS = 6
"""A sampled value has so many digits: what is run is what is written down."""
PLACE = "sweep"


@dataclass(frozen=True)
class Lever:
    """A parameter that is varied: over its `values`, or where there are none from low to high.

    One that `is_whole` takes whole numbers only. Laws, lists and tables are values as TOML writes
    them, with `labels` to show for them.
    """

    key: str
    values: tuple[Value, ...] = ()
    low: float = 0.0
    high: float = 0.0
    is_whole: bool = False
    labels: tuple[tuple[str, str], ...] = ()

    def said(self, value: Value) -> Value:
        """Return what to show for a value: its label, if it has one.

        >>> law = Lever("x", ("{law = ...}",), labels=(("{law = ...}", "gamma: mean 2"),))
        >>> law.said("{law = ...}"), law.said(3)
        ('gamma: mean 2', 3)
        """
        return dict[Value, str](self.labels).get(value, value)

    def at(self, share: float) -> Value:
        """Return the value at a share of the way from the lowest to the highest.

        Equal parts of the way lead to each value of a list, and to each whole number of a range.

        >>> whole = Lever("counters", low=1, high=3, is_whole=True)
        >>> [whole.at(share) for share in (0.0, 0.33, 0.34, 0.99, 1.0)]
        [1, 1, 2, 3, 3]
        """
        if self.values:
            return self.values[min(floor(share * len(self.values)), len(self.values) - 1)]
        if self.is_whole:
            low, high = round(self.low), round(self.high)
            return low + min(floor(share * (high - low + 1)), high - low)
        return float(f"{self.low + share * (self.high - self.low):.{DIGITS}g}")

    def share_of(self, value: Value) -> float:
        """Return how far on its way from the lowest to the highest a value is.

        Values of a list are as far from each other as their numbers in it.

        >>> Lever("counters", low=1, high=3, is_whole=True).share_of(2)
        0.5
        """
        if self.values:
            return self.values.index(value) / max(len(self.values) - 1, 1)
        assert not isinstance(value, str), "a range has numbers"
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Design:
    """The points to run, each once, and of which of them each row of the method is.

    `blocks` counts what intervals are made of: trajectories of Morris, base samples of Sobol.
    """

    name: DesignName
    levers: tuple[Lever, ...]
    points: tuple[Point, ...]
    rows: tuple[int, ...]
    blocks: int = 1

    def shares(self) -> Floats:
        """Return for each row how far each lever is on its way."""
        of_points = [
            [lever.share_of(value) for lever, value in zip(self.levers, point, strict=True)]
            for point in self.points
        ]
        return np.array(of_points, dtype=np.float64)[list(self.rows)]


def rows_of(name: DesignName, levers: Sequence[Lever], size: int) -> int:
    """Return how many rows a design has: of this size, if it is a sampled one.

    >>> rows_of("sobol", [Lever("a", (1, 2)), Lever("b", (1, 2, 3))], 64)
    256
    """
    count = len(levers)
    rows = {"lhs": size, "morris": size * (count + 1), "sobol": size * (count + 2)}
    values = [len(lever.values) for lever in levers]
    return rows.get(name, prod(values) if name == "grid" else 1 + sum(values))


def grid(levers: Sequence[Lever]) -> Design:
    """Return every value of each lever with every value of all others; the last varies first."""
    rows = product(*(lever.values for lever in levers))
    return _design("grid", levers, rows)


def one_at_a_time(levers: Sequence[Lever], base: Point) -> Design:
    """Return the base, and each value of each lever with all others at the base."""
    rows = [base]
    for number, lever in enumerate(levers):
        rows += [(*base[:number], value, *base[number + 1 :]) for value in lever.values]
    return _design("one-at-a-time", levers, rows)


def latin_hypercube(levers: Sequence[Lever], points: int, seed: int) -> Design:
    """Return so many points, one in each of as many equal parts of every lever's way."""
    from scipy.stats import qmc  # noqa: PLC0415 - heavy, and not needed to start

    shares = qmc.LatinHypercube(len(levers), rng=seed).random(points)
    return _design("lhs", levers, _values(levers, shares))


def morris(levers: Sequence[Lever], trajectories: int, seed: int) -> Design:
    """Return so many trajectories: from a point by chance, one lever after the other by a step.

    Each has one row more than there are levers.
    """
    count = len(levers)
    dice = Dice(seed, 0, PLACE)
    shares = []
    for number in range(trajectories):
        starts, ways, turns = dice.uniforms(Stream.DESIGN, 3 * count, number).reshape(3, count)
        lower = np.floor(starts * LEVELS / 2) / (LEVELS - 1)
        is_rising = ways < 1 / 2
        here = np.where(is_rising, lower, lower + STEP)
        there = np.where(is_rising, lower + STEP, lower)
        shares.append(here.copy())
        for lever in np.argsort(turns):
            here[lever] = there[lever]
            shares.append(here.copy())
    return _design("morris", levers, _values(levers, np.array(shares)), trajectories)


def sobol(levers: Sequence[Lever], base_samples: int, seed: int) -> Design:
    """Return Saltelli's rows of so many base samples, a power of two.

    For each: sample A, then A with the value of one lever after the other from B, then B.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - heavy, and not needed to start

    assert base_samples & (base_samples - 1) == 0, "else the sequence loses its balance"
    count = len(levers)
    both = qmc.Sobol(2 * count, rng=seed).random(base_samples)
    a, b = both[:, :count], both[:, count:]
    rows = np.repeat(a[:, np.newaxis, :], count + 2, axis=1)
    for lever in range(count):
        rows[:, lever + 1, lever] = b[:, lever]
    rows[:, -1, :] = b
    return _design("sobol", levers, _values(levers, rows.reshape(-1, count)), base_samples)


def _values(levers: Sequence[Lever], shares: Floats) -> list[Point]:
    return [
        tuple(lever.at(share) for lever, share in zip(levers, row, strict=True))
        for row in shares.tolist()
    ]


def _design(
    name: DesignName, levers: Sequence[Lever], rows: Iterable[Point], blocks: int = 1
) -> Design:
    """Return a design in which rows with the same values are one point."""
    numbers: dict[Point, int] = {}
    which = tuple(numbers.setdefault(row, len(numbers)) for row in rows)
    return Design(name, tuple(levers), tuple(numbers), which, blocks)
