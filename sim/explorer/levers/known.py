"""Every lever of a scenario: its unit, limits, mark, default, and the scenario's own value.

All of it is read from the schema; of a law, each of its numbers is a lever beside the whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from sim.explorer.levers.wording import label_of, limits_of, unit_of
from sim.explorer.levers.written import field_text, plain

if TYPE_CHECKING:
    from sim.scenario import Scenario

Kind = Literal["switch", "choice", "whole", "number", "day", "words", "law", "toml"]
KINDS: dict[str, Kind] = {"boolean": "switch", "integer": "whole", "number": "number"}
Node = Mapping[str, Any]


@dataclass(frozen=True)
class KnownLever:
    """A parameter that can be set: `own` is its value in the scenario, `default` that without it.

    `law` is the key of the law whose number it is, "" for a parameter of its own.
    """

    key: str
    kind: Kind
    said: str
    limits: str
    own: object
    default: object
    choices: tuple[str, ...] = ()
    law: str = ""

    @property
    def name(self) -> str:
        """Return the name of its field in a form."""
        return f"lever:{self.key}"

    @property
    def label(self) -> str:
        """Return what it is called, without its unit."""
        return label_of(self.key, self.kind, self.law)

    @property
    def unit(self) -> str:
        """Return the unit of its numbers, "" if it has none."""
        return unit_of(self.key, self.kind, self.law)

    @property
    def mark(self) -> str:
        """Return where the default comes from, by its marks."""
        from sim.scenario.marks import mark_of

        return mark_of(self.said)

    @property
    def text(self) -> str:
        """Return the scenario's own value as a form has it."""
        return field_text(self.own)

    @property
    def default_text(self) -> str:
        """Return the default as a form has it, "none" if there is none."""
        return "none" if self.default is None else field_text(self.default) or "empty"


def levers_of(scenario: "Scenario") -> dict[str, KnownLever]:
    """Return every lever by its key, in the order of the schema."""
    own = plain(scenario.model_dump(by_alias=True))
    default = plain(_defaults())
    found: dict[str, KnownLever] = {}
    for key, node in _nodes().items():
        whole = _lever(key, node, _value_at(own, key), _value_at(default, key))
        found[key] = whole
        if whole.kind == "law":
            found |= {one.key: one for one in _of_law(whole)}
    return found


def _lever(key: str, node: Node, own: object, default: object) -> KnownLever:
    said, kind = node.get("description", ""), _kind(node)
    if not said:
        from sim.scenario.marks import described

        said = described(key)
    choices = tuple(map(str, node.get("enum", ())))
    return KnownLever(key, kind, said, limits_of(node, kind), own, default, choices)


def _kind(node: Node) -> Kind:
    if "enum" in node:
        return "choice"
    if any("discriminator" in one for one in node.get("anyOf", ())):
        return "law"
    if node.get("type") == "string":
        return "day" if node.get("format") == "date" else "words"
    return KINDS.get(str(node.get("type")), "toml")


def _of_law(whole: KnownLever) -> Iterator[KnownLever]:
    """Yield the numbers of the law that the scenario has, each as a lever."""
    if not isinstance(whole.own, dict):
        return
    default = whole.default if isinstance(whole.default, dict) else {}
    if default.get("law") != whole.own["law"]:
        default = {}
    for name, value in whole.own.items():
        if isinstance(value, int | float):
            node = _law_nodes()[whole.own["law"]]["properties"][name]
            limits = limits_of(node, "number")
            key, usual = f"{whole.key}.{name}", default.get(name)
            yield KnownLever(key, "number", whole.said, limits, value, usual, law=whole.key)


def _value_at(values: object, key: str) -> object:
    for part in key.split("."):
        values = values.get(part) if isinstance(values, dict) else None
    return values


@cache
def _schema() -> dict[str, Any]:
    from sim.scenario import Scenario

    return Scenario.model_json_schema(by_alias=True)


@cache
def _defaults() -> dict[str, Any]:
    from sim.scenario import Scenario

    return Scenario.model_construct().model_dump(by_alias=True)


@cache
def _nodes() -> dict[str, Node]:
    """Return what the schema says of each parameter, tables opened."""
    return dict(_inside(_schema(), ""))


def _inside(node: Node, prefix: str) -> Iterator[tuple[str, Node]]:
    for name, one in node["properties"].items():
        inner = _resolved(one)
        if "properties" in inner:
            yield from _inside(inner, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", inner


def _resolved(node: Node) -> Node:
    if "$ref" not in node:
        return node
    return {**_schema()["$defs"][node["$ref"].rpartition("/")[2]], **node}


@cache
def _law_nodes() -> dict[str, Node]:
    """Return what the schema says of each law, by its name."""
    return {
        one["properties"]["law"]["const"]: one
        for one in _schema()["$defs"].values()
        if "const" in one.get("properties", {}).get("law", {})
    }
