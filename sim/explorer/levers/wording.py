"""Levers in words: what each is called, its unit, and what it may be."""

from collections.abc import Mapping
from typing import Any

# The longest first; what stands in a key for a unit stands there at its end.
UNITS = {
    "_per_1000_people_day": "a day, of 1,000 people",
    "_per_1000_people": "of 1,000 people",
    "_per_person_year": "a person and year",
    "_km2_per_outlet": "km² an outlet",
    "_yuan_per_kg": "yuan a kg",
    "_per_outlet": "an outlet",
    "_per_counter": "a counter",
    "_per_month": "a month",
    "_per_day": "a day",
    "_a_week": "a week",
    "_a_day": "a day",
    "_km_h": "km an hour",
    "_share": "share, from 0 to 1",
    "_factor": "factor",
    "_yuan": "yuan",
    "_days": "days",
    "_min": "minutes",
    "_km": "km",
    "_kg": "kg",
    "_h": "hours",
}
OF_COUNTS = {"_min": ", at least", "_max": ", at most"}
WITHOUT_UNIT = {"cv", "sigma", "probability", "share"}
NUMBERS = {"number", "law", "whole"}
BOUNDS = (
    ("minimum", "from {}"),
    ("exclusiveMinimum", "above {}"),
    ("maximum", "to {}"),
    ("exclusiveMaximum", "below {}"),
)
LAWS = "a number, or a law in TOML: deterministic, exponential, lognormal, gamma, uniform ..."


def label_of(key: str, kind: str, law: str = "") -> str:
    """Return what a lever is called, its unit left out.

    >>> label_of("line.patience_min.median", "number", "line.patience_min")
    'Line: patience, median'
    >>> label_of("network.rural.counters_min", "whole")
    'Network, rural: counters, at least'
    """
    *tables, name = (law or key).split(".")
    bare = name.removesuffix(_suffix(name, kind))
    for suffix, words in OF_COUNTS.items():
        if kind == "whole" and name.endswith(suffix):
            bare = name.removesuffix(suffix) + words
    inside = f", {key.rpartition('.')[2]}" if law else ""
    said = f"{bare}{inside}".replace("_", " ")
    before = ", ".join(tables).replace("_", " ")
    whole = f"{before}: {said}" if before else said
    return whole[:1].upper() + whole[1:]


def unit_of(key: str, kind: str, law: str = "") -> str:
    """Return the unit of a lever, by the end of its key.

    >>> unit_of("services.other_min.mean", "number", "services.other_min")
    'minutes'
    >>> unit_of("services.other_min.cv", "number", "services.other_min")
    ''
    """
    if kind not in NUMBERS or (law and key.rpartition(".")[2] in WITHOUT_UNIT):
        return ""
    name = (law or key).rpartition(".")[2]
    if name in {"days", "people"}:
        return name
    return UNITS.get(_suffix(name, kind), "")


def _suffix(name: str, kind: str) -> str:
    """Return the end of a name that is a unit; of a count `_min` is none."""
    if kind not in NUMBERS:
        return ""
    found = next((one for one in UNITS if name.endswith(one)), "")
    return "" if kind == "whole" and found in OF_COUNTS else found


def limits_of(node: Mapping[str, Any], kind: str) -> str:
    """Return what a parameter may be, by its part of the schema.

    >>> limits_of({"minimum": 0, "maximum": 1000}, "number")
    'from 0 to 1,000'
    """
    if kind == "law":
        return LAWS
    if kind in {"switch", "choice"}:
        return ""
    if kind == "day":
        return "a date, such as 2007-11-05"
    if kind == "words":
        return _of_words(node)
    if kind == "toml":
        return _of_lists(node)
    return _of_numbers(node)


def _of_numbers(node: Mapping[str, Any]) -> str:
    return " ".join(words.format(_number(node[key])) for key, words in BOUNDS if key in node)


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,g}"


def _of_words(node: Mapping[str, Any]) -> str:
    pattern = node.get("pattern", "")
    if ":" in pattern:
        return "a time, such as 17:00" + (", or empty" if "?$" in pattern else "")
    if pattern:
        return 'words joined by hyphens, such as "my-county"'
    return f"at most {_number(node['maxLength'])} characters" if "maxLength" in node else ""


def _of_lists(node: Mapping[str, Any]) -> str:
    if "additionalProperties" in node:
        return f"a table in TOML, of at most {_number(node.get('maxProperties', 0))} keys"
    least, most = node.get("minItems", 0), node.get("maxItems", 0)
    count = f"{least} values" if least == most else f"at most {_number(most)} values"
    each = _of_numbers(node["items"])
    return f"a list in TOML, {count}" + (f", each {each}" if each else "")
