"""The pause before somebody goes round again: the one way back to the beginning of a loop.

Whatever is drawn, a round takes time, so no loop of a journey can stand still.
"""

from sim.units import DAY_MS

LEAST_MS = 60_000
# Of the time for which somebody has tried: who tries for a week does not try every minute.
SHARE_OF_ELAPSED = 1_000


def after_pause(now_ms: int, pause_ms: int, elapsed_ms: int) -> int:
    """Return when somebody goes round again who would pause for `pause_ms`.

    It takes a minute at least; and, where nothing counts the rounds, a thousandth of the time
    since the first, up to a day: so there are a thousand rounds until that matters, and another
    thousand for each time that the elapsed time grows by e. Both are assumptions.

    >>> after_pause(5_000, 0, 0), after_pause(0, 7_200_000, 0), after_pause(0, 0, 86_400_000)
    (65000, 7200000, 86400)
    """
    return now_ms + max(pause_ms, LEAST_MS, min(elapsed_ms // SHARE_OF_ELAPSED, DAY_MS))
