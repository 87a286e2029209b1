"""The part of the contract about webhooks: each kind of event with the form of its data."""

from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from service.domain.message import LIMITS, Channel
from service.schemas.events import EVENTS

_HEADERS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("webhook-id", "The same when a message is sent again.", {"type": "string"}),
    ("webhook-timestamp", "Seconds since 1970 of this attempt.", {"type": "integer"}),
    (
        "webhook-signature",
        "`v1,` and base64 of HMAC-SHA256 over id, timestamp and body with dots between.",
        {"type": "string"},
    ),
)
_ATTEMPTS = LIMITS[Channel.WEBHOOK].attempts


def described_webhooks(ref_template: str) -> dict[str, Any]:
    """Return each kind of event as OpenAPI 3.1 describes what is sent to a subscriber."""
    return {kind: {"post": _sent(kind, ref_template)} for kind in EVENTS}


@cache
def schemas_of_events(ref_template: str) -> dict[str, Any]:
    """Return the schemas of what events say."""
    models = {model.__name__: model for model in EVENTS.values()}
    _, document = models_json_schema(
        [(model, "validation") for model in models.values()], ref_template=ref_template
    )
    definitions: dict[str, Any] = document["$defs"]
    return definitions


def form_of_event(kind: str, ref_template: str) -> dict[str, Any]:
    """Return the schema of a message of a kind, in the form of Standard Webhooks."""
    return {
        "type": "object",
        "required": ["type", "timestamp", "event_id", "subject", "data"],
        "properties": {
            "type": {"const": kind},
            "timestamp": {"type": "string", "format": "date-time"},
            "event_id": {"type": "string"},
            "subject": {"type": "string", "description": "Events of one subject come in order."},
            "data": {"$ref": ref_template.format(model=EVENTS[kind].__name__)},
        },
    }


def _sent(kind: str, ref_template: str) -> dict[str, Any]:
    return {
        "operationId": f"on_{kind.replace('.', '_')}",
        "summary": (EVENTS[kind].__doc__ or "").partition("\n")[0],
        "tags": [kind.partition(".")[0]],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": about, "schema": form}
            for name, about, form in _HEADERS
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": form_of_event(kind, ref_template)}},
        },
        "responses": {
            "2XX": {"description": "Heard."},
            "410": {"description": "No longer wanted: the webhook is disabled."},
            "default": {"description": f"Sent again, {_ATTEMPTS} times in all, after Retry-After."},
        },
    }
