"""Waiting in tests: for what is to happen, with a bound that nothing but a hang reaches.

A machine that does twenty things at once takes a minute for what takes it a second alone.
"""

import time
from collections.abc import Callable

PATIENCE_S = 300
LOOK_S = 0.02


def wait_for(condition: Callable[[], object], what: str = "it never came to that") -> None:
    """Wait until a condition holds."""
    until_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until_s, what
        time.sleep(LOOK_S)
