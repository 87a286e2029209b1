"""Annotations: a caller's own number for what it makes, and metadata; looked up, and changed.

`annotated` goes around the operation that makes an object. It costs a request that notes nothing
two looks at its body, and the database nothing at all.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar, cast

from service.call import Call, Caller, Operation, OptimisticOperation, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.database.optimistic import LockingReader, Reader
from service.domain.annotation import Annotation
from service.refusals.annotations import AnnotationUnknown, ExternalIdTaken, ExternalIdUnknown
from service.schemas.annotations import AnnotationBody, said
from service.store import annotations
from service.store.annotations import Holder, NotedAnnotation

Decide = Callable[[Any, Call[Any]], Outcome]
Makes = TypeVar("Makes", bound=Callable[[Any, Call[Any]], Outcome])
ReadOfObject = Callable[[Connection, Call[Any]], dict[str, Any]]

_ID_NAMES = {"reference_payment": "payment_id"}


def annotated(kind: str) -> Callable[[Makes], Makes]:
    """Let an operation that makes an object of a kind note what its body says about it.

    Refused before anything else: `ExternalIdTaken`. Whoever asks again under a new idempotency key
    is thereby told that it was done, and not that the money is gone by now.
    """

    def around(operation: Makes) -> Makes:
        noting: Operation[Any]
        if isinstance(operation, OptimisticOperation):
            noting = OptimisticOperation(_noting(kind, operation.decide, lambda reader: reader))
        else:
            noting = wraps(operation)(_noting(kind, operation, LockingReader))
        return cast("Makes", noting)

    return around


def _noting(kind: str, decide: Decide, reader_of: Callable[[Any], Reader]) -> Decide:
    id_name = id_name_of(kind)

    def noting(source: Any, call: Call[Any]) -> Outcome:  # noqa: ANN401 - a connection or a reader
        external_id, metadata = call.body.external_id, call.body.metadata
        if external_id is None and metadata is None:
            return decide(source, call)
        vault, holder = call.context.vault, _holder(call.caller)
        if external_id is not None:
            _require_free(reader_of(source), call, external_id)
        outcome = decide(source, call)
        noted = Annotation(kind, outcome.answer[id_name], external_id, metadata or {})
        change = annotations.inserted(vault, holder, noted, call.now_ms)
        return replace(
            outcome,
            answer={**outcome.answer, **said(external_id, noted.metadata)},
            changes=(*outcome.changes, change),
        )

    return noting


def with_annotation(kind: str) -> Callable[[ReadOfObject], ReadOfObject]:
    """Let a read of an object show what the caller noted about it, if anything."""
    id_name = id_name_of(kind)

    def around(read: ReadOfObject) -> ReadOfObject:
        @wraps(read)
        def shown(connection: Connection, call: Call[Any]) -> dict[str, Any]:
            answer = read(connection, call)
            return answer | noted_about(connection, call, (kind, answer[id_name]))

        return shown

    return around


def noted_about(connection: Connection, call: Call[Any], named: tuple[str, str]) -> dict[str, Any]:
    """Return what the caller noted about an object, as its answer has it; nothing if nothing."""
    found = annotations.by_object(connection, call.context.vault, _holder(call.caller), named)
    return said(found.annotation.external_id, found.annotation.metadata) if found else {}


def show_external_id(connection: Connection, call: Call[Any]) -> Mapping[str, Any]:
    """Return the object that has the caller's number. Refused: `ExternalIdUnknown`."""
    found = annotations.by_external_id(
        LockingReader(connection),
        call.context.vault,
        _holder(call.caller),
        call.path["external_id"],
    )
    if found is None:
        raise ExternalIdUnknown
    return _shown(found)


def show_annotation(connection: Connection, call: Call[Any]) -> Mapping[str, Any]:
    """Return what the caller noted about an object. Refused: `AnnotationUnknown`."""
    return _shown(_own(connection, call))


def change_annotation(connection: Connection, call: Call[AnnotationBody]) -> Outcome:
    """Note other metadata; the external id stays. Refused: `AnnotationUnknown`."""
    found = _own(connection, call, is_locked=True)
    noted = replace(found.annotation, metadata=call.body.metadata)
    # A clock that was set back makes nothing older than itself.
    changed = replace(found, annotation=noted, changed_ms=max(found.made_ms, call.now_ms))
    change = annotations.updated(
        call.context.vault, _holder(call.caller), noted, changed.changed_ms
    )
    return Outcome(_shown(changed), (change,), status=200)


def id_name_of(kind: str) -> str:
    """Return how the answer that makes an object of a kind calls its id.

    >>> id_name_of("payment"), id_name_of("reference_payment")
    ('payment_id', 'payment_id')
    """
    return _ID_NAMES.get(kind, f"{kind}_id")


def _require_free(reader: Reader, call: Call[Any], external_id: str) -> None:
    found = annotations.by_external_id(
        reader, call.context.vault, _holder(call.caller), external_id
    )
    if found is not None:
        raise ExternalIdTaken(found.annotation.kind, found.annotation.object_id)


def _own(connection: Connection, call: Call[Any], *, is_locked: bool = False) -> NotedAnnotation:
    named = call.path["kind"], call.path["object_id"]
    found = annotations.by_object(
        connection, call.context.vault, _holder(call.caller), named, is_locked=is_locked
    )
    if found is None:
        raise AnnotationUnknown
    return found


def _holder(caller: Caller) -> Holder:
    return Holder(caller.role, caller.holder)


def _shown(found: NotedAnnotation) -> dict[str, Any]:
    noted = found.annotation
    return {
        "kind": noted.kind,
        "object_id": noted.object_id,
        "external_id": noted.external_id,
        "metadata": dict(noted.metadata),
        "made_at": rfc3339(found.made_ms),
        "changed_at": rfc3339(found.changed_ms),
    }
