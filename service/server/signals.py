"""The signals by which people and their system end a command."""

import signal

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
ENDING = tuple(signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__)
"""Ctrl-C, a request to end, a closed terminal, and Ctrl-\\, as far as the system has them."""


def heeded() -> tuple[signal.Signals, ...]:
    """Return those that end this process; what `nohup` has made it ignore stays ignored."""
    return tuple(one for one in ENDING if signal.getsignal(one) is not signal.SIG_IGN)
