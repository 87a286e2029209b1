"""Values as TOML writes them, on one line: as in a scenario, and after the equals sign of --set."""

import datetime as dt
import json

BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def toml_key(key: str) -> str:
    """Return a key, in quotes where it needs them.

    >>> toml_key("counters"), toml_key("Mo 08:30-17:00")
    ('counters', '"Mo 08:30-17:00"')
    """
    return key if key and set(key) <= BARE else json.dumps(key, ensure_ascii=False)


def toml_value(value: object) -> str:
    """Return a value; what is not given is left out of a table.

    >>> print(toml_value({"law": "gamma", "mean": 2.5, "max": None}))
    {law = "gamma", mean = 2.5}
    >>> print(toml_value([dt.date(2007, 11, 5), True]))
    [2007-11-05, true]
    """
    if isinstance(value, dict):
        inside = [f"{toml_key(key)} = {toml_value(one)}" for key, one in _given(value)]
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def _given(values: dict[str, object]) -> list[tuple[str, object]]:
    return [(key, value) for key, value in values.items() if value is not None]
