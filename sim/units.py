"""The units that all modules share: factors between them, and arrays of whole and real numbers.

Time is an integer number of milliseconds since the midnight of the scenario's first day, money an
integer number of fen.
"""

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
# A moment after the end of any run: what is due then does not happen.
NEVER_MS = 2**62

MINUTES_PER_DAY = 1_440
DAYS_PER_WEEK = 7
DAYS_PER_MONTH = 365 / 12
DAYS_PER_YEAR = 365

FEN_PER_YUAN = 100
# Parts per million: a share as an integer.
PPM = 1_000_000
