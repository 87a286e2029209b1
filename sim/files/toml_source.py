"""A TOML file with the place of every key: values by `tomllib`, places by tree-sitter's grammar."""

import re
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.files.findings import FileErrors, Finding

if TYPE_CHECKING:
    from tree_sitter import Node

KeyPath = tuple[str | int, ...]

KEY_TYPES = {"bare_key", "quoted_key", "dotted_key"}
PLACE_OF_ERROR = re.compile(r" \(at line (\d+), column (\d+)\)$")
TOO_MANY_DIGITS = re.compile(rf"[\d_]{{{sys.int_info.default_max_str_digits},}}")
AT_THE_END = re.compile(r" \(at end of document\)$")


@dataclass(frozen=True)
class Place:
    """Where a key was written."""

    source: str
    line: int
    column: int


@dataclass
class TomlSource:
    """The values of a TOML text, and the place of each key by its path."""

    values: dict[str, Any]
    places: dict[KeyPath, Place] = field(default_factory=dict)


def parse_toml(text: str, source: str) -> TomlSource:
    """Return values and places. Raise FileErrors for what is not TOML."""
    try:
        values = toml_values(text)
    except tomllib.TOMLDecodeError as error:
        raise FileErrors([_syntax_finding(text, source, str(error))]) from None
    return TomlSource(values, _places(text, source))


def toml_values(text: str) -> dict[str, Any]:
    """Return the values of a TOML text. Raise TOMLDecodeError for what is not TOML.

    A number of more digits than Python turns into an integer is an error of the text, too.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:
        if not (number := TOO_MANY_DIGITS.search(text)):
            raise
        before = text[: number.start()]
        line, column = before.count("\n") + 1, number.start() - before.rfind("\n")
        message = f"A number has {len(number[0]):,} digits (at line {line}, column {column})"
        raise tomllib.TOMLDecodeError(message) from None


def _syntax_finding(text: str, source: str, message: str) -> Finding:
    if found := PLACE_OF_ERROR.search(message):
        what = PLACE_OF_ERROR.sub("", message)
        return Finding(source, int(found[1]), int(found[2]), "", _not_toml(what))
    lines = text.splitlines() or [""]
    what = AT_THE_END.sub(" at the end of the file", message)
    return Finding(source, len(lines), len(lines[-1]) + 1, "", _not_toml(what))


def _not_toml(what: str) -> str:
    return f'not TOML: {what[:1].lower()}{what[1:]}; write key = value, and text in "quotes"'


def _places(text: str, source: str) -> dict[KeyPath, Place]:
    # The grammar is loaded only where a file is read, so that --help starts without it.
    import tree_sitter_toml  # noqa: PLC0415 - see above
    from tree_sitter import Language, Parser  # noqa: PLC0415 - see above

    tree = Parser(Language(tree_sitter_toml.language())).parse(text.encode())
    places: dict[KeyPath, Place] = {}
    elements: Counter[KeyPath] = Counter()
    for node in tree.root_node.named_children:
        if node.type == "pair":
            _pair(node, (), places, source)
        elif node.type in {"table", "table_array_element"}:
            path = _resolve(_key_path(_key_of(node)), elements)
            if node.type == "table_array_element":
                elements[path] += 1
                path = (*path, elements[path] - 1)
            places.setdefault(path, _place(_key_of(node), source))
            for pair in node.named_children:
                if pair.type == "pair":
                    _pair(pair, path, places, source)
    return places


def _resolve(written: KeyPath, elements: Counter[KeyPath]) -> KeyPath:
    """Return the path with the number of the array element in which a sub-table stands."""
    path: KeyPath = ()
    for place, part in enumerate(written):
        path = (*path, part)
        if place < len(written) - 1 and elements[path]:
            path = (*path, elements[path] - 1)
    return path


def _pair(node: "Node", prefix: KeyPath, places: dict[KeyPath, Place], source: str) -> None:
    key, value = _key_of(node), node.named_children[-1]
    path = (*prefix, *_key_path(key))
    for depth in range(len(prefix) + 1, len(path) + 1):
        places.setdefault(path[:depth], _place(key, source))
    _value(value, path, places, source)


def _value(node: "Node", path: KeyPath, places: dict[KeyPath, Place], source: str) -> None:
    if node.type == "inline_table":
        for pair in node.named_children:
            if pair.type == "pair":
                _pair(pair, path, places, source)
    elif node.type == "array":
        items = [child for child in node.named_children if child.type != "comment"]
        for number, item in enumerate(items):
            places[*path, number] = _place(item, source)
            _value(item, (*path, number), places, source)


def _key_of(node: "Node") -> "Node":
    return next(child for child in node.named_children if child.type in KEY_TYPES)


def _key_path(node: "Node") -> KeyPath:
    if node.type == "dotted_key":
        return tuple(part for child in node.named_children for part in _key_path(child))
    text = (node.text or b"").decode()
    return (text if node.type == "bare_key" else str(next(iter(tomllib.loads(f"{text}=0")))),)


def _place(node: "Node", source: str) -> Place:
    return Place(source, node.start_point[0] + 1, node.start_point[1] + 1)
