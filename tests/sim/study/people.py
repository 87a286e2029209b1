"""A few persons with made-up journeys in two scenarios, as columns."""

import numpy as np

from sim.diary import NONE, JourneyOutcome
from sim.study.winners import PersonTraits
from sim.units import DAY_MS, MINUTE_MS, Ints

COMPLETED, UNDER_WAY = JourneyOutcome.COMPLETED, JourneyOutcome.UNDER_WAY
Lived = tuple[float | None, float]


def journeys(*lived: Lived, replication: int = 0) -> dict[str, Ints]:
    """Return persons 0, 1 and so on, each with days to the door, or None, and minutes in line."""
    count = len(lived)
    wish_ms = np.arange(count, dtype=np.int64) * 1_000
    days = np.array([NONE if days is None else round(days * DAY_MS) for days, _ in lived], np.int64)
    stood = [round(minutes * MINUTE_MS) for _, minutes in lived]
    return {
        "replication": np.full(count, replication, dtype=np.int64),
        "county": np.zeros(count, dtype=np.int64),
        "person": np.arange(count, dtype=np.int64),
        "wish_ms": wish_ms,
        "settlement": np.zeros(count, dtype=np.int64),
        "price_fen": np.full(count, 100, dtype=np.int64),
        "outcome": np.where(days == NONE, UNDER_WAY, COMPLETED).astype(np.int64),
        "delivered_ms": np.where(days == NONE, NONE, wish_ms + days),
        "stood_ms": np.array(stood, dtype=np.int64),
    }


def alike(count: int) -> PersonTraits:
    """Return persons of whom the even ones live far from a rural outlet, without a phone."""
    even = np.arange(count) % 2 == 0
    return PersonTraits(
        distance_km=np.where(even, 12.5, 0.0),
        outlet_class=np.where(even, 0, 1).astype(np.int64),
        has_phone=~even,
        tier=np.zeros(count, dtype=np.int64),
    )
