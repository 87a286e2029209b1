"""How long the proofs are, as `WANGHUIYI_PROOFS` says.

Without it, as in `make test`, what only repeats itself is short: a test of Hypothesis has a quarter
of its examples. `make proofs` sets it to 1, which is as long as a change waits for; with
`make proofs LONG=1` it is "long", for who has an hour.
"""

import os
import sys

LENGTH = os.environ.get("WANGHUIYI_PROOFS", "")
IS_LONG = LENGTH == "long"
FEWEST = 5
OF_QUICK, OF_LONG = 4, 10


def chosen(usual: int, long: int) -> int:
    """Return how many there are to be."""
    return long if IS_LONG else usual


def examples(usual: int) -> int:
    """Return how many examples Hypothesis is to try where `make proofs` tries so many."""
    if not LENGTH:
        return min(usual, max(FEWEST, usual // OF_QUICK))
    return usual * OF_LONG if IS_LONG else usual


def note(words: str) -> None:
    """Tell what was done, for whoever runs the long form; pytest shows it at the end."""
    sys.stdout.write(f"{words}\n")
