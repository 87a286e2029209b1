"""What becomes of each person's time: gained, lost, as before, or finished in one world only."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sim.diary import NONE
from sim.running.shard import STOOD
from sim.study.winners.pairing import Columns, PairedPeople
from sim.units import DAY_MS, MINUTE_MS, Floats, Ints

LINE, DOOR = "line", "door"
MEASURES = {LINE: "minutes in line", DOOR: "days to the door"}
DECILES = np.arange(11) / 10


class Fate(IntEnum):
    """What an alternative does to a person; each has exactly one fate in each measure.

    Who finished in both gains, loses, or is within the threshold; the others finished in one, or
    in neither. To finish is to have the parcel in hand by the end of the run.
    """

    GAINED = 0
    WITHIN = 1
    LOST = 2
    ONLY_BASELINE = 3
    ONLY_ALTERNATIVE = 4
    NEITHER = 5


@dataclass(frozen=True)
class Thresholds:
    """By more than how much a difference counts as a gain or a loss."""

    line_ms: int = 5 * MINUTE_MS
    door_ms: int = DAY_MS

    def of(self, measure: str) -> int:
        """Return the threshold of a measure."""
        return {LINE: self.line_ms, DOOR: self.door_ms}[measure]


def times_ms(journeys: Columns, measure: str) -> Ints:
    """Return each person's time in one scenario; NONE for who did not finish there."""
    delivered = journeys["delivered_ms"] != NONE
    if measure == LINE:
        return np.where(delivered, journeys[STOOD], NONE)
    return np.where(delivered, journeys["delivered_ms"] - journeys["wish_ms"], NONE)


def differences_ms(pairs: PairedPeople, measure: str) -> tuple[Ints, Ints]:
    """Return by how much each person's time is longer in the alternative, and each one's row.

    They are those who finished in both.
    """
    before, after = times_ms(pairs.baseline, measure), times_ms(pairs.alternative, measure)
    rows = np.flatnonzero((before != NONE) & (after != NONE))
    return (after - before)[rows], rows


def fates(before_ms: Ints, after_ms: Ints, threshold_ms: int) -> Ints:
    """Return each person's fate, by times that are NONE where the person did not finish.

    >>> [Fate(one).name for one in fates(np.array([9, 5, NONE]), np.array([3, 9, 3]), 5)]
    ['GAINED', 'WITHIN', 'ONLY_ALTERNATIVE']
    """
    finished = (before_ms != NONE, after_ms != NONE)
    longer_ms = after_ms - before_ms
    return np.select(
        [
            finished[0] & finished[1] & (longer_ms < -threshold_ms),
            finished[0] & finished[1] & (longer_ms > threshold_ms),
            finished[0] & finished[1],
            finished[0],
            finished[1],
        ],
        [Fate.GAINED, Fate.LOST, Fate.WITHIN, Fate.ONLY_BASELINE, Fate.ONLY_ALTERNATIVE],
        Fate.NEITHER,
    ).astype(np.int64)


def decile_points(differences: Ints) -> Floats:
    """Return the least, the nine deciles and the greatest of the differences; NaN of none.

    >>> decile_points(np.arange(11)).tolist()
    [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]
    """
    if not differences.size:
        return np.full(DECILES.size, np.nan)
    return np.asarray(np.quantile(differences, DECILES), dtype=np.float64)


def ecdf(differences: Ints) -> tuple[Ints, Floats]:
    """Return each value that occurs, ascending, and the share of the differences up to it.

    >>> [column.tolist() for column in ecdf(np.array([3, -1, 3, 0]))]
    [[-1, 0, 3], [0.25, 0.5, 1.0]]
    """
    values, counts = np.unique(differences, return_counts=True)
    return values, np.cumsum(counts) / max(differences.size, 1)
