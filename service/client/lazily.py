"""Modules that are imported when they are first asked for something.

Bodies of a hundred operations take longer to import than one of them takes to be asked for.
"""

from importlib import import_module


class Lazily:
    """Stands for a module until something in it is wanted."""

    def __init__(self, name: str) -> None:
        """Take the module's full name."""
        self._name = name

    def __getattr__(self, name: str) -> object:
        """Return what the module has under a name."""
        return getattr(import_module(self._name), name)
