"""The signals that end a command."""

import signal

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
ENDING = tuple(signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__)
"""Ctrl-C, a request to end, a closed terminal, and Ctrl-\\, as far as the system has them."""


def ending_signals() -> tuple[signal.Signals, ...]:
    """Return those that end this process; one that `nohup` makes it ignore is none of them."""
    return tuple(one for one in ENDING if signal.getsignal(one) is not signal.SIG_IGN)
