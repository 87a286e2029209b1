"""Annotations: what a caller notes about an object that it made, for itself alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Annotation:
    """A caller's own number for an object, if it gave one, and pairs of words.

    `kind` is a noun of the contract, such as "payment", and `object_id` the id that the service
    gave. Both numbers name one object for one holder of a role; nobody else sees them.
    """

    kind: str
    object_id: str
    external_id: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
