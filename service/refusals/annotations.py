"""What is refused of annotations: a number that is taken, and what is not there for the caller."""

from dataclasses import dataclass

from service.domain.refusals.base import Refusal


@dataclass(eq=False)
class ExternalIdTaken(Refusal):
    """One of the caller's own objects has this external id already; it is named."""

    kind: str
    object_id: str
    code = "external_id_taken"
    says = (
        "your {kind} {object_id} has this external_id, and each of yours has another one: "
        "go on with that {kind} if it is what you meant, or send a new external_id"
    )


@dataclass(eq=False)
class ExternalIdUnknown(Refusal):
    """None of the caller's own objects has this external id; another's is not known either."""

    code = "external_id_unknown"
    says = (
        "none of your objects has this external_id: "
        "it is that of the request which made the object, by a key of the same role and holder"
    )


@dataclass(eq=False)
class AnnotationUnknown(Refusal):
    """The caller noted nothing about such an object when it made it."""

    code = "annotation_unknown"
    says = (
        "nothing is noted of this kind and id by you: "
        "send external_id or metadata, which may be empty, when you make an object"
    )
