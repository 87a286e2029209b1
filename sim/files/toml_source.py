"""A TOML file: its values by `tomllib`, the location of every key by tree-sitter's grammar."""

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
DEPTH_MOST = 8
TOO_DEEP = f"tables and lists more than {DEPTH_MOST} deep in each other"
PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
MANY_PARTS = re.compile(rf"(?<![\w-]){PART}(?:[ \t]*\.[ \t]*{PART}){{32}}")
TOO_LONG = "a number with very many digits"
TOO_MANY_DIGITS = re.compile(rf"[\d_]{{{sys.int_info.default_max_str_digits},}}")
AT_THE_END = re.compile(r" \(at end of document\)$")


@dataclass(frozen=True)
class Location:
    """Where a key was written."""

    source: str
    line: int
    column: int


@dataclass
class TomlSource:
    """The values of a TOML text, and the location of each key by its path."""

    values: dict[str, Any]
    locations: dict[KeyPath, Location] = field(default_factory=dict)


def parse_toml(text: str, source: str) -> TomlSource:
    """Return values and locations. Raise FileErrors for what is not TOML."""
    try:
        values = toml_values(text)
    except ValueError as error:
        raise FileErrors([_syntax_finding(text, source, str(error))]) from None
    return TomlSource(values, _Reading(text, source).locations())


def toml_values(text: str) -> dict[str, Any]:
    """Return the values of a text. Raise ValueError for what is not TOML, or nested too deeply."""
    if MANY_PARTS.search(text):  # for which the library takes hours
        raise ValueError(TOO_DEEP)
    try:
        values = tomllib.loads(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:  # of int: a decimal number of more than some thousand digits
        raise ValueError(_too_many_digits(text)) from None
    _check(values)
    return values


def _check(values: dict[str, Any]) -> None:
    """Raise ValueError for what later steps could not bear, without recursion."""
    inside: list[object] = [values]
    for _ in range(DEPTH_MOST + 1):
        tables = [one for one in inside if isinstance(one, dict)]
        lists = [one for one in inside if isinstance(one, list)]
        inside = [value for table in tables for value in table.values()]
        inside += [value for one in lists for value in one]
    if inside:
        raise ValueError(TOO_DEEP)


def _too_many_digits(text: str) -> str:
    """Return what is wrong, and where: of such a number the library does not say."""
    number = TOO_MANY_DIGITS.search(text)
    if not number:
        return TOO_LONG
    before = text[: number.start()]
    line, column = before.count("\n") + 1, number.start() - before.rfind("\n")
    return f"{TOO_LONG} (at line {line}, column {column})"


def _syntax_finding(text: str, source: str, message: str) -> Finding:
    if found := PLACE_OF_ERROR.search(message):
        what = PLACE_OF_ERROR.sub("", message)
        return Finding(source, int(found[1]), int(found[2]), "", _not_toml(what))
    if not AT_THE_END.search(message):
        return Finding(source, 0, 0, "", _not_toml(message))
    lines = text.rstrip("\n").split("\n")
    what = AT_THE_END.sub(" at the end of the file", message)
    return Finding(source, len(lines), len(lines[-1]) + 1, "", _not_toml(what))


def _not_toml(what: str) -> str:
    return f'not TOML: {what[:1].lower()}{what[1:]}; write key = value, and text in "quotes"'


class _Reading:
    """One walk through a text, which notes the location of each key."""

    def __init__(self, text: str, source: str) -> None:
        self._content = text.encode()
        self._lines = self._content.split(b"\n")
        self._source = source
        self._locations: dict[KeyPath, Location] = {}

    def locations(self) -> dict[KeyPath, Location]:
        """Return the location of each key, by its path."""
        # The grammar is loaded only where a file is read, so that --help starts without it.
        import tree_sitter_toml  # noqa: PLC0415 - see above
        from tree_sitter import Language, Parser  # noqa: PLC0415 - see above

        tree = Parser(Language(tree_sitter_toml.language())).parse(self._content)
        elements: Counter[KeyPath] = Counter()
        for node in tree.root_node.named_children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in {"table", "table_array_element"}:
                path = _resolve(_key_path(_key_of(node)), elements)
                if node.type == "table_array_element":
                    elements[path] += 1
                    path = (*path, elements[path] - 1)
                self._note(path, _key_of(node))
                for pair in node.named_children:
                    if pair.type == "pair":
                        self._pair(pair, path)
        return self._locations

    def _pair(self, node: "Node", prefix: KeyPath) -> None:
        key = _key_of(node)
        value = [child for child in node.named_children if child.type != "comment"][-1]
        path = (*prefix, *_key_path(key))
        self._note(path, key)
        self._value(value, path)

    def _note(self, path: KeyPath, key: "Node") -> None:
        """Note where a key stands, for the tables too that no text begins."""
        for depth in range(1, len(path) + 1):
            self._locations.setdefault(path[:depth], self._location(key))

    def _value(self, node: "Node", path: KeyPath) -> None:
        if node.type == "inline_table":
            for pair in node.named_children:
                if pair.type == "pair":
                    self._pair(pair, path)
        elif node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for number, item in enumerate(items):
                self._locations[*path, number] = self._location(item)
                self._value(item, (*path, number))

    def _location(self, node: "Node") -> Location:
        # The grammar counts the bytes of a line, and people its characters.
        row, byte = node.start_point
        return Location(self._source, row + 1, len(self._lines[row][:byte].decode()) + 1)


def _resolve(written: KeyPath, elements: Counter[KeyPath]) -> KeyPath:
    """Return the path with the number of the array element in which a sub-table stands."""
    path: KeyPath = ()
    for location, part in enumerate(written):
        path = (*path, part)
        if location < len(written) - 1 and elements[path]:
            path = (*path, elements[path] - 1)
    return path


def _key_of(node: "Node") -> "Node":
    return next(child for child in node.named_children if child.type in KEY_TYPES)


def _key_path(node: "Node") -> KeyPath:
    if node.type == "dotted_key":
        return tuple(part for child in node.named_children for part in _key_path(child))
    text = (node.text or b"").decode()
    return (text if node.type == "bare_key" else str(next(iter(tomllib.loads(f"{text}=0")))),)
