"""Annotations: what callers note about their objects, sealed, and found by their own numbers."""

import json
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Connection, bindparam, insert, select, update

from service.database.change import Change
from service.database.optimistic import Reader
from service.database.statements import Query, Row
from service.domain.annotation import Annotation
from service.store.names import names, table_of
from service.tables import AnnotationRow
from service.vault import Vault

ANNOTATION = table_of(AnnotationRow)

_ANY = select(ANNOTATION)
_INSERT = (
    insert(ANNOTATION)
    .values({column: bindparam(f"annotation_{column}") for column in names(ANNOTATION)})
    .inline()
)
_BY_EXTERNAL_ID = Query(_ANY.where(ANNOTATION.c.external_hash == bindparam("external_hash")))
_KEYS = ("object_id", "kind", "role", "holder")
_OF_OBJECT = _ANY.where(*(ANNOTATION.c[name] == bindparam(name) for name in _KEYS))
_BY_OBJECT, _BY_OBJECT_LOCKED = Query(_OF_OBJECT), Query(_OF_OBJECT, versions=(ANNOTATION,))
_UPDATE = (
    update(ANNOTATION)
    .where(*(ANNOTATION.c[name] == bindparam(f"of_{name}") for name in _KEYS))
    .values(sealed=bindparam("to_sealed"), changed_ms=bindparam("to_changed_ms"))
)


@dataclass(frozen=True)
class Holder:
    """Whose annotations are meant: those of who has a role, by any API key."""

    role: str
    holder: str

    @property
    def scope(self) -> str:
        """Return it as one text."""
        return f"{self.role}\n{self.holder}"


@dataclass(frozen=True)
class NotedAnnotation:
    """An annotation as it stands, with the moments when it was made and last changed."""

    annotation: Annotation
    made_ms: int
    changed_ms: int


def inserted(vault: Vault, holder: Holder, annotation: Annotation, at_ms: int) -> Change:
    """Write an annotation down. An external id that is taken is a duplicate key."""
    external_id = annotation.external_id
    external_hash = None if external_id is None else vault.external_hash(holder.scope, external_id)
    return Change(
        _INSERT,
        {
            "annotation_object_id": annotation.object_id,
            "annotation_kind": annotation.kind,
            "annotation_role": holder.role,
            "annotation_holder": holder.holder,
            "annotation_external_hash": external_hash,
            "annotation_sealed": _sealed(vault, holder, annotation),
            "annotation_made_ms": at_ms,
            "annotation_changed_ms": at_ms,
        },
    )


def updated(vault: Vault, holder: Holder, annotation: Annotation, at_ms: int) -> Change:
    """Write down other metadata for an annotation that is there."""
    return Change(
        _UPDATE,
        {
            **{f"of_{name}": value for name, value in _key(holder, annotation).items()},
            "to_sealed": _sealed(vault, holder, annotation),
            "to_changed_ms": at_ms,
        },
    )


def by_external_id(
    reader: Reader, vault: Vault, holder: Holder, external_id: str
) -> NotedAnnotation | None:
    """Return what a holder noted under a number of its own, if anything."""
    values = {"external_hash": vault.external_hash(holder.scope, external_id)}
    return _noted(vault, holder, reader.first(_BY_EXTERNAL_ID, values))


def by_object(
    connection: Connection,
    vault: Vault,
    holder: Holder,
    named: tuple[str, str],
    *,
    is_locked: bool = False,
) -> NotedAnnotation | None:
    """Return what a holder noted about an object, which is named by kind and id, if anything."""
    kind, object_id = named
    query = _BY_OBJECT_LOCKED if is_locked else _BY_OBJECT
    values = _key(holder, Annotation(kind, object_id))
    return _noted(vault, holder, query.first(connection, values))


def _key(holder: Holder, annotation: Annotation) -> dict[str, Any]:
    return {
        "object_id": annotation.object_id,
        "kind": annotation.kind,
        "role": holder.role,
        "holder": holder.holder,
    }


def _sealed(vault: Vault, holder: Holder, annotation: Annotation) -> bytes:
    noted = {"external_id": annotation.external_id, "metadata": annotation.metadata}
    return vault.encrypt(_place(holder, annotation.kind, annotation.object_id), to_json(noted))


def _noted(vault: Vault, holder: Holder, row: Row | None) -> NotedAnnotation | None:
    if row is None:
        return None
    place = _place(holder, row["kind"], row["object_id"])
    noted = json.loads(vault.decrypt(place, bytes(row["sealed"])))
    annotation = Annotation(row["kind"], row["object_id"], noted["external_id"], noted["metadata"])
    return NotedAnnotation(annotation, row["made_ms"], row["changed_ms"])


def _place(holder: Holder, kind: str, object_id: str) -> str:
    """Return where it is kept: sealed for there, it opens nowhere else."""
    return f"annotation {kind} {object_id} {holder.scope}"
