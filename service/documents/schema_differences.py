"""What has changed between two JSON schemas, and whether it breaks who sends or who gets it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

Document = Mapping[str, Any]
Resolve = Callable[[Any], Any]

# What narrows a form as it grows, and as it shrinks.
_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_OTHER = ("pattern", "format")


class Direction(Enum):
    """Whether a client sends what has the form, or gets it."""

    SENT = "sent"
    GOT = "got"


@dataclass(frozen=True)
class SchemaChange:
    """One change of a schema, at a place within it."""

    at: str
    says: str
    breaks: bool


@dataclass(frozen=True)
class Schemas:
    """The two documents to which the references in schemas lead."""

    old: Document
    new: Document

    @cached_property
    def unchanged(self) -> frozenset[str]:
        """Return the references that lead to the same in both, however far they lead."""
        parts = [
            {
                f"#/components/{kind}/{name}": one
                for kind, named in document.get("components", {}).items()
                for name, one in named.items()
            }
            for document in (self.old, self.new)
        ]
        same = {ref: {*_refs(one)} for ref, one in parts[0].items() if parts[1].get(ref) == one}
        while changed := [ref for ref, within in same.items() if not within <= same.keys()]:
            for ref in changed:
                del same[ref]
        return frozenset(same)

    def are_same(self, old: object, new: object) -> bool:
        """Return whether two parts say the same, and all to which they refer."""
        return old == new and self.unchanged.issuperset(_refs(old))

    def of_old(self, one: Any) -> Any:  # noqa: ANN401 - whatever JSON it is
        """Return what a part of the old document says, or refers to."""
        return _resolved(self.old, one)

    def of_new(self, one: Any) -> Any:  # noqa: ANN401 - whatever JSON it is
        """Return what a part of the new document says, or refers to."""
        return _resolved(self.new, one)


def changes(
    old: Document, new: Document, direction: Direction, schemas: Schemas
) -> Iterator[SchemaChange]:
    """Yield the changes between two parts that have a `schema`."""
    return _changes(old.get("schema", {}), new.get("schema", {}), _Walk(direction, schemas))


@dataclass(frozen=True)
class _Walk:
    """Where one is in two schemas, and what has been seen on the way there."""

    direction: Direction
    schemas: Schemas
    at: str = ""
    seen: tuple[tuple[str, str], ...] = ()

    def within(self, name: str) -> "_Walk":
        return _Walk(self.direction, self.schemas, f"{self.at}/{name}", self.seen)

    def wider(self, says: str) -> SchemaChange:
        """Return a change that lets more pass: it breaks who gets it."""
        return SchemaChange(self.at, says, self.direction is Direction.GOT)

    def narrower(self, says: str) -> SchemaChange:
        """Return a change that lets less pass: it breaks who sends it."""
        return SchemaChange(self.at, says, self.direction is Direction.SENT)

    def breaking(self, says: str) -> SchemaChange:
        return SchemaChange(self.at, says, breaks=True)


def _changes(old: Document, new: Document, walk: _Walk) -> Iterator[SchemaChange]:
    if walk.schemas.are_same(old, new):
        return
    references = str(old.get("$ref")), str(new.get("$ref"))
    if "$ref" in old and "$ref" in new:
        if references in walk.seen:
            return
        walk = _Walk(walk.direction, walk.schemas, walk.at, (*walk.seen, references))
    before, was_null = _form(walk.schemas.of_old, old)
    after, is_null = _form(walk.schemas.of_new, new)
    if is_null != was_null:
        yield walk.wider("may be null now") if is_null else walk.narrower("may no longer be null")
    if before.get("type") != after.get("type") or ("anyOf" in before) != ("anyOf" in after):
        yield walk.breaking(f"is {_type(after)} now, and was {_type(before)}")
        return
    yield from _of_values(before, after, walk)
    yield from _of_bounds(before, after, walk)
    yield from _of_fields(before, after, walk)
    if "items" in before or "items" in after:
        yield from _changes(before.get("items", {}), after.get("items", {}), walk.within("*"))


def _of_values(before: Document, after: Document, walk: _Walk) -> Iterator[SchemaChange]:
    was, now = _values(before), _values(after)
    if was is None and now is None:
        return
    if was is None or now is None:
        says = f"must be one of {_listed(now)}" if now else "may be any value now"
        yield walk.narrower(says) if now else walk.wider(says)
        return
    for value in [one for one in was if one not in now]:
        yield walk.narrower(f"is never {value!r} now")
    for value in [one for one in now if one not in was]:
        yield walk.wider(f"may be {value!r} now")


def _of_bounds(before: Document, after: Document, walk: _Walk) -> Iterator[SchemaChange]:
    for name in (*_LEAST, *_MOST, *_OTHER):
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        if now is None:
            yield walk.wider(f"has no {name} now, and had {was}")
        elif was is None:
            yield walk.narrower(f"has {name} {now} now")
        elif name in _OTHER:
            yield walk.breaking(f"has {name} {now} now, and had {was}")
        elif (now > was) == (name in _LEAST):
            yield walk.narrower(f"has {name} {now} now, and had {was}")
        else:
            yield walk.wider(f"has {name} {now} now, and had {was}")


def _of_fields(before: Document, after: Document, walk: _Walk) -> Iterator[SchemaChange]:
    was, now = before.get("properties", {}), after.get("properties", {})
    had_to, must = {*before.get("required", ())}, {*after.get("required", ())}
    for name, form in was.items():
        within = walk.within(name)
        if name not in now:
            yield within.breaking("is no longer there")
            continue
        if name in must - had_to:
            yield within.narrower("is required now")
        if name in had_to - must:
            yield within.wider("may be left out now")
        yield from _changes(form, now[name], within)
    for name in [one for one in now if one not in was]:
        is_asked = name in must and walk.direction is Direction.SENT
        says = "is new, and required" if is_asked else "is new"
        yield SchemaChange(walk.within(name).at, says, breaks=is_asked)


def _form(resolve: Resolve, schema: Document) -> tuple[dict[str, Any], bool]:
    """Return a schema without references and null, and whether it may be null."""
    form: dict[str, Any] = dict(resolve(schema))
    for part in form.pop("allOf", ()):
        whole, _ = _form(resolve, part)
        properties = {**whole.get("properties", {}), **form.get("properties", {})}
        form = {**whole, **form} | ({"properties": properties} if properties else {})
    if "const" in form:
        form["enum"] = [form.pop("const")]
    kinds = form.get("type")
    if isinstance(kinds, list):
        rest = [kind for kind in kinds if kind != "null"]
        form["type"] = rest[0] if len(rest) == 1 else rest
        return form, "null" in kinds
    choices = [one for one in form.get("anyOf", ()) if one != {"type": "null"}]
    may_be_null = len(choices) < len(form.get("anyOf", ()))
    if len(choices) == 1:
        form.pop("anyOf")
        whole, is_null = _form(resolve, choices[0])
        return {**form, **whole}, may_be_null or is_null
    return form, may_be_null


def _refs(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = [*part.values()]
    if isinstance(part, list):
        for one in part:
            yield from _refs(one)


def _resolved(document: Document, one: Any) -> Any:  # noqa: ANN401 - whatever JSON it is
    while isinstance(one, Mapping) and "$ref" in one:
        found: Any = document
        for name in str(one["$ref"]).removeprefix("#/").split("/"):
            found = found[name.replace("~1", "/").replace("~0", "~")]
        rest = {name: value for name, value in one.items() if name != "$ref"}
        one = {**found, **rest}
    return one


def _values(form: Document) -> list[Any] | None:
    found: list[Any] | None = form.get("enum")
    return found


def _listed(values: list[Any]) -> str:
    return ", ".join(repr(value) for value in values)


def _type(form: Document) -> str:
    return str(form.get("type") or ("one of several" if "anyOf" in form else "anything"))
