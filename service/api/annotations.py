"""Routes by which callers come back: by a number of their own, and by an idempotency key."""

from service.api.route import Route
from service.operations import annotations, answers
from service.refusals.annotations import AnnotationUnknown, ExternalIdUnknown
from service.schemas import annotations as bodies
from service.schemas.answers import AnswerByKey

_WHO_MAKES = ("outlet", "provider", "shop", "agent")
_WHO_POSTS = ("outlet", "hub", "provider", "shop", "agent", "arbiter", "carrier", "operator")
_OBJECT = "/v1/annotations/{kind}/{object_id}"

ROUTES = (
    Route(
        "GET",
        "/v1/external-ids/{external_id}",
        "Find what you made by your own number for it",
        roles=_WHO_MAKES,
        read=annotations.show_external_id,
        answer=bodies.AnnotationAnswer,
        status=200,
        refusals=(ExternalIdUnknown,),
    ),
    Route(
        "GET",
        _OBJECT,
        "Read what you noted about something that you made",
        roles=_WHO_MAKES,
        read=annotations.show_annotation,
        answer=bodies.AnnotationAnswer,
        status=200,
        refusals=(AnnotationUnknown,),
    ),
    Route(
        "PUT",
        _OBJECT,
        "Note other metadata about something that you made; the external id stays",
        roles=_WHO_MAKES,
        operation=annotations.change_annotation,
        body=bodies.AnnotationBody,
        answer=bodies.AnnotationAnswer,
        status=200,
        refusals=(AnnotationUnknown,),
    ),
    Route(
        "GET",
        "/v1/answers/{idempotency_key}",
        "Look up the answer to a request of yours by its Idempotency-Key",
        roles=_WHO_POSTS,
        action=answers.show_answer,
        answer=AnswerByKey,
        status=200,
    ),
)
