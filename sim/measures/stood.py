"""How long each person with a wish stood in lines: exact, over all visits, whatever for."""

import numpy as np

from sim.diary import NONE, Diary
from sim.units import Ints


def stood_in_line_ms(diary: Diary) -> Ints:
    """Return how long each person with a wish stood in lines, at counters and at agents.

    Who came and found a free counter, or did not join, stood for no time; who was still in line at
    the end stood until then.
    """
    stood_ms = np.zeros(diary.journeys["person"].size, dtype=np.int64)
    for visits in (diary.visits, diary.agent_visits):
        own = (visits["person"] >= 0) & (visits["person"] < stood_ms.size)
        arrived, called, left = (
            visits[name][own] for name in ("arrived_ms", "called_ms", "left_ms")
        )
        gone = np.where(left == NONE, diary.end_ms, left)
        until = np.where(called == NONE, gone, called)
        np.add.at(stood_ms, visits["person"][own], until - arrived)
    return stood_ms
