"""The contract: OpenAPI 3.1, made of the routes and of the models that validate bodies."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from service.api.contract_events import described_webhooks, schemas_of_events
from service.api.contract_hash import CONTRACT_HASH
from service.api.contract_headers import HEADERS
from service.api.contract_responses import DRY_RUN, responses_of, shared
from service.api.route import Route
from service.refusals.problems import PROBLEMS_PATH
from service.refusals.request import KeyExpired
from service.schemas.annotations import EXTERNAL_ID_FORM, KIND_FORM
from service.schemas.parcels import ITEM_FORM
from service.schemas.previews import PreviewAnswer
from service.schemas.trails import TRAIL_KINDS
from service.store.answers import EXPIRED_KNOWN_DAYS, KEPT_DAYS

if TYPE_CHECKING:
    from pydantic import BaseModel

KEY_FORM = r"^[\x21-\x2b\x2d-\x7e]{8,128}$"
KEY_OR_ITEM_FORM = r"^[\x21-\x2b\x2d-\x7e]{8,132}$"
"""A key, or that of an item of a batch: `/` and a place of up to three digits come after it."""
WORLD_ID_FORM = r"^[0-9a-f]{16}$"
PATH_FORMS = {
    "draft_id": r"^[0-9a-zA-Z_-]{1,64}$",
    "wallet_id": r"^[0-9a-zA-Z_-]{1,64}$",
    "hold_id": r"^[0-9a-zA-Z_-]{1,64}$",
    "payment_id": r"^[0-9a-zA-Z_-]{1,64}$",
    "withdrawal_id": r"^[0-9a-zA-Z_-]{1,64}$",
    "seller_id": r"^[0-9a-zA-Z_-]{1,64}$",
    "certification_id": r"^[0-9a-zA-Z_-]{1,64}$",
    "offer_id": r"^[0-9a-zA-Z_-]{1,64}$",
    "order_id": r"^[0-9a-zA-Z_-]{1,64}$",
    "key_id": r"^[0-9a-f]{16}$",
    "webhook_id": r"^[0-9a-zA-Z_-]{1,64}$",
    "message_id": r"^msg_[0-9a-f]{32}$",
    "account": r"^(post|gateway):[^/\x00-\x1f\x7f]{1,128}$",
    "agent": r"^[^/\x00-\x1f\x7f]{1,64}$",
    "day": r"^\d{4}-\d\d-\d\d$",
    "book": r"^(post|gateway)$",
    "entry_key": r"^[^/\x00-\x1f\x7f]{1,160}$",
    "trail_kind": rf"^({'|'.join(TRAIL_KINDS)})$",
    "trail_id": r"^[^/\x00-\x1f\x7f]{1,160}$",
    "item_number": ITEM_FORM,
    "good": r"^[a-z][a-z0-9-]{0,31}$",
    "world_id": WORLD_ID_FORM,
    "external_id": EXTERNAL_ID_FORM,
    "kind": KIND_FORM,
    "object_id": r"^[0-9a-zA-Z_-]{1,64}$",
    "idempotency_key": KEY_OR_ITEM_FORM,
}
_REF = "#/components/schemas/{model}"


def contract(routes: Sequence[Route], version: str) -> dict[str, Any]:
    """Return the document for `/openapi.json`."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _described(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "wanghuiyi",
            "version": version,
            "summary": "Cash over a post-office counter becomes money online",
            "description": _ABOUT,
            "x-contract": CONTRACT_HASH,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "The server that this document is from."}],
        "x-idempotency": {
            "header": "Idempotency-Key",
            "kept_days": KEPT_DAYS,
            "expired_known_days": EXPIRED_KNOWN_DAYS,
            "problem_when_expired": KeyExpired.code,
        },
        "paths": paths,
        "webhooks": described_webhooks(_REF),
        "components": {
            "schemas": schemas_of_events(_REF) | _schemas(routes),
            "responses": shared(paths),
            "headers": HEADERS,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key: `whk_...`. Each operation lists its roles.",
                }
            },
        },
    }


def hash_of(document: Mapping[str, Any]) -> str:
    """Return the hash of a contract, however its JSON is written and its version is called."""
    about = {**document, "info": {**document["info"], "version": "", "x-contract": ""}}
    content = json.dumps(about, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(content).hexdigest()[:16]


def _described(route: Route) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [_tag(route)],
        "x-roles": list(route.roles),
        "parameters": _parameters(route),
        "responses": responses_of(route, _REF),
        "security": [{"key": []}] if route.roles else [],
    }
    if route.refusals_of_each:
        described["x-refusals-of-each"] = [refusal.code for refusal in route.refusals_of_each]
    if route.body:
        reference = {"$ref": _REF.format(model=route.body.__name__)}
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": reference}},
        }
    return described


def _tag(route: Route) -> str:
    prefix, noun = route.path.split("/")[1:3]
    return noun if prefix == "v1" else prefix


def _parameters(route: Route) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": form}
            | ({"format": "date"} if name == "day" else {}),
        }
        for name, form in PATH_FORMS.items()
        if f"{{{name}}}" in route.path
    ]
    if route.query:
        schema = route.query.model_json_schema()
        found += [
            {
                "name": name,
                "in": "query",
                "required": name in schema.get("required", ()),
                "schema": _sent(one),
            }
            for name, one in schema["properties"].items()
        ]
    found += [_DRY_RUN] if route.moves_money else []
    if route.needs_key:
        found.append(_IDEMPOTENCY_KEY)
    if route.body:
        found.append(_CONTENT_DIGEST)
    return found


_IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "New and random for each request; the same when it is repeated. Send it once, "
    "and without commas, by which the lines of a header are joined; quotes are characters of it, "
    f"so send it always with or always without. Its answer is kept for {KEPT_DAYS} days at least.",
    "schema": {"type": "string", "pattern": KEY_FORM},
    "example": "7d9a8f1c-5f1e-4f43-9a52-0c3c6f0c8d11",
}
_CONTENT_DIGEST: dict[str, Any] = {
    "name": "Content-Digest",
    "in": "header",
    "required": False,
    "description": "Digests of the body as it is sent, by RFC 9530: `sha-256` and `sha-512` are "
    "checked, others ignored.",
    "schema": {"type": "string"},
    "example": "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:",
}


_DRY_RUN: dict[str, Any] = {
    "name": DRY_RUN,
    "in": "query",
    "required": False,
    "description": "`true` asks for a preview: all refusals that apply, in order, and the "
    "transfers that would be made. Nothing is done, no Idempotency-Key is needed, and one that is "
    "sent is not used up. Only a wrong number, password, code or identity is counted all the same.",
    "schema": {"type": "boolean", "default": False},
}


def _sent(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the form of a parameter that is sent: one that may be left out is never null."""
    forms = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if not forms:
        return schema
    form: dict[str, Any] = forms[0]
    return {name: one for name, one in schema.items() if name not in {"anyOf", "default"}} | form


def _schemas(routes: Sequence[Route]) -> dict[str, Any]:
    models: dict[str, type[BaseModel]] = {}
    for route in routes:
        for model in (route.body, route.answer, PreviewAnswer if route.moves_money else None):
            if model:
                models[model.__name__] = model
    return {**_definitions(tuple(models.values())), "Problem": _PROBLEM}


@cache
def _definitions(models: "tuple[type[BaseModel], ...]") -> dict[str, Any]:
    """Return the schemas of the models, which take longer to make than all the rest."""
    _, document = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    definitions: dict[str, Any] = document["$defs"]
    for definition in definitions.values():
        for one in definition.get("properties", {}).values():
            # To leave it out is to send null; generators would make of a default what must be sent.
            if one.get("default", ...) is None:
                del one["default"]
    return definitions


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A refusal by RFC 9457; programs read `code`, people read `detail`.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": f"Where it is explained: `{PROBLEMS_PATH}/` and its code.",
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "message"],
                "properties": {"at": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}

_ABOUT = """\
A buyer pays cash in at a post office and takes home a receipt with a remittance number; number and
password become money in a wallet, once. Amounts are whole fen, moments RFC 3339 in UTC, days those
of Beijing. Every POST needs an `Idempotency-Key`: repeated, it gets the first answer. Refusals are
problems of RFC 9457 with a stable `code`. What moves money can be previewed with `dry_run=true`.
Any request may have `traceparent` (W3C Trace Context), and `Want-Content-Digest` (RFC 9530).
"""
