"""Days: their length `DAY_MS`, and `day_of`, the day of a moment.

Moments are milliseconds since a midnight that the caller chose, in local time without daylight
saving; the simulation takes the scenario's first midnight.
"""

DAY_MS = 86_400_000


def day_of(at_ms: int) -> int:
    """Return the number of the day, from 0; midnight belongs to the day that begins.

    >>> day_of(DAY_MS - 1), day_of(DAY_MS)
    (0, 1)
    """
    return at_ms // DAY_MS


def day_end_ms(day: int) -> int:
    """Return the first moment after a day.

    >>> day_end_ms(0) == DAY_MS
    True
    """
    return (day + 1) * DAY_MS
