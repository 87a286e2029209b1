"""Reading untrusted JSON strictly, in the same way everywhere.

RFC 8259 leaves it to each parser what an object with a duplicate name means, what a number means
that no float can hold, and how deeply a text may be nested. If two parsers could read two different
amounts, the text is refused. Some two hundred levels of nesting are allowed.
"""

import json
import math
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from pydantic_core import from_json

from service.encoding import encoding_fault


class JsonError(ValueError):
    """A text that is not JSON, or is ambiguous."""


class TextFault(NamedTuple):
    """A fault of a text, and where it is."""

    at: str
    message: str


class _AmbiguousError(Exception):
    """An object has a duplicate name, or a number that not every parser can read."""


class _Pairs(list[tuple[str, Any]]):
    """The members of an object in order, duplicates included."""


class _InvalidNumber(str):
    """The fault of a number, in place of it."""

    __slots__ = ()


def read_json(content: bytes | str) -> Any:  # noqa: ANN401 - whatever JSON it is
    """Return the document of a text in UTF-8. Raise JsonError, which contains no value of it.

    >>> read_json(b'{"amount": 5}')
    {'amount': 5}
    """
    try:
        document = from_json(content, allow_inf_nan=False)
        _CHECKING.decode(_text(content))
    except (ValueError, RecursionError, _AmbiguousError) as error:
        raise JsonError(_fault_of(content, error)) from None
    return document


def _fault_of(content: bytes | str, error: Exception) -> str:
    raw = content.encode(errors="surrogatepass") if isinstance(content, str) else content
    encoding = encoding_fault(raw, "the text")
    if encoding:
        return f"this is no JSON text: {encoding}"
    repeated = [fault.at for fault in text_faults(content) if fault.message == REPEATED]
    if not repeated:
        return f"this is no JSON text: {error}"
    return f"this JSON text has {' and '.join(repeated)} twice, and one can be meant: write it once"


def text_faults(content: bytes | str, known: Collection[str] = ()) -> list[TextFault]:
    """Return the faults of a text that a lenient parser accepts, and might read differently.

    A parser that takes the last of two values does not check the first: it may be anything. So
    whatever the strict parser here rejects is a fault, wherever it is. At positions in `known`,
    where a fault has been found already, only duplicate names are reported.

    >>> [fault.at for fault in text_faults(b'{"money": {"amount": NaN, "amount": 2}}')]
    ['/money/amount', '/money/amount']
    """
    try:
        _CHECKING.decode(_text(content))
    except (_AmbiguousError, ValueError, RecursionError):
        pass
    else:
        return []
    try:
        faults = list(dict.fromkeys(_faults(_KEEPING.decode(_text(content)), "")))
    except (ValueError, RecursionError) as error:
        faults = [TextFault("/", f"this is no JSON text: {error}")]
    return [fault for fault in faults if fault.message == REPEATED or fault.at not in known]


def _text(content: bytes | str) -> str:
    return content if isinstance(content, str) else content.decode()


def _faults(value: object, at: str) -> Iterator[TextFault]:
    if isinstance(value, _InvalidNumber):
        yield TextFault(at or "/", str(value))
    elif isinstance(value, _Pairs):
        names = set()
        for name, inner in value:
            here = f"{at}/{_visible(name)}"
            if name in names:
                yield TextFault(here, REPEATED)
            names.add(name)
            yield from _faults(inner, here)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _faults(inner, f"{at}/{index}")


def _visible(name: str) -> str:
    """Return an untrusted name without control characters and what cannot be encoded."""
    return "".join(one if one.isprintable() else "\ufffd" for one in name)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) < len(pairs):
        raise _AmbiguousError(REPEATED)
    return names


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _AmbiguousError(_TOO_LARGE)
    return number


def _no_constant(_name: str) -> float:
    raise _AmbiguousError(_NO_CONSTANT)


def _kept_float(text: str) -> object:
    return _InvalidNumber(_TOO_LARGE) if math.isinf(float(text)) else 0.0


def _kept_integer(text: str) -> object:
    return _InvalidNumber(_TOO_LARGE) if len(text) > _DIGITS_MAX else 0


def _kept_constant(_name: str) -> object:
    return _InvalidNumber(_NO_CONSTANT)


REPEATED = "it is there twice, and only one can be meant: send it once"
_NO_CONSTANT = "NaN and Infinity are no numbers of JSON: send a finite number"
_TOO_LARGE = "this number is too large: send one that a computer can hold"
_DIGITS_MAX = 4_300
"""Python refuses to parse longer integers, for the time they take. Source: its manual."""

# A parser in C that calls these; pydantic's is faster, but does not report duplicate names.
_CHECKING = json.JSONDecoder(
    object_pairs_hook=_each_once, parse_float=_finite, parse_constant=_no_constant
)
_KEEPING = json.JSONDecoder(
    object_pairs_hook=_Pairs,
    parse_float=_kept_float,
    parse_int=_kept_integer,
    parse_constant=_kept_constant,
)
