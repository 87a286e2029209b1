"""Levers: what one scenario changes of another, parameter by parameter.

A law, a list and the hours of a shift are each one value, as they are when scenarios are merged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.files.scenario_file import find_scenario, parent_of, read_scenario
from sim.files.schema import effective
from sim.scenario import Scenario

LAW = "law"
NO_LEVERS = {"name", "question"}


@dataclass(frozen=True)
class ChangedLever:
    """A parameter that differs; None is a parameter that one of the two does not have."""

    key: str
    before: Any
    after: Any


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of an effective scenario by dotted key.

    >>> flat({"line": {"balking": True, "balk_length": {"law": "uniform"}}, "outage": []})
    {'line.balking': True, 'line.balk_length': {'law': 'uniform'}, 'outage': []}
    """
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict) and _is_table(value):
            found |= {f"{key}.{inner}": one for inner, one in flat(value).items()}
        else:
            found[key] = value
    return found


def _is_table(value: dict[str, Any]) -> bool:
    """Return whether this is a table of parameters: no law, and no hours of a shift."""
    return bool(value) and LAW not in value and all(map(str.isidentifier, value))


def levers(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ChangedLever]:
    """Return what differs between two effective scenarios, but for name and question.

    >>> levers({"line": {"balking": True}, "name": "a"}, {"line": {"balking": False}, "name": "b"})
    [ChangedLever(key='line.balking', before=True, after=False)]
    """
    old, new = flat(before), flat(after)
    return [
        ChangedLever(key, old.get(key), new.get(key))
        for key in dict.fromkeys((*new, *old))
        if old.get(key) != new.get(key) and key not in NO_LEVERS
    ]


def base_of(wanted: str, settings: Sequence[str] = ()) -> Scenario | None:
    """Return the scenario that a file changes: the one that it extends.

    A file that extends none is itself what settings change; without any there is no base. Raise
    FileErrors if the base alone is no scenario that could run.
    """
    parent = parent_of(find_scenario(wanted))
    if parent is None:
        return read_scenario(wanted) if settings else None
    return read_scenario(parent)


def changed_from(base: Scenario, scenario: Scenario) -> dict[str, Any]:
    """Return for a manifest the name of the base, and its values of what the scenario changes."""
    found = levers(effective(base), effective(scenario))
    return {"name": base.name, "values": {lever.key: lever.before for lever in found}}
