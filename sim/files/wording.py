"""Pydantic's errors in our words: what was wrong, what is allowed, what to do."""

import math
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from sim.scenario import Scenario

UNITS = ("_min", "_h", "_days", "_yuan", "_km", "_share", "_day", "_month", "_year")
LONGEST_SHOWN = 80
NAMED_AT_MOST = 18
# Of days of the week and hours of the day there is neither more nor less.
PROFILES = (7, 24)
MOST_BITS_SHOWN = 128
WHOLE_SHOWN = 1e15

BOUNDS = {
    "greater_than": ("gt", "must be more than"),
    "greater_than_equal": ("ge", "must be at least"),
    "less_than": ("lt", "must be less than"),
    "less_than_equal": ("le", "must be at most"),
}
WANTED = {
    "int_type": "a whole number, such as 20",
    "int_from_float": "a whole number, such as 20",
    "float_type": "a number, such as 2.5",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "string_type": 'a text in "quotes"',
    "date_type": "a date without quotes, such as 2007-11-05",
    "date_from_datetime_inexact": "a date without a time, such as 2007-11-05",
    "datetime_type": "a moment without quotes, such as 2007-11-05T09:00:00",
    "timezone_naive": "a local time without an offset, such as 2007-11-05T09:00:00",
    "tuple_type": "a list in [brackets]",
    "model_type": "a table of parameters, such as [line]",
    "model_attributes_type": "a table of parameters, such as [line]",
    "union_tag_not_found": 'a number, or a distribution such as { law = "exponential", mean = 4 }',
}


def wording(error: ErrorDetails) -> str:
    """Return the message for one error."""
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    if kind in BOUNDS:
        name, must = BOUNDS[kind]
        return f"{_shown(given)}, and {must} {_shown(context[name])}"
    if kind == "float_type" and isinstance(given, int) and not isinstance(given, bool):
        return f"{_shown(given)}, and must be far smaller"
    if kind in WANTED:
        return f"{_shown(given)}, and must be {WANTED[kind]}"
    if kind == "extra_forbidden":
        return f"not a parameter{_did_you_mean(error['loc'])}"
    special = SPECIAL.get(kind, _own_message)
    return special(error, context)


def _own_message(error: ErrorDetails, _: Mapping[str, Any]) -> str:
    return error["msg"].removeprefix("Value error, ")


def _missing(*_: object) -> str:
    return "missing, and has no default: add it"


def _literal(error: ErrorDetails, context: Mapping[str, Any]) -> str:
    allowed = f"must be one of {context['expected']}{_close(error['input'], context)}"
    return f"{_shown(error['input'])}, and {allowed}"


def _distribution_name(_: ErrorDetails, context: Mapping[str, Any]) -> str:
    tags = str(context["expected_tags"]).replace("'", "")
    close = get_close_matches(str(context["tag"]), tags.split(", "), n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"law {_shown(context['tag'])}, and must be one of {tags}{hint}"


def _length(error: ErrorDetails, context: Mapping[str, Any]) -> str:
    wanted = context.get("min_length") or context.get("max_length")
    limit = "at least" if error["type"] == "too_short" else "at most"
    allowed = wanted if wanted in PROFILES else f"{limit} {wanted}"
    return f"{context['actual_length']} values, and must be {allowed}"


def _too_long(error: ErrorDetails, context: Mapping[str, Any]) -> str:
    return f"{len(error['input'])} characters, and must be at most {context['max_length']}"


def _looks(error: ErrorDetails, context: Mapping[str, Any]) -> str:
    example = "23:59" if ":" in context["pattern"] else 'words joined by hyphens, "my-county"'
    return f"{_shown(error['input'])}, and must look like {example}"


SPECIAL: dict[str, Callable[[ErrorDetails, Mapping[str, Any]], str]] = {
    "missing": _missing,
    "literal_error": _literal,
    "union_tag_invalid": _distribution_name,
    "too_short": _length,
    "too_long": _length,
    "string_pattern_mismatch": _looks,
    "string_too_long": _too_long,
}


def shortened(text: str) -> str:
    """Return a text as a message may hold it: of a long one only the beginning."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    if isinstance(value, float):
        return (
            f"{value:.0f}" if value.is_integer() and abs(value) < WHOLE_SHOWN else f"{value:.15g}"
        )
    if isinstance(value, int) and value.bit_length() > MOST_BITS_SHOWN:
        # Python refuses to write out so long a number in decimal digits.
        return f"a number of {round(value.bit_length() * math.log10(2)):,} digits"
    if isinstance(value, Mapping):
        return "a table"
    return str(value)


def _close(given: object, context: Mapping[str, Any]) -> str:
    allowed = [
        word.strip(" '") for word in str(context["expected"]).replace(" or ", ",").split(",")
    ]
    close = get_close_matches(str(given), allowed, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _did_you_mean(location: tuple[str | int, ...]) -> str:
    *tables, name = (str(part) for part in location)
    table: Any = Scenario
    for part in tables:
        table = _fields(table).get(part)
    known = _fields(table)
    if stem := next((key for key in known if _stem(key) == _stem(str(name))), None):
        return f"; the unit is in the key: did you mean {stem}?"
    if close := get_close_matches(str(name), known, n=1):
        return f"; did you mean {close[0]}?"
    for other, model in _fields(Scenario).items():
        if name in _fields(model):
            return f"; {name} belongs to [{other}]"
        if close := get_close_matches(str(name), _fields(model), n=1, cutoff=0.8):
            return f"; did you mean {close[0]} of [{other}]?"
    more = f" and {len(known) - NAMED_AT_MOST} more" if len(known) > NAMED_AT_MOST else ""
    return f"; use one of {', '.join([*known][:NAMED_AT_MOST])}{more}" if known else ""


def _fields(model: object) -> dict[str, object]:
    """Return the parameters of a table by name; what is no table has none."""
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return {}
    fields = model.model_fields.items()
    return {field.alias or name: field.annotation for name, field in fields}


def _stem(key: str) -> str:
    for unit in UNITS:
        key = key.removesuffix(unit)
    return key
