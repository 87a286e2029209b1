"""How long lines are through a day, of all replications: what one day is to be held against."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.diary import Diary
from sim.measures.counter import with_waits
from sim.units import DAY_MS, MINUTE_MS, Floats, Ints

EVERY_MS = 5 * MINUTE_MS
PER_DAY = DAY_MS // EVERY_MS
SHARES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, eq=False)
class LineSamples:
    """How many stood in line at each outlet of a county, every five minutes of the run.

    `people` is by replication, outlet, day and sample.
    """

    replications: tuple[int, ...]
    people: NDArray[np.int16]

    def of(self, outlet: int, days: Sequence[int]) -> NDArray[np.int16]:
        """Return the samples of an outlet on some days of every replication, a row a day."""
        return self.people[:, outlet, list(days)].reshape(-1, PER_DAY)

    def band(self, outlet: int, days: Sequence[int]) -> Floats:
        """Return the 5% point, the median and the 95% point at each sample of a day.

        Each is a number of people that stood there on one of the days, never one in between.
        """
        found = np.quantile(self.of(outlet, days), SHARES, axis=0, method="inverted_cdf")
        return np.asarray(found, dtype=np.float64)


def samples_of(diaries: Iterable[Diary], outlets: int) -> LineSamples:
    """Return the samples of some replications of one county."""
    numbers: list[int] = []
    people = []
    for diary in diaries:
        numbers.append(diary.replication)
        people.append(line_samples(diary, outlets))
    return LineSamples(tuple(numbers), np.stack(people))


def line_samples(diary: Diary, outlets: int) -> NDArray[np.int16]:
    """Return how many stood in line, by outlet, day and sample."""
    visits = with_waits(diary)
    at_ms: Ints = np.arange(0, diary.end_ms, EVERY_MS)
    found = np.zeros((outlets, at_ms.size), dtype=np.int16)
    for outlet in range(outlets):
        here = visits["outlet"] == outlet
        found[outlet] = in_line(visits["arrived_ms"][here], visits["waited_to_ms"][here], at_ms)
    return found.reshape(outlets, -1, PER_DAY)


def in_line(arrived_ms: Ints, waited_to_ms: Ints, at_ms: Ints) -> Ints:
    """Return how many are waiting at each moment: from arriving on, and no more when it ends.

    >>> in_line(np.array([10, 20]), np.array([30, 20]), np.array([9, 10, 20, 29, 30])).tolist()
    [0, 1, 1, 1, 0]
    """
    come = np.searchsorted(np.sort(arrived_ms), at_ms, side="right")
    gone = np.searchsorted(np.sort(waited_to_ms), at_ms, side="right")
    return np.asarray(come - gone, dtype=np.int64)
