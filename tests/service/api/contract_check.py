"""Whether an answer is as the contract says: its status, type, headers and form."""

import json
from functools import cache
from importlib.metadata import version
from typing import Any

import jsonschema
from werkzeug.test import TestResponse

from service.api.contract import contract
from service.api.route import Route
from service.web.app import ROUTES
from tests.service.servers import taken

OF_HTTP = {"Content-Type", "Content-Length", "Cache-Control", "X-Content-Type-Options"}


@cache
def contract_of_all() -> dict[str, Any]:
    """Return the contract, made once, since it depends on the routes alone; a test compares it."""
    document: dict[str, Any] = json.loads(json.dumps(contract(ROUTES, version("wanghuiyi"))))
    return document


def schema_of(route: Route, response: TestResponse) -> dict[str, Any]:
    """Return what the contract says of an answer with this status; it must say something."""
    document = contract_of_all()
    described = document["paths"][route.path][route.method.lower()]["responses"]
    of_status = described[str(response.status_code)]
    if "$ref" in of_status:
        of_status = document["components"]["responses"][of_status["$ref"].split("/")[-1]]
    assert {*response.headers.keys()} - OF_HTTP <= {*of_status["headers"]}
    of_type = of_status["content"][response.content_type.split(";")[0]]
    return {**of_type["schema"], "components": document["components"]}


def require_contract(route: Route, response: TestResponse) -> None:
    """Let pass an answer that is as the contract says."""
    schema = schema_of(route, response)
    answer = response.text if schema.get("type") == "string" else taken(response)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(answer)
