"""The signals by which people and their system end a process."""

import signal

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
ENDING = tuple(signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__)
"""Ctrl-C, a request to end, a closed terminal, and Ctrl-\\, as far as the system has them."""
