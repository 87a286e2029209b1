"""How long the proofs are: short for every change, long where `WANGHUIYI_SOAK` is set."""

import os
import sys

IS_SOAK = bool(os.environ.get("WANGHUIYI_SOAK"))


def chosen(short: int, soak: int) -> int:
    """Return how many there are to be."""
    return soak if IS_SOAK else short


def note(words: str) -> None:
    """Tell what was done, for whoever runs the long form; pytest shows it at the end."""
    sys.stdout.write(f"{words}\n")
