"""Boundaries: each moment ahead at which something changes by the clock alone, and what.

Between two of them, whatever is asked gets the same outcome; at each one what it names gets
another. Left out is what a request says itself, such as the moment of a deposit taken offline, and
what was made at a moment to come, as after a clock was set back.

`payments` and `trade` have one rule for each noun; whoever adds something that ends by time adds it
there.
"""

from service.testing.boundaries.ahead import TimeAhead, time_ahead
from service.testing.boundaries.look import Boundary
from service.testing.boundaries.stops import RULES, boundaries, next_stop, shown

__all__ = ["RULES", "Boundary", "TimeAhead", "boundaries", "next_stop", "shown", "time_ahead"]
