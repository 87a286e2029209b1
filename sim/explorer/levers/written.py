"""Values of levers as texts in a form, and such texts as settings."""

import datetime as dt
from typing import Any

from sim.files.toml_words import toml_value

TRUE, FALSE = "true", "false"
KEY = "value"


def plain(value: Any) -> Any:  # noqa: ANN401 - any value of a scenario
    """Return a value as TOML would give it: lists, tables without what is not given, numbers.

    >>> plain({"law": "gamma", "mean": 4.0, "maximum": None, "values": (1.5, 2.0)})
    {'law': 'gamma', 'mean': 4, 'values': [1.5, 2]}
    """
    if isinstance(value, dict):
        given = {key: plain(one) for key, one in value.items() if one is not None}
        return _law(given) if "law" in given else given
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _law(values: dict[str, Any]) -> dict[str, Any]:
    """Return a law without what is empty; measured values of a file are in that."""
    given = {key: one for key, one in values.items() if one not in ("", [])}
    return {key: one for key, one in given.items() if key != "values" or "file" not in given}


def field_text(value: object) -> str:
    """Return a plain value as it stands in a field: words as they are, all else as TOML.

    >>> field_text("Mo-Fr 08:30-17:00"), field_text([1, 0.5]), field_text(None)
    ('Mo-Fr 08:30-17:00', '[1, 0.5]', '')
    """
    if value is None:
        return ""
    return value if isinstance(value, str) else toml_value(value)


def value_of(text: str, kind: str) -> object:
    """Return what was typed, as TOML has it; what TOML cannot read stays a text, for its error.

    >>> value_of("2.50", "number"), value_of("2,5", "number"), value_of("08:30", "words")
    (2.5, '2,5', '08:30')
    """
    from sim.files.toml_source import toml_values

    if kind in {"words", "choice"}:
        return text
    try:
        # TOML may break a list into lines, and a comment ends with its line.
        values = toml_values(f"{KEY} = {text.strip()}\n")
    except ValueError:
        return text.strip()
    if set(values) != {KEY} or isinstance(values[KEY], dt.time):
        return text.strip()
    found = values[KEY]
    # As `--set` has it, 3.0 is no whole number.
    return found if kind == "whole" and isinstance(found, float) else plain(found)


def is_same(one: object, other: object) -> bool:
    """Return whether two plain values mean the same; a number alone is the law that has only it.

    >>> is_same(4, {"law": "deterministic", "value": 4}), is_same(True, 1)
    (True, False)
    """
    if isinstance(other, dict) and "law" in other and isinstance(one, int | float):
        one = {"law": "deterministic", "value": one}
    return isinstance(one, bool) == isinstance(other, bool) and one == other
