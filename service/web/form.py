"""The form of a request: its path, its query and its body, as the route's models have them."""

import re
from typing import Any

from pydantic import BaseModel, ValidationError

from service.api.contract import PATH_FORMS
from service.api.route import Route
from service.clock import day_from_date
from service.domain.typed import letters
from service.json_reader import text_faults
from service.refusals.request import RequestMalformed
from service.web.content import require_text, require_unpacked, require_utf_8
from service.web.request import Request


def form(route: Route, path: dict[str, str], sent: Request) -> Any:  # noqa: ANN401 - whatever the route's model is
    """Return body or query as the route's model.

    Refused: `RequestMalformed`, `ContentUnsupported`.
    """
    errors = [
        {"at": f"/{name}", "message": f"{name} has the form {PATH_FORMS[name]}"}
        for name, text in path.items()
        if not re.fullmatch(PATH_FORMS[name], _narrow(name, text), re.ASCII)
    ]
    if not errors and "day" in path:
        errors = _no_date(path["day"])
    if errors:
        raise RequestMalformed(errors)
    if route.body:
        return _body(route.body, sent)
    try:
        if route.query:
            return route.query.model_validate(_query(sent))
    except ValidationError as error:
        raise RequestMalformed(_errors(error)) from None
    return None


def _body(kind: type[BaseModel], sent: Request) -> BaseModel:
    require_unpacked(sent)
    require_utf_8(sent)
    content = sent.content
    errors: list[dict[str, str]] = []
    try:
        body = kind.model_validate_json(content)
    except ValidationError as error:
        require_text(sent)
        errors = _errors(error)
    told = {error["at"] for error in errors}
    errors += [{"at": fault.at, "message": fault.message} for fault in text_faults(content, told)]
    if errors:
        raise RequestMalformed(errors)
    return body


def _narrow(name: str, text: str) -> str:
    """Return a number as programs send it, since people type it into addresses too."""
    return letters(text) if name == "item_number" else text


def canonical(body: BaseModel | None) -> bytes:
    """Return the one way of writing a body, so that the same is known to be the same."""
    return body.model_dump_json().encode() if body else b""


def _no_date(text: str) -> list[dict[str, str]]:
    try:
        day_from_date(text)
    except ValueError as error:
        return [{"at": "/day", "message": str(error)}]
    return []


def _query(sent: Request) -> dict[str, str]:
    asked = sent.request.args
    twice = [name for name, values in asked.lists() if len(values) > 1]
    if twice:
        errors = [{"at": f"/{name}", "message": f"send {name} once"} for name in twice]
        raise RequestMalformed(errors)
    return asked.to_dict()


def _errors(error: ValidationError) -> list[dict[str, str]]:
    """Return each fault at its place; values are secrets perhaps, and not repeated."""
    return [
        {
            "at": "/" + "/".join(map(str, one["loc"])),
            "message": one["msg"].removeprefix("Value error, "),
        }
        for one in error.errors(include_url=False, include_input=False, include_context=False)
    ]
