"""How long the proofs are: short for every change, long where `WANGHUIYI_PROOFS` is set."""

import os
import sys

IS_LONG = bool(os.environ.get("WANGHUIYI_PROOFS"))


def chosen(short: int, long: int) -> int:
    """Return how many there are to be."""
    return long if IS_LONG else short


def note(words: str) -> None:
    """Tell what was done, for whoever runs the long form; pytest shows it at the end."""
    sys.stdout.write(f"{words}\n")
