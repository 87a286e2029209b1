"""A log of tickets, in columns of integers: who took a number, was called, and what came of it.

Times are milliseconds: `issued_ms` of local time since 1970 began, the others from one stamp of a
ticket to another; `NONE` where the log has nothing. What is known of a ticket is its `TicketFate`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from sim.diary import NONE, Purpose
from sim.units import MINUTE_MS, Bools, Floats, Ints

STAMPS_ENOUGH = 20
SECOND_MS = 1_000


class TicketFate(IntEnum):
    """What came of a ticket."""

    SERVED = 0
    NO_SHOW = 1
    LEFT = 2
    NOT_CALLED = 3
    END_UNKNOWN = 4


@dataclass(frozen=True, eq=False)
class TicketLog:
    """The tickets of some outlets, in the order of the file.

    `wait_ms` is from issue to call, or to leaving where that was seen, `service_ms` from call to
    end. `outlet` numbers the `outlets`; `purpose` is a number of `Purpose`. `wait_unit_ms` and
    `service_unit_ms` say how coarse the stamps are of which they are differences. `remarks` are
    what the reader of the file has to say.
    """

    outlets: tuple[str, ...]
    outlet: Ints
    issued_ms: Ints
    wait_ms: Ints
    service_ms: Ints
    fate: Ints
    purpose: Ints
    counters: Ints
    wait_unit_ms: int = 1
    service_unit_ms: int = 1
    has_purposes: bool = False
    rows_read: int = 0
    rows_left_out: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Return how many tickets there are."""
        return int(self.issued_ms.size)

    def fates(self) -> dict[TicketFate, int]:
        """Return how many tickets came to what."""
        found = Counter(self.fate.tolist())
        return {fate: found[fate] for fate in TicketFate}

    def of(self, purpose: Purpose) -> Bools:
        """Return which tickets are of a purpose."""
        return np.asarray(self.purpose == purpose)


def unit_of(*columns: Ints) -> int:
    """Return how coarse stamps are, in ms: a minute if every one of some column is a whole one.

    A column counts as whole minutes from so many stamps on that chance cannot explain it.

    >>> unit_of(np.arange(20) * 60_000, np.arange(20) * 1_000)
    60000
    """
    units = [1]
    for column in columns:
        stamps = column[column != NONE]
        if stamps.size >= STAMPS_ENOUGH:
            coarse = (one for one in (MINUTE_MS, SECOND_MS) if not np.any(stamps % one))
            units.append(next(coarse, 1))
    return max(units)


def minutes(values_ms: Ints, unit_ms: int) -> Floats:
    """Return durations in minutes; one of less than its stamps can tell is a third of their unit.

    That is the mean of a short duration whose two stamps, each rounded down, are the same.
    """
    return np.asarray(np.maximum(values_ms, unit_ms / 3) / MINUTE_MS)
