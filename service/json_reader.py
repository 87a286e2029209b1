"""JSON that comes from outside, read in one way wherever it is read.

RFC 8259 leaves it to each reader what an object means that has a name twice, what a number means
that no float can hold, and how deep a text may be. Where two readers could understand two amounts,
there is no amount: such a text is refused. Some two hundred lists may stand in each other.
"""

import json
import math
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from pydantic_core import from_json

from service.encoding import encoding_fault


class JsonError(ValueError):
    """A text that is no JSON, or has more than one meaning."""


class TextFault(NamedTuple):
    """What is wrong with a text, whoever reads it, and where."""

    at: str
    message: str


class _AmbiguousError(Exception):
    """An object has a name twice, or a number is none that every reader reads."""


class _Pairs(list[tuple[str, Any]]):
    """An object as it was written."""


class _NoNumber(str):
    """What is wrong with a number, in place of it."""

    __slots__ = ()


def read_json(content: bytes | str) -> Any:  # noqa: ANN401 - whatever JSON it is
    """Return the document of a text in UTF-8. Raise JsonError, which repeats no value of it.

    >>> read_json(b'{"amount": 5}')
    {'amount': 5}
    """
    try:
        document = from_json(content, allow_inf_nan=False)
        _CHECKING.decode(_text(content))
    except (ValueError, RecursionError, _AmbiguousError) as error:
        raise JsonError(_said_of(content, error)) from None
    return document


def _said_of(content: bytes | str, error: Exception) -> str:
    raw = content.encode(errors="surrogatepass") if isinstance(content, str) else content
    encoding = encoding_fault(raw, "the text")
    if encoding:
        return f"this is no JSON text: {encoding}"
    repeated = [fault.at for fault in text_faults(content) if fault.message == REPEATED]
    if not repeated:
        return f"this is no JSON text: {error}"
    return f"this JSON text has {' and '.join(repeated)} twice, and one can be meant: write it once"


def text_faults(content: bytes | str, told: Collection[str] = ()) -> list[TextFault]:
    """Return what is wrong with a text that others might read nevertheless, and in another way.

    A reader that lets the last of two values count does not look at the first: it may be anything.
    So whatever this module's own reader does not read is a fault, wherever it stands. Where another
    has told a fault already, only names that are there twice are told beside it.

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
    return [fault for fault in faults if fault.message == REPEATED or fault.at not in told]


def _text(content: bytes | str) -> str:
    return content if isinstance(content, str) else content.decode()


def _faults(value: object, at: str) -> Iterator[TextFault]:
    if isinstance(value, _NoNumber):
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
    """Return a stranger's name without what would steer a terminal, or could not be encoded."""
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
    return _NoNumber(_TOO_LARGE) if math.isinf(float(text)) else 0.0


def _kept_integer(text: str) -> object:
    return _NoNumber(_TOO_LARGE) if len(text) > _DIGITS_MAX else 0


def _kept_constant(_name: str) -> object:
    return _NoNumber(_NO_CONSTANT)


REPEATED = "it is there twice, and only one can be meant: send it once"
_NO_CONSTANT = "NaN and Infinity are no numbers of JSON: send a finite number"
_TOO_LARGE = "this number is too large: send one that a computer can hold"
_DIGITS_MAX = 4_300
"""Longer integers are refused by Python's reader, for the time they take. Source: its manual."""

# A reader in C, which calls these; pydantic's is faster, and tells nothing of names.
_CHECKING = json.JSONDecoder(
    object_pairs_hook=_each_once, parse_float=_finite, parse_constant=_no_constant
)
_KEEPING = json.JSONDecoder(
    object_pairs_hook=_Pairs,
    parse_float=_kept_float,
    parse_int=_kept_integer,
    parse_constant=_kept_constant,
)
