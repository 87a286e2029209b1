"""Lists of values as users write them beside a key, and what to show for whole laws and lists."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sim.files.toml_source import toml_values
from sim.files.toml_words import toml_value
from sim.files.wording import shortened

NUMBER = r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
VALUES_MOST = 1_000
LETTERS_MOST = 40
SHAPES = "write line.patience_min.median=18,36 or 9..36:9, say"


def listed(written: str, now: object) -> list[Any]:
    """Return the values of a list, where the scenario has `now`. Raise ValueError for none.

    >>> listed("2,3", 1), listed("a, b", "a"), listed('{law = "gamma"}, 3', 2.0)
    ([2, 3], ['a', 'b'], [{'law': 'gamma'}, 3])
    """
    if written.startswith(("[", "{")):
        items = _of_toml(written, now)
    elif isinstance(now, str):
        items = [part.strip() for part in written.split(",")]
    else:
        items = [_scalar(part.strip()) for part in written.split(",")]
    if not items or not all(map(_is_value, items)):
        message = "a value of the list is none: list numbers, true or false, names, laws or lists"
        raise ValueError(message)
    if len(items) > VALUES_MOST:
        message = f"{len(items):,} values, and may be at most {VALUES_MOST:,}"
        raise ValueError(message)
    return items


def labels_of(alternatives: Mapping[str, Any]) -> dict[str, str]:
    """Return what to show for laws, lists and tables, by how TOML writes them; no two alike.

    What tables have in common, where all are tables, is left out, but for the name of a law.

    >>> laws = [{"law": "gamma", "mean": 2, "cv": 1}, {"law": "gamma", "mean": 3, "cv": 1}]
    >>> list(labels_of({str(one): one for one in laws}).values())
    ['gamma: mean 2', 'gamma: mean 3']
    """
    tables = [one for one in alternatives.values() if isinstance(one, dict)]
    shared = {
        key
        for key in (tables[0] if 1 < len(tables) == len(alternatives) else ())
        if key != "law" and all(key in one and one[key] == tables[0][key] for one in tables)
    }
    found = {text: _label(one, shared) for text, one in alternatives.items()}
    if len(set(found.values())) < len(found):
        return {text: f"{number}. {one}" for number, (text, one) in enumerate(found.items(), 1)}
    return found


def _label(value: object, shared: set[str]) -> str:
    if isinstance(value, dict):
        inside = {key: one for key, one in value.items() if key not in shared and one is not None}
        law = str(inside.pop("law", ""))
        said = ", ".join(f"{key} {_plain(one)}" for key, one in inside.items())
        text = ": ".join(part for part in (law, said) if part)
    else:
        text = _plain(value)
    line = text or "nothing"
    return line if len(line) <= LETTERS_MOST else f"{line[: LETTERS_MOST - 1]}…"


def _plain(value: object) -> str:
    """Return a value without quotes; a list by its items."""
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return value if isinstance(value, str) else toml_value(value)


def _of_toml(written: str, now: object) -> list[Any]:
    """Return what stands in brackets, or side by side as TOML has it."""
    try:
        items: list[Any] = toml_values(f"a = [{written}]")["a"]
    except ValueError as error:
        message = f"cannot be read as a list: {error}"
        raise ValueError(message) from None
    if len(items) == 1 and isinstance(items[0], list):
        (items,) = items
        if isinstance(now, list) and not any(isinstance(one, list) for one in items):
            message = "one list alone: write its alternatives as [[...], [...]]"
            raise ValueError(message)
    return items


def _is_value(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_is_value, value.values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return all(map(_is_value, value))
    return isinstance(value, bool | int | float | str)


def _scalar(text: str) -> bool | int | float:
    if text in {"true", "false"}:
        return text == "true"
    if not re.fullmatch(NUMBER, text):
        message = f'"{shortened(text)}" is no number, and neither true nor false: {SHAPES}'
        raise ValueError(message)
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)
