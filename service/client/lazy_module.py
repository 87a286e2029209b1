"""Modules that are imported on first use.

Importing the schemas of a hundred operations takes longer than sending one request.
"""

from importlib import import_module


class LazyModule:
    """Stands for a module until one of its names is used."""

    def __init__(self, name: str) -> None:
        """Take the module's full name."""
        self._name = name

    def __getattr__(self, name: str) -> object:
        """Return an attribute of the module."""
        return getattr(import_module(self._name), name)
