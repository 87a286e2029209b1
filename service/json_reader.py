"""JSON that comes from outside, read in one way wherever it is read.

RFC 8259 leaves it to each reader what an object means that has a name twice, what a number means
that no float can hold, and how deep a text may be. Where two readers could understand two amounts,
there is no amount: such a text is refused. Some two hundred lists may stand in each other.
"""

import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn

from pydantic_core import from_json


class JsonError(ValueError):
    """A text that is no JSON, or has more than one meaning."""


class _RepeatedNameError(Exception):
    """An object has a name twice."""


class _Pairs(list[tuple[str, Any]]):
    """An object as it was written."""


def read_json(content: bytes | str) -> Any:  # noqa: ANN401 - whatever JSON it is
    """Return the document of a text in UTF-8. Raise JsonError, which repeats no value of it.

    >>> read_json(b'{"amount": 5}')
    {'amount': 5}
    """
    try:
        document = from_json(content, allow_inf_nan=False)
        _inspect(content)
    except _RepeatedNameError:
        places = " and ".join(repeated_names(content))
        message = f"this JSON text has {places} twice, and one can be meant: write it once"
        raise JsonError(message) from None
    except (ValueError, RecursionError) as error:
        message = f"this is no JSON text: {error}"
        raise JsonError(message) from None
    return document


def repeated_names(content: bytes | str) -> list[str]:
    """Return where an object has a name again; nothing of a text that is no JSON.

    >>> repeated_names(b'{"money": {"amount": 1, "amount": 2}}')
    ['/money/amount']
    """
    try:
        _inspect(content)
    except _RepeatedNameError:
        return list(dict.fromkeys(_again(_KEEPING.decode(_text(content)), "")))
    except (ValueError, RecursionError):
        pass
    return []


def _inspect(content: bytes | str) -> None:
    """Raise _RepeatedNameError, or ValueError if a number is endless or this is no JSON."""
    _CHECKING.decode(_text(content))


def _text(content: bytes | str) -> str:
    return content if isinstance(content, str) else content.decode()


def _again(value: object, at: str) -> Iterator[str]:
    if isinstance(value, _Pairs):
        names = set()
        for name, inner in value:
            here = f"{at}/{_visible(name)}"
            if name in names:
                yield here
            names.add(name)
            yield from _again(inner, here)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _again(inner, f"{at}/{index}")


def _visible(name: str) -> str:
    """Return a stranger's name without what would steer a terminal, or could not be encoded."""
    return "".join(one if one.isprintable() else "\ufffd" for one in name)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) < len(pairs):
        raise _RepeatedNameError
    return names


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        message = "a number is too large"
        raise ValueError(message)
    return number


def _refuse(_name: str) -> NoReturn:
    message = "NaN and Infinity are no numbers of JSON"
    raise ValueError(message)


# A reader in C, which calls these; pydantic's is faster, and tells nothing of names.
_CHECKING = json.JSONDecoder(
    object_pairs_hook=_each_once, parse_float=_finite, parse_constant=_refuse
)
_KEEPING = json.JSONDecoder(object_pairs_hook=_Pairs)
