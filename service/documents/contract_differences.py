"""What has changed between two contracts, by operation, and what of it breaks a client.

What a client sends may only be let in more widely, what it gets may only be promised more narrowly:
anything else can break one that was written to the old contract.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.documents.schema_differences import Direction, Resolve, SchemaChange, Schemas, changes

Document = Mapping[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")
_FIRST_REFUSED = 400
_ASKED_BY = "x-asked-by"


@dataclass(frozen=True)
class Difference:
    """One change: of which operation or kind of event, at which place, and whether it breaks."""

    operation: str
    at: str
    says: str
    breaks: bool


def differences(old: Document, new: Document) -> list[Difference]:
    """Return what is different, by operation, in the order of the old contract."""
    schemas = Schemas(old, new)
    return [
        *_of_policy(old, new),
        *_of_all("", old.get("paths", {}), new.get("paths", {}), schemas),
        *_of_all("event ", old.get("webhooks", {}), new.get("webhooks", {}), schemas),
    ]


def _of_policy(old: Document, new: Document) -> Iterator[Difference]:
    before, after = (one.get("x-idempotency", {}).get("kept_days") for one in (old, new))
    if before is not None and before != after:
        says = f"answers are kept for {after or 'no stated number of'} days, and were for {before}"
        yield Difference("all", "/x-idempotency/kept_days", says, (after or 0) < before)


def _of_all(prefix: str, old: Document, new: Document, schemas: Schemas) -> Iterator[Difference]:
    for path, method in _operations(old):
        name = _name(prefix, path, method)
        after = new.get(path, {}).get(method)
        if after is None:
            yield Difference(name, "", "is no longer there", breaks=True)
            continue
        before = old[path][method]
        find = _of_event if prefix else _of_operation
        for at, change in find(before, after, schemas):
            yield Difference(name, at, change.says, change.breaks)
    for path, method in _operations(new):
        if method not in old.get(path, {}):
            yield Difference(_name(prefix, path, method), "", "is new", breaks=False)


def _operations(paths: Document) -> list[tuple[str, str]]:
    return [(path, method) for path, item in paths.items() for method in _METHODS if method in item]


def _name(prefix: str, path: str, method: str) -> str:
    return f"{prefix}{path}" if prefix else f"{method.upper()} {path}"


Found = Iterator[tuple[str, SchemaChange]]


def _of_operation(old: Document, new: Document, schemas: Schemas) -> Found:
    before, after = old.get("operationId"), new.get("operationId")
    if before != after:
        says = f"is called {after}, and was {before}: generated clients have another name for it"
        yield "/operationId", SchemaChange("", says, breaks=True)
    for role in sorted({*old.get("x-roles", ())} ^ {*new.get("x-roles", ())}):
        is_lost = role in old.get("x-roles", ())
        says = f"a key of role {role} {'may no longer' if is_lost else 'may now'} ask for this"
        yield "/x-roles", SchemaChange("", says, breaks=is_lost)
    yield from _of_parameters(old, new, schemas)
    yield from _of_bodies(old, new, schemas)
    yield from _of_answers(old, new, schemas)


def _of_event(old: Document, new: Document, schemas: Schemas) -> Found:
    for media, before in old["requestBody"]["content"].items():
        after = new.get("requestBody", {}).get("content", {}).get(media)
        if after is None:
            yield "/requestBody", SchemaChange("", f"is no longer sent as {media}", breaks=True)
        else:
            yield from _placed("/body", changes(before, after, Direction.GOT, schemas))


def _of_parameters(old: Document, new: Document, schemas: Schemas) -> Found:
    before, after = _parameters(old, schemas.of_old), _parameters(new, schemas.of_new)
    for key in [*before, *(key for key in after if key not in before)]:
        where, name = key
        at, was, now = f"/{where}/{name}", before.get(key), after.get(key)
        if now is None:
            yield at, SchemaChange("", "is no longer taken", breaks=True)
            continue
        must, had_to = now.get("required", False), was is not None and was.get("required", False)
        if was is None:
            yield at, SchemaChange("", f"is new{', and required' if must else ''}", breaks=must)
            continue
        if must != had_to:
            says = "is required now" if must else "may be left out now"
            yield at, SchemaChange("", says, breaks=must)
        yield from _placed(at, changes(was, now, Direction.SENT, schemas))


def _parameters(operation: Document, resolve: Resolve) -> dict[tuple[str, str], Document]:
    found = [resolve(one) for one in operation.get("parameters", ())]
    return {(one["in"], one["name"]): one for one in found}


def _of_bodies(old: Document, new: Document, schemas: Schemas) -> Found:
    was = schemas.of_old(old.get("requestBody", {}))
    now = schemas.of_new(new.get("requestBody", {}))
    if now.get("required", False) and not was:
        yield "/body", SchemaChange("", "a body is required now", breaks=True)
    for media, before in was.get("content", {}).items():
        after = now.get("content", {}).get(media)
        if after is None:
            yield "/body", SchemaChange("", f"{media} is no longer taken", breaks=True)
        else:
            yield from _placed("/body", changes(before, after, Direction.SENT, schemas))


def _of_answers(old: Document, new: Document, schemas: Schemas) -> Found:
    was, now = old.get("responses", {}), _unasked(old, new)
    for status in [*was, *(status for status in now if status not in was)]:
        at = f"/answers/{status}"
        is_refusal = not status.startswith("2")
        if status not in now:
            yield at, SchemaChange("", "is no longer answered", breaks=not is_refusal)
            continue
        if status not in was:
            yield at, SchemaChange("", "is a new answer", breaks=not is_refusal)
            continue
        if schemas.are_same(was[status], now[status]):
            continue
        before, after = schemas.of_old(was[status]), schemas.of_new(now[status])
        yield from _of_headers(at, before.get("headers", {}), after.get("headers", {}))
        for media, content in before.get("content", {}).items():
            if media not in after.get("content", {}):
                yield at, SchemaChange("", f"is no longer answered as {media}", breaks=True)
            elif is_refusal:
                yield from _placed(at, _of_refusals(content, after["content"][media], schemas))
            else:
                found = changes(content, after["content"][media], Direction.GOT, schemas)
                yield from _placed(at, found)


def _unasked(old: Document, new: Document) -> Document:
    """Return the answers to a client that sends only the parameters of the old contract.

    `x-asked-by` names the parameter without which an answer, or one of its forms, never comes.
    """
    sent = {one.get("name") for one in old.get("parameters", ())}

    def may_come(described: Document) -> bool:
        return _ASKED_BY not in described or described[_ASKED_BY] in sent

    return {
        status: _in_forms(answer, may_come)
        for status, answer in new.get("responses", {}).items()
        if may_come(answer)
    }


def _in_forms(answer: Document, may_come: Callable[[Document], bool]) -> Document:
    """Return an answer without the forms that may not come."""
    content = {}
    for media, described in answer.get("content", {}).items():
        forms = described.get("schema", {}).get("oneOf", ())
        left = [one for one in forms if may_come(one)]
        is_one = len(left) == 1 < len(forms)
        content[media] = {**described, "schema": left[0]} if is_one else described
    return {**answer, "content": content} if content else answer


def _of_headers(at: str, old: Document, new: Document) -> Found:
    for name in [one for one in old if one not in new]:
        yield f"{at}/headers/{name}", SchemaChange("", "is no longer sent", breaks=True)
    for name in [one for one in new if one not in old]:
        yield f"{at}/headers/{name}", SchemaChange("", "is sent now", breaks=False)


def _of_refusals(old: Document, new: Document, schemas: Schemas) -> Iterator[SchemaChange]:
    """Yield the refusals that are new or gone: a client must live with codes that it never saw."""
    for change in changes(old, new, Direction.GOT, schemas):
        yield SchemaChange(
            change.at, change.says, change.breaks and not change.at.endswith("/code")
        )


def _placed(at: str, found: Iterator[SchemaChange]) -> Found:
    for change in found:
        yield f"{at}{change.at}", change
